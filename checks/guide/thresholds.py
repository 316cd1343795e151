"""Named thresholds with their sources; a check names those it uses as parameters."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Threshold:
    """A whole number, its unit (days, percent), and where it comes from."""

    value: int
    unit: str
    source: str


def _read() -> dict[str, dict[str, Threshold]]:
    text = files(__package__).joinpath("profiles.toml").read_text("utf-8")
    return {
        profile: {name: Threshold(**told) for name, told in thresholds.items()}
        for profile, thresholds in tomllib.loads(text).items()
    }


PROFILES = _read()


def load(profile: str) -> dict[str, int]:
    """The values of a profile; raises KeyError when there is none of that name."""
    return {name: threshold.value for name, threshold in PROFILES[profile].items()}
