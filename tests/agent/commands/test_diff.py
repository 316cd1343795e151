"""`preuve diff` as a person types it, on audits of the demonstration."""

import json

from tests.agent.commands.conftest import Demo


def scan(demo: Demo) -> None:
    done = demo.run("scan", "--as-of", "2026-11-20")
    assert done.returncode == 2, done.stderr


def test_one_audit_is_compared_with_nothing(demo: Demo) -> None:
    done = demo.run("diff")

    assert (done.returncode, done.stderr) == (0, "")
    assert "rien à quoi le comparer" in done.stdout
    assert json.loads(demo.run("diff", "--json").stdout) == []


def test_from_one_audit_to_the_next(demo: Demo) -> None:
    scan(demo)
    same = demo.run("diff").stdout
    assert "Rien n’a changé." in same
    assert same.count("évalué au 20") == 2

    path = demo.folder / "preuve.toml"
    text = path.read_text("utf-8").replace("recordings/veeam", "recordings/nowhere")
    path.write_text(text, "utf-8")
    scan(demo)
    done = demo.run("diff")

    assert done.returncode == 0
    assert "Une source ne répond plus" in done.stdout
    assert "veeam · recordings/nowhere" in done.stdout
    assert "Constats corrigés" not in done.stdout
    rows = json.loads(demo.run("diff", "--json").stdout)
    assert {each["change"] for each in rows} >= {"silent", "lost"}
    assert {(each["run_before"], each["run"]) for each in rows} == {(2, 3)}
    assert demo.run("diff", "1", "2").stdout.endswith("Rien n’a changé.\n")
    assert "à l’audit 3" in demo.run("diff", "1").stdout
    refused = demo.run("diff", "9")
    assert (refused.returncode, "9" in refused.stderr) == (2, True), refused.stderr
