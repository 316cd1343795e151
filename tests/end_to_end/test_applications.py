"""One directory, one roll, and two applications' lists: the same persons, source by source."""

import base64
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.end_to_end.conftest import Desk

CONFIGURATION = """
[site]
name = "CH de Saint-Exemple"

[[people]]
name = "rh"
path = "rh.csv"
extracted_on = 2026-11-19

[[directory]]
name = "ad"
export = "ad.ldif"

[[accounts]]
name = "paie"
path = "paie.csv"
extracted_on = 2026-11-18

[[accounts]]
name = "dpi"
path = "dpi.xlsx"
extracted_on = 2026-11-17
states = { "Verrouillé" = true }
"""
ROLL = """MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE
0010001;LEFÈVRE;Jérôme;02/09/2019;
0010002;DUPONT;Marie;01/07/2026;
0010003;BLOCH;Ancien;01/01/2012;30/06/2026
"""
PAYROLL = """Utilisateur;Nom;Prénom;Matricule;Mot de passe;Bloqué;Date création;Dernière connexion
LEFEVREJ;LEFÈVRE;Jérôme;10001;Azerty1;N;02/09/2019;17/11/2026
BLOCHA;BLOCH;Ancien;0010003;Azerty2;N;01/01/2012;12/11/2026
DUPONTM;DUPONT;Marie;0010002;Azerty3;O;01/07/2026;
=CMD;INCONNU;Zoé;;Azerty4;N;01/01/2012;
"""
RECORD = [
    ["Liste des utilisateurs", "", "", "", ""],
    ["CODE_UTILISATEUR", "NOM COMPLET", "RPPS", "ETAT", "PROFIL"],
    ["jlf", "Jérôme Lefèvre", "", "Actif", "Médecin"],
    ["mdp", "Marie Dupont", "", "Verrouillé", "Infirmier"],
    ["urgences", "Urgences", "", "Actif", "Compte commun"],
    ["anc", "Ancien Bloch", "", "Fermé", "Infirmier"],
]


def b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def sid(rid: int | None = None) -> str:
    parts = [21, 1, 2, 3, *([rid] if rid else [])]
    head = bytes([1, len(parts)]) + (5).to_bytes(6, "big")
    return b64(head + b"".join(part.to_bytes(4, "little") for part in parts))


def user(login: str, surname: str, given: str, number: str, rid: int, flags: int = 512) -> str:
    return (
        f"dn: CN={login},OU=Users,DC=ch,DC=lan\nobjectClass: top\nobjectClass: user\n"
        f"sAMAccountName: {login}\nsn:: {b64(surname.encode())}\ngivenName:: {b64(given.encode())}\n"
        f"objectGUID:: {b64(UUID(int=rid).bytes_le)}\nobjectSid:: {sid(rid)}\n"
        f"userAccountControl: {flags}\nemployeeID: {number}\nwhenCreated: 20200101093000.0Z\n"
        "lastLogonTimestamp: 134390275500000000\npwdLastSet: 134226115500000000\n\n"
    )


DIRECTORY = (
    "dn: DC=ch,DC=lan\nobjectClass: top\nobjectClass: domain\nobjectClass: domainDNS\ndc: ch\n"
    f"objectSid:: {sid()}\nobjectGUID:: {b64(UUID(int=1).bytes_le)}\n"
    "maxPwdAge: -36288000000000\nlockoutDuration: -18000000000\n\n"
    + user("j.lefevre", "Lefèvre", "Jérôme", "0010001", 1101)
    + user("m.dupont", "Dupont", "Marie", "0010002", 1102)
    + user("a.bloch", "Bloch", "Ancien", "0010003", 1103, flags=514)
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("applications")
    (folder / "rh.csv").write_text(ROLL, "utf-8")
    (folder / "paie.csv").write_text(PAYROLL, "cp1252")
    (folder / "ad.ldif").write_text(DIRECTORY, "utf-8")
    with xlsxwriter.Workbook(folder / "dpi.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(RECORD):
            sheet.write_row(line, 0, row)
    made = Desk(folder, {})
    made.configure(CONFIGURATION)
    ran = made.scan()
    assert ran.code == 2, ran.err  # seven questions have no source yet
    assert "accounts.list : sans réponse" not in ran.err
    return made


@pytest.fixture(scope="module")
def result(here: Desk) -> Any:
    return here.result()


def test_each_source_has_its_standings(result: Any) -> None:
    told = {
        (each["directory"], each["account"]): (each["class"], each["person"], each["enabled"])
        for each in result["reconciliation"]["accounts"]
    }

    assert told == {
        ("ad", "j.lefevre"): ("person", "0010001", True),
        ("ad", "m.dupont"): ("person", "0010002", True),
        ("ad", "a.bloch"): ("leaver", "0010003", False),
        ("paie", "LEFEVREJ"): ("person", "0010001", True),
        ("paie", "BLOCHA"): ("leaver", "0010003", True),
        ("paie", "DUPONTM"): ("person", "0010002", False),
        ("paie", "=CMD"): ("orphan", None, True),
        ("dpi", "jlf"): ("person", "0010001", True),
        ("dpi", "mdp"): ("person", "0010002", True),
        ("dpi", "urgences"): ("generic", None, True),
        ("dpi", "anc"): ("leaver", "0010003", False),
    }


def findings(result: Any, check: str) -> list[tuple[str, str]]:
    return [
        (each["about"]["source"], each["about"]["label"])
        for each in result["findings"]
        if each["check"] == check
    ]


def test_a_leaver_still_open_in_payroll_is_found(result: Any) -> None:
    assert findings(result, "accounts.leaver") == [("paie", "BLOCHA")]
    (found,) = [each for each in result["findings"] if each["check"] == "accounts.leaver"]
    assert found["values"]["days"] == 141  # up to the day of the list
    assert found["values"]["active_after_end"] == "beyond_margin"
    assert found["exhibits"]


def test_other_findings_name_their_application(result: Any) -> None:
    assert findings(result, "accounts.orphan") == [("paie", "=CMD")]
    assert findings(result, "accounts.generic") == [("dpi", "urgences")]
    assert findings(result, "accounts.several") == []


def test_no_account_is_accused_of_a_use_that_its_application_does_not_tell(result: Any) -> None:
    assert findings(result, "accounts.never-used") == []
    assert findings(result, "accounts.dormant") == []
    (outcome,) = [each for each in result["outcomes"] if each["check"] == "accounts.never-used"]
    missing = {each["target"] for each in outcome["missing"]}
    assert {"dpi", "=CMD"} <= missing
    flags = {
        (each["directory"], each["account"]): (each["dormant"], each["never_used"])
        for each in result["reconciliation"]["accounts"]
    }
    assert flags["dpi", "jlf"] == (None, None)
    assert flags["paie", "LEFEVREJ"] == (False, False)


def test_no_password_is_kept(here: Desk) -> None:
    for path in here.folder.glob("preuve.db*"):
        assert b"Azerty" not in path.read_bytes()


def test_the_workbook_has_one_line_a_person(here: Desk) -> None:
    assert here.run("report", "--format", "xlsx", "--output", "revue.xlsx").code == 0
    content = (here.folder / "revue.xlsx").read_bytes()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(2)

    assert sheet.to_python() == [
        ["Personne", "Listes", "Situation", "ad", "dpi", "paie"],
        ["0010001", "rh", "présente", "j.lefevre (ouvert)", "jlf (ouvert)", "LEFEVREJ (ouvert)"],
        ["0010002", "rh", "présente", "m.dupont (ouvert)", "mdp (ouvert)", "DUPONTM (fermé)"],
        ["0010003", "rh", "partie le 30\u00a0juin\u00a02026", "a.bloch (fermé)", "anc (fermé)", "BLOCHA (ouvert)"],
    ]  # fmt: skip


def test_the_page_says_what_was_read(here: Desk) -> None:
    assert here.run("report", "--format", "html", "--output", "page.html").code == 0
    page = (here.folder / "page.html").read_text("utf-8")

    assert "Comptes de paie, liste tirée le" in page
    assert "Mot de passe" in page


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ('name = "vpn"\npath = "vpn.csv"', "accounts[0].extracted_on : obligatoire (le jour"),
        ('name = "vpn"\nextracted_on = 2026-11-01', "path est obligatoire"),
        ('name = "vpn"\npath = "v.csv"\nextracted_on = 2026-11-01\ncolumn = 1', "vouliez-vous dire 'columns'"),
        ('name = "vpn"\npath = "v.csv"\nextracted_on = 2026-11-01\ncolumns = { logn = "A" }', "champ inconnu logn"),
        ('name = "vpn"\npath = "v.csv"\nextracted_on = 2126-11-01', "est dans le futur"),
    ],
)  # fmt: skip
def test_a_wrong_block_is_explained(tmp_path: Path, block: str, said: str) -> None:
    desk = Desk(tmp_path, {})
    desk.configure(f'[site]\nname = "CH"\n[[accounts]]\n{block}\n')

    ran = desk.scan()

    assert ran.code == 3
    assert said in ran.err


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        ("", "empty", "empty"),
        ("LOGIN;NOM\n", "empty", "no line under the header"),
        ("NOM;PRENOM\nA;B\n", "failed", "no column of logins (columns: NOM, PRENOM)"),
        ("LOGIN;NOM\na;A;B\n", "failed", "line 2"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_typed_reason(
    here: Desk, tmp_path: Path, content: str, reason: str, said: str
) -> None:
    desk = Desk(tmp_path, {})
    for name in ("rh.csv", "ad.ldif", "dpi.xlsx"):
        (tmp_path / name).write_bytes((here.folder / name).read_bytes())
    (tmp_path / "paie.csv").write_text(content, "utf-8")
    desk.configure(CONFIGURATION)

    assert desk.scan().code == 2

    result = desk.result()
    (unit,) = [each for each in result["sources"] if each["source"] == "paie"]
    assert (unit["state"], unit["reason"]) == ("failed", reason)
    assert said in unit["detail"]
    assert {each["directory"] for each in result["reconciliation"]["accounts"]} == {"ad", "dpi"}
    assert {"reason": reason, "target": "paie: paie.csv"} in desk.outcome("accounts.orphan")[
        "missing"
    ]
