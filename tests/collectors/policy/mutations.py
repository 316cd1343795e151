"""Damaged policy files in numbers: each decodes or gives one clear error, never a traceback.

`python -m tests.collectors.policy.mutations 20000` tries that many of them.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from agent.core.errors import Unreadable
from collectors.policy import (
    audit_csv,
    backup,
    gpt_ini,
    preferences,
    registry_pol,
    security_template,
)
from tests.collectors.policy import written

FILES: tuple[tuple[str, Callable[[str, bytes], object], bytes], ...] = (
    ("Registry.pol", registry_pol.parse, written.LOCK),
    ("GptTmpl.inf", security_template.parse, written.TEMPLATE.encode("utf-16")),
    ("GptTmpl.inf", security_template.parse, written.TEMPLATE.encode()),
    ("audit.csv", audit_csv.parse, written.AUDIT.encode()),
    ("audit.csv", audit_csv.parse, written.AUDIT.encode("utf-16")),
    ("Registry.xml", preferences.parse, written.PREFERENCES.encode()),
    ("Groups.xml", preferences.parse, written.GROUPS.encode()),
    ("GPT.INI", gpt_ini.version, b"[General]\r\nVersion=65539\r\n"),
    ("bkupInfo.xml", backup.parse, written.BACKUP.encode()),
)
_CLEAR = re.compile(r"[\w.]+, byte (\d+): .+")


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """A file with one to four accidents: bytes changed, lost, doubled, or the end cut off."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        length = chance.choice((1, 1, 2, 4, chance.randrange(64)))
        accident = chance.randrange(6)
        if accident == 0:
            made[at : at + length] = chance.randbytes(length)
        elif accident == 1:
            del made[at : at + length]
        elif accident == 2:
            made[at:at] = made[at : at + length]
        elif accident == 3:
            del made[at:]
        elif accident == 4:
            made[at:at] = chance.choice(
                (b"\0", b"\xff\xff", b'"', b"[", b"<", b";,\r\n", b"\xd8\0")
            )
        elif at < len(made):
            made[at] ^= 1 << chance.randrange(8)
    return bytes(made)


def tried(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """(file, `decoded` or the error) of each; anything else is raised."""
    chance = random.Random(seed)
    for number in range(count):
        name, parse, raw = FILES[number % len(FILES)]
        made = damaged(raw, chance)
        try:
            parse(name, made)
        except Unreadable as error:
            told = str(error)
            found = _CLEAR.fullmatch(told)
            assert found, told
            assert int(found[1]) <= len(made), told
            yield name, told
        else:
            yield name, "decoded"


if __name__ == "__main__":
    outcomes = Counter((name, told == "decoded") for name, told in tried(int(sys.argv[1])))
    for (name, decoded), many in sorted(outcomes.items()):
        print(f"{name:14}{'decoded' if decoded else 'one error':12}{many:>7}")
