"""Texts that Samba's own code puts into bytes: both forms say the same of them."""

import random

import pytest

from agent.core.facts.folders import AccessEntry
from collectors.access_lists import descriptor, sddl
from tests.lab.fixtures import require_controller
from tests.lab.folders import DOMAIN, encoded

# Letters as [MS-DTYP] 2.4.2.4 has them.
ACCOUNTS = [
    "WD",
    "AU",
    "AN",
    "IU",
    "NU",
    "SY",
    "LS",
    "NS",
    "SU",
    "CO",
    "CG",
    "OW",
    "PS",
    "RC",
    "ED",
    "WR",
    "BA",
    "BU",
    "BG",
    "PU",
    "AO",
    "SO",
    "PO",
    "BO",
    "RE",
    "RU",
    "RD",
    "NO",
    "MU",
    "LU",
    "IS",
    "CY",
    "ER",
    "CD",
    "RA",
    "ES",
    "MS",
    "HA",
    "AA",
    "DU",
    "DG",
    "DA",
    "DC",
    "DD",
    "CA",
    "SA",
    "EA",
    "PA",
    "LA",
    "LG",
    "RO",
    "CN",
    "AP",
    "KA",
    "EK",
    "RS",
]
# Samba 4.17 puts FA into 0x1ff, without the rights that every object has; Windows has them.
RIGHTS = [
    "FR",
    "FW",
    "FX",
    "GA",
    "GR",
    "GW",
    "GX",
    "CC",
    "DC",
    "LC",
    "SW",
    "RP",
    "WP",
    "DT",
    "LO",
    "CR",
    "SD",
    "RC",
    "WD",
    "WO",
    "GRGX",
    "CCDCLC",
    "0x1200a9",
    "0x1",
]
FLAGS = ["", "OI", "CI", "OICI", "OICIIO", "OINP", "OICIID", "OICIIOID", "CIIO"]


@pytest.fixture(autouse=True)
def _samba() -> None:
    require_controller()


def both(text: str) -> tuple[descriptor.Descriptor, descriptor.Descriptor]:
    return sddl.parse(text), descriptor.parse(encoded(text))


def placed(entries: tuple[AccessEntry, ...]) -> list[tuple[object, ...]]:
    """Entries as they compare, those of a domain given one."""
    return [
        (
            each.sid.replace("*", DOMAIN),
            each.allow,
            each.mask,
            each.inherited,
            each.here,
            each.files,
        )
        for each in entries
    ]


@pytest.mark.parametrize(("field", "values"), [("account", ACCOUNTS), ("rights", RIGHTS)])
def test_every_letter_means_what_samba_says(field: str, values: list[str]) -> None:
    given = {"account": "(A;;0x1;;;{})", "rights": "(A;;{};;;WD)"}[field]
    text, raw = both("O:BAG:DUD:P" + "".join(given.format(each) for each in values))

    for name, mine, theirs in zip(values, placed(text.entries), placed(raw.entries), strict=True):
        assert mine == theirs, name


def test_any_list_says_the_same_in_both_forms() -> None:
    draw = random.Random(20261127)
    entries = [
        f"({draw.choice('AD')};{draw.choice(FLAGS)};{draw.choice(RIGHTS)};;;"
        f"{draw.choice([*ACCOUNTS, f'{DOMAIN}-{draw.randint(1000, 9999)}'])})"
        for _ in range(1_500)
    ]
    for flags in ("", "P", "PAI", "AI"):
        text, raw = both(f"O:SYG:BAD:{flags}{''.join(entries)}S:(AU;SA;GA;;;WD)")
        assert placed(text.entries) == placed(raw.entries)
        assert (
            (text.owner, text.protected) == (raw.owner, raw.protected) == ("S-1-5-18", "P" in flags)
        )
