"""Three hospitals of a group, some of whose persons work in several; nobody's names are alike."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.end_to_end.conftest import Desk, Ran
from tests.end_to_end.region import Region
from tests.end_to_end.test_dishonest import guid

EAST, WEST, SOUTH = "CH de l’Est", "CH de l’Ouest", "CH du Sud"
DAY, COUNT = "2026-11-20", "GHT du Bocage, automne"
KEY = bytes(range(7, 39)).hex()
OTHER_KEY = bytes(range(107, 139)).hex()
# RPPS numbers that verify, and that nobody has.
DOCTOR, LOCUM, FOUND, DISPUTED, MOVED = (
    "10999000010",
    "10999000028",
    "10999000036",
    "10999000044",
    "10999000051",
)
_HEADERS = "MATRICULE;NOM;NOM_NAISSANCE;PRENOM;DATE_NAISSANCE;DATE_ENTREE;DATE_SORTIE;RPPS"
# (matricule, usage name, birth name, given name, birth date, last day, RPPS), by hospital.
Roll = Sequence[tuple[str, ...]]
Accounts = Sequence[tuple[str, str, str, str]]
ROLLS: dict[str, Roll] = {
    EAST: [
        ("E0001", "Barthélemy-Roüx", "Barthélemy", "Élodie", "04/03/1975", "", DOCTOR),
        ("E0002", "Quintavalle", "", "Orso", "", "", LOCUM),
        ("E0003", "Zwirner", "", "Maïa", "", "", ""),
        ("E0004", "Oyhenart", "Oyhenart", "Peio", "11/11/1969", "", DISPUTED),
        ("E0005", "Delacourtille", "Saint-Ygeaux", "Solène", "17/07/1988", "", ""),
        ("E0006", "Homonymet", "Homonymet", "Marie", "02/02/1980", "", ""),
        ("E0007", "Petitjeannot", "", "Jean", "", "", ""),
    ],
    WEST: [
        ("W0001", "ROUX", "BARTHELEMY", "ELODIE", "04/03/1975", "", "1099 9000 010"),
        ("W0002", "Vandamme", "Vandamme", "Loïs", "23/09/1990", "", DISPUTED),
        ("W0003", "Homonymet", "Homonymet", "Marie", "03/03/1991", "", ""),
        ("W0004", "Petitjeannot", "", "Jean", "", "", ""),
        ("W0005", "Trévidic", "", "Nolwenn", "", "28/02/2025", MOVED),
    ],
    SOUTH: [
        ("S0001", "Barthelemy", "Barthélemy ", "élodie", "04/03/1975", "", DOCTOR),
        ("S0002", "Zwirner", "", "Maia", "", "", FOUND),
        ("S0003", "Jugon", "SAINT YGEAUX", "Solene", "17/07/1988", "", ""),
        ("S0004", "Trevidic", "", "Nolwenn", "", "", MOVED),
    ],
}
# (login, name, given name, RPPS in the directory, `|` between two), by hospital.
ACCOUNTS: dict[str, Accounts] = {
    EAST: [
        ("ebarthelemy", "Barthelemy", "Elodie", ""),
        ("mzwirner", "Zwirner", "Maia", FOUND),
        ("poyhenart", "Oyhenart", "Peio", ""),
        ("sdelacourtille", "Delacourtille", "Solene", ""),
        ("mhomonymet", "Homonymet", "Marie", ""),
        ("xborrow", "Kowalczyk", "Xander", DOCTOR),
    ],
    WEST: [
        ("eroux", "Roux", "Elodie", ""),
        ("lvandamme", "Vandamme", "Lois", ""),
        ("oquintavalle", "Quintavalle", "Orso", LOCUM),
        ("ntrevidic", "Trevidic", "Nolwenn", ""),
    ],
    SOUTH: [
        ("ebarthelemy", "Barthelemy", "Elodie", ""),
        ("mzwirner", "Zwirner", "Maia", ""),
        ("sjugon", "Jugon", "Solene", ""),
    ],
}

FROM_NEXT_DOOR = "oquintavalle"  # the one account with an address of another domain


def planted() -> dict[str, str]:
    """Everything that names one of them, by where it stands."""
    every: list[tuple[str, tuple[str, ...]]] = [
        (site, row) for told in (ROLLS, ACCOUNTS) for site, rows in told.items() for row in rows
    ]
    return {
        f"{site}, {row[0]}, {place}": text.strip()
        for site, row in every
        for place, text in enumerate(row)
        if text.strip()
    }


class Site:
    """A hospital with its roll, its directory, and an audit of both."""

    def __init__(self, folder: Path, name: str, roll: Roll = (), accounts: Accounts = ()) -> None:
        folder.mkdir()
        self.name = name
        roll, accounts = roll or ROLLS[name], accounts or ACCOUNTS[name]
        self.desk = Desk(folder, {"GROUP_KEY": KEY, "OTHER_KEY": OTHER_KEY})
        self.desk.configure(
            f'[site]\nname = "{name}"\n[[people]]\nname = "rh"\npath = "rh.csv"\n'
            'extracted_on = 2026-11-18\n[[directory]]\nname = "ad"\nexport = "ad.ldif"\n'
        )
        rows = [(*row[:5], "01/02/2015", *row[5:]) for row in roll]
        lines = [_HEADERS, *(";".join(row) for row in rows)]
        (folder / "rh.csv").write_text("\n".join(lines) + "\n", "utf-8")
        entries = [_entry(at, *account) for at, account in enumerate(accounts)]
        (folder / "ad.ldif").write_text("\n\n".join(entries) + "\n", "utf-8")
        assert self.desk.run("scan", "--as-of", DAY).code in {1, 2}

    def tokens(
        self, output: str, count: str = COUNT, day: str = DAY, key: str = "GROUP_KEY"
    ) -> Ran:
        return self.desk.run(
            *("fleet", "tokens", "--key", f"env:{key}", "--count", count, "--day", day),
            *("--output", output, "--lang", "en"),
        )

    def delivered(self, output: str = "t.tokens", **more: str) -> Path:
        """A file of tokens."""
        ran = self.tokens(output, **more)
        assert ran.code == 0, ran.err
        return self.desk.folder / output

    def found(self, answer: Path, *more: str) -> Ran:
        return self.desk.run(
            "fleet", "found", str(answer), "--key", "env:GROUP_KEY", "--lang", "en", *more
        )


class Pilot(Region):
    """Who counts for the group."""

    def __init__(self, folder: Path, more: str = "") -> None:
        super().__init__(folder, more)
        self.desk.environment |= {"GROUP_KEY": KEY, "OTHER_KEY": OTHER_KEY}

    def count(self, *files: Path, key: str = "GROUP_KEY", answers: str = "") -> Ran:
        more = ("--answers", answers) if answers else ()
        return self.run("fleet", "count", *map(str, files), "--key", f"env:{key}", *more)


def _entry(number: int, login: str, surname: str, given: str, rpps: str) -> str:
    lines = [
        f"dn: CN={login},OU=Agents,DC=ch,DC=lan",
        "objectClass: user",
        f"cn: {given} {surname}",
        f"sAMAccountName: {login}",
        f"sn: {surname}",
        f"givenName: {given}",
        f"mail: {login}@{'ch-voisin.fr' if login == FROM_NEXT_DOOR else 'ch-essai.fr'}",
        f"objectSid: S-1-5-21-1-2-3-{1100 + number}",
        f"objectGUID:: {guid(number)}",
        "userAccountControl: 512",
        "whenCreated: 20200106080000.0Z",
        "pwdLastSet: 133800000000000000",
        "lastLogonTimestamp: 134080000000000000",
        "sAMAccountType: 805306368",
    ]
    attributes = ("employeeNumber", "extensionAttribute1")
    numbers = zip(attributes, filter(None, rpps.split("|")), strict=False)
    return "\n".join([*lines, *(f"{name}: {number}" for name, number in numbers)])


@dataclass
class Group:
    """Three hospitals, what each handed over, and the pilot's desk after the count."""

    sites: dict[str, Site]
    tokens: dict[str, Path]
    pilot: Pilot
    told: str
    answers: dict[str, Path]


def counted(folder: Path) -> Group:
    """A group whose three hospitals handed over, and got their answers."""
    sites = {name: Site(folder / str(at), name) for at, name in enumerate((EAST, WEST, SOUTH))}
    tokens = {name: site.delivered() for name, site in sites.items()}
    pilot = Pilot(folder / "pilot")
    ran = pilot.count(*tokens.values(), answers="answers")
    assert ran.code == 0, ran.err
    answers = {head(path)["site"]: path for path in (pilot.desk.folder / "answers").iterdir()}
    assert answers.keys() == sites.keys()
    return Group(sites, tokens, pilot, ran.out, answers)


def head(path: Path) -> dict[str, Any]:
    """What a file of the group says, on its first line."""
    told: dict[str, Any] = json.loads(path.read_bytes().splitlines()[0])
    return told


def every(path: Path) -> set[str]:
    """Every token of a file."""
    return {
        token
        for each in head(path)["records"]
        for token in (each["number"], each["traits"], each["given"])
        if token is not None
    }
