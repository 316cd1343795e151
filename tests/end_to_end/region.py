"""Hospitals of a region, each with its own folder, store and key; and the region's desk."""

from pathlib import Path

from tests.end_to_end.conftest import Desk, Ran
from tests.end_to_end.test_dishonest import STRANGER, Hospital
from tests.end_to_end.test_evidence import PASSPHRASE, SEAL


class Member(Hospital):
    """A hospital that signs its audits and hands its bundles over."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        super().__init__(folder)
        self.name = name
        self.desk.environment["PREUVE_PASSPHRASE"] = PASSPHRASE
        self.desk.edit("CH d’essai", name)
        self.desk.edit("[[people]]", f"{SEAL}pseudonyms = true\n[[people]]")
        self.directory(STRANGER)
        self.fingerprint = self.told("keys", "new").splitlines()[1].partition(": ")[2]

    def told(self, *arguments: str) -> str:
        """What a command that did its work printed."""
        ran = self.desk.run(*arguments, "--lang", "en")
        assert ran.code == 0, ran.err
        return ran.out

    def scan(self) -> None:
        assert self.desk.scan().code in {1, 2}

    def export(self, name: str, *ways: str) -> Path:
        """A bundle in clear, unless told otherwise."""
        self.told("export", "--output", name, *(ways or ("--in-clear", "--yes")))
        return self.desk.folder / name

    def audited(self, name: str, *ways: str) -> Path:
        """One more audit, and its bundle."""
        self.scan()
        return self.export(name, *ways)


class Region:
    """Who follows the hospitals: a folder with a store and no source."""

    def __init__(self, folder: Path, more: str = "") -> None:
        folder.mkdir()
        self.desk = Desk(folder, {})
        self.desk.configure(f'[site]\nname = "GHT du Bocage"\n{more}')

    def take(self, *arguments: str | Path) -> Ran:
        return self.desk.run("import", *map(str, arguments), "--lang", "en")

    def run(self, *arguments: str) -> Ran:
        return self.desk.run(*arguments, "--lang", "en")
