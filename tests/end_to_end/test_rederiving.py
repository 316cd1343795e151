"""A bundle is judged again from its own facts; who changed a fact or a result is told."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from agent.engine.rederiving import rederive
from reports.verifier.bag import Line, Said
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_dishonest import NAMELESS, STRANGER
from tests.end_to_end.test_evidence import Office

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Three audits: a stranger, a decision about somebody else, the stranger nameless."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.directory(STRANGER)
    office.scan()
    decided = office.desk.run("accounts", "classify", "znom03", "orphan", "--reason", "vu")
    assert decided.code == 0, decided.err
    office.scan()
    office.directory(NAMELESS)
    office.scan()
    for run in ("1", "2", "3"):
        made = office.export("--run", run, "--output", f"{run}.zip", "--in-clear", "--yes")
        assert made.code == 0, made.err
    return office.desk


def unpacked(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def judged(path: Path) -> Line:
    said = Said()
    rederive(path, said)
    (line,) = said
    return line


@pytest.mark.parametrize("run", ["1", "2", "3"])
def test_the_same_facts_give_the_same_results(desk: Desk, run: str) -> None:
    line = judged(desk.folder / f"{run}.zip")
    (name,) = [name for name in unpacked(desk.folder / f"{run}.zip") if "judgement.json" in name]
    told = json.loads(unpacked(desk.folder / f"{run}.zip")[name])

    assert (line.state, line.code) == ("good", "rederived")
    assert line.values == {"outcomes": len(told["outcomes"]), "findings": len(told["findings"])}
    assert told["findings"]


def test_what_the_audit_before_and_a_person_said_is_part_of_it(desk: Desk) -> None:
    """What makes these two findings stands in no fact of the last audit."""
    findings = json.loads(desk.run("show", "findings", "--json", "--run", "3").out)
    second = desk.run("show", "accounts", "--json", "--run", "2").out

    assert "accounts.reclassified" in {each["check"] for each in findings}
    assert next(each for each in json.loads(second) if each["account"] == "znom03")["class"] == (
        "orphan"
    )


def test_the_command_says_it_in_words(desk: Desk) -> None:
    said = desk.run("verify", "3.zip", "--re-derive", "--lang", "en")

    assert "Judged again here from the enclosed facts, the results are the same" in said.out


def forged(path: Path, touch: Callable[[Files], None], to: Path) -> Path:
    files = unpacked(path)
    touch(files)
    with zipfile.ZipFile(to, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return to


def named(files: Files, end: str) -> str:
    (name,) = [name for name in files if name.endswith(end)]
    return name


def without_the_stranger(files: Files) -> None:
    """The facts as an administrator would like them: his account is no longer there."""
    for name in [name for name in files if "/facts/" in name]:
        lines = files[name].splitlines(keepends=True)
        files[name] = b"".join(line for line in lines if b"svc_impression" not in line)


def without_its_finding(files: Files) -> None:
    name = named(files, "results/judgement.json")
    told = json.loads(files[name])
    told["findings"] = [
        each for each in told["findings"] if each["check"] != "accounts.reclassified"
    ]
    files[name] = json.dumps(told).encode()


def of_other_rules(files: Files) -> None:
    name = named(files, "data/seal/seal.json")
    told = json.loads(files[name]) | {"rules": f"sha256:{sha256(b'others').hexdigest()}"}
    files[name] = json.dumps(told).encode()


def sealed_before(files: Files) -> None:
    """As an earlier version did, whose seals did not cover what else was judged."""
    name = named(files, "data/seal/seal.json")
    told = json.loads(files[name])
    del told["documents"]["inputs.json"]
    files[name] = json.dumps(told).encode()


def after_an_unsealed_audit(files: Files) -> None:
    """The audit before ended and was never sealed: this one is no first audit for that."""
    name = named(files, "data/seal/inputs.json")
    files[name] = json.dumps(json.loads(files[name]) | {"earlier": None}).encode()
    lacking("/earlier/")(files)


def lacking(part: str) -> Callable[[Files], None]:
    def touch(files: Files) -> None:
        for name in [name for name in files if part in name]:
            del files[name]

    return touch


@pytest.mark.parametrize(
    ("touch", "state", "code"),
    [
        (without_the_stranger, "false", "rederived-other"),
        (without_its_finding, "false", "rederived-other"),
        (of_other_rules, "unverifiable", "rederive-rules"),
        (sealed_before, "unverifiable", "rederive-lacks"),
        (after_an_unsealed_audit, "unverifiable", "rederive-lacks"),
        (lacking("/inputs/units"), "unverifiable", "rederive-lacks"),
        (lacking("/inputs/decision"), "unverifiable", "rederive-lacks"),
        (lacking("/earlier/"), "unverifiable", "rederive-lacks"),
        (lacking("/earlier/standing"), "unverifiable", "rederive-lacks"),
        (lacking("/facts/"), "unverifiable", "rederive-lacks"),
        (lacking("/seal/inputs.json"), "false", "unreadable"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_is_changed_or_left_out_is_told(
    desk: Desk, tmp_path: Path, touch: Callable[[Files], None], state: str, code: str
) -> None:
    line = judged(forged(desk.folder / "3.zip", touch, tmp_path / "forged.zip"))

    assert (line.state, line.code) == (state, code)


def test_inputs_that_were_touched_are_false_for_who_judges_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    def another_word(files: Files) -> None:
        name = named(files, "inputs/decision.jsonl")
        files[name] = files[name].replace(b"znom03", b"znom04")

    path = forged(desk.folder / "3.zip", another_word, tmp_path / "forged.zip")
    said = desk.run("verify", str(path), "--lang", "en")

    assert "data/inputs/decision.jsonl: these are not the facts that were sealed" in said.out


def test_an_audit_judged_again_since_is_not_what_the_next_was_compared_with(desk: Desk) -> None:
    assert desk.run("check", "--run", "2").code in {1, 2}
    made = desk.run("export", "--run", "3", "--output", "late.zip", "--in-clear", "--yes")
    assert made.code == 0, made.err

    assert judged(desk.folder / "late.zip").code in {"rederived", "rederive-lacks"}
