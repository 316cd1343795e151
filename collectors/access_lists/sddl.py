"""Reads a security descriptor in text, as PowerShell and icacls write it ([MS-DTYP] 2.5.1).

Letters that stand for a group of the server's domain become `*-513`, for want of the domain.
"""

import re

from agent.core.facts.folders import AccessEntry
from collectors.access_lists.descriptor import FULL, Descriptor, everything

_LONGEST = 4_000_000  # characters; a list takes 64 KiB at most, an entry of it 200 characters
_NAMED = r"(S-[0-9a-fA-Fx-]{1,200}|[A-Z]{2})"
# An entry may end with a condition, which has parentheses of its own, three deep at most here.
_ONE = r"\([^()]*+\)"
for _ in range(3):
    _ONE = rf"\((?:[^()]|{_ONE})*+\)"
_WHOLE = re.compile(
    rf"(?:O:{_NAMED})?(?:G:{_NAMED})?(?:D:([A-Z_]*)((?:{_ONE})*+))?(?:S:.*)?", re.DOTALL
)
_ENTRY = re.compile(_ONE)
_SID = re.compile(r"S-1-(?:\d{1,15}|0x[0-9a-fA-F]{1,12})(?:-\d{1,10}){1,15}", re.ASCII)
_PLAIN = {"A": True, "D": False}
_LIMITED = {"OA": True, "OD": False, "XA": True, "XD": False, "ZA": True}
_FLAGS = {"OI", "CI", "NP", "IO", "ID"}
_FIELDS = 6  # kind, flags, rights, two kinds of objects, account

MASKS = {
    "FA": FULL, "FR": 0x120089, "FW": 0x120116, "FX": 0x1200A0,
    "GA": 0x10000000, "GR": 0x80000000, "GW": 0x40000000, "GX": 0x20000000,
    "CC": 0x1, "DC": 0x2, "LC": 0x4, "SW": 0x8, "RP": 0x10, "WP": 0x20, "DT": 0x40, "LO": 0x80,
    "CR": 0x100, "SD": 0x10000, "RC": 0x20000, "WD": 0x40000, "WO": 0x80000,
}  # fmt: skip
_ACCOUNTS = {
    "WD": "S-1-1-0", "AU": "S-1-5-11", "AN": "S-1-5-7", "IU": "S-1-5-4", "NU": "S-1-5-2",
    "SY": "S-1-5-18", "LS": "S-1-5-19", "NS": "S-1-5-20", "SU": "S-1-5-6", "CO": "S-1-3-0",
    "CG": "S-1-3-1", "OW": "S-1-3-4", "PS": "S-1-5-10", "RC": "S-1-5-12", "AC": "S-1-15-2-1",
    "ED": "S-1-5-9", "WR": "S-1-5-33",
    "BA": "S-1-5-32-544", "BU": "S-1-5-32-545", "BG": "S-1-5-32-546", "PU": "S-1-5-32-547",
    "AO": "S-1-5-32-548", "SO": "S-1-5-32-549", "PO": "S-1-5-32-550", "BO": "S-1-5-32-551",
    "RE": "S-1-5-32-552", "RU": "S-1-5-32-554", "RD": "S-1-5-32-555", "NO": "S-1-5-32-556",
    "MU": "S-1-5-32-558", "LU": "S-1-5-32-559", "IS": "S-1-5-32-568", "CY": "S-1-5-32-569",
    "ER": "S-1-5-32-573", "CD": "S-1-5-32-574", "RA": "S-1-5-32-575", "ES": "S-1-5-32-576",
    "MS": "S-1-5-32-577", "HA": "S-1-5-32-578", "AA": "S-1-5-32-579",
    "DU": "*-513", "DG": "*-514", "DA": "*-512", "DC": "*-515", "DD": "*-516", "CA": "*-517",
    "SA": "*-518", "EA": "*-519", "PA": "*-520", "LA": "*-500", "LG": "*-501",
    "RO": "*-498", "CN": "*-522", "AP": "*-525", "KA": "*-526", "EK": "*-527", "RS": "*-553",
}  # fmt: skip


def parse(text: str) -> Descriptor:
    """A whole descriptor; what audits is left out.

    Raises:
        ValueError: not a security descriptor, or one with something that is not understood.
    """
    if len(text) > _LONGEST:
        raise ValueError("longer than any security descriptor")
    told = _WHOLE.fullmatch(text.strip())
    if not told or told[3] is None:  # without a list in it, nobody asked for one
        raise ValueError("not a security descriptor in text (SDDL) with its access list")
    owner, _, flags, entries = told.groups()
    without = "NO_ACCESS_CONTROL" in flags
    return Descriptor(
        owner=_account(owner) if owner else None,
        protected=not without and "P" in flags,
        entries=(everything(),) if without else tuple(map(_entry, _ENTRY.findall(entries))),
    )


def _entry(told: str) -> AccessEntry:
    parts = told[1:-1].split(";")
    allow = _PLAIN.get(parts[0], _LIMITED.get(parts[0]))
    limited = parts[0] in _LIMITED
    if allow is None or len(parts) < _FIELDS or (len(parts) > _FIELDS and not limited):
        raise ValueError(f"an entry that is not understood: {told[:80]}")
    flags = re.findall("..?", parts[1])
    if not _FLAGS.issuperset(flags):
        raise ValueError(f"flags that are not understood: {told[:80]}")
    return AccessEntry(
        sid=_account(parts[5]),
        allow=allow,
        mask=_mask(parts[2]),
        inherited="ID" in flags,
        here="IO" not in flags,
        files="OI" in flags,
        understood=not limited,
    )


def _account(told: str) -> str:
    if known := _ACCOUNTS.get(told):
        return known
    if not _SID.fullmatch(told):
        raise ValueError(f"an account that is not understood: {told[:80]!r}")
    if "0x" in told:  # authorities above 2**32 are written so
        _, _, authority, *rest = told.split("-")
        return "-".join(("S-1", str(int(authority, 16)), *rest))
    return told


def _mask(told: str) -> int:
    if re.fullmatch(r"0x[0-9a-fA-F]{1,8}", told):
        return int(told, 16)
    if re.fullmatch(r"\d{1,10}", told, re.ASCII) and int(told) < 1 << 32:
        return int(told)
    mask = 0
    for each in re.findall("..?", told, re.DOTALL):
        if each not in MASKS:
            raise ValueError(f"rights that are not understood: {told[:80]!r}")
        mask |= MASKS[each]
    return mask
