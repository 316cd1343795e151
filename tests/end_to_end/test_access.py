"""An access request over several audits: versions, several candidates, borrowed identifiers."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.windows.told import body
from tests.end_to_end.test_dishonest import AGENTS, STRANGER, Hospital, agent, entry


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    made = Hospital(tmp_path)
    made.directory(STRANGER)
    made.audit()
    return made


def told(hospital: Hospital, identifier: str, *more: str) -> Any:
    path = hospital.desk.folder / "p.json"
    path.unlink(missing_ok=True)
    done = hospital.desk.run("person", identifier, "--export", "p.json", *more)
    assert done.code == 0, done.err
    return json.loads(path.read_text("utf-8"))


def versions(answer: Any, kind: str) -> list[Any]:
    (found,) = [each for each in answer["facts"] if each["kind"] == kind]
    return list(found["versions"])


def test_each_version_is_told_with_the_audit_that_read_it(hospital: Hospital) -> None:
    renamed = agent(7) | {"login": "zoe.nom07"}
    others = [entry(number, renamed if number == 7 else agent(number)) for number in range(AGENTS)]
    (hospital.desk.folder / "ad.ldif").write_text("\n\n".join(others) + "\n", "utf-8")
    hospital.audit()

    answer = told(hospital, "00007")

    assert [(each["run"], each["login"]) for each in versions(answer, "account")] == [
        (1, "znom07"),
        (2, "zoe.nom07"),
    ]
    assert [each["run"] for each in versions(answer, "person")] == [1]  # it did not change
    assert [each["run"] for each in answer["runs"]] == [1, 2]
    assert {each["check"] for each in answer["findings"]} >= {"accounts.identity-changed"}
    # The former login still leads to the person.
    assert told(hospital, "znom07")["identity"] == answer["identity"]


def test_who_left_the_rolls_and_the_directory_is_still_found(hospital: Hospital) -> None:
    every = [entry(number, agent(number)) for number in range(AGENTS - 1)]
    (hospital.desk.folder / "ad.ldif").write_text("\n\n".join(every) + "\n", "utf-8")
    hospital.roll(AGENTS - 1)
    hospital.audit()

    answer = told(hospital, "00029")

    assert versions(answer, "person")[-1] == {"run": 2, "gone": True}
    assert versions(answer, "account")[-1] == {"run": 2, "gone": True}


def test_a_borrowed_identifier_shows_nothing_of_the_borrower(hospital: Hospital) -> None:
    hospital.directory(STRANGER | {"employeeID": "00007"})
    hospital.audit()

    answer = told(hospital, "00007")

    assert [each["login"] for each in answer["identity"]["accounts"]] == ["znom07"]
    assert answer["to_check_by_hand"]["accounts_with_the_same_identifier"] == {"ad": 1}
    assert {"run": 2, "source": "ad", "said": "candidate"}.items() <= answer["once_linked"][
        0
    ].items()
    whole = json.dumps(answer)
    assert "xdupont" not in whole
    assert "Dupont" not in whole


def test_the_borrower_is_shown_nothing_of_the_holder(hospital: Hospital) -> None:
    hospital.directory(STRANGER | {"employeeID": "00007"})
    hospital.audit()

    answer = told(hospital, "xdupont")

    assert answer["identity"]["rolls"] == []
    assert answer["withheld"] > 0
    whole = json.dumps(answer)
    assert "00007" not in whole
    assert "znom07" not in whole


def test_several_candidates_are_listed_without_a_name(hospital: Hospital) -> None:
    (hospital.desk.folder / "internes.csv").write_text(
        "MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE\n00007;AUTRE;Bob;01/11/2026;\n", "utf-8"
    )
    hospital.desk.edit(
        "[[directory]]",
        '[[people]]\nname = "internes"\npath = "internes.csv"\norigin = "intern"\n'
        "extracted_on = 2026-11-18\n[[directory]]",
    )
    hospital.audit()

    several = hospital.desk.run("person", "00007", "--export", "p.json", "--lang", "en")

    assert several.code == 3
    assert "2 possible persons" in several.err
    assert "roll internes: 00007" in several.err
    assert "roll rh: 00007, account znom07 (ad)" in several.err
    assert "AUTRE" not in several.err
    assert (
        hospital.desk.run(
            "accounts", "link", "xdupont", "00007", "--roll", "internes", "--reason", "x"
        ).code
        == 0
    )
    assert not (hospital.desk.folder / "p.json").exists()
    answer = told(hospital, "00007", "--source", "rh")
    assert answer["identity"]["rolls"] == [{"roll": "rh", "identifier": "00007"}]
    assert answer["to_check_by_hand"]["identifiers_in_another_roll"] == ["00007"]
    assert answer["statements"] == []
    (decided,) = told(hospital, "00007", "--source", "internes")["statements"]
    assert (decided["content"]["person"], decided["content"]["roll"]) == ("00007", "internes")


def test_two_people_under_one_number_of_a_roll(hospital: Hospital) -> None:
    path = hospital.desk.folder / "rh.csv"
    path.write_text(path.read_text("utf-8") + "00007;AUTRE;Bob;01/11/2026;\n", "utf-8")
    hospital.audit()

    several = hospital.desk.run("person", "00007", "--export", "p.json", "--lang", "en")
    first = told(hospital, "00007#1")
    second = told(hospital, "00007#2")

    assert several.code == 3
    assert "roll rh: 00007#2" in several.err
    assert versions(first, "person")[-1]["usage_name"] == "NOM07"
    assert versions(second, "person")[-1]["usage_name"] == "AUTRE"
    assert "NOM07" not in json.dumps(second)


def test_a_person_without_account_and_an_account_without_person(hospital: Hospital) -> None:
    gone = told(hospital, "99999")
    alone = told(hospital, "xdupont")

    assert gone["identity"] == {"rolls": [{"roll": "rh", "identifier": "99999"}], "accounts": []}
    assert alone["identity"]["rolls"] == []
    assert {each["check"] for each in alone["findings"]} >= {"accounts.orphan"}


def test_what_a_purge_took_is_no_longer_told(hospital: Hospital) -> None:
    """The first audit is made a year older, by hand, as time would."""
    hospital.directory(STRANGER | {"login": "xavier"})
    hospital.audit()
    before = told(hospital, "xdupont")
    with sqlite3.connect(hospital.desk.folder / "preuve.db") as database:
        database.execute("update runs set started = '2024-01-01T00:00:00.000Z' where run = 1")
    purged = hospital.desk.run("purge", "--yes")
    assert purged.code == 0, purged.err

    after = told(hospital, "xavier")

    assert [each["login"] for each in versions(before, "account")] == ["xdupont", "xavier"]
    assert [each["login"] for each in versions(after, "account")] == ["xavier"]
    assert {each["run"] for each in after["findings"]} == {2}
    assert {each["run"] for each in after["exhibits"]} == {2}
    assert "xdupont" not in json.dumps(after)


def test_a_session_and_an_administrators_group_are_found_by_the_accounts_sid(
    hospital: Hospital,
) -> None:
    """Agent 7 has S-1-5-21-1-2-3-1107: a session on one machine, and rights there beside agent 8."""
    mine, other = ("S-1-5-21-1-2-3-1107", "S-1-5-21-1-2-3-1108")
    locked = {"active": "1", "secure": "1", "timeout": "600", "program": True}
    profiles = [{"sid": sid, "user": locked} for sid in (mine, other)]
    members = [{"sid": sid, "kind": "User"} for sid in (mine, other)]
    depot = hospital.desk.folder / "depot"
    depot.mkdir()
    (depot / "SRV--1.json").write_bytes(
        body(
            {
                "profiles": {"count": 2, "profiles": profiles},
                "administrators": {"count": 2, "members": members},
            }
        )
    )
    hospital.desk.edit(
        "[[directory]]", '[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n[[directory]]'
    )
    hospital.audit()

    answer = told(hospital, "00007")

    (lock,) = versions(answer, "profile_lock")
    assert (lock["host"], lock["user"], lock["timeout_seconds"]) == ("SRV", mine, 600)
    assert {"group": "S-1-5-32-544 (SRV)", "as": "member"}.items() <= answer["groups"][0].items()
    assert "local_administrators" not in {each["kind"] for each in answer["facts"]}
    assert "windows.host" in {each["collector"] for each in answer["exhibits"]}
    assert other not in json.dumps(answer)


def test_an_account_that_changed_hands_shows_nothing_of_who_had_it(tmp_path: Path) -> None:
    """Agent 7's account is given to agent 29, who had none: the same object, another name."""
    hospital = Hospital(tmp_path)

    def directory(*told: tuple[int, dict[str, str]]) -> None:
        every = [entry(number, each) for number, each in told]
        (hospital.desk.folder / "ad.ldif").write_text("\n\n".join(every) + "\n", "utf-8")

    rest = [(number, agent(number)) for number in range(AGENTS - 1) if number != 7]
    directory((7, agent(7)), *rest)
    hospital.audit()
    directory((7, agent(29)), *rest)
    hospital.audit()

    now = told(hospital, "00029")
    before = told(hospital, "00007")

    assert [each["login"] for each in now["identity"]["accounts"]] == ["znom29"]
    first, last = versions(now, "account")
    assert first == {"run": 1, "withheld": True}
    assert (last["run"], last["login"]) == (2, "znom29")
    assert {each["run"] for each in now["links"]} == {2}
    assert {each["run"] for each in now["concluded"]} <= {2}
    assert now["withheld"] > 0
    whole = json.dumps(now)
    for word in ("znom07", "Nom07", '"00007"'):
        assert word not in whole
    assert before["identity"]["accounts"] == []
    assert {"run": 1, "source": "ad", "said": "linked"} in before["once_linked"]
    assert "znom29" not in json.dumps(before)
    # The former login leads to who had it, not to who has the account now.
    assert told(hospital, "znom07")["identity"] == before["identity"]
    assert told(hospital, "znom29")["identity"] == now["identity"]
