"""Where a hospital stands on the maturity scales beside question 3; they change no verdict."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

_SCALES = tomllib.loads(files(__package__).joinpath("maturity.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A value on a scale, and its level from 0 to 4; both None when nothing tells.

    `value` is per thousand or in days (see maturity.toml).
    """

    scale: str
    value: int | None
    level: int | None


def generic_share(generic: int | None, nominative: int) -> Standing:
    """Enabled generic accounts for a thousand nominative ones, rounded up: one is not none."""
    if generic is None or not nominative:
        return Standing("generic_share", None, None)
    return _standing("generic_share", -(-generic * 1000 // nominative))


def departure_delay(days: int | None) -> Standing:
    """Mean days between a departure and the closing of the account; None: not measured.

    The scale gives 0 to who does not measure; a hospital may measure where nothing was read.
    """
    if days is None:
        return Standing("departure_delay", None, None)
    return _standing("departure_delay", days)


def _standing(scale: str, value: int) -> Standing:
    told = _SCALES[scale]
    level = next((level for below, level in told["levels"] if value < below), told["beyond"])
    return Standing(scale, value, int(level))
