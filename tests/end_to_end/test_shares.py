"""Folders of personnel's data beside a directory and a roll: who reads them, said and not said."""

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.checks.share_cases import SHARE_CASES
from tests.collectors.policy.descriptors import sid as packed
from tests.end_to_end.conftest import Desk

DOMAIN = "S-1-5-21-10-20-30"
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

[[shares]]
name = "Paie"
path = "//srv-fic/rh/paie"
holds = "hr"
department = "Ressources humaines"
rights = "paie.txt"
share_rights = "partage.txt"
extracted_on = 2026-11-19
"""
ROLL = """MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE;LIB_UF
0010001;LEFÈVRE;Jérôme;02/09/2019;;3102 Ressources humaines
0010002;DUPONT;Marie;01/07/2020;;2104 Pharmacie
0010003;BLOCH;Ancien;01/01/2012;30/06/2026;3102 Ressources humaines
0010004;PETIT;Anne;01/01/2015;;2104 Pharmacie
"""
PERSONS = {
    "jlefevre": (1101, "Jérôme", "LEFÈVRE", "0010001"),
    "mdupont": (1102, "Marie", "DUPONT", "0010002"),
    "abloch": (1103, "Ancien", "BLOCH", "0010003"),
    "apetit": (1104, "Anne", "PETIT", "0010004"),
}
DRH, PAIE = 1201, 1202


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def entry(name: str, rid: int, kind: str, *more: str) -> str:
    lines = [
        f"dn: CN={name},DC=ch,DC=lan", "objectClass: top", f"objectClass: {kind}", f"cn: {name}",
        f"sAMAccountName: {name}", f"objectSid:: {base64.b64encode(packed(f'{DOMAIN}-{rid}')).decode()}", *more,
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def ldif() -> str:
    user = (
        "userAccountControl: 512",
        "primaryGroupID: 513",
        "whenCreated: 20200101000000.0Z",
        "objectClass: person",
    )
    entries = ["version: 1\n"]
    entries.append(
        f"dn: DC=ch,DC=lan\nobjectClass: domainDNS\nobjectSid:: {base64.b64encode(packed(DOMAIN)).decode()}\n"
    )
    for login, (rid, given, surname, number) in PERSONS.items():
        names = (f"givenName:: {b64(given)}", f"sn:: {b64(surname)}", f"employeeID: {number}")
        entries.append(entry(login, rid, "user", *user, *names))
    entries.append(entry("urgences", 1105, "user", *user))
    members = ("jlefevre", "abloch", "urgences", "GG_Paie")
    entries.append(
        entry("GG_DRH", DRH, "group", *(f"member: CN={each},DC=ch,DC=lan" for each in members))
    )
    entries.append(entry("GG_Paie", PAIE, "group", "member: CN=mdupont,DC=ch,DC=lan"))
    entries.append(entry("Utilisateurs du domaine", 513, "group"))
    return "\n".join(entries)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, {})
    made.configure(CONFIGURATION)
    (tmp_path / "rh.csv").write_text(ROLL, "utf-8")
    (tmp_path / "ad.ldif").write_text(ldif(), "utf-8")
    rights(made, f"(A;OICI;0x1200a9;;;{DOMAIN}-{DRH})")
    (tmp_path / "partage.txt").write_text("O:SYG:SYD:(A;;FA;;;WD)", "utf-8")
    return made


def rights(desk: Desk, *entries: str) -> None:
    """What PowerShell writes into a file: UTF-16 with a mark."""
    text = "O:BAG:DUD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)" + "".join(entries)
    (desk.folder / "paie.txt").write_text(text + "\r\n", "utf-16")


def answers(desk: Desk) -> list[Any]:
    (question,) = [each for each in desk.result()["questions"] if each["id"] == "Q8"]
    return list(question["answers"])


def told(desk: Desk) -> tuple[dict[str, Any], set[tuple[str, str, str]]]:
    result = desk.result()
    outcomes = {each["check"]: each for each in result["outcomes"] if each["check"] in SHARE_CASES}
    findings = {
        (each["check"], each["about"]["label"], each["severity"])
        for each in result["findings"]
        if each["check"].startswith("shares.")
    }
    return outcomes, findings


def test_who_reads_is_told_one_by_one_where_the_folder_is_closed(desk: Desk) -> None:
    ran = desk.run("scan", "--as-of", "2026-11-20")

    assert ran.code == 2, ran.err
    outcomes, findings = told(desk)
    assert findings == {
        ("shares.outside-department", "mdupont", "gap"),
        ("shares.departed-reader", "abloch", "serious"),  # since 30 June, both doors known
        ("shares.generic-reader", "urgences", "serious"),
    }
    # Jérôme, Marie, Ancien and the shared account; Anne belongs to nothing in particular.
    (answer,) = answers(desk)
    assert answer["measure"] == {"value": 4, "unit": "accounts"}
    said = " ".join(desk.run("show", "answers", "--lang", "fr").out.split())
    assert (
        "Non : jusqu’à 4 comptes peuvent lire le plus ouvert des dossiers du personnel déclarés."
        in said
    )
    assert outcomes["shares.everybody-reads"]["outcome"] == "satisfied"
    assert outcomes["shares.everybody-reads"]["ground"] == "handed_over"


def test_a_folder_open_to_all_is_one_finding_and_no_list_of_persons(desk: Desk) -> None:
    rights(desk, "(A;OICI;0x1200a9;;;DU)")

    desk.run("scan", "--as-of", "2026-11-20")

    outcomes, findings = told(desk)
    assert findings == {("shares.everybody-reads", "Paie", "serious")}
    assert outcomes["shares.departed-reader"]["outcome"] == "unanswered"
    assert [each["answer"] for each in answers(desk)] == ["unfavourable"]


def test_without_the_share_it_is_a_gap_and_somebody_unknown_leaves_it_open(desk: Desk) -> None:
    desk.edit('share_rights = "partage.txt"\n', "")
    rights(desk, "(A;OICI;0x1200a9;;;DU)")
    desk.run("scan", "--as-of", "2026-11-20")
    assert told(desk)[1] == {("shares.everybody-reads", "Paie", "gap")}

    rights(desk, "(A;OICI;0x1200a9;;;S-1-5-21-9-9-9-1104)")
    desk.run("scan", "--as-of", "2026-11-20")
    outcomes, findings = told(desk)
    assert findings == set()
    assert outcomes.pop("shares.owned")["outcome"] == "satisfied"  # by the administrators
    assert {each["outcome"] for each in outcomes.values()} == {"unanswered"}
    assert "Paie: S-1-5-21-9-9-9-1104" in str(outcomes["shares.departed-reader"]["missing"])


@pytest.mark.parametrize("damage", ["missing", "other", "old"])
def test_rights_that_cannot_be_read_clear_nobody(desk: Desk, damage: str) -> None:
    path = desk.folder / "paie.txt"
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        path.write_text("Nom;Salaire\nDUPONT Marie;31415\n", "utf-8")
    else:
        desk.configure(CONFIGURATION.rpartition("2026-11-19")[0] + "2026-11-01\n")

    ran = desk.run("scan", "--as-of", "2026-11-20")

    outcomes, findings = told(desk)
    assert findings == set()
    reasons = {each["reason"] for each in outcomes.values()}
    assert reasons == {{"missing": "unreachable", "other": "failed", "old": "stale"}[damage]}
    # What is no list of rights is not kept, nor quoted.
    assert "31415" not in ran.err
    assert b"31415" not in b"".join(each.read_bytes() for each in desk.folder.glob("preuve.db*"))


def test_a_person_is_told_what_preuve_concluded_of_their_account(desk: Desk) -> None:
    desk.run("scan", "--as-of", "2026-11-20")

    ran = desk.run("person", "0010002", "--export", "reponse.json")

    assert ran.code == 0, ran.err
    answer = (desk.folder / "reponse.json").read_text("utf-8")
    assert "folder_reader" in answer
    assert "jlefevre" not in answer
