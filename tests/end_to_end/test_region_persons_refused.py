"""What a group's count refuses, whole: another key, another count, a cut or altered file."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.group import COUNT, DAY, EAST, SOUTH, WEST, Group, counted, head


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    return counted(tmp_path_factory.mktemp("group"))


def test_another_key_is_told_and_never_counted_as_strangers(group: Group) -> None:
    other = group.sites[SOUTH].delivered("other.tokens", key="OTHER_KEY")

    ran = group.pilot.count(group.tokens[EAST], group.tokens[WEST], other)

    assert (ran.code, ran.out) == (3, "")
    assert "another key" in ran.err
    assert ran.err.count(SOUTH) == 1
    assert " ".join(spoken(head(other)["key"])) in ran.err
    assert " ".join(spoken(head(group.tokens[EAST])["key"])) in ran.err


def spoken(fingerprint: object) -> list[str]:
    text = str(fingerprint)
    return [text[at : at + 4] for at in range(0, 64, 4)]


@pytest.mark.parametrize("cut", [1, 64, 700, None])
def test_a_file_that_was_cut_stops_the_count(group: Group, tmp_path: Path, cut: int | None) -> None:
    whole = group.tokens[SOUTH].read_bytes()
    path = tmp_path / "cut.tokens"
    path.write_bytes(whole[:-cut] if cut else b"")

    ran = group.pilot.count(group.tokens[EAST], group.tokens[WEST], path)

    assert (ran.code, ran.out) == (4, "")
    assert "cut" in ran.err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"persons":4', b'"persons":5'),
        (b'"site":"CH du Sud"', b'"site":"CH du Nord"'),
        (b'"present":true', b'"present":false'),
        (b'"without":0', b'"without":0 '),
        (DAY.encode(), b"2026-11-21"),
    ],
)
def test_a_file_that_was_altered_stops_the_count(
    group: Group, tmp_path: Path, old: bytes, new: bytes
) -> None:
    whole = group.tokens[SOUTH].read_bytes()
    path = tmp_path / "altered.tokens"
    path.write_bytes(whole.replace(old, new, 1))
    assert path.read_bytes() != whole

    ran = group.pilot.count(group.tokens[EAST], group.tokens[WEST], path)

    assert (ran.code, ran.out) == (4, "")
    assert "changed since" in ran.err


def test_what_is_no_file_of_tokens_stops_the_count(group: Group, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b'{"a": 1}\n00\n')

    assert group.pilot.count(group.tokens[EAST], tmp_path / "x").code == 4
    assert group.pilot.count(group.tokens[EAST], tmp_path / "absent").code == 3
    assert group.pilot.count(group.tokens[EAST], group.answers[WEST]).code == 4


def test_two_counts_and_two_files_of_one_hospital_are_not_mixed(group: Group) -> None:
    day = group.sites[SOUTH].delivered("day.tokens", day="2026-11-19")
    name = group.sites[SOUTH].delivered("name.tokens", count="Autre")

    mixed = [group.pilot.count(group.tokens[EAST], each) for each in (day, name)]
    twice = group.pilot.count(group.tokens[EAST], group.tokens[WEST], group.tokens[EAST])

    assert [each.code for each in (*mixed, twice)] == [3, 3, 3]
    assert all("another count" in each.err for each in mixed)
    assert "two files" in twice.err


def test_an_answer_is_for_one_hospital_and_one_store(group: Group, tmp_path: Path) -> None:
    wrong = group.sites[EAST].found(group.answers[WEST])
    tokens = group.sites[EAST].found(group.tokens[EAST])
    forged = tmp_path / "forged.json"
    body = group.answers[EAST].read_bytes()
    forged.write_bytes(body.replace(b'"alike"', b'"person"', 1))

    assert (wrong.code, f"for {WEST}" in wrong.err) == (3, True)
    assert tokens.code == 4
    assert (group.sites[EAST].found(forged).code, forged.read_bytes() != body) == (4, True)


@pytest.mark.parametrize("key", ["motdepasse", "ab" * 32, "0123456789abcdef" * 4, "7" * 63])
def test_a_weak_key_is_refused_and_not_repeated(group: Group, key: str) -> None:
    site = group.sites[EAST]
    site.desk.environment["WEAK"] = key

    ran = site.tokens("weak.tokens", key="WEAK")

    assert ran.code == 3
    assert "64 hexadecimal digits" in ran.err
    assert key not in ran.out + ran.err
    assert not (site.desk.folder / "weak.tokens").exists()


def test_a_key_in_clear_or_open_to_others_is_refused(group: Group) -> None:
    site = group.sites[EAST]
    key = site.desk.environment["GROUP_KEY"]
    (site.desk.folder / "key").write_text(key, "utf-8")
    (site.desk.folder / "key").chmod(0o644)
    line = ("fleet", "tokens", "--count", COUNT, "--day", DAY, "--output", "no.tokens", "--key")

    clear = site.desk.run(*line, key)
    lax = site.desk.run(*line, "file:key")

    assert (clear.code, lax.code) == (3, 3)
    assert key not in clear.err + lax.err
    assert not (site.desk.folder / "no.tokens").exists()


def test_without_rolls_nothing_is_handed_over(group: Group, tmp_path: Path) -> None:
    """An audit that could not read its roll knows nobody: that is no hospital without persons."""
    site = group.sites[SOUTH]
    text = (site.desk.folder / "preuve.toml").read_text("utf-8")
    alone = Desk(tmp_path, {"GROUP_KEY": site.desk.environment["GROUP_KEY"]})
    alone.configure(text.replace('path = "rh.csv"', 'path = "absent.csv"'))
    (tmp_path / "ad.ldif").write_bytes((site.desk.folder / "ad.ldif").read_bytes())
    assert alone.run("scan", "--as-of", DAY).code == 2

    ran = alone.run(
        *("fleet", "tokens", "--key", "env:GROUP_KEY", "--count", COUNT, "--day", DAY),
        *("--output", "t.tokens", "--lang", "en"),
    )

    assert ran.code == 3
    assert "did not reconcile" in ran.err
    assert not (tmp_path / "t.tokens").exists()
