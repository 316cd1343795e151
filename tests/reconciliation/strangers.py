"""Accounts that have no person: strangers, posts, robots, and those that look like others."""

from random import Random
from typing import Any

from agent.core.facts.accounts import Account
from tests.reconciliation import spelling
from tests.reconciliation.names import Names
from tests.reconciliation.population import Directory, Human, Truth


def words(text: str) -> tuple[str, ...]:
    """The words of a line."""
    return tuple(text.split())


_UNITS = words(
    "urgences cardio cardiologie pneumo pediatrie maternite bloc reanimation dialyse geriatrie smr ssr usld ehpad "
    "medecine1 medecine.b chirurgie ortho gastro neuro onco hdj psy cmp consultations radiologie irm scanner labo "
    "pharmacie sterilisation anesthesie uhcd ucc pass cegidd algologie soins.palliatifs emsp addictologie diabeto "
    "hematologie orl ophtalmo gyneco neonat endoscopie efr hygiene transfusion radiotherapie medecine.nucleaire"
)
_TRADES = words(
    "accueil secretariat sec.medical ide as ash cadre interne externe stagiaire etudiant remplacant vacataire "
    "brancardage admissions bureau.entrees caisse standard regulation archives dim tim qualite biomed atelier magasin "
    "cuisine lingerie creche formation ifsi syndicat direction astreinte garde securite aumonerie benevoles kine dietetique "
    "psychologue assistantes.sociales coordination planning facturation achats gestion.lits interim manip preparateur"
)
_POSTS = words(
    "poste pc chariot borne salle.reunion kiosque tablette veille ecran tv portable session test demo temp"
)
_SHIFTS = ("nuit", "jour", "1", "2", "03", "12", "soir", "weekend")
_ROBOTS = (
    ("svc_{p}", 5), ("svc-{p}", 4), ("srv_{p}", 1), ("sa-{p}", 2), ("sa_{p}", 1), ("s-{p}", 1), ("{p}", 3),
    ("app.{p}", 1), ("svc{p}", 2), ("{p}_svc", 1), ("batch_{p}", 1),
)  # fmt: skip
_PRODUCTS = words(
    "veeam sql oracle backup glpi ocs centreon zabbix wsus sccm pacs ris hl7 dicom eai mirth enovacom ldap radius "
    "wifi vpn proxy print scan copieur fax sso citrix vcenter wallix antivirus supervision sauvegarde sharepoint "
    "exchange adfs gmao easily dxcare chronos interface telemaintenance imprivata nessus"
)
_PHRASES = ("", "", "Compte de service {p}", "Compte technique {p}", "{p}", "Interface {p}")


class Strangers:
    """Opens the accounts of nobody in the rolls."""

    def __init__(self, rng: Random, directory: Directory, names: Names) -> None:
        self._rng = rng
        self._directory = directory
        self._names = names

    def orphan(self, rolls: set[tuple[str, str]]) -> Account:
        """Somebody whom no roll knows: another given name, or another surname."""
        family, given = self._unknown(rolls)
        return self._somebody(family, given, Truth("orphan", trap="orphan"))

    def _unknown(self, rolls: set[tuple[str, str]]) -> tuple[str, str]:
        while True:
            given, _ = self._names.given()
            family = self._names.surname()
            first = given.replace("-", " ").split(" ")[0]
            parts = {family, *family.split("-")}
            if not any(
                (part.upper(), name.upper()) in rolls for part in parts for name in (given, first)
            ):
                return family, given

    def former(self) -> Account:
        """The closed account of somebody who left every roll years ago."""
        given, _ = self._names.given()
        return self._somebody(
            self._names.surname(), given, Truth("orphan", trap="former"), enabled=False
        )

    def near(self, human: Human) -> Account:
        """Somebody whose name is nearly that of a person: still somebody else."""
        family = human.usage + self._rng.choice(("s", "t", "e", "ault"))
        return self._somebody(family, human.given, Truth("orphan", doubtful=True, trap="near-name"))

    def _somebody(self, family: str, given: str, truth: Truth, **more: Any) -> Account:
        rng = self._rng
        wanted = spelling.logins(family, given, str(rng.randint(900000, 999999)), rng)
        names: dict[str, Any] = {
            "surname": spelling.surname(family, rng),
            "given_name": spelling.given(given, rng),
        }
        if rng.random() < 0.1:
            names = {"display_name": spelling.display(family, given, rng)}
        return self._directory.open(self._directory.login(wanted), truth, **names | more)

    def borrower(self, human: Human) -> Account:
        """A stranger's account that bears a person's matricule."""
        given, _ = self._names.given()
        family = self._names.surname()
        truth = Truth("ambiguous", doubtful=True, trap="borrowed-identifier")
        wanted = spelling.logins(family, given, "0", self._rng)
        return self._directory.open(
            self._directory.login(wanted), truth, surname=family, given_name=given,
            identifiers=(("employeeID", human.fact.key),),
        )  # fmt: skip

    def disguised(self, rolls: set[tuple[str, str]]) -> Account:
        """A stranger's account renamed like a service's, its names left in place."""
        family, given = self._unknown(rolls)
        truth = Truth("orphan", trap="disguised")
        login = self._directory.login(f"svc_{spelling.logins(family, given, '0', self._rng)}"[:20])
        return self._directory.open(login, truth, surname=family, given_name=given)

    def generic(self) -> Account:
        """A shared account, named as hospitals name them."""
        rng = self._rng
        unit, trade, post = rng.choice(_UNITS), rng.choice(_TRADES), rng.choice(_POSTS)
        login, shown = rng.choice(
            (
                (unit, unit), (f"{unit}{rng.randint(1, 12)}", unit), (trade, trade),
                (f"{trade}.{rng.choice(_SHIFTS)}", trade), (f"{trade}.{unit}", f"{trade} {unit}"),
                (f"{unit}.{rng.choice(_SHIFTS)}", unit), (f"{post}{rng.randint(1, 99):02}", post),
                (f"{post}.{unit}", f"{post} {unit}"), (f"{trade}{unit.split('.')[0]}", f"{trade} {unit}"),
            )
        )  # fmt: skip
        shown = shown.replace(".", " ").title()
        said = shown.split(" ")
        told: dict[str, Any] = rng.choice(
            (
                {}, {"display_name": shown}, {"display_name": shown, "surname": shown},
                {"display_name": shown, "surname": said[-1], "given_name": said[0]},
                {"display_name": shown, "words": ("compte", "générique")},
                {"display_name": shown, "recipient_type": 4}, {"workstations": 5},
            )
        )  # fmt: skip
        return self._directory.open(
            self._directory.login(login[:20]), Truth("generic", trap=f"generic:{login}"), **told
        )

    def service(self) -> Account:
        """An account that a program uses."""
        rng = self._rng
        (pattern,) = rng.choices([each for each, _ in _ROBOTS], [weight for _, weight in _ROBOTS])
        product = rng.choice(_PRODUCTS)
        login = self._directory.login(pattern.format(p=product)[:20])
        shown = rng.choice(_PHRASES).format(p=product.title())
        told: dict[str, Any] = {"display_name": shown or None, "password_never_expires": True}
        if rng.random() < 0.25:
            told["service_names"] = 1
        if rng.random() < 0.2:
            told["dn"] = f"CN={login},OU=Comptes de service,DC=ch,DC=lan"
        return self._directory.open(login, Truth("service", trap=f"service:{login}"), **told)
