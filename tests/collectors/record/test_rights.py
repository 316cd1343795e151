"""Tables of rights: understood, or an error that says what to do; never fewer rights in silence."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from agent.core.facts.record import RIGHTS, RecordMatrix, RecordProfile, RecordUser
from collectors.people.columns import fold
from collectors.registry import load
from tests.collectors.record.exports import read, rights

load()


def test_one_column_a_right(tmp_path: Path) -> None:
    told = rights(
        tmp_path,
        "Droits du 18/11/2026\nPROFIL;Lecture;Écriture;Validation;Prescription\n"
        "MEDECIN;O;O;O;X\nSECRETAIRE;oui;non;;-\n",
    )

    assert told == {
        "MEDECIN": ("read", "write", "validate", "prescribe"),
        "SECRETAIRE": ("read",),
    }


def test_one_right_a_line_and_lines_of_one_profile_together(tmp_path: Path) -> None:
    told = rights(
        tmp_path,
        "Profil;Droit;Accordé\nIDE;Lecture;oui\nIDE;Saisie;oui\nIDE;Suppression;non\n"
        'SAGE-FEMME;"Lecture, Prescription";oui\n',
    )

    assert told == {"IDE": ("read", "write"), "SAGE-FEMME": ("read", "prescribe")}


def test_the_words_of_a_product_are_given_by_the_configuration(tmp_path: Path) -> None:
    told = rights(
        tmp_path,
        "Profil;Accès;Obs;Étiquettes\nIDE;1;1;1\n",
        rights={"Obs": "write", "Étiquettes": "none"},
    )

    assert told == {"IDE": ("read", "write")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PROFIL;LECTURE;OBS\nIDE;O;N\n", "'OBS' says yes or no"),
        ("PROFIL;LECTURE\nIDE;peut-être\n", "line 2: 'peut-être' is neither yes nor no"),
        ("PROFIL;LECTURE\nIDE;★\n", "neither yes nor no"),
        ("PROFIL;DROIT\nIDE;tout\n", "the right 'tout' is not known"),
        ("PROFIL;DROIT;VU\nIDE;lecture;non\n", "'VU' says yes or no"),
        ("PROFIL;LECTURE;DROIT\nIDE;O;lecture\n", "columns of rights"),
        ("PROFIL;ROLE;LECTURE\nIDE;IDE;O\n", "one column of profiles"),
        ("LECTURE;ECRITURE\nO;O\n", "one column of profiles"),
        ("PROFIL;LECTURE\n;O\n", "no profile"),
        ("PROFIL;LECTURE\nIDE;O\nide;N\n", "are one name"),
        ("PROFIL;LECTURE;ECRITURE\nIDE;O\n", "fields where the header has"),
    ],
)
def test_what_is_not_understood_is_an_error(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        rights(tmp_path, text)


def test_a_header_alone_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        rights(tmp_path, "PROFIL;LECTURE\n")


def test_a_super_users_profile_that_is_not_listed_is_an_error(tmp_path: Path) -> None:
    text = "PROFIL;LECTURE;ECRITURE\nIDE;O;O\n"
    with pytest.raises(Unreadable, match="ADMIN"):
        rights(tmp_path, text, super_users=["ADMIN"])

    (tmp_path / "rights.csv").write_text(text + "Admin DPI;O;O\n", "utf-8")
    items, _ = read(
        tmp_path, "record.profiles", users="u", profiles="rights.csv", super_users="admin-dpi"
    )
    assert {each.name: each.super_user for each in items if isinstance(each, RecordProfile)} == {
        "IDE": False,
        "Admin DPI": True,
    }


def test_the_matrix_says_who_validated_it(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("Métier;Lecture;Écriture\nINFIRMIER*;O;O\n", "utf-8")
    items, kept = read(
        tmp_path, "record.matrix", users="u", profiles="p", matrix="m.csv",
        validated_by="CME", validated_on="2026-01-12",
    )  # fmt: skip

    (matrix,) = [each for each in items if isinstance(each, RecordMatrix)]
    assert (matrix.functions, matrix.validated_by, str(matrix.validated_on)) == (
        1,
        "CME",
        "2026-01-12",
    )
    assert kept[0].body.decode().splitlines()[1] == "INFIRMIER*;oui;oui;non;non;non"


def test_the_profiles_of_an_account_are_those_of_its_open_lines(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(
        "LOGIN;NOM;PRENOM;PROFIL;ETAT\nmdurand;DURAND;Marie;IDE;actif\n"
        "mdurand;DURAND;Marie;MEDECIN;bloqué\nmdurand;DURAND;Marie;CADRE;actif\n",
        "utf-8",
    )
    items, kept = read(tmp_path, "record.users", users="u.csv", profiles="p.csv")

    (user,) = [each for each in items if isinstance(each, RecordUser)]
    assert (user.key, user.profiles) == ("mdurand", ("IDE", "CADRE"))
    assert {each.kind for each in items} == {"account", "user_list", "record_user"}
    assert "MEDECIN" in kept[0].body.decode()


def test_a_list_without_profiles_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("LOGIN;NOM\nmdurand;DURAND\n", "utf-8")
    with pytest.raises(Unreadable, match="no column of profiles"):
        read(tmp_path, "record.users", users="u.csv", profiles="p.csv")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(
    st.from_regex(r"[A-Z]{2,8}", fullmatch=True), st.sets(st.sampled_from(RIGHTS)), min_size=1, max_size=6
))  # fmt: skip
def test_what_is_kept_reads_as_what_was_read(tmp_path: Path, told: Any) -> None:
    """Whatever its form, a table is kept as one that gives the same rights."""
    long = "PROFIL;DROIT\n" + "".join(
        f"{name};{','.join(sorted(held)) or '-'}\n" for name, held in told.items()
    )
    (tmp_path / "p.csv").write_text(long, "utf-8")
    items, kept = read(tmp_path, "record.profiles", users="u", profiles="p.csv")
    (tmp_path / "p.csv").write_bytes(kept[0].body)
    again, _ = read(tmp_path, "record.profiles", users="u", profiles="p.csv")

    assert {each.name: set(each.rights) for each in items} == told
    assert again == items


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.one_of(
    st.sampled_from(["PROFIL", "LECTURE", "DROIT", "ACCORDE", "O", "N", "lecture", "IDE", ""]),
    st.text(max_size=6),
), min_size=1, max_size=5), min_size=1, max_size=6))  # fmt: skip
def test_any_table_is_read_or_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join(";".join(row) for row in rows)
    with suppress(SourceError):
        told = rights(tmp_path, text)
        assert all(set(held) <= set(RIGHTS) for held in told.values())
        assert len({fold(name) for name in told}) == len(told)
