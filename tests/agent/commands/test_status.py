"""`preuve status` as a person and a supervision tool run it."""

import json

from tests.agent.commands.conftest import Demo


def test_what_a_person_reads(demo: Demo) -> None:
    done = demo.run("status")

    assert done.returncode == 2  # questions without an answer
    assert "dernier audit : n° 1" in " ".join(done.stdout.split())
    assert "Q3   Comptes et personnes" in done.stdout
    (told,) = json.loads(demo.run("status", "--json").stdout)
    assert (told["run"], told["demonstration"], told["silent"]) == (1, True, [])
    assert told["verdicts"]["Q3"] == "contradicted"


def test_what_supervision_reads(demo: Demo) -> None:
    done = demo.run("status", "--nagios", "--lang", "en")
    assert (done.returncode, done.stdout.startswith("PREUVE OK - last audit")) == (0, True)
    assert 'preuve_verdict{question="Q3",verdict="contradicted"} 1' in (
        demo.run("status", "--prometheus").stdout
    )


def test_what_cannot_be_told_is_unknown_never_fine(demo: Demo) -> None:
    (demo.folder / "preuve.db").write_bytes(b"no database, for sure" * 100)
    done = demo.run("status", "--nagios")

    assert (done.returncode, done.stdout[:17]) == (3, "PREUVE UNKNOWN - ")
    assert demo.run("status", "--nagios", "--prometheus").returncode == 3
