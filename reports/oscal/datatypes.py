"""OSCAL's kinds of text, identifiers and properties, so that no data of a run breaks a document."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Part = dict[str, Any]

# What our property names mean is what the result in JSON means by the same words.
NAMESPACE = "urn:preuve:result:1"
_OURS = uuid5(NAMESPACE_URL, NAMESPACE)

_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_MARKS = re.compile(r"([\\`*_<>\[\]{}&~])")
_BLOCK = re.compile(r"^([-+#]|\d+(?=[.)]))")


def named(*parts: object, within: UUID = _OURS) -> UUID:
    """The identifier (version 5) of what these parts name: always the same one."""
    return uuid5(within, "\x1f".join(map(str, parts)))


def plain(text: str) -> str:
    """One line without a space at its ends, as OSCAL's strings are; `-` where nothing is left."""
    return _BREAKS.sub(" ", text).strip() or "-"


def prose(text: str) -> str:
    """One line of Markdown that reads as the text does: no label of an account marks it up."""
    escaped = _MARKS.sub(r"\\\1", plain(text))
    return _BLOCK.sub(lambda start: _inert(start[1]), escaped)


def _inert(start: str) -> str:
    """A line that begins so is a list or a title; a digit cannot be escaped, its mark can."""
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def moment(at: datetime) -> str:
    """A date, an hour and its zone."""
    return at.isoformat(timespec="seconds")


def prop(name: str, value: object, **more: str) -> Part:
    """A property under our own namespace; yes and no are true and false."""
    told = str(value).lower() if isinstance(value, bool) else plain(str(value))
    return {"name": name, "ns": NAMESPACE, "value": told, **more}


def props(told: Iterable[tuple[str, object]]) -> list[Part]:
    """The properties that have a value: what is not known is left out, as OSCAL has no null."""
    return [prop(name, value) for name, value in told if value not in (None, "", [])]


def filled(**parts: Any) -> Part:
    """An object without its empty parts, which OSCAL forbids; `_` in a name stands for `-`."""
    return {
        name.replace("_", "-"): value
        for name, value in parts.items()
        if value not in (None, "", [])
    }
