"""The persons whose names are traps: always in the hospital, whatever the seed.

Each has one account that bears no identifier: names alone must lead to the person.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A person as the roll names them, and what their account's attributes say.

    An empty text leaves the attribute out. `doubtful`: the data cannot settle it.
    """

    trap: str
    usage: str
    given: str
    login: str
    surname: str = ""
    first: str = ""
    display: str = ""
    birth: str | None = None
    woman: bool = True
    doubtful: bool = False
    position: str = "ACTIVITE"
    status: str = "TITULAIRE"


ROLES = (
    Role(
        "birth-name-in-directory", "Lefèvre", "Mai Linh", "mtran", "Tran", "Mai Linh", birth="Tran"
    ),
    Role(
        "usage-name-in-directory", "Robert", "Gisèle", "glacaze", "Robert", "Gisèle", birth="Lacaze"
    ),
    Role(
        "birth-and-usage-in-directory",
        "Dubois",
        "Thuy",
        "tnguyen",
        "Nguyen-Dubois",
        "Thuy",
        birth="Nguyen",
    ),
    Role("half-of-a-double-name", "Carpin-Delage", "Maud", "mdelage", "Delage", "Maud"),
    Role("particle-glued", "Le Gall", "Yvonne", "ylegall", "Legall", "Yvonne"),
    Role("particles-glued", "De La Tour", "Anne-Laure", "aldelatour", "Delatour", "Anne-Laure"),
    Role("particles-dropped", "De Kersauson", "Aude", "akersauson", "Kersauson", "Aude"),
    Role("particle-glued", "Ben Youssef", "Leïla", "lbenyoussef", "Benyoussef", "Leïla"),
    Role("particle-glued", "El Mansouri", "Nora", "nelmansouri", "Elmansouri", "Nora"),
    Role("particles-glued", "Van Der Berg", "Ilse", "ivanderberg", "Vanderberg", "Ilse"),
    Role("saint-shortened", "Saint-Aubin", "Clarisse", "cstaubin", "St-Aubin", "Clarisse"),
    Role("typographic-apostrophe", "D'Angelo", "Carla", "cdangelo", "D’Angelo", "Carla"),
    Role("apostrophe-dropped", "O'Connor", "Fiona", "foconnor", "OConnor", "Fiona"),
    Role("ligature", "Lœuillet", "Odette", "oloeuillet", "Lœuillet", "Odette"),
    Role("ligature-in-given-name", "Cazeneuve", "Lætitia", "lcazeneuve", "Cazeneuve", "Lætitia"),
    Role("letter-o-slash", "Sørensen", "Bodil", "bsorensen", "Sørensen", "Bodil"),
    Role("letter-l-stroke", "Wałkowska", "Zofia", "zwalkowska", "Wałkowska", "Zofia"),
    Role("letter-sharp-s", "Weiß", "Greta", "gweiss", "Weiß", "Greta"),
    Role(
        "no-break-hyphen", "Cadoret", "Jean-Marc", "jmcadoret", "Cadoret", "Jean‑Marc", woman=False
    ),
    Role(
        "decomposed-accents",
        "Trébuchet",
        "Géraldine",
        "gtrebuchet",
        "Tre\u0301buchet",
        "Ge\u0301raldine",
    ),
    Role("capitals", "Peltier", "Maryvonne", "mpeltier", "PELTIER", "MARYVONNE"),
    Role(
        "inverted-fields",
        "Castanier",
        "Élodie",
        "ecastanier",
        "Élodie",
        "Castanier",
        display="Élodie Castanier",
    ),
    Role(
        "inverted-fields",
        "Mathurin",
        "Prosper",
        "pmathurin",
        "Prosper",
        "Mathurin",
        display="Prosper Mathurin",
        woman=False,
    ),
    Role("second-given-name", "Bordenave", "Marie Thérèse", "tbordenave", "Bordenave", "Thérèse"),
    Role(
        "compound-without-hyphen",
        "Lestrade",
        "Marie-Hélène",
        "mhlestrade",
        "Lestrade",
        "Marie Hélène",
    ),
    Role(
        "cut-at-twenty",
        "de Castelbajac-Roquefeuil",
        "Maximilienne",
        "maximilienne.de-cast",
        "de Castelbajac-Roquefeuil",
        "Maximilienne",
    ),
    Role(
        "comma-in-the-entry-name",
        "Le Bihan",
        "Yves",
        "ylebihan",
        "Le Bihan",
        "Yves",
        display="Le Bihan, Yves",
        woman=False,
    ),
    Role(
        "side-note",
        "Quenneville",
        "Aimée",
        "aquenneville",
        "Quenneville",
        "Aimée",
        display="Aimée Quenneville - Cadre de santé (EHPAD)",
    ),
    Role(
        "display-name-only",
        "Rouvière",
        "Élodie",
        "erouviere",
        display="ROUVIÈRE Élodie (Cardiologie)",
    ),
    Role(
        "display-name-only",
        "Quentin-Lamy",
        "Paul",
        "pquentin",
        display="Dr Paul QUENTIN-LAMY",
        woman=False,
    ),
    Role("login-only", "Quiniou", "Hortense", "hquiniou"),
    Role("login-only", "Trévidic", "Barnabé", "trevidib", woman=False),
    Role("login-only", "Zakarian", "Anouche", "zakarian"),
    Role("login-only-initials", "Delamotte", "Jean-Rémi", "jrdelamotte", woman=False),
    Role(
        "login-only-cut",
        "Vandenbossche-Lambrecht",
        "Christopher",
        "christopher.vandenbo",
        woman=False,
    ),
    Role("homonyms", "Martin", "Sophie", "smartin2", "Martin", "Sophie", doubtful=True),
    Role(
        "nickname", "Poulenc", "Frédéric", "fpoulenc", "Poulenc", "Fred", woman=False, doubtful=True
    ),
    Role(
        "misspelt", "Gaudriault", "Ninon", "ngaudrillault", "Gaudrillault", "Ninon", doubtful=True
    ),
    Role("same-initial", "Kerloc'h", "Paul", "pkerloch", "Kerloc’h", "Paul", woman=False),
    Role("same-initial", "Kerloc'h", "Pauline", "pkerloch2", "Kerloc’h", "Pauline"),
    Role("login-used-before", "Dupont", "Julie", "jdupont", "Dupont", "Julie"),
    Role("suspended", "Aucoin", "Roselyne", "raucoin", "Aucoin", "Roselyne", position="CLM"),
    Role(
        "suspended",
        "Bédouet",
        "Lionel",
        "lbedouet",
        "Bédouet",
        "Lionel",
        woman=False,
        position="DISPONIBILITE",
    ),
    Role(
        "probationary-agent",
        "Stanislas",
        "Flora",
        "fstanislas",
        "Stanislas",
        "Flora",
        status="STAGIAIRE",
    ),
)
