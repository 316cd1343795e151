"""Writes the table of ends anew from the JSON of a lifecycle catalogue, as endoflife.date's."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from checks.lifecycle.table import BUNDLED, read_table

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CYCLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_BUILD = re.compile(r"\d+\.\d+\.(\d{4,5})")
# A date, or whether support has already ended (True) or has no announced end (False).
_STATES = {"True": "over = true", "False": "", "None": ""}


def from_json(text: str, extensions: Mapping[str, str] = BUNDLED.extensions) -> str:
    """The TOML of a table, for the products that the package's own table holds.

    Raises:
        ValueError: the JSON is not of that shape, or makes a table that cannot be read.
    """
    try:
        raw = json.loads(text)
        day = _DAY.search(raw["source"])
        kept = {name: rows for name, rows in raw["products"].items() if name in BUNDLED.products}
        lines = [line for name, rows in kept.items() for line in _product(name, rows)]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the catalogue is not of the shape expected: {error!r}") from error
    if day is None:
        raise ValueError("the catalogue's source has no date")
    named = [f"{name} = {json.dumps(word)}" for name, word in extensions.items() if name in kept]
    head = [f"dated = {day[0]}", f"source = {json.dumps(raw['source'])}", "", "[extensions]"]
    made = "\n".join([*head, *named, *lines]) + "\n"
    read_table(made)
    return made


def _product(name: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    yield from ("", f"[products.{name}]")
    for row in rows:
        if not _CYCLE.fullmatch(row["cycle"]):
            raise ValueError(f"{name}: {row['cycle']!r} is no release")
        parts = [part for part in _parts(name, row) if part]
        yield f'"{row["cycle"]}" = ' + (f"{{ {', '.join(parts)} }}" if parts else "{}")


def _parts(name: str, row: Mapping[str, Any]) -> Iterator[str]:
    ends, extended = str(row.get("support_ends")), str(row.get("extended_support_ends"))
    yield f"ends = {ends}" if _DAY.fullmatch(ends) else _STATES[ends]
    if _DAY.fullmatch(ends) and _DAY.fullmatch(extended) and extended > ends:
        yield f"extended = {extended}"
    if name.startswith("windows") and (build := _BUILD.fullmatch(row.get("latest") or "")):
        yield f"build = {build[1]}"
