"""Reads GptTmpl.inf, the security template of a policy object ([MS-GPSB] 2.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from collectors.policy.encoding import Text, decode
from collectors.policy.registry_data import type_name

REGISTRY = "registry values"
# Those whose lines are read; others (rights, groups, services, access lists) are left alone.
SECTIONS = {
    "system access": "System Access",
    "event audit": "Event Audit",
    "kerberos policy": "Kerberos Policy",
    "application log": "Application Log",
    "security log": "Security Log",
    "system log": "System Log",
}
_HIVES = {"machine": "HKLM", "users": "HKU", "classes_root": "HKCR", "user": "HKCU"}
_TYPE = re.compile(r"=\s*(\d{1,10})\s*,")
_ITEMS = re.compile(r'((?:"[^"]*"|[^",])*)(?:,|$)')
_NUMBER = re.compile(r"-?\d{1,20}|0x[0-9a-f]{1,16}", re.IGNORECASE)
# Behind a figure only: a text may hold a semicolon, and legal notices do.
_COMMENTED = re.compile(r"(-?\d+|0x[0-9a-f]+)\s*;.*", re.IGNORECASE)
_NUMBERS = {"REG_DWORD", "REG_QWORD", "REG_DWORD_BIG_ENDIAN"}


@dataclass(frozen=True, slots=True)
class TemplateValue:
    """One line: of the registry when `hive` is not empty, else of the section `path`."""

    hive: str
    path: str
    name: str
    type: str
    text: str | None


def parse(file: str, raw: bytes) -> list[TemplateValue]:
    """Every line that is read, in order.

    Raises:
        Unreadable: at which byte it stops being a security template.
    """
    return list(_values(decode(file, raw)))


def _values(text: Text) -> Iterator[TemplateValue]:
    section: str | None = None
    for at, line in text.lines():
        told = line.strip()
        if not told or told.startswith((";", "#")):
            continue
        if told.startswith("["):
            section = _section(text, at, told)
        elif section is None:
            raise text.damaged(at, "not a security template (no section before this line)")
        elif section == REGISTRY:
            yield _registry(text, at, told)
        elif section in SECTIONS:
            name, sign, value = told.partition("=")
            if not sign or not name.strip():
                raise text.damaged(at, "a line that sets nothing")
            told = _unquoted(_uncommented(value.strip()))
            yield TemplateValue("", SECTIONS[section], name.strip(), "", told)
    if section is None:
        raise text.damaged(0, "empty, without even a section")


def _section(text: Text, at: int, told: str) -> str:
    name, end, _ = told[1:].partition("]")
    if not end:
        raise text.damaged(at, "a section whose name does not end")
    return name.strip().lower()


def _registry(text: Text, at: int, told: str) -> TemplateValue:
    found = _TYPE.search(told)
    if found is None:
        raise text.damaged(at, "a registry value without type")
    root, _, rest = told[: found.start()].strip().strip('"').strip().partition("\\")
    hive = _HIVES.get(root.strip().lower())
    key, _, name = rest.rpartition("\\")
    if hive is None or not key:
        raise text.damaged(at, "a registry value without hive or key")
    kind = type_name(int(found[1]))
    return TemplateValue(hive, key, name, kind, _told(kind, told[found.end() :].strip()))


def _told(type: str, told: str) -> str | None:
    if type in _NUMBERS:
        plain = _unquoted(_uncommented(told))
        if not _NUMBER.fullmatch(plain):
            return None
        number = int(plain, 16 if plain.lower().startswith("0x") else 10)
        return str(number & 0xFFFFFFFF if type != "REG_QWORD" else number)
    if type == "REG_MULTI_SZ":
        items = [_unquoted(item.strip()) for item in _ITEMS.findall(told)]
        return "\n".join(items).rstrip("\n")
    return _unquoted(told) if type in {"REG_SZ", "REG_EXPAND_SZ"} else None


def _uncommented(told: str) -> str:
    found = _COMMENTED.fullmatch(told)
    return found[1] if found else told


def _unquoted(told: str) -> str:
    if len(told) > 1 and told[0] == told[-1] == '"':
        return told[1:-1].replace('""', '"')
    return told
