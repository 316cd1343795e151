"""A real bundle (three audits, fifty accounts, five hosts) is touched in every way a forger has."""

import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.verifier.bag import Bag, Said, check_files
from reports.verifier.build import page, script
from reports.verifier.program import verify
from tests.bundles.forging import (
    LEDGER,
    Forge,
    another_key,
    clock_back,
    flipped,
    lines_of,
    relisted,
    removed,
    renamed,
    without_run,
)
from tests.bundles.tiny import Files
from tests.end_to_end.test_dishonest import agent, entry
from tests.end_to_end.test_evidence import Office
from tests.program.browser import Browser

ACCOUNTS, RUNS = 50, 3
RECORDED = Path(__file__).parents[2] / "fixtures" / "recordings" / "linux.host"
# By kind of file: the level that names one byte of it, once a forger has made the lists again.
# None: no seal covers what is there to be read, which every verification says.
KINDS = {
    r"data/seal/seal\.json": "continuity",
    r"data/seal/seal\.sig": "signature",
    r"data/seal/key\.pem": "signature",
    r"data/seal/(coverage|exhibits|facts|inputs|settings)\.json": "coherence",
    r"data/seals/\d+\.json": "continuity",
    r"data/seals/\d+\.(sig|pem)": "signature",
    r"data/ledger\.jsonl": "chain",
    r"data/facts/\d+\.jsonl": "coherence",
    r"data/inputs/\w+\.jsonl": "coherence",
    r"data/earlier/(\w+\.jsonl|facts\.json)": "coherence",
    r"data/exhibits/\w+\.(body|json)": "coherence",
    r"data/rules/.+": "coherence",
    r"data/results/judgement\.json": "coherence",
    r"data/results/(result\.json|oscal\.json|constats\.csv|(comptes|controles)\.xlsx)": None,
    r"data/report/rapport\.html": None,
    r"data/exhibits\.csv": None,
    r"(bagit|bag-info|LISEZMOI)\.txt": None,
    r"(tag)?manifest-sha256\.txt": None,
}
# A field beside the page's own, whose every choice would show what is found.
FIELD = """document.body.append(Object.assign(document.createElement("input"),
  { id: "sent", type: "file" }))"""
LOOK = """(async () => {
  const bytes = await document.getElementById("sent").files[0].arrayBuffer();
  const lines = await verifyBundle(new Blob([bytes]), { key: %s, receipt: %s });
  return JSON.stringify(lines.map(({ level, state, code }) => [level, state, code]));
})()"""
Look = Callable[[Files], set[tuple[str, str]]]


def kind_of(name: str) -> str:
    (kind,) = [each for each in KINDS if re.fullmatch(each, name)]
    return kind


class Bundle:
    """The files of a bundle by name, and what its reader knows from elsewhere."""

    def __init__(self, office: Office) -> None:
        made = office.export("--output", "bundle.zip", "--in-clear", "--yes")
        assert made.code == 0, made.err
        self.receipt = made.out.splitlines()[1].rpartition(": ")[2]
        self.key = (
            office.desk.run("keys", "show", "--lang", "en").out.splitlines()[0].rpartition(": ")[2]
        )
        with zipfile.ZipFile(office.desk.folder / "bundle.zip") as archive:
            names = archive.namelist()
            self.folder = names[0].partition("/")[0]
            self.files = {name.partition("/")[2]: archive.read(name) for name in names}

    def packed(self, files: Files, path: Path) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, body in files.items():
                archive.writestr(f"{self.folder}/{name}", body)
        return path


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    office = Office(tmp_path_factory.mktemp("office"))
    office.roll(ACCOUNTS)
    every = "\n\n".join(entry(number, agent(number)) for number in range(ACCOUNTS))
    (office.desk.folder / "ad.ldif").write_text(every + "\n", "utf-8")
    (office.desk.folder / "depot").mkdir()
    for host in sorted(RECORDED.iterdir()):
        shutil.copy(host / "001.body", office.desk.folder / "depot" / f"{host.name}--1.json")
    text = (office.desk.folder / "preuve.toml").read_text("utf-8")
    office.desk.configure(f'{text}[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n')
    for _ in range(RUNS):
        office.scan()
        office.desk.run("accounts", "classify", "znom03", "orphan", "--reason", "seen")
    return Bundle(office)


@pytest.fixture
def look(bundle: Bundle, tmp_path: Path) -> Look:
    """What the engine of `preuve verify` says of files: (level, state) of each thing found."""

    def look(files: Files) -> set[tuple[str, str]]:
        path = bundle.packed(files, tmp_path / "touched.zip")
        return states(verify(path, key=bundle.key, receipt=bundle.receipt))

    return look


@pytest.fixture
def listed(bundle: Bundle, tmp_path: Path) -> Look:
    """The same of its first step alone, the lists of the bag."""

    def listed(files: Files) -> set[tuple[str, str]]:
        said = Said()
        with zipfile.ZipFile(bundle.packed(files, tmp_path / "touched.zip")) as archive:
            check_files(Bag(archive), said)
        return states(said)

    return listed


def states(said: Said) -> set[tuple[str, str]]:
    return {(line.level, line.state) for line in said}


def false(found: set[tuple[str, str]]) -> set[str]:
    return {level for level, state in found if state == "false"}


def test_the_bundle_is_the_one_that_is_meant(bundle: Bundle, look: Look) -> None:
    assert false(look(bundle.files)) == false(look(relisted(bundle.files))) == set()
    assert {kind_of(name) for name in bundle.files} == set(KINDS)
    bodies = [body for name, body in bundle.files.items() if name.endswith(".body")]
    assert sum(body.lower().count(b"samaccountname: znom") for body in bodies) >= ACCOUNTS
    assert sum(body.startswith(b'{"preuve":"host/') for body in bodies) == 5
    assert sum(bool(re.fullmatch(r"data/seals/\d+\.json", name)) for name in bundle.files) == RUNS


def test_one_byte_of_every_file_is_named_by_the_lists(bundle: Bundle, listed: Look) -> None:
    start = time.monotonic()
    for name in bundle.files:
        assert false(listed(flipped(bundle.files, name))), name
    print(f"{len(bundle.files)} flips in {time.monotonic() - start:.1f} s")


def test_one_byte_is_named_by_its_level_when_the_lists_are_made_again(
    bundle: Bundle, look: Look
) -> None:
    def check(name: str) -> None:
        level = KINDS[kind_of(name)]
        found = false(look(relisted(flipped(bundle.files, name))))
        assert not found & {"integrity", "list"}, name
        assert level in found if level else found <= {"coherence"}, (name, found)

    for kind in KINDS:
        names = [name for name in bundle.files if kind_of(name) == kind and "manifest" not in name]
        # Of a hundred rules and exhibits, some: the lists above have named them all.
        for name in names[:: max(1, len(names) // 8)]:
            check(name)


def ledger(change: Callable[[list[bytes]], list[bytes]]) -> Forge:
    return lines_of(LEDGER, change)


# What a forger does, then makes the lists again; the level that names it.
FORGED: dict[str, tuple[Forge, str]] = {
    "an entry removed": (ledger(lambda lines: lines[:4] + lines[5:]), "chain"),
    "the first entry removed": (ledger(lambda lines: lines[1:]), ""),
    "the last entry removed": (ledger(lambda lines: lines[:-1]), "chain"),
    "an entry twice": (ledger(lambda lines: lines[:5] + lines[4:]), "chain"),
    "entries in another order": (ledger(lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]]), "chain"),
    "a fact removed": (lines_of("data/facts/0001.jsonl", lambda lines: lines[1:]), "coherence"),
    "a fact twice": (lines_of("data/facts/0001.jsonl", lambda lines: [lines[0], *lines]), "coherence"),
    "facts removed": (removed("data/facts/"), ""),
    "inputs removed": (removed("data/inputs/"), ""),
    "an input added": (lambda files: files | {"data/inputs/more.jsonl": b""}, "coherence"),
    "the first seal removed": (removed("data/seals/000001"), "continuity"),
    "a list of facts renamed": (renamed("data/facts/0001.jsonl", "data/facts/0099.jsonl"), "coherence"),
    "a rule removed": (removed("data/rules/checks/accounts.py"), "coherence"),
    "a rule added": (lambda files: files | {"data/rules/checks/more.py": b""}, "coherence"),
    "a rule renamed": (renamed("data/rules/checks/accounts.py", "data/rules/checks/a.py"), "coherence"),
    "results removed": (removed("data/results/judgement.json"), "coherence"),
    "a signature removed": (removed("data/seal/seal.sig"), "signature"),
    "a key removed": (removed("data/seals/000002.pem"), "signature"),
    "the ledger removed": (removed(LEDGER), "chain"),
    "a seal renamed": (renamed("data/seals/000002.json", "data/seals/000009.json"), "continuity"),
    "a run dropped in the middle": (without_run(2), "continuity"),
    "a run's seal dropped in the middle": (removed("data/seals/000002"), "continuity"),
    "another key": (another_key, "signature"),
    "the clock set back": (clock_back, "chain"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forger_who_makes_the_lists_again_is_named(bundle: Bundle, look: Look, name: str) -> None:
    forge, level = FORGED[name]
    found = look(relisted(forge(bundle.files)))

    assert not false(found) & {"integrity", "list"}
    if level:
        assert level in false(found)
    else:  # a bundle may begin late or leave facts out: that is said, and never good
        assert false(found) == set()
        whole = {each for each, state in look(bundle.files) if state == "unverifiable"}
        assert {each for each, state in found if state == "unverifiable"} > whole


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_file_removed_renamed_or_added_is_named_by_the_lists(
    bundle: Bundle, listed: Look, look: Look, name: str
) -> None:
    one = next(each for each in bundle.files if kind_of(each) == name)
    see = look if "manifest" in one else listed  # without its lists, no step comes to its end
    lost = {each: body for each, body in bundle.files.items() if each != one}

    for touched in (
        lost,
        lost | {f"{one}.old": bundle.files[one]},
        bundle.files | {f"{one}.new": b""},
    ):
        assert "list" in false(see(touched))


def samples(bundle: Bundle) -> Iterator[tuple[str, Files]]:
    """One flip a kind of file, in lists made again where a seal names it, and some forgeries."""
    for kind, level in KINDS.items():
        name = next(each for each in bundle.files if re.fullmatch(kind, each))
        touched = flipped(bundle.files, name)
        yield name, relisted(touched) if level else touched
    for name in (
        "the first entry removed",
        "a run dropped in the middle",
        "another key",
        "the clock set back",
    ):
        yield name, relisted(FORGED[name][0](bundle.files))


def test_the_program_of_one_file_says_the_same(bundle: Bundle, tmp_path: Path) -> None:
    alone: dict[str, Any] = {"__name__": "alone"}
    exec(compile(script(), "verify_preuve.py", "exec"), alone)  # noqa: S102 - the program itself
    known = {"key": bundle.key, "receipt": bundle.receipt}
    for name, files in samples(bundle):
        path = bundle.packed(files, tmp_path / "touched.zip")
        assert alone["verify"](path, **known) == verify(path, **known), name


def test_the_page_says_the_same_in_chromium(bundle: Bundle, look: Look, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(), "utf-8")
    with Browser(tmp_path) as browser:
        browser.open(tmp_path / "page.html")
        browser.evaluate(FIELD)
        for name, files in samples(bundle):
            browser.choose("#sent", bundle.packed(files, tmp_path / "sent.zip"))
            told = json.loads(
                browser.evaluate(LOOK % (json.dumps(bundle.key), json.dumps(bundle.receipt)))
            )
            assert false({(level, state) for level, state, _ in told}) == false(look(files)), name
        assert not browser.errors
