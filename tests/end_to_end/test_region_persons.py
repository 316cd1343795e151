"""The persons of a group are counted once, by what proves it, and nobody is named on the way."""

import csv
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from agent.engine.region.persons.group_key import Count, GroupKey
from agent.store import Store
from tests.end_to_end.group import (
    COUNT,
    DAY,
    DOCTOR,
    EAST,
    FOUND,
    FROM_NEXT_DOOR,
    LOCUM,
    MOVED,
    SOUTH,
    WEST,
    Group,
    Pilot,
    Site,
    counted,
    every,
    head,
    planted,
)
from tests.end_to_end.planted import files, found, stored


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    return counted(tmp_path_factory.mktemp("group"))


def test_persons_are_counted_once_and_doubts_apart(group: Group) -> None:
    """15 lines: the doctor of three hospitals is one (-2), Maïa Zwirner of two is one (-1).

    Orso Quintavalle and Nolwenn Trévidic are each in one roll, and an account elsewhere; Peio
    Oyhenart and Loïs Vandamme share a number and were not born alike. Solène, without a number, may
    be one or two; both Jean Petitjeannot cannot be compared, both Marie Homonymet are two.
    """
    lines = [line.strip() for line in group.told.splitlines()]

    assert (
        "15 present in all, each hospital counting its own; at most 12 different persons" in lines
    )
    assert "with a number, in one hospital alone: 4" in lines
    assert "with a number, in 2 hospitals: 1" in lines
    assert "with a number, in 3 hospitals: 1" in lines
    assert f"{EAST} and {WEST}: 1 in common" in lines
    assert f"{EAST} and {SOUTH}: 2 in common" in lines
    assert f"{WEST} and {SOUTH}: 1 in common" in lines
    assert [line.rpartition(": ")[2] for line in lines if line.startswith("Not decided")] == [
        "1 fewer if they are the same",
        "2",
        "2",
    ]
    assert next(line for line in lines if line.startswith("Holders of accounts")).endswith(": 2")


def test_each_file_says_what_it_leaves_out(group: Group) -> None:
    """The account that borrowed the doctor's number stands for nobody."""
    told = {name: head(path) for name, path in group.tokens.items()}

    assert [
        (
            each["persons"],
            each["without"],
            each["accounts"],
            each["accounts_without"],
            each["doubtful"],
        )
        for each in told.values()
    ] == [(7, 1, 1, 1, 1), (4, 1, 2, 0, 0), (4, 0, 0, 0, 0)]
    assert {(each["count"], each["day"], each["drawn"]) for each in told.values()} == {
        (COUNT, DAY, "2026-11-18")
    }
    assert len({each["key"] for each in told.values()}) == 1


def table(site: Site, answer: Path) -> dict[str, tuple[str, ...]]:
    """What a hospital finds in its answer, by login."""
    ran = site.found(answer, "--output", "found.csv")
    assert ran.code == 0, ran.err
    text = (site.desk.folder / "found.csv").read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0] == ["account", "directory", "class", "flag", "why"]
    assert {row[3] for row in rows[1:]} == {"other_site?"}
    return {row[0]: (row[2], row[4]) for row in rows[1:]}


ELSEWHERE = "number of a person of another hospital"
WRONG = "same number elsewhere, another birth or given name: one of both is wrong"
PERHAPS = "same birth elsewhere: perhaps the same person"
HERE = "person (in a roll)"


def test_each_hospital_gets_its_own_accounts_to_ask_about(group: Group) -> None:
    east, west, south = (table(site, group.answers[name]) for name, site in group.sites.items())

    assert east == {
        "ebarthelemy": (HERE, ELSEWHERE),
        "mzwirner": (HERE, ELSEWHERE),
        "poyhenart": (HERE, WRONG),
        "sdelacourtille": (HERE, PERHAPS),
    }
    assert west == {
        "eroux": (HERE, ELSEWHERE),
        "lvandamme": (HERE, WRONG),
        "ntrevidic": ("person who left", ELSEWHERE),
        "oquintavalle": ("no known person", ELSEWHERE),
    }
    assert south == {
        "ebarthelemy": (HERE, ELSEWHERE),
        "mzwirner": (HERE, ELSEWHERE),
        "sjugon": (HERE, PERHAPS),
    }


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_what_is_handed_over_is_its_owners_alone(group: Group) -> None:
    assert group.sites[EAST].found(group.answers[EAST], "--output", "mine.csv").code == 0
    folder = group.sites[EAST].desk.folder
    made = [*group.tokens.values(), *group.answers.values(), folder / "mine.csv"]

    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert stat.S_IMODE(group.answers[EAST].parent.stat().st_mode) == 0o700


def test_an_answer_says_neither_where_nor_how_many(group: Group) -> None:
    for name, path in group.answers.items():
        told = head(path)
        assert set(told) == {
            "schema", "site", "count", "day", "made", "key", "run", "drawn", "met",
        }  # fmt: skip
        assert told["met"]
        assert {token for token, _ in told["met"]} <= every(group.tokens[name])
        others = [other for other in group.sites if other != name]
        assert not any(other.encode() in path.read_bytes() for other in others)


def test_no_name_is_in_what_is_handed_over(group: Group) -> None:
    names = planted()
    assert {"Élodie", "Barthélemy", DOCTOR, "E0001", "eroux"} <= set(names.values())
    desk = group.pilot.desk.folder
    handed = {str(path): path.read_bytes() for path in group.tokens.values()}
    kept = files(desk, frozenset({"preuve.toml"})) | stored(desk / "preuve.db")
    told = {"printed": group.told.encode()}

    assert len(kept) > 3
    assert found(names, handed | kept | told) == []
    store = group.sites[EAST].desk.folder / "preuve.db"
    assert found({"name": "Barthélemy"}, stored(store)), "the search finds what is there"


def test_acts_are_in_both_ledgers(group: Group) -> None:
    assert acts(group.sites[EAST].desk.folder, EAST, "tokens.made")[0]["persons"] == 7
    (entry,) = acts(group.pilot.desk.folder, "GHT du Bocage", "persons.counted")[:1]
    assert (entry["lines"], entry["persons"], entry["sites"]) == (15, 12, [EAST, WEST, SOUTH])


def acts(folder: Path, site: str, type: str) -> list[dict[str, object]]:
    with Store.open(f"sqlite:///{folder / 'preuve.db'}", site) as store:
        return [each["payload"] for each in store.ledger() if each["type"] == type]


def test_two_counts_share_no_token(group: Group) -> None:
    """Who keeps the files of one cannot follow anybody into the next, even under the same key."""
    site = group.sites[EAST]
    again = every(site.delivered("again.tokens"))
    later = every(site.delivered("later.tokens", day="2026-11-21"))
    named = every(site.delivered("named.tokens", count="Autre"))

    assert again == every(group.tokens[EAST])
    assert len(again) == len(later) == len(named) > 5
    assert later & again == named & again == later & named == set()


def test_a_stolen_file_says_nothing_without_the_key(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is known, and so is how a token is made: only the key is not."""
    monkeypatch.setenv("A", bytes(range(1, 33)).hex())
    count = Count(COUNT, date.fromisoformat(DAY))
    guessed = GroupKey.read("env:A").token(count, "number", DOCTOR)

    assert guessed not in every(group.tokens[EAST])


def test_whoever_has_the_key_can_try_a_number(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What tokens do not stop, as the threats say: they are pseudonyms."""
    monkeypatch.setenv("B", group.pilot.desk.environment["GROUP_KEY"])
    count = Count(COUNT, date.fromisoformat(DAY))
    tried = GroupKey.read("env:B").token(count, "number", DOCTOR)

    assert all(tried in every(path) for path in group.tokens.values())


def test_under_three_hospitals_nobody_is_answered(group: Group) -> None:
    ran = group.pilot.count(group.tokens[EAST], group.tokens[WEST], answers="two")

    assert ran.code == 0
    assert "No answer written" in ran.out
    assert not (group.pilot.desk.folder / "two").exists()


def test_a_hospital_that_handed_nothing_over_is_told(group: Group, tmp_path: Path) -> None:
    more = "".join(f'[[sites]]\nname = "{each}"\n' for each in (EAST, WEST, "CH de Valmont"))
    pilot = Pilot(tmp_path / "pilot", more)

    ran = pilot.count(*group.tokens.values())

    assert ran.code == 0
    assert "MISSING CH de Valmont" in ran.out
    assert f"{SOUTH} is not under [[sites]]" in ran.out


def test_what_contradicts_itself_stands_for_nobody(tmp_path: Path) -> None:
    """Two agents of one number, a number with a slip, accounts that tell two people."""
    roll = [
        ("D0001", "Un", "", "Ana", "", "", DOCTOR),
        ("D0002", "Deux", "", "Bea", "", "", "1099 9000 010"),
        ("D0003", "Trois", "", "Cleo", "", "", LOCUM[:-1] + "9"),
        ("D0004", "Quatre", "Quatre", "Dina", "01/05/1960", "", ""),
        ("D0005", "Quatre", "Quatre", "Dina", "01/05/1960", "", ""),
    ]
    accounts = [
        ("eva.kappa", "Kappa", "Eva", f"{FOUND}|{MOVED}"),
        ("flo.lambda", "Lambda", "Flo", LOCUM),
        ("gil.omega", "Omega", "Gil", LOCUM),
        ("hugo.sigma", "Sigma", "Hugo", FOUND),
        ("adm-hugo.sigma", "Sigma", "Hugo", FOUND),
    ]
    site = Site(tmp_path / "site", "CH des Doutes", roll, accounts)

    told = head(site.delivered())

    assert (told["accounts"], told["accounts_without"]) == (5, 3)  # Hugo Sigma's two are compared
    assert [(each["number"] is None, each["present"]) for each in told["records"]] == [
        (True, True),
        (False, False),
    ]
    assert (told["persons"], told["without"], told["doubtful"]) == (4, 3, 5)


def test_a_hospital_alone_asks_too_and_says_how_many_it_asks_about(group: Group) -> None:
    """The doctor of next door stays an orphan in every count, and is never one without a word."""
    desk = group.sites[WEST].desk
    told = desk.result("--lang", "en")["reconciliation"]
    flags = {each["account"]: (each["class"], each["other_site"]) for each in told["accounts"]}
    shown = " ".join(desk.run("show", "answers", "--lang", "en").out.split())
    made = desk.run("report", "--for", "pilot", "--output", "pilot.html", "--lang", "en")

    assert flags[FROM_NEXT_DOOR] == ("orphan", True)
    assert [login for login, (_, asked) in flags.items() if asked] == [FROM_NEXT_DOOR]
    assert (told["orphans"], told["unexplained"], told["other_site"]) == (1, 2, 1)
    assert "another domain, to be checked before concluding: 1." in shown
    assert made.code == 0, made.err
    assert "address of another domain: 1." in (desk.folder / "pilot.html").read_text("utf-8")
    assert group.sites[EAST].desk.result()["reconciliation"]["other_site"] == 0
