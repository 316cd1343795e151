"""A sample that the auditor can draw again by hand."""

import csv
import io
from hashlib import sha256
from pathlib import Path

from agent.core.facts.standing import Standing
from tests.agent.commands.conftest import Demo


def drawn(demo: Demo, seed: str, name: str) -> list[dict[str, str]]:
    done = demo.run("sample", "--seed", seed, "--size", "7", "--output", name, "--lang", "en")
    assert done.returncode == 0, done.stderr
    text = (demo.folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_draw_is_the_one_that_anybody_can_work_out(demo: Demo) -> None:
    rows = drawn(demo, "17", "a.csv")
    with demo.store() as store:
        standings = list(store.derived(store.last_ended(), Standing))
    ranked = sorted(
        (sha256(f"17:{each.source}:{each.key}".encode()).hexdigest(), each.login)
        for each in standings
    )

    assert [row["account"] for row in rows] == [login for _, login in ranked[:7]]


def test_each_row_says_where_it_was_read_and_leaves_room(demo: Demo) -> None:
    rows = drawn(demo, "17", "a.csv")

    assert all(row["exhibit"].startswith("sha256:") and row["query"] for row in rows)
    assert {row["agrees (yes/no)"] for row in rows} == {""}
    assert [row["rank"] for row in rows] == [str(number) for number in range(1, 8)]


def test_another_seed_draws_others_and_nothing_is_overwritten(demo: Demo) -> None:
    assert drawn(demo, "17", "a.csv") != drawn(demo, "18", "b.csv")

    again = demo.run("sample", "--seed", "17", "--output", "a.csv", "--lang", "en")
    assert again.returncode == 3
    assert Path(demo.folder / "a.csv").stat().st_mode & 0o777 == 0o600
