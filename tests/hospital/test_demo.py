"""fixtures/demo is the labelled hospital, and the recording is that of a domain that held it."""

import json
import re
import tomllib
import zipfile
from base64 import b64decode
from pathlib import Path

from tests.hospital.hospital import AS_OF
from tests.hospital.model import Hospital
from tests.hospital.rolls import FILES, write_rolls
from tests.lab import demo_inventory

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


def content(path: Path) -> dict[str, bytes]:
    """The bytes of a file, of its members if it is a workbook: compression is the platform's."""
    if path.suffix != ".xlsx":
        return {path.name: path.read_bytes()}
    with zipfile.ZipFile(path) as members:
        return {name: members.read(name) for name in members.namelist()}


def logins(ldif: str) -> set[str]:
    found = set()
    for record in ldif.split("\n\n"):
        kinds = set(re.findall(r"^objectclass: (.+)$", record, re.MULTILINE | re.IGNORECASE))
        if "user" not in kinds or (
            "computer" in kinds and not any("Managed" in kind for kind in kinds)
        ):
            continue
        (name,) = re.findall(r"^samaccountname(::?) (.+)$", record, re.MULTILINE | re.IGNORECASE)
        found.add(b64decode(name[1]).decode() if name[0] == "::" else name[1])
    return found


def test_the_rolls_are_the_hospitals(labelled_hospital: Hospital, tmp_path: Path) -> None:
    write_rolls(labelled_hospital, tmp_path)
    for name in FILES.values():
        assert content(tmp_path / name) == content(DEMO / name), name


def test_the_inventories_are_those_that_are_written(tmp_path: Path) -> None:
    demo_inventory.write_inventories(tmp_path)
    for name in (demo_inventory.WORKBOOK, demo_inventory.PURCHASES):
        place = Path(demo_inventory.FOLDER) / name
        assert content(tmp_path / place) == content(DEMO / place), name


def test_the_truth_is_the_hospitals(labelled_hospital: Hospital) -> None:
    told = json.loads((DEMO / "truth.json").read_text("utf-8"))
    assert {login: (each["class"], each["person"]) for login, each in told.items()} == {
        login: (each.account_class, each.person) for login, each in labelled_hospital.truth.items()
    }


def test_the_recording_and_the_export_hold_every_account(labelled_hospital: Hospital) -> None:
    everybody = set(labelled_hospital.truth)
    pages = sorted((DEMO / "recordings" / "ad" / "directory.accounts").glob("*.body"))
    recorded = "\n\n".join(page.read_text("utf-8") for page in pages)
    assert logins(recorded) == everybody
    assert logins((DEMO / "ad.ldif").read_text("utf-8")) == everybody


def test_it_is_audited_at_its_own_date(labelled_hospital: Hospital) -> None:
    about = tomllib.loads((DEMO / "demo.toml").read_text("utf-8"))
    assert about["as_of"] == AS_OF
    configured = tomllib.loads((DEMO / "preuve.toml").read_text("utf-8"))
    drawn = {each["name"]: each["extracted_on"] for each in configured["people"]}
    assert drawn == labelled_hospital.drawn
    assert max(drawn.values()) <= AS_OF


def test_it_stays_small() -> None:
    sizes = [each.stat().st_size for each in DEMO.rglob("*") if each.is_file()]
    assert sum(sizes) < 3_000_000
