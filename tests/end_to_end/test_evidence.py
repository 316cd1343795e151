"""A bundle leaves the hospital: tools that are not ours verify it, and any change is named."""

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import bagit  # type: ignore[import-untyped]  # it has no types
import pytest
from python_calamine import CalamineWorkbook

from reports.verifier.program import verify, worst
from tests.agent.commands.test_seal import Authority
from tests.end_to_end.conftest import Desk, Ran
from tests.end_to_end.test_dishonest import STRANGER, Hospital

PASSPHRASE = "a passphrase of the test"


class Office(Hospital):
    """The hospital of the dishonest administrator, with a key; its directory keeps still."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.desk.environment["PREUVE_PASSPHRASE"] = PASSPHRASE
        self.desk.edit("[[people]]", f"{SEAL}[[people]]")
        assert self.desk.run("keys", "new").code == 0

    def scan(self) -> None:
        assert self.desk.scan().code in {1, 2}

    def export(self, *arguments: str) -> Ran:
        return self.desk.run("export", "--lang", "en", *arguments)


SEAL = '[seal]\nkey = "key.pem"\npassphrase = "env:PREUVE_PASSPHRASE"\n'


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two sealed audits and the bundle of the second."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.directory(STRANGER)
    office.scan()
    office.scan()
    made = office.export("--output", "bundle.zip", "--in-clear", "--yes")
    assert made.code == 0, made.err
    (office.desk.folder / "receipt").write_text(made.out, "utf-8")
    return office.desk


def unpacked(bundle: Path, folder: Path) -> Path:
    """The one folder of a bundle."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    (made,) = folder.iterdir()
    return made


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_tools_that_are_not_ours_agree(exported: Desk, tmp_path: Path) -> None:
    bag = unpacked(exported.folder / "bundle.zip", tmp_path)

    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        assert shell(f"sha256sum --strict --quiet -c {manifest}", bag).returncode == 0
    bagit.Bag(str(bag)).validate()
    signed = shell(
        "openssl dgst -sha256 -verify data/seal/key.pem -signature data/seal/seal.sig "
        "data/seal/seal.json",
        bag,
    )
    assert signed.stdout.strip() == "Verified OK"
    told = exported.run("keys", "show", "--lang", "en").out.splitlines()[0].replace(" ", "")
    hashed = shell("openssl pkey -pubin -in data/seal/key.pem -outform DER | sha256sum", bag)
    assert hashed.stdout.split()[0] in told


def test_the_command_and_the_program_of_one_file_agree(exported: Desk) -> None:
    receipt = (exported.folder / "receipt").read_text("utf-8").splitlines()[1].rpartition(": ")[2]
    public = exported.run("keys", "show", "--lang", "en").out.splitlines()[0].rpartition(": ")[2]
    known = ("--key", public, "--receipt", receipt)
    ours = exported.run("verify", "bundle.zip", "--lang", "en", *known)
    exported.run("verify", "--program", "verify_preuve.py")
    alone = subprocess.run(
        [sys.executable, "-I", "verify_preuve.py", "bundle.zip", "--lang", "en", *known],
        cwd=exported.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Signature: verified" in ours.out
    assert "Continuity of the seals: verified" in ours.out
    assert (ours.code, ours.out) == (alone.returncode, alone.stdout) == (2, ours.out)


def repacked(files: Mapping[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def test_one_byte_of_any_file_is_named(exported: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported.folder / "bundle.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    honest = verify(repacked(files, tmp_path / "same.zip"))
    assert worst(honest) != "false"
    for name, body in files.items():
        if not body:
            continue
        touched = files | {name: body[:-1] + bytes([body[-1] ^ 1])}
        said = verify(repacked(touched, tmp_path / "touched.zip"))
        levels = {line.level for line in said if line.state == "false"}
        assert levels & {"integrity", "list"}, name


def test_only_its_reader_opens_an_encrypted_bundle(exported: Desk) -> None:
    folder = exported.folder
    shell(
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=auditor -keyout a.key -out a.pem",
        folder,
    )
    done = exported.run("export", "--output", "bundle.p7m", "--recipient", "a.pem", "--lang", "en")
    assert done.code == 0, done.err
    assert b"Xavier" not in (folder / "bundle.p7m").read_bytes()
    opened = shell(
        "openssl cms -decrypt -inform DER -in bundle.p7m -inkey a.key -out open.zip", folder
    )

    assert opened.returncode == 0, opened.stderr
    assert worst(verify(folder / "open.zip")) != "false"


def test_clear_text_is_asked_for_twice(exported: Desk) -> None:
    neither = exported.run("export", "--output", "x.zip", "--lang", "en")
    once = exported.run("export", "--output", "x.zip", "--in-clear", "--lang", "en")

    assert neither.code == 3
    assert "--in-clear" in neither.err
    assert once.code != 0
    assert not (exported.folder / "x.zip").exists()


def test_nothing_is_overwritten_and_an_export_is_in_the_ledger(exported: Desk) -> None:
    again = exported.run("export", "--output", "bundle.zip", "--in-clear", "--yes", "--lang", "en")
    assert again.code == 3
    assert "bundle.zip" in again.err

    assert exported.run("export", "--output", "next.zip", "--in-clear", "--yes").code == 0
    assert exported.scan().code in {1, 2}
    exported.run("export", "--output", "later.zip", "--in-clear", "--yes")
    with zipfile.ZipFile(exported.folder / "later.zip") as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("ledger.jsonl")]
        assert b'"type":"export.made"' in archive.read(name)


def test_a_store_that_was_changed_is_not_exported(exported: Desk, tmp_path: Path) -> None:
    """Not by the tool's own hand: the guards of the table are taken off first."""
    import sqlite3  # noqa: PLC0415 - what an administrator would use

    desk = Desk(tmp_path / "copy", exported.environment)
    shutil.copytree(exported.folder, desk.folder)
    with sqlite3.connect(desk.folder / "preuve.db") as database:
        for (name,) in list(
            database.execute("select name from sqlite_master where type='trigger'")
        ):
            database.execute(f'drop trigger "{name}"')
        database.execute(
            "update state set body = cast(replace(body, 'xdupont', 'xdupond') as blob)"
        )
    done = desk.run("export", "--output", "y.zip", "--in-clear", "--yes", "--lang", "en")

    assert done.code == 4, done.err
    assert not (desk.folder / "y.zip").exists()


def test_the_index_says_how_each_exhibit_was_got(exported: Desk) -> None:
    with zipfile.ZipFile(exported.folder / "bundle.zip") as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("exhibits.csv")]
        text = io.StringIO(archive.read(name).decode("utf-8-sig"))
    head, *rows = text.read().splitlines()

    assert head.split(";")[:3] == ["pièce", "source", "collecteur"]
    assert {row.split(";")[1] for row in rows} == {"ad", "rh"}


def test_populations_and_checks_are_told_without_repeating_the_lists(exported: Desk) -> None:
    with zipfile.ZipFile(exported.folder / "bundle.zip") as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("controles.xlsx")]
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(name)))

    assert book.sheet_names == ["Lecture", "Populations", "Contrôles"]
    sources = {row[1] for row in book.get_sheet_by_name("Populations").to_python()[1:]}
    assert sources == {"ad", "rh"}
    reading = book.get_sheet_by_name("Lecture").to_python()
    assert "exhibits.csv" in str(reading[-1])


def test_the_results_of_a_bundle_agree_and_their_evidence_is_in_it(
    exported: Desk, tmp_path: Path
) -> None:
    results = unpacked(exported.folder / "bundle.zip", tmp_path) / "data" / "results"
    told = json.loads((results / "result.json").read_bytes())
    with (results / "constats.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = Counter(line["Ligne"] for line in csv.DictReader(file, delimiter=";"))
    document = json.loads((results / "oscal.json").read_bytes())["assessment-results"]
    (result,) = document["results"]
    kinds = Counter(each["types"][0] for each in result["observations"])

    assert lines["constat"] == kinds["finding"] == len(told["findings"]) > 0
    assert lines["contrôle"] == kinds["control-objective"] == len(told["outcomes"])
    links = [
        link for each in document["back-matter"]["resources"] for link in each.get("rlinks", ())
    ]
    assert links
    for link in links:
        (told_hash,) = link["hashes"]
        assert sha256((results / link["href"]).read_bytes()).hexdigest() == told_hash["value"]
    seal = sha256((results.parent / "seal" / "seal.json").read_bytes()).hexdigest()
    (named,) = [e["value"] for e in document["metadata"]["props"] if e["name"] == "seal"]
    assert named == f"sha256:{seal}"


def test_a_timestamp_that_came_by_hand_goes_with_the_bundle(exported: Desk, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "copy", exported.environment)
    shutil.copytree(exported.folder, desk.folder)
    authority, stranger = Authority(tmp_path / "tsa"), Authority(tmp_path / "stranger")
    assert desk.run("seal", "--tsq", "s.tsq").code == 0
    reply = authority.answer(desk.folder / "s.tsq")
    assert desk.run("seal", "--tsr", str(reply), "--ca", str(authority.root)).code == 0
    desk.run("export", "--output", "stamped.zip", "--in-clear", "--yes")

    told = {
        name: desk.run("verify", "stamped.zip", "--lang", "en", "--tsa-ca", str(each.root)).out
        for name, each in (("right", authority), ("wrong", stranger))
    }
    bag = unpacked(desk.folder / "stamped.zip", tmp_path / "bag")
    checked = shell(
        f"openssl ts -verify -data data/seal/seal.json -in data/seal/seal.tsr -CAfile {authority.root}",
        bag,
    )

    assert "Timestamp: verified" in told["right"]
    assert "Timestamp: false" in told["wrong"]
    assert "Verification: OK" in checked.stdout
