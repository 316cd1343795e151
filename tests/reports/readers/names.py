"""Everything in the demonstration that names somebody or something, in the ways it may be spelt."""

import csv
import json
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from itertools import chain
from pathlib import Path
from tomllib import loads
from typing import Any

from python_calamine import CalamineWorkbook

from reports.view import View

_ATTRIBUTES = {
    "samaccountname", "userprincipalname", "mail", "displayname", "cn", "ou", "name", "dnshostname",
    "employeeid", "employeenumber", "description",
}  # fmt: skip
_ROLLS = ("rh.csv", "internes.csv")
_NAMES = {"nom", "nom_naissance", "prenom"}
_IDENTIFIERS = {"matricule", "identifiant", "mail", "rpps"}
_LEAST = 4  # letters: shorter ones stand in any text


def plain(text: str) -> str:
    """Words in small letters without accents, a space between any two."""
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
    )
    return f" {' '.join(re.findall(r'[a-z0-9]+', bare.casefold()))} "


def text(page: bytes) -> str:
    """What a page says, but for its style."""
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.decode(), flags=re.DOTALL))


def own_texts() -> list[str]:
    """Every text that preuve is shipped with, in small letters without accents."""
    packages = (
        ("reports", "texts"),
        ("reports.readers", "texts"),
        ("reports.privacy", "texts"),
        ("checks.texts", ""),
    )
    told: list[str] = []
    for package, folder in packages:
        for path in _tomls(files(package).joinpath(folder)):
            told += _leaves(loads(path.read_text("utf-8")))
    questions = files("checks.guide").joinpath("questions.toml").read_text("utf-8")
    return [plain(each) for each in (*told, *_leaves(loads(questions)))]


def own_words() -> set[str]:
    """Every word of them."""
    return {word for each in own_texts() for word in each.split()}


def said_of_others(page: bytes, names: set[str]) -> set[str]:
    """The names that a page holds and none of our own texts does: « soins » is a unit and a word."""
    told, ours = plain(text(page)), own_texts()
    return {each for each in names if each in told and not any(each in written for written in ours)}


def _tomls(folder: Any) -> Iterator[Any]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _tomls(each)
        elif each.name.endswith(".toml"):
            yield each


def _leaves(nested: Any) -> Iterator[str]:
    if isinstance(nested, dict):
        yield from chain.from_iterable(map(_leaves, nested.values()))
    elif isinstance(nested, str):
        yield nested


def named(folder: Path, view: View) -> set[str]:
    """What no paper without names may say: persons, accounts, machines, units, addresses."""
    logins = json.loads((folder / "truth.json").read_text("utf-8"))
    told = {*logins, *_directory(folder / "ad.ldif"), *_rolls(folder), *_machines(view)}
    return {each for each in map(plain, told) if len(each.replace(" ", "")) >= _LEAST}


def _directory(path: Path) -> Iterator[str]:
    folded = re.sub(r"\r?\n ", "", path.read_text("utf-8"))
    for entry in folded.split("\n\n"):
        names: dict[str, str] = {}
        for line in entry.splitlines():
            name, _, value = line.partition(":")
            value = b64decode(value[1:]).decode("utf-8", "replace") if value[:1] == ":" else value
            name, value = name.lower(), value.strip()
            if name in _ATTRIBUTES:
                yield value
            if name == "dn":
                yield from re.findall(r"(?:CN|OU)=([^,]+)", value)
            names[name] = value
        yield from _spellings(names.get("sn", ""), names.get("givenname", ""))


def _rolls(folder: Path) -> Iterator[str]:
    tables = [_csv(folder / name) for name in _ROLLS]
    workbook = CalamineWorkbook.from_path(folder / "prestataires.xlsx")
    tables += [workbook.get_sheet_by_name(each).to_python() for each in workbook.sheet_names]
    for head, *lines in tables:
        heads = [plain(str(each)).strip().replace(" ", "_") for each in head]
        for line in lines:
            cells = dict(zip(heads, map(str, line), strict=False))
            yield from (cells[each] for each in _IDENTIFIERS & cells.keys())
            names = [cells[each] for each in ("nom", "nom_naissance") if cells.get(each)]
            for each in names:
                yield from _spellings(each, cells.get("prenom", ""))


def _csv(path: Path) -> list[list[Any]]:
    content = path.read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "cp1252"
    return list(csv.reader(content.decode(encoding).splitlines(), delimiter=";"))


def _spellings(surname: str, given: str) -> Iterator[str]:
    if surname and given:
        first, last = given.split(maxsplit=1)[0], surname
        yield from (surname, f"{last} {given}", f"{given} {last}", f"{last} {first}")
        yield from (f"{first} {last}", f"{first[0]} {last}", f"{first}{last}", f"{first[0]}{last}")


def _machines(view: View) -> Iterator[str]:
    yield from (each.host for each in view.machines)
    yield from (each.label for each in view.coverages)
    for unit in view.units:
        yield from (unit.source, unit.target)
    for judged in view.judgement.findings:
        yield from (judged.finding.about.label, judged.finding.about.key)
    for standing in view.standings:
        yield from (standing.login, standing.unit or "", standing.person or "")
