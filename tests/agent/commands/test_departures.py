"""Departures against accounts, and the other way: each line worked out by hand.

Evaluated on 20 November 2024, a delay of 7 days; two audits, of which the second is shown.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from agent.core.facts import Fact
from agent.core.facts.accounts import Account, Switch, UserList
from agent.core.outcomes import Reason
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.engine import configuration
from agent.engine.audit import judge_run
from agent.store import Store
from tests.agent.commands.conftest import Demo
from tests.agent.store.samples import exhibit, start_run, start_unit
from tests.checks.derive.staged import account, person, roll

AS_OF = date(2024, 11, 20)
WINDOW = ("--between", "2024-03-01", "2024-10-31")
ENABLED, DISABLED = 512, 514
KNOWN = {
    "agence": ("person", "roll"),
    "ad": ("account", "switch"),
    "rh": ("person", "roll"),
    "paie": ("account", "user_list"),
}
# Each person's presences, until the last day.
PRESENCES: dict[str, tuple[tuple[date | None, date | None], ...]] = {
    "0001": ((None, date(2024, 3, 31)),),
    "0002": ((None, date(2024, 4, 30)),),
    "0003": ((None, date(2024, 5, 31)),),
    "0004": ((None, date(2024, 6, 30)),),
    "0005": ((None, date(2024, 7, 31)),),
    "0006": ((None, date(2024, 8, 31)),),
    "0007": ((None, date(2024, 3, 15)), (date(2024, 9, 1), None)),
    "0008": ((None, date(2024, 4, 15)), (date(2024, 5, 1), None)),  # renewed within the month
    "0009": ((None, date(2024, 2, 29)),),  # a day too early
    "0010": ((None, date(2024, 10, 31)),),
    "0011": ((None, date(2024, 5, 1)),),
    "0012": ((None, date(2024, 8, 1)),),
    "0013": ((None, date(2024, 8, 1)),),
    "0014": ((date(2020, 1, 1), None),),
    "0015": ((None, date(2024, 11, 15)),),
}
# The day of the last change of each account's state, as the second audit reads it.
DISABLED_ON = {
    "0001": date(2024, 4, 10),
    "0002": date(2024, 5, 7),
    "0003": date(2024, 5, 30),
    "0009": date(2024, 3, 4),
    "0011": date(2024, 5, 2),
    "0012": date(2024, 9, 20),
    "0013": date(2024, 9, 20),
    "0014": date(2024, 6, 15),
}
WITHOUT_DAY = {"0005"}


def held(number: str, **more: Any) -> Account:
    name = f"Nom{number}"
    disabled = number in DISABLED_ON or number in WITHOUT_DAY
    flags = DISABLED if disabled else ENABLED
    told = {"identifiers": (("employeeID", number),), "enabled": not disabled} | more
    return account(f"u{number}", name, "Zoé", control_flags=flags, **told)


def switch(number: str, version: int, day: date) -> Switch:
    flags = DISABLED if number in DISABLED_ON else ENABLED
    return Switch(
        source="ad", key=f"u{number}", login=f"u{number}", control_flags=flags, version=version,
        changed=day,
    )  # fmt: skip


def directory(*earlier: Switch) -> list[Fact]:
    accounts = [held(each) for each in PRESENCES if each not in {"0006", "0008", "0010"}]
    accounts.append(held("0010", expires=date(2024, 11, 3)))
    stranger = account("stranger", "Inconnu", "Odilon", enabled=False, control_flags=DISABLED)
    days = DISABLED_ON | {"0004": date(2024, 7, 4), "0007": date(2024, 4, 1)}
    told = {each.key: each for each in (switch(number, 3, day) for number, day in days.items())}
    told["u0012"] = replace(told["u0012"], version=4)
    told["u0013"] = replace(told["u0013"], version=5)
    told["stranger"] = replace(told["u0001"], key="stranger", login="stranger")
    told |= {each.key: each for each in earlier}
    # The matricule of one, the name of another: a person must say whose it is.
    odd = account("odd", "Autre", "Basile", identifiers=(("employeeID", "0006"),))
    return [*accounts, stranger, odd, *told.values()]


def rolls() -> list[Fact]:
    people = [person(key, f"NOM{key}", "Zoé", periods=told) for key, told in PRESENCES.items()]
    return [*people, replace(roll(), extracted_on=date(2024, 11, 18), ended=12)]


def application() -> list[Fact]:
    """Drawn a month before the only person who is in it left."""
    list_ = UserList(
        source="paie", key="paie", extracted_on=date(2024, 4, 1), lines=1, accounts=1, unread=0,
        states=("ACTIF",),
    )  # fmt: skip
    one = replace(
        held("0011"), source="paie", key="nom11", login="nom11", dn="", enabled=True,
        object_class="application", sid=None,
    )  # fmt: skip
    return [one, list_]


def read_source(store: Store, run: int, source: str, facts: Iterable[Fact]) -> None:
    unit = start_unit(store, run, source, KNOWN[source], source)
    unit.keep(exhibit(f"{source} {run}".encode()))
    for each in facts:
        unit.add(each)
    unit.done(Ground.LIVE, Completeness.COMPLETE)


@pytest.fixture
def desk(tmp_path: Path) -> Demo:
    (tmp_path / "preuve.toml").write_text('[site]\nname = "CH"\n', "utf-8")
    settings = configuration.read(tmp_path / "preuve.toml")
    earlier = [switch(each, 3, date(2024, 8, 5)) for each in ("0012", "0013")]
    with Store.open(settings.store_url, "CH") as store:
        for known in (earlier, []):
            run = start_run(store)
            read_source(store, run, "ad", directory(*known))
            read_source(store, run, "rh", rolls())
            read_source(store, run, "paie", application())
            judge_run(store, run, settings, AS_OF)
            store.end_run(run, RunState.ENDED)
    return Demo(tmp_path)


def listed(desk: Demo, source: str, *more: str) -> list[dict[str, str]]:
    done = desk.run("sample", "--from", source, *more, "--lang", "en")
    assert done.returncode == 0, done.stderr
    text = (desk.folder / f"{source}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_departure_has_its_accounts_and_its_delay(desk: Demo) -> None:
    rows = listed(desk, "leavers", *WINDOW)

    told = [
        (
            row["person"],
            row["left on"],
            row["account"],
            row["disabled on, at the latest"],
            row["days after the departure"],
            row["result"].partition(":")[0].partition(",")[0],
        )
        for row in rows
    ]
    unknown = "not known"
    assert told == [
        ("0007", "2024-03-15", "u0007", "", unknown, unknown),  # came back
        ("0001", "2024-03-31", "u0001", "2024-04-10", "10", "closed past the delay"),
        ("0002", "2024-04-30", "u0002", "2024-05-07", "7", "closed within the delay"),
        ("0011", "2024-05-01", "u0011", "2024-05-02", "1", "closed within the delay"),
        ("0011", "2024-05-01", "nom11", "", unknown, unknown),  # the list is older
        ("0003", "2024-05-31", "u0003", "2024-05-30", "0", "closed within the delay"),
        ("0004", "2024-06-30", "u0004", "", "143", "still open past the delay"),
        ("0005", "2024-07-31", "u0005", unknown, unknown, unknown),
        ("0012", "2024-08-01", "u0012", "2024-08-05", "4", "closed within the delay"),
        ("0013", "2024-08-01", "u0013", "2024-09-20", "50", "closed past the delay"),
        ("0006", "2024-08-31", "", "", "", unknown),  # no account
        ("0010", "2024-10-31", "u0010", "", unknown, unknown),  # expired, never disabled
    ]
    assert {row["delay allowed (days)"] for row in rows} == {"7"}
    assert {row["person"]: row["accounts to confirm"] for row in rows} == dict.fromkeys(
        {row["person"] for row in rows}, ""
    ) | {"0006": "odd"}
    assert {row["back on"] for row in rows if row["person"] == "0007"} == {"2024-09-01"}


def test_each_line_says_where_it_was_read_when_and_leaves_room(desk: Demo) -> None:
    rows = listed(desk, "leavers", *WINDOW)

    read = [row for row in rows if row["directory"] == "ad"]
    assert {row["exhibit"] for row in read} == {f"sha256:{sha256(b'ad 2').hexdigest()}"}
    assert {row["exhibit of the roll"] for row in rows} == {f"sha256:{sha256(b'rh 2').hexdigest()}"}
    assert {row["query"] for row in read} == {"(objectClass=user)"}
    assert {(row["audit number"], row["evaluated on"]) for row in rows} == {("2", "2024-11-20")}
    for column in ("checked by", "checked on", "agrees (yes/no)", "remark"):
        assert {row[column] for row in rows} == {""}


def test_a_departure_of_a_few_days_ago_is_not_late_yet(desk: Demo) -> None:
    (row,) = listed(desk, "leavers", "--between", "2024-11-01", "2024-11-20")

    assert (row["person"], row["days after the departure"]) == ("0015", "5")
    assert row["result"] == "still open, the delay is running"


def test_the_other_way_an_account_disabled_without_a_departure_is_seen(desk: Demo) -> None:
    rows = listed(desk, "deactivations", *WINDOW)

    told = {
        row["account"]: (
            row["disabled on, at the latest"],
            row["days after the departure"],
            row["result"].partition(":")[0],
        )
        for row in rows
    }
    gone, none = "the holder has left", "no departure"
    assert told == {
        "u0009": ("2024-03-04", "4", gone),
        "u0001": ("2024-04-10", "10", gone),
        "stranger": ("2024-04-10", "", none),
        "u0011": ("2024-05-02", "1", gone),
        "u0002": ("2024-05-07", "7", gone),
        "u0003": ("2024-05-30", "-1", gone),
        "u0014": ("2024-06-15", "", none),
        "u0012": ("2024-08-05", "4", gone),
        "u0013": ("2024-09-20", "50", gone),
        "u0005": ("not known", "not known", "not known"),
    }
    assert rows[-1]["account"] == "u0005"


def test_a_workbook_holds_days_as_days_and_says_its_method(desk: Demo) -> None:
    done = desk.run("sample", "--from", "leavers", *WINDOW, "--output", "l.xlsx", "--lang", "fr")
    assert done.returncode == 0, done.stderr
    book = CalamineWorkbook.from_path(desk.folder / "l.xlsx")

    assert book.sheet_names == ["Départs", "Méthode et réserves"]
    head, *lines = book.get_sheet_by_name("Départs").to_python()
    late = dict(zip(head, lines[1], strict=True))
    assert late["parti le"] == date(2024, 3, 31)
    assert late["désactivé au plus tard le"] == date(2024, 4, 10)
    assert (late["jours après le départ"], late["délai admis (jours)"]) == (10, 7)
    method = "\n".join(str(row[0]) for row in book.get_sheet_by_index(1).to_python())
    assert "Lignes dont le jour de désactivation n’est pas connu : 1 sur 12" in method
    assert "7 jours (profil guide-2013 ; ANSSI, ReCyF 10.A.5" in method
    assert (desk.folder / "l.xlsx").stat().st_mode & 0o777 == 0o600


def test_what_the_rolls_cannot_tell_is_said(desk: Demo) -> None:
    beyond = desk.run(
        "sample", "--from", "leavers", "--between", "2024-11-01", "2024-11-20", "--lang", "en"
    )

    assert "Roll rh was drawn on 18 November 2024: later departures are missing" in (
        beyond.stdout.replace("\u00a0", " ")
    )


def test_a_roll_without_former_staff_is_named(desk: Demo) -> None:
    settings = configuration.read(desk.folder / "preuve.toml")
    with Store.open(settings.store_url, "CH") as store:
        run = start_run(store)
        for source, facts in (("ad", directory()), ("rh", rolls()), ("paie", application())):
            read_source(store, run, source, facts)
        agency = replace(roll("agence"), ended=0)
        read_source(
            store, run, "agence", [replace(person("A1", "Un", "Léa"), source="agence"), agency]
        )
        judge_run(store, run, settings, AS_OF)
        store.end_run(run, RunState.ENDED)

    done = desk.run("sample", "--from", "leavers", *WINDOW, "--lang", "en")

    assert "Roll agence holds nobody who has left: its departures are missing here." in done.stdout


def test_a_run_whose_roll_was_not_read_lists_nothing(desk: Demo) -> None:
    settings = configuration.read(desk.folder / "preuve.toml")
    with Store.open(settings.store_url, "CH") as store:
        run = start_run(store)
        read_source(store, run, "ad", directory())
        start_unit(store, run, "rh", KNOWN["rh"], "rh").failed(Reason.UNREACHABLE, "no such file")
        judge_run(store, run, settings, AS_OF)
        store.end_run(run, RunState.ENDED)

    done = desk.run("sample", "--from", "leavers", *WINDOW, "--lang", "en")

    assert done.returncode == 3
    assert "audit 3 reconciled no accounts" in done.stderr


def test_departures_are_drawn_whole_on_a_seed(desk: Demo) -> None:
    rows = listed(desk, "leavers", *WINDOW, "--size", "4", "--seed", "17")

    gone = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0010", "0011", "0012", "0013")
    ranked = sorted((sha256(f"17:rh:{each}".encode()).hexdigest(), each) for each in gone)
    assert list(dict.fromkeys(row["person"] for row in rows)) == [each for _, each in ranked[:4]]
    assert rows[-1]["rank"] == "4"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("--from", "leavers"), "--between"),
        (("--from", "accounts", *WINDOW, "--seed", "1"), "--between"),
        (("--from", "leavers", "--between", "2024-10-31", "2024-03-01"), "after the last"),
        (("--from", "leavers", "--between", "2024-10-31", "2024-11-21"), "2024-11-20"),
        (("--from", "leavers", "--between", "2023-01-01", "2023-02-01"), "no departure"),
        (("--from", "leavers", *WINDOW, "--size", "3"), "--seed"),
        (("--from", "leavers", *WINDOW, "--seed", "3"), "--size"),
        (("--from", "leavers", *WINDOW, "--output", "x.ods"), ".xlsx"),
    ],
)
def test_what_cannot_be_listed_is_refused(desk: Demo, line: tuple[str, ...], said: str) -> None:
    done = desk.run("sample", *line, "--lang", "en")

    assert done.returncode == 3
    assert said in done.stderr
    assert [each for each in desk.folder.iterdir() if each.suffix in {".csv", ".ods"}] == []
