"""Who may do what, from a security descriptor in its text form (SDDL, [MS-DTYP] 2.5.1)."""

import re

from agent.core.facts.local_rights import Right
from collectors.access_lists.descriptor import EVERYONE, FULL
from collectors.access_lists.sddl import MASKS

_DACL = re.compile(r"D:([A-Z_]*)((?:\([^()]*\))*)(?=S:|\Z)")
_ACE = re.compile(r"\(([^()]*)\)")
_ALL = 0x10000000 | 0x40000 | 0x80000  # everything, or the right to give it to oneself
_ADD = 0x40000000 | 0x2 | 0x4  # of a folder: new files; of a file: its own content
_CHANGE = _ADD | 0x10000 | 0x40
_READ = 0x80000000 | 0x1
_RANKS = ("special", "read", "add", "change", "full")
# Accounts by the letters that stand for them; those of a domain have no SID without it.
_ACCOUNTS = {
    "WD": EVERYONE, "AU": "S-1-5-11", "AN": "S-1-5-7", "IU": "S-1-5-4", "NU": "S-1-5-2",
    "SY": "S-1-5-18", "LS": "S-1-5-19", "NS": "S-1-5-20", "SU": "S-1-5-6", "CO": "S-1-3-0",
    "CG": "S-1-3-1", "OW": "S-1-3-4", "PS": "S-1-5-10", "RC": "S-1-5-12", "AC": "S-1-15-2-1",
    "BA": "S-1-5-32-544", "BU": "S-1-5-32-545", "BG": "S-1-5-32-546", "PU": "S-1-5-32-547",
    "AO": "S-1-5-32-548", "SO": "S-1-5-32-549", "PO": "S-1-5-32-550", "BO": "S-1-5-32-551",
    "RE": "S-1-5-32-552", "RU": "S-1-5-32-554", "RD": "S-1-5-32-555", "NO": "S-1-5-32-556",
}  # fmt: skip
_ACCOUNT = re.compile(r"S-1-[0-9-]{1,180}|[A-Z]{2}")
_MOST = 500  # accounts of one folder


def rights(text: str, *, folder: bool = False) -> tuple[Right, ...] | None:
    """Each account's highest right, sorted; refusals begin with `no-`. None: not understood.

    A descriptor without a list lets everybody in, and so does one that says so. Of a folder, what
    its files do not inherit lets somebody add theirs, and alter those of nobody else: as Windows
    itself sets on the top of a disk, and Microsoft advises for the folders of profiles.
    """
    dacl = _DACL.search(text)
    if dacl is None:
        return None
    if "NO_ACCESS_CONTROL" in dacl[1]:
        return ((EVERYONE, "full"),)
    found: dict[tuple[str, str], int] = {}
    for ace in _ACE.findall(dacl[2]):
        told = _entry(ace, folder=folder)
        if told is None:
            return None
        account, refusal, rank = told
        found[account, refusal] = max(rank, found.get((account, refusal), 0))
    if len(found) > _MOST:
        return None
    return tuple(sorted((who, refusal + _RANKS[rank]) for (who, refusal), rank in found.items()))


def _entry(ace: str, *, folder: bool) -> tuple[str, str, int] | None:
    parts = ace.split(";")
    if len(parts) != 6 or parts[0] not in {"A", "D"}:  # noqa: PLR2004 - kind, flags, rights, two GUIDs, account
        return None
    mask = _mask(parts[2])
    if mask is None or not _ACCOUNT.fullmatch(parts[5]):
        return None
    account = _ACCOUNTS.get(parts[5], parts[5])
    kept_out_of_files = folder and "OI" not in re.findall("..", parts[1])
    return account, "no-" if parts[0] == "D" else "", _rank(mask, adds=kept_out_of_files)


def _mask(told: str) -> int | None:
    if re.fullmatch(r"0x[0-9a-fA-F]{1,8}", told):
        return int(told, 16)
    if re.fullmatch(r"\d{1,10}", told, re.ASCII):
        return int(told)
    letters = [told[place : place + 2] for place in range(0, len(told), 2)]
    if not all(each in MASKS for each in letters):
        return None
    mask = 0
    for each in letters:
        mask |= MASKS[each]
    return mask


def _rank(mask: int, *, adds: bool) -> int:
    if mask & _ALL or mask & FULL == FULL:
        return 4
    if adds and mask & _ADD and not mask & _CHANGE & ~_ADD:
        return 2
    return 3 if mask & _CHANGE else int(bool(mask & _READ))
