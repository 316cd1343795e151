"""Reads Preferences: registry items, and passwords wherever there are ([MS-GPPREF] 2.2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # nosec B405  # the type alone: defusedxml parses

from agent.core.facts.policy import Deed
from collectors.policy.xml_file import everything, local, root_of

_DEEDS = {"c": Deed.CREATE, "r": Deed.SET, "u": Deed.SET, "d": Deed.DELETE}
_SETS = {Deed.SET, Deed.CREATE}
_HIVES = {
    "hkey_local_machine": "HKLM",
    "hkey_current_user": "HKCU",
    "hkey_users": "HKU",
    "hkey_classes_root": "HKCR",
    "hkey_current_config": "HKCC",
}
_HEXADECIMAL = {"REG_DWORD", "REG_QWORD"}
_CONTAINERS = {"registrysettings", "collection"}
_LONGEST = 16  # hexadecimal digits
_MOST = 50  # kinds of targeting; Windows has 28


@dataclass(frozen=True, slots=True)
class PreferenceValue:
    """One registry item; `conditions` are the tags of its targeting, its collections' included."""

    hive: str
    key: str
    name: str
    deed: Deed
    type: str
    text: str | None
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one file holds: registry items that are not disabled, and how many passwords."""

    values: tuple[PreferenceValue, ...]
    secrets: int


def parse(file: str, raw: bytes) -> Preferences:
    """Read one file of Preferences, whatever its subject.

    Raises:
        Unreadable: at which byte it stops being XML.
    """
    root = root_of(file, raw)
    secrets = sum(_has_secret(element) for element in everything(root))
    values = tuple(_items(root)) if local(root) == "registrysettings" else ()
    return Preferences(values, secrets)


def _has_secret(element: Element) -> bool:
    return any(
        name.rpartition("}")[2].lower() == "cpassword" and bool(value.strip())
        for name, value in element.attrib.items()
    )


def _items(root: Element) -> Iterator[PreferenceValue]:
    """Items in the order they are applied: as written, collections opened in their place."""
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, conditions = waiting.pop()
        told = _attributes(element)
        if told.get("disabled") in {"1", "true"}:
            continue
        conditions = tuple(dict.fromkeys((*conditions, *_conditions(element))))[:_MOST]
        if local(element) in _CONTAINERS:
            inner = [each for each in element if local(each) in {"registry", "collection"}]
            waiting += [(each, conditions) for each in reversed(inner)]
        else:
            yield from _item(element, conditions)


def _item(element: Element, conditions: tuple[str, ...]) -> Iterator[PreferenceValue]:
    for properties in element:
        if local(properties) != "properties":
            continue
        told = _attributes(properties)
        kind = told.get("type", "").upper()
        name = "" if told.get("default") in {"1", "true"} else told.get("name", "")
        deed = _DEEDS.get(told.get("action", "").lower()[:1], Deed.SET)
        if deed is Deed.DELETE and not name and told.get("default") not in {"1", "true"}:
            deed = Deed.DELETE_KEY  # an item without a name is its key
        yield PreferenceValue(
            hive=_HIVES.get(told.get("hive", "").lower(), told.get("hive", "")[:40]),
            key=told.get("key", "").strip("\\"),
            name=name,
            deed=deed,
            type=kind,
            text=_text(kind, told.get("value"), properties) if deed in _SETS else None,
            conditions=conditions,
        )


def _text(type: str, told: str | None, properties: Element) -> str | None:
    if type in _HEXADECIMAL:
        plain = (told or "").strip().lower().removeprefix("0x")
        try:
            return str(int(plain, 16)) if 0 < len(plain) <= _LONGEST else None
        except ValueError:
            return None
    if type == "REG_MULTI_SZ":
        inner = [each.text or "" for each in everything(properties) if local(each) == "value"]
        return "\n".join(inner) if inner else told
    return told if type in {"REG_SZ", "REG_EXPAND_SZ"} else None


def _conditions(element: Element) -> tuple[str, ...]:
    """The tags of its targeting; the one that only says "once" depends on the machine too."""
    return tuple(
        str(each.tag).rpartition("}")[2][:40]
        for child in element
        if local(child) == "filters"
        for each in child
    )


def _attributes(element: Element) -> dict[str, str]:
    return {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
