"""A dishonest administrator tries to make an account disappear from the audit: never green.

The account is Xavier Dupont's, whom no roll knows. Each trick is played between two scans of the
same directory, and must end in a finding that a pilot sees, with its reason.
"""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Desk

AGENTS = 30
STRANGER = {"cn": "Xavier Dupont", "login": "xdupont", "sn": "Dupont", "givenName": "Xavier"}
NAMELESS = {"cn": "svc_impression", "login": "svc_impression"}


def entry(number: int, told: dict[str, str]) -> str:
    lines = [
        f"dn: CN={told['cn']},OU=Agents,DC=ch,DC=lan",
        "objectClass: user",
        f"cn: {told['cn']}",
        f"sAMAccountName: {told['login']}",
        f"objectSid: S-1-5-21-1-2-3-{1100 + number}",
        f"objectGUID:: {guid(number)}",
        "userAccountControl: 512",
        "whenCreated: 20200106080000.0Z",
        "pwdLastSet: 133800000000000000",
        "lastLogonTimestamp: 134080000000000000",
        "sAMAccountType: 805306368",
    ]
    lines += [f"{name}: {told[name]}" for name in ("sn", "givenName", "employeeID") if name in told]
    return "\n".join(lines)


def guid(number: int) -> str:
    return b64encode(number.to_bytes(16, "little")).decode()


def agent(number: int) -> dict[str, str]:
    return {
        "cn": f"Zoe Nom{number:02}",
        "login": f"znom{number:02}",
        "sn": f"Nom{number:02}",
        "givenName": "Zoe",
        "employeeID": f"{number:05}",
    }


class Hospital:
    """Thirty agents, each with their account, and one account more."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, {})
        self.desk.configure(
            '[site]\nname = "CH d’essai"\n[[people]]\nname = "rh"\npath = "rh.csv"\n'
            'extracted_on = 2026-11-18\n[[directory]]\nname = "ad"\nexport = "ad.ldif"\n'
        )
        self.roll(AGENTS)

    def roll(self, persons: int) -> None:
        lines = [
            "MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE",
            "99999;PARTIE;Ode;01/02/2015;01/02/2025",
        ]
        lines += [f"{number:05};NOM{number:02};Zoé;01/02/2015;" for number in range(persons)]
        (self.desk.folder / "rh.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def directory(self, *others: dict[str, str]) -> None:
        every = [entry(number, agent(number)) for number in range(AGENTS)]
        every += [entry(900 + number, told) for number, told in enumerate(others)]
        (self.desk.folder / "ad.ldif").write_text("\n\n".join(every) + "\n", "utf-8")

    def audit(self) -> Any:
        assert self.desk.run("scan", "--as-of", "2026-11-20").code == 2
        return self.desk.result()


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    made = Hospital(tmp_path)
    made.directory(STRANGER)
    assert standing(made.audit(), "xdupont")["class"] == "orphan"
    return made


def standing(result: Any, login: str) -> Any:
    (found,) = [each for each in result["reconciliation"]["accounts"] if each["account"] == login]
    return found


def findings(result: Any, check: str) -> list[str]:
    return [each["about"]["label"] for each in result["findings"] if each["check"] == check]


def question_three(result: Any) -> str:
    return str(next(each["answer"] for each in result["questions"] if each["id"] == "Q3"))


def test_borrowing_a_matricule(hospital: Hospital) -> None:
    hospital.directory(STRANGER | {"employeeID": "00007"})

    result = hospital.audit()

    assert standing(result, "xdupont")["class"] == "ambiguous"
    assert standing(result, "xdupont")["person"] is None
    assert findings(result, "accounts.ambiguous") == ["xdupont"]
    assert findings(result, "accounts.identity-changed") == ["xdupont"]
    assert question_three(result) == "unfavourable"


def test_renaming_it_like_a_service(hospital: Hospital) -> None:
    hospital.directory(STRANGER | {"login": "svc_xdupont"})

    result = hospital.audit()

    assert standing(result, "svc_xdupont")["class"] == "orphan"
    assert findings(result, "accounts.identity-changed") == ["svc_xdupont"]
    assert question_three(result) == "unfavourable"


def test_renaming_it_like_a_service_and_taking_its_names_off(hospital: Hospital) -> None:
    hospital.directory(NAMELESS)

    result = hospital.audit()

    assert standing(result, "svc_impression")["class"] == "service"
    assert not standing(result, "svc_impression")["explained"]
    assert findings(result, "accounts.reclassified") == ["svc_impression"]
    assert findings(result, "accounts.service-unexplained") == ["svc_impression"]
    assert question_three(result) != "favourable"


def test_hiding_it_from_the_reader(hospital: Hospital) -> None:
    hospital.directory()

    result = hospital.audit()

    assert findings(result, "directory.vanished") == ["xdupont"]
    assert question_three(result) != "favourable"


def test_shortening_the_roll_is_refused(hospital: Hospital) -> None:
    hospital.roll(AGENTS // 2)

    result = hospital.audit()

    outcomes = {each["check"]: each["outcome"] for each in result["outcomes"]}
    assert outcomes["accounts.orphan"] == outcomes["accounts.bridge"] == "unanswered"
    assert question_three(result) != "favourable"


def test_taking_a_few_persons_off_the_roll_is_shown(hospital: Hospital) -> None:
    hospital.roll(AGENTS - 5)

    result = hospital.audit()

    assert findings(result, "people.roll-shrunk") == ["rh"]
    assert question_three(result) == "unfavourable"


def test_typing_the_approvers_name_approves_nothing(hospital: Hospital) -> None:
    told = ("--reason", "prestataire", "--requester", "X. Dupont", "--approver", "Mme Rousseau")

    ran = hospital.desk.run("waive", "accounts.orphan", "xdupont", *told, "--until", "2027-06-30")
    hospital.desk.run("check")

    assert ran.code == 0, ran.err
    result = hospital.desk.result()
    (found,) = [each for each in result["findings"] if each["check"] == "accounts.orphan"]
    assert found["waiver"].startswith("unverified:")
    assert question_three(result) == "unfavourable"


def test_a_decision_holds_once_the_account_is_renamed_and_moved(hospital: Hospital) -> None:
    """Made on the first run by the pilot; the second scan reads another login in another folder."""
    told = ("--reason", "vu avec la DRH", "--author", "cpilote")
    ran = hospital.desk.run("accounts", "link", "xdupont", "00007", *told)
    hospital.directory(STRANGER | {"cn": "X Dupont,OU=Direction", "login": "xavier.dupont"})

    linked = standing(hospital.audit(), "xavier.dupont")

    assert ran.code == 0, ran.err
    assert (linked["class"], linked["person"]) == ("person", "00007")
    assert linked["reasons"][0].startswith("rattaché par décision du")


def test_a_decision_whose_names_changed_is_to_be_confirmed(hospital: Hospital) -> None:
    told = ("--reason", "vu avec la DRH", "--author", "cpilote")
    hospital.desk.run("accounts", "link", "xdupont", "00007", *told)
    hospital.directory(STRANGER | {"sn": "Morel"})

    result = hospital.audit()

    assert standing(result, "xdupont")["person"] == "00007"
    assert findings(result, "accounts.decision-changed") == ["xdupont"]
