"""The labelled generator: the same hospital for the same seed, with every trap in it."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from agent.core.facts.standing import AccountClass
from tests.hospital.cast import ROLES
from tests.hospital.hospital import AS_OF, generate
from tests.hospital.model import Hospital
from tests.hospital.objects import changes, filetime, objects
from tests.hospital.rolls import FILES, write_rolls

BASE = "DC=ch,DC=lan"


def counted(hospital: Hospital) -> Counter[str]:
    return Counter(each.truth.account_class for each in hospital.accounts if each.enabled)


def test_it_is_the_guides_own_case(labelled_hospital: Hospital) -> None:
    """300 persons, and more than 700 accounts counted."""
    assert labelled_hospital.active_persons() == 300
    assert sum(each.enabled for each in labelled_hospital.accounts) > 700
    assert len(labelled_hospital.computers) == 40


@pytest.mark.parametrize("seed", [2, 3])
def test_another_seed_is_another_hospital_of_the_same_size(seed: int) -> None:
    hospital = generate(seed=seed)
    assert hospital.active_persons() == 300
    assert {each.usage for each in hospital.persons} != {each.usage for each in generate().persons}
    assert counted(hospital).keys() == counted(generate()).keys()


def test_it_grows(labelled_hospital: Hospital) -> None:
    large = generate(persons=3000, seed=5)
    assert large.active_persons() == 3000
    assert sum(each.enabled for each in large.accounts) > 6500
    logins = [each.login.lower() for each in large.accounts]
    assert len(set(logins)) == len(logins)


def test_the_same_seed_gives_the_same_hospital_in_any_process(
    labelled_hospital: Hospital,
) -> None:
    told = "from tests.hospital.hospital import generate; print(repr(generate()), end='')"
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8") == repr(labelled_hospital)


def test_every_class_and_every_trap_is_there(labelled_hospital: Hospital) -> None:
    found = {each.truth.account_class for each in labelled_hospital.accounts}
    # `builtin` accounts are the domain's own; `ambiguous` is a way to answer, never the truth.
    assert found == {str(each) for each in AccountClass} - {"builtin", "ambiguous"}
    assert set(counted(labelled_hospital)) == found
    traps = {each.truth.trap for each in labelled_hospital.accounts}
    assert {role.trap for role in ROLES} <= traps
    assert {"false-friend", "borrowed-identifier", "disguised-as-a-service"} <= traps


def test_the_truth_follows_from_the_periods(labelled_hospital: Hospital) -> None:
    persons = {each.id: each for each in labelled_hospital.persons}
    for account in labelled_hospital.accounts:
        truth = account.truth
        if truth.person is None:
            assert truth.account_class not in {"person", "leaver", "external"}
            continue
        here = persons[truth.person].active_on(AS_OF)
        assert here == (truth.account_class in {"person", "external"}), account
        ended = persons[truth.person].ended
        if truth.account_class == "leaver":
            assert ended
            assert (AS_OF - ended).days > 35


def test_dates_make_sense(labelled_hospital: Hospital) -> None:
    for account in labelled_hospital.accounts:
        assert account.created <= AS_OF
        for day in (account.last_logon, account.password_set):
            assert day is None or account.created <= day <= AS_OF, account


def test_a_directory_can_hold_it(labelled_hospital: Hospital) -> None:
    made = list(objects(labelled_hospital, BASE, "ch.lan"))
    dns = [dn.lower() for dn, _ in made]
    assert len(set(dns)) == len(dns)
    accounts = [values["sAMAccountName"][0] for _, values in made if "sAMAccountName" in values]
    assert len({each.lower() for each in accounts}) == len(accounts)
    assert max(len(each) for each in accounts if not each.startswith("GG_")) <= 20
    there = {*dns, "cn=managed service accounts," + BASE.lower()}
    for dn, values in changes(labelled_hospital, BASE):
        own = "cn=users" in dn.lower() or "cn=builtin" in dn.lower() or "controllers" in dn.lower()
        assert own or dn.lower() in there
        for member in values.get("member", []):
            assert member.lower() in there or "cn=users" in member.lower()


def test_times_count_from_1601() -> None:
    # 2026-11-20 07:12:30 UTC is 1,795,158,750 s after 1970, itself 11,644,473,600 s after 1601.
    assert filetime(date(2026, 11, 20)) == "134396323500000000"


def test_rolls_are_written_as_products_do(labelled_hospital: Hospital, tmp_path: Path) -> None:
    write_rolls(labelled_hospital, tmp_path)
    staff = (tmp_path / "rh.csv").read_bytes().decode("cp1252").split("\r\n")
    header, *lines = [line.split(";") for line in staff if line]
    identifiers = [line[0] for line in lines]
    assert len(identifiers) > len(set(identifiers))
    assert all(len(each) == 7 and each.startswith("00") for each in identifiers)
    keys = {line[header.index("NIR")][-2:] for line in lines}
    assert keys == {"00"}  # no identity number has that key
    ends = {line[header.index("DATE_SORTIE")] for line in lines}
    assert {"", "31/12/2999", "00/00/0000"} <= ends
    assert (tmp_path / "internes.csv").read_bytes().startswith(b"\xef\xbb\xbfIDENTIFIANT;")
    first = {name: (tmp_path / name).read_bytes() for name in FILES.values()}
    write_rolls(labelled_hospital, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in FILES.values()} == first
