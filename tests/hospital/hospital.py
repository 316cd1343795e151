"""Generates a labelled hospital: the same persons, accounts and truth for the same seed."""

from datetime import date
from random import Random

from tests.hospital import accounts, estate
from tests.hospital.model import Hospital
from tests.hospital.people import Crowd

AS_OF = date(2026, 11, 20)  # the demonstration's own date


def generate(persons: int = 300, seed: int = 1, as_of: date = AS_OF) -> Hospital:
    """A hospital of `persons` people present at a date, at least a hundred of them."""
    rng = Random(seed)
    crowd = Crowd(rng, as_of)
    everybody = crowd.everybody(persons)
    opened = accounts.open_accounts(crowd, everybody)
    return Hospital(
        as_of=as_of,
        drawn=crowd.drawn,
        persons=tuple(everybody),
        accounts=tuple(opened),
        groups=tuple(estate.groups(rng, opened)),
        computers=tuple(estate.computers(rng, as_of, persons)),
    )
