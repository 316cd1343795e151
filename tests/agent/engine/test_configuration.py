"""Every problem of a configuration at once, each with its path and a way out."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import ConfigurationError
from agent.engine.configuration import Configuration, build, read

ROLL = '[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-20\n'
SITE = '[site]\nname = "CH"\n'
LIVE = '[[directory]]\nname = "ad"\nurl = "ldaps://dc1"\nuser = "a@ch.lan"\npassword = "env:X"\n'


def written(folder: Path, text: str) -> Configuration:
    path = folder / "preuve.toml"
    path.write_text(text, "utf-8")
    return read(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as told:
        written(folder, text)
    return [each.partition("preuve.toml: ")[2] for each in told.value.problems]


def test_defaults_are_those_of_the_contract(tmp_path: Path) -> None:
    made = written(tmp_path, SITE + ROLL)

    assert made.site.timezone == "Europe/Paris"
    assert made.store_url == f"sqlite:///{tmp_path / 'preuve.db'}"
    assert made.profile == "guide-2013"
    assert made.thresholds["dormant_days"] == 180
    assert made.thresholds["renewal_grace_days"] == 31


def test_paths_are_relative_to_the_file_not_to_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "preuve.toml"
    path.write_text(SITE + '[store]\nurl = "sqlite:///data/p.db"\n', "utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert read(path).store_url == f"sqlite:///{tmp_path / 'data' / 'p.db'}"


def test_a_threshold_can_be_changed_alone(tmp_path: Path) -> None:
    made = written(tmp_path, SITE + "[thresholds]\ndormant_days = 90\n")

    assert made.thresholds["dormant_days"] == 90
    assert made.thresholds["leaver_gap_days"] == 7


def test_a_threshold_can_be_changed_alone_in_any_profile(tmp_path: Path) -> None:
    told = '[thresholds]\nprofile = "anssi-ad"\nleaver_gap_days = 1\n'
    made = written(tmp_path, SITE + told)

    assert made.profile == "anssi-ad"
    assert made.thresholds["dormant_days"] == 365
    assert made.thresholds["leaver_gap_days"] == 1


def test_the_day_is_the_hospitals(tmp_path: Path) -> None:
    evening = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    paris = written(tmp_path, SITE)
    reunion = written(tmp_path, '[site]\nname = "CHU"\ntimezone = "America/Cayenne"\n')

    assert paris.today(evening) == date(2026, 11, 21)
    assert reunion.today(evening) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "site.name: required"),
        (SITE + 'timezone = "Europe/Pari"\n', "site.timezone: unknown time zone 'Europe/Pari'"),
        (SITE + "[people]\nname = 1\n", "people: write it as [[people]]"),
        ('site = "CH"\n', "site: write it as [site]"),
        (SITE + "[thresholds]\ndormant_days = -1\n", "thresholds.dormant_days: a whole number"),
        (SITE + "[thresholds]\ndormant_days = true\n", "thresholds.dormant_days: a whole number"),
        (SITE + '[thresholds]\nprofile = "guide-2012"\n', "did you mean 'guide-2013'?"),
        ("thresholds = 3\n" + SITE, "thresholds: write it as [thresholds]"),
        (SITE + "[thresholds]\nprofile = [1]\n", "thresholds.profile: unknown profile"),
        (SITE + '[scope]\nnot_asked = ["Q11"]\n', "unknown question Q11"),
        (SITE + ROLL + ROLL, "name 'rh': two sources bear it"),
        (SITE + ROLL + 'origin = "boss"\n', "people[0].origin"),
        (SITE + ROLL.replace("2026-11-20", "2099-01-01"), "2099-01-01 is in the future"),
        (SITE + ROLL.replace('"rh"', '""'), "people[0].name"),
        (SITE + LIVE + 'export = "ad.ldif"\n', "write one of url, export and recording"),
        (SITE + LIVE.replace('password = "env:X"\n', ""), "url needs user and password"),
        (SITE + LIVE.replace("ldaps://dc1", "http://dc1"), "write ldaps://name"),
        (SITE + LIVE.replace("ldaps://dc1", "ldaps://a:b@dc1"), "not into the url"),
        (SITE + LIVE.replace('"ldaps://dc1"', '["ldaps://dc1", "LDAPS://DC1"]'), "twice"),
        (SITE + "[[peoples]]\n", "peoples: unknown section; did you mean 'people'?"),
    ],
)
def test_a_problem_says_where_and_what_to_do(tmp_path: Path, text: str, problem: str) -> None:
    told = problems(tmp_path, text)

    assert len(told) == 1
    assert problem in told[0]


def test_a_literal_password_is_refused_and_never_repeated(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, SITE + LIVE.replace("env:X", "Hunter2!"))

    assert "directory[0].password" in told
    assert "Hunter2!" not in told


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"[site", b'[site]\nname = "a"\nname = "b"'])
def test_a_file_that_is_no_toml_is_one_problem(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "preuve.toml"
    path.write_bytes(body)

    with pytest.raises(ConfigurationError) as told:
        read(path)
    assert len(told.value.problems) == 1


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "preuve.toml"
    path.write_text(SITE, "utf-8-sig")

    assert read(path).site.name == "CH"


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "path", "url", "profile", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
SECTIONS = ["site", "store", "thresholds", "scope", "people", "directory", "hosts", "other"]


@given(st.dictionaries(st.sampled_from(SECTIONS), VALUES, max_size=5))
def test_any_document_is_read_or_refused(document: dict[str, Any]) -> None:
    with suppress(ConfigurationError):
        build(Path("preuve.toml"), document)


TABLE = 'dated = 2026-12-01\nsource = "ours"\n[products.debian]\n"12" = { ends = 2030-01-01 }\n'
CATALOGUE = (
    '{"source": "a catalogue, 2026-12-01", "products":'
    ' {"debian": [{"cycle": "12", "support_ends": "2030-01-01"}]}}'
)


@pytest.mark.parametrize(("name", "text"), [("t.toml", TABLE), ("t.json", CATALOGUE)])
def test_a_newer_table_of_ends_takes_the_place_of_the_shipped_one(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    made = written(tmp_path, SITE + f'[lifecycle]\ntable = "{name}"\n')

    assert made.table.dated == date(2026, 12, 1)
    end = made.table.find("debian", "12.8")
    assert end is not None
    assert end.ends == date(2030, 1, 1)
    assert made.table.find("ubuntu", "22.04") is None
    assert written(tmp_path, SITE).table.find("ubuntu", "22.04") is not None


@pytest.mark.parametrize("text", [None, "dated = 1", "{}", "[products]"])
def test_a_table_that_cannot_be_read_is_a_problem_not_an_empty_one(
    tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "t.toml").write_text(text, "utf-8")

    (problem,) = problems(tmp_path, SITE + '[lifecycle]\ntable = "t.toml"\n')

    assert problem.startswith("lifecycle.table: t.toml: ")
