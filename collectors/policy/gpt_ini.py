"""Reads gpt.ini: the version of a policy object's files ([MS-GPOL] 2.2.4)."""

import re

from collectors.policy.encoding import decode

_LARGEST = 0xFFFFFFFF
_NUMBER = re.compile(r"\d{1,10}")


def version(file: str, raw: bytes) -> int | None:
    """The version, None when the file tells none.

    Raises:
        Unreadable: at which byte it stops being an INI file, or its version is no number.
    """
    text = decode(file, raw)
    section: str | None = None
    found: int | None = None
    for at, line in text.lines():
        told = line.strip()
        if not told or told.startswith((";", "#")):
            continue
        if told.startswith("["):
            section = told[1:].partition("]")[0].strip().lower()
            continue
        if section is None:
            raise text.damaged(at, "not a gpt.ini (no section before this line)")
        name, sign, value = told.partition("=")
        if section == "general" and sign and name.strip().lower() == "version":
            if not _NUMBER.fullmatch(value.strip()) or int(value) > _LARGEST:
                raise text.damaged(at, "a version that is no number")
            found = int(value)
    return found
