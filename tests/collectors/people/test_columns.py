"""Columns of a roll: recognised by French words, declared by a person, or never read."""

import pytest

from agent.core.errors import Unreadable
from collectors.people.columns import never_kept, recognise

NAMES = ["Nom", "Prénom"]


def headers(rows: list[list[str]], **declared: str) -> dict[str, str]:
    return recognise("hr.csv", rows, declared).headers


def dropped(header: str, *values: str) -> tuple[tuple[str, str], ...]:
    """What is refused of a column of that name, among innocent ones."""
    body = [["DUPONT", "Marie", value] for value in values or ("x",)]
    return recognise("hr.csv", [[*NAMES, header], *body], {}).dropped


@pytest.mark.parametrize(
    ("field", "header"),
    [
        (field, header)
        for field, told in {
            "id": "MATRICULE|Mat|MATRIC|N° Matricule|NUM_MATRICULE|NumAgent|NO_AGENT|Id Agent|CODE_AGENT|NUDOSS|Identifiant",
            "birth_name": "NOM_NAISSANCE|Nom de naissance|NOM_PATRONYMIQUE|Nom famille|NOM_JF|Nom de jeune fille|NOMPAT",
            "birth_date": "DATE_NAISSANCE|Date de naissance|DNAIS|DDN",
            "start": "DATE_ENTREE|Date d'entrée|Date d’entrée|DT_ENTREE|DATE_ARRIVEE|Date embauche|DATE_RECRUTEMENT|Date début|DEBUT_CONTRAT|DATE_EFFET",
            "end": "DATE_SORTIE|Date de sortie|DT_SORTIE|Date départ|DATE_FIN|Fin contrat|DATE_FIN_CONTRAT|DATE_RADIATION",
            "planned_end": "DATE_FIN_PREVUE|Date fin prévue",
            "status": "STATUT|Position|Position administrative",
            "position": "Grade|CODE_GRADE|LIB_GRADE|Corps|Emploi|Fonction|Métier|LIB_METIER",
            "unit": "UF|CODE_UF|LIB_UF|Service|Pôle|Unité|Affectation",
            "rpps": "RPPS|N° RPPS",
            "mail": "Mail|E-mail|EMAIL|Adresse mail|Adresse e-mail",
            "login": "Login|COMPTE_AD|IDENTIFIANT_RESEAU",
        }.items()
        for header in told.split("|")
    ],
)
def test_a_header_is_known_by_its_french_names(field: str, header: str) -> None:
    assert headers([[*NAMES, header], ["DUPONT", "Marie", ""]])[field] == header


@pytest.mark.parametrize("usage", ["NOM", "NOM_USAGE", "Nom d'usage", "Nom usuel", "NOM_MARITAL"])
@pytest.mark.parametrize("given", ["PRENOM", "Prénoms", "PRENOM_USUEL", "PRN", "Prénom 1"])
def test_a_name_is_known_by_its_french_names(usage: str, given: str) -> None:
    assert headers([[usage, given]]) == {"usage_name": usage, "given_names": given}


def test_titles_may_stand_above_the_header() -> None:
    rows = [["Service des ressources humaines"], ["Édité le", "20/11/2026"], ["Matricule", *NAMES]]

    columns = recognise("hr.csv", [*rows, ["12", "DUPONT", "Marie"]], {})

    assert columns.header_row == 2
    assert columns.fields == {"id": 0, "usage_name": 1, "given_names": 2}


def test_the_first_of_two_equal_headers_is_the_header() -> None:
    assert recognise("hr.csv", [NAMES, ["A", "B"], NAMES], {}).header_row == 0


def test_a_birth_name_alone_is_the_name() -> None:
    assert headers([["Nom de naissance", "Prénom"]]) == {
        "usage_name": "Nom de naissance",
        "given_names": "Prénom",
    }


def test_two_names_are_two_fields() -> None:
    told = headers([["Nom de naissance", "Nom d'usage", "Prénom"]])

    assert told["birth_name"] == "Nom de naissance"
    assert told["usage_name"] == "Nom d'usage"


def test_a_column_that_nobody_needs_is_counted_and_not_read() -> None:
    columns = recognise("hr.csv", [[*NAMES, "Quotité", "Étage"], ["A", "B", "100", "2"]], {})

    assert columns.unknown == 2
    assert set(columns.fields) == {"usage_name", "given_names"}


def test_declared_columns_win() -> None:
    rows = [
        ["Matricule", "N° dossier", "Nom", "Patronyme usuel", "Prénom"],
        ["1", "2", "A", "B", "C"],
    ]

    columns = recognise("hr.csv", rows, {"id": "n° DOSSIER", "usage_name": "Patronyme usuel"})

    assert columns.fields == {"id": 1, "usage_name": 3, "given_names": 4}
    assert columns.headers["id"] == "N° dossier"


def test_declared_columns_alone_make_a_header() -> None:
    rows = [["Liste"], ["Famille", "Petit nom"], ["DUPONT", "Marie"]]

    columns = recognise("hr.csv", rows, {"usage_name": "Famille", "given_names": "Petit nom"})

    assert columns.header_row == 1


def test_a_declared_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Unreadable, match=r"no column 'Dossier' \(columns: Nom, Prénom\)"):
        headers([NAMES, ["DUPONT", "Marie"]], id="Dossier")


@pytest.mark.parametrize(
    "title", ["NIR", "IBAN", "Salaire", "N° de sécurité sociale", "Arrêt maladie"]
)
def test_a_forbidden_column_is_not_read_even_when_declared(title: str) -> None:
    with pytest.raises(Unreadable, match="is never read"):
        headers([[*NAMES, title], ["DUPONT", "Marie", "1"]], id=title)


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("id", "Matricule", "Code agent"),
        ("usage_name", "Nom", "Nom usuel"),
        ("birth_name", "Nom de naissance", "Nom patronymique"),
        ("given_names", "Prénom", "Prénom usuel"),
        ("start", "Date d'entrée", "Début contrat"),
        ("end", "Date de sortie", "Fin contrat"),
        ("rpps", "RPPS", "N° RPPS"),
    ],
)
def test_two_columns_for_what_decides_are_a_question(field: str, first: str, second: str) -> None:
    others = [name for name in NAMES if name not in {first, second}]
    rows = [[first, second, *others], ["1", "2", "A", "B"]]

    with pytest.raises(Unreadable, match=f"both look like {field}") as refused:
        headers(rows)

    assert repr(first) in str(refused.value)
    assert repr(second) in str(refused.value)
    # What the message says to do is enough.
    assert headers(rows, **{field: second})[field] == second


def test_two_columns_for_what_decides_nothing_are_no_question() -> None:
    columns = recognise("hr.csv", [[*NAMES, "Code UF", "Service"], ["A", "B", "12", "Bloc"]], {})

    assert columns.headers["unit"] in {"Code UF", "Service"}
    assert columns.unknown == 1


@pytest.mark.parametrize(
    "rows", [[], [["Liste du personnel"]], [["Étage", "Quotité"], ["2", "100"]]]
)
def test_no_header_is_an_error_that_says_what_to_do(rows: list[list[str]]) -> None:
    with pytest.raises(Unreadable, match=r"no header is recognised.*columns = "):
        headers(rows)


@pytest.mark.parametrize("rows", [[["Matricule", "Nom"]], [["Matricule", "Prénom"]]])
def test_surname_and_given_name_are_needed(rows: list[list[str]]) -> None:
    with pytest.raises(Unreadable, match="surname and given name are needed"):
        headers(rows)


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("NIR", "identity-number"),
        ("Code_NIR", "identity-number"),
        ("N° de Sécurité Sociale", "identity-number"),
        ("Numéro INSEE", "identity-number"),
        ("IBAN", "bank"),
        ("RIB (principal)", "bank"),
        ("Adresse", "home"),
        ("Code postal", "home"),
        ("Téléphone personnel", "home"),
        ("Salaire brut", "pay"),
        ("INDICE_MAJORE", "pay"),
        ("Traitement", "pay"),
        ("Arrêt de travail", "health"),
        ("Date début maladie", "health"),
        ("Motif de sortie", "private-life"),
        ("MOTIF_DEPART", "private-life"),
        ("Situation familiale", "private-life"),
    ],
)
def test_a_forbidden_column_is_dropped_by_its_header(header: str, rule: str) -> None:
    assert dropped(header) == ((header, rule),)


@pytest.mark.parametrize("header", ["Service", "UF", "Distribution", "Pôle Brutus", "Ribérac"])
def test_an_innocent_header_that_holds_a_short_forbidden_word_is_not_dropped(header: str) -> None:
    assert dropped(header) == ()


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (("1 85 05 78 006 084 91", "2 85 05 78 006 084 41"), "identity-number"),
        (("185057800608491", "285052A00608482"), "identity-number"),
        (("1850578006084", "2850578006084"), "identity-number"),  # without its key
        (("FR76 3000 6000 0112 3456 7890 189", ""), "bank"),
        (("185057800608491", "", "", "12"), "identity-number"),  # half of those that are filled
    ],
)
@pytest.mark.parametrize("header", ["Code", "Matricule", "Service"])
def test_a_forbidden_column_is_dropped_by_its_values(
    header: str, values: tuple[str, ...], rule: str
) -> None:
    assert dropped(header, *values) == ((header, rule),)


@pytest.mark.parametrize("value", ["0010001", "20241231", "10005551234", "385057800608", "SUEZ"])
def test_identifiers_and_dates_are_no_identity_numbers(value: str) -> None:
    assert dropped("Matricule", value, value, value) == ()


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("1 85 05 78 006 084 91", "identity-number"),
        ("fr76 3000 6000 0112 3456 7890 189", "bank"),
        ("FR7630006000011234567890188", ""),  # wrong check digits: a code of that shape
        ("Cardiologie", ""),
        ("", ""),
    ],
)
def test_a_single_value_is_never_kept_whatever_its_column(value: str, rule: str) -> None:
    assert never_kept(value) == rule
