"""A bundle without names: nobody is in it, its verdict follows all the same, a forgery is named."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from agent.core.seals import PSEUDONYMS
from agent.engine.rederiving import rederive
from agent.store import Store
from reports.verifier.bag import Line, Said
from reports.verifier.program import verify
from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import found
from tests.end_to_end.test_dishonest import AGENTS, NAMELESS, STRANGER
from tests.end_to_end.test_evidence import Office, repacked
from tests.end_to_end.test_rederiving import named, unpacked

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two audits sealed with pseudonyms: a stranger, then the same one under another name."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.desk.edit("[seal]", "[seal]\npseudonyms = true")
    office.directory(STRANGER)
    office.scan()
    office.directory(NAMELESS)
    office.scan()
    for name, way in (("nameless", "--pseudonymise"), ("named", "--in-clear")):
        made = office.export("--output", f"{name}.zip", way, "--yes")
        assert made.code == 0, made.err
        (office.desk.folder / name).write_text(made.out, "utf-8")
    return office.desk


@pytest.fixture(scope="module")
def files(desk: Desk) -> Files:
    return {
        name.partition("/")[2]: body
        for name, body in unpacked(desk.folder / "nameless.zip").items()
    }


def zipped(files: Files, path: Path) -> Path:
    """The files as a bag whose lists are made again: what a forger would hand over."""
    kept = {name: body for name, body in files.items() if not name.endswith("manifest-sha256.txt")}
    for manifest, own in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        lines = [
            f"{sha256(body).hexdigest()}  {name}\n"
            for name, body in sorted(kept.items())
            if name.startswith("data/") is own
        ]
        kept[manifest] = "".join(lines).encode()
    return repacked({f"bag/{name}": body for name, body in kept.items()}, path)


def judged(path: Path) -> list[Line]:
    said = Said()
    rederive(path, said)
    return said


def test_nobody_is_named(desk: Desk, files: Files) -> None:
    """What names somebody in the roll and in the directory; the named bundle shows it is looked for."""
    numbers = range(AGENTS)
    names = {f"Nom{number:02}" for number in numbers} | {f"znom{number:02}" for number in numbers}
    names |= {"Xavier Dupont", "xdupont", "svc_impression", "OU=Agents", "S-1-5-21-1-2-3-1101"}
    planted = {name: name for name in names}
    own = {name: body for name, body in files.items() if not name.startswith("data/rules/")}
    complete = unpacked(desk.folder / "named.zip")

    assert {name for name, _, _ in found(planted, complete)} == names
    assert found(planted, own | {"file names": "\n".join(files).encode()}) == []
    assert str(desk.folder).encode() not in b"".join(own.values())


def test_its_results_are_those_of_the_names(desk: Desk, files: Files) -> None:
    told = json.loads(files["data/seal/pseudonyms.json"])
    complete = unpacked(desk.folder / "named.zip")
    shown = json.loads(complete[named(complete, "results/result.json")])
    kept = [
        (each["check"], each["state"], each["findings"]) for each in told["judgement"]["outcomes"]
    ]
    table = list(
        csv.DictReader(
            io.StringIO(files["data/results/constats.csv"].decode("utf-8-sig")), delimiter=";"
        )
    )

    assert told["differing"] == []
    assert kept == [
        (each["check"], each["outcome"], each["findings"]) for each in shown["outcomes"]
    ]
    assert sum(row[next(iter(row))] == "constat" for row in table) == len(shown["findings"]) > 0


def test_the_levels_say_what_is_withheld(desk: Desk) -> None:
    receipt = (desk.folder / "nameless").read_text("utf-8").splitlines()[1].rpartition(": ")[2]
    key = desk.run("keys", "show", "--lang", "en").out.splitlines()[0].rpartition(": ")[2]

    said = verify(desk.folder / "nameless.zip", key=key, receipt=receipt)

    assert {(line.level, line.code) for line in said if line.state == "good"} == {
        ("list", "list-complete"),
        ("integrity", "files-hold"),
        ("continuity", "continuity-holds"),
        ("continuity", "receipt-found"),
        ("signature", "signed-known"),
        ("coherence", "pseudonyms-agree"),
    }
    assert {(line.level, line.code) for line in said if line.state == "unverifiable"} == {
        ("chain", "ledger-withheld"),
        ("coherence", "withheld"),
        ("coverage", "coverage-withheld"),
        ("purges", "left-out"),
        ("timestamp", "timestamp-none"),
    }
    assert len(said) == 11


def test_its_verdict_follows_from_it(desk: Desk) -> None:
    good, rest = judged(desk.folder / "nameless.zip")

    assert (good.state, good.code) == ("good", "rederived-pseudonyms")
    assert good.values["findings"] > 0
    assert (rest.state, rest.code) == ("unverifiable", "unlinked")


def changed(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    def forge(files: Files) -> Files:
        (path,) = [each for each in files if each.endswith(name)]
        assert old in files[path]
        return files | {path: files[path].replace(old, new)}

    return forge


def without(part: str) -> Callable[[Files], Files]:
    return lambda files: {name: body for name, body in files.items() if part not in name}


FORGERIES: dict[str, tuple[Callable[[Files], Files], tuple[str, str]]] = {
    "a fact": (
        lambda files: files | {"data/pseudonyms/0001.jsonl": files["data/pseudonyms/0001.jsonl"][:-9]},
        ("coherence", "facts-false"),
    ),
    "an outcome": (
        changed("pseudonyms.json", b'"state":"unsatisfied"', b'"state":"satisfied"'),
        ("coherence", "document-false"),
    ),
    "a name": (
        lambda files: files | {"data/facts/0001.jsonl": b"Dupont"},
        ("coherence", "named-there"),
    ),
    "a population": (
        lambda files: files | {"data/pseudonyms/0099.jsonl": b"{}\n"},
        ("coherence", "facts-false"),
    ),
    "a seal": (without("data/seals/000001"), ("continuity", "starts-late")),
    "rules": (changed("checks/people.py", b"stale", b"stage"), ("coherence", "rules-false")),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_named(forgery: str, files: Files, tmp_path: Path) -> None:
    forge, (level, code) = FORGERIES[forgery]

    said = verify(zipped(forge(files), tmp_path / "forged.zip"))

    assert (level, code) in {(line.level, line.code) for line in said}
    assert any(line.state == "false" for line in said) or code == "starts-late"


def test_what_is_left_out_is_told(files: Files, tmp_path: Path) -> None:
    path = zipped(without("data/pseudonyms/0001")(files), tmp_path / "less.zip")

    (line,) = judged(path)

    assert (line.state, line.code) == ("unverifiable", "rederive-lacks")
    assert ("coherence", "facts-absent") in {(line.level, line.code) for line in verify(path)}


def test_an_older_audit_still_has_its_own(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "1.zip"
    made = desk.run("export", "--run", "1", "--output", str(path), "--pseudonymise")
    assert made.code == 0, made.err

    first, _ = judged(path)

    assert first.code == "rederived-pseudonyms"


def test_a_run_sealed_without_pseudonyms_says_how_to_have_them(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.directory(STRANGER)
    office.scan()
    refused = office.export("--output", "nameless.zip", "--pseudonymise")
    office.desk.edit("[seal]", "[seal]\npseudonyms = true")
    assert office.desk.run("check").code in {1, 2}
    made = office.export("--output", "nameless.zip", "--pseudonymise")

    assert (refused.code, made.code) == (3, 0)
    assert "pseudonyms = true" in refused.err
    assert not (office.desk.folder / "nameless.zip.part").exists()


def test_in_clear_and_without_names_are_not_asked_for_together(desk: Desk) -> None:
    both = desk.run("export", "--output", "both.zip", "--pseudonymise", "--in-clear", "--yes")

    assert both.code == 3
    assert not (desk.folder / "both.zip").exists()


@pytest.fixture
def twice(tmp_path: Path) -> Desk:
    """Two audits of its own, for whoever changes what is stored."""
    office = Office(tmp_path)
    office.desk.edit("[seal]", "[seal]\npseudonyms = true")
    office.directory(STRANGER)
    office.scan()
    office.scan()
    return office.desk


def exported(desk: Desk) -> tuple[set[str], str]:
    """What is said of the newest audit's bundle, and why it is not judged again."""
    made = desk.run("export", "--output", "2.zip", "--pseudonymise")
    assert made.code == 0, made.err
    said = verify(desk.folder / "2.zip")
    assert not [line for line in said if line.state == "false"]
    (line,) = judged(desk.folder / "2.zip")
    return {each.code for each in said}, line.code


def test_an_audit_before_that_was_judged_again_accuses_nobody(twice: Desk) -> None:
    """What it derived is no longer what this audit was compared with."""
    classified = twice.run("accounts", "classify", "znom03", "orphan", "--reason", "vu")
    assert classified.code == 0, classified.err
    assert twice.run("check", "--run", "1").code in {1, 2}

    codes, why = exported(twice)

    assert "facts-absent" in codes
    assert why == "rederive-lacks"


def test_pseudonyms_are_erased_with_names(twice: Desk) -> None:
    url = f"sqlite:///{twice.folder / 'preuve.db'}"
    with Store.open(url, "CH d’essai") as store:
        assert PSEUDONYMS in store.sealed_documents(1)
        store.erase(bodies=[], runs=[1], told={"user": "root"})

        assert PSEUDONYMS not in store.sealed_documents(1)
        assert PSEUDONYMS in store.sealed_documents(2)
        store.verify_ledger()

    codes, why = exported(twice)
    assert "facts-absent" in codes
    assert why == "rederive-lacks"


def test_pseudonyms_that_nobody_erased_are_missed(twice: Desk) -> None:
    with closing(sqlite3.connect(twice.folder / "preuve.db")) as database:
        database.execute("DELETE FROM sealed_pseudonyms WHERE number = 1")
        database.commit()

    refused = twice.run("export", "--output", "2.zip", "--pseudonymise", "--lang", "en")

    assert refused.code != 0
    assert "seal 1 does not hold" in refused.err
