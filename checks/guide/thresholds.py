"""Named thresholds with their sources; a check names those it uses as parameters."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Threshold:
    """A whole number, its unit (days, percent), and where it comes from, by language."""

    value: int
    unit: str
    source: Mapping[str, str]


def _read() -> dict[str, dict[str, Threshold]]:
    text = files(__package__).joinpath("profiles.toml").read_text("utf-8")
    return {
        profile: {
            name: Threshold(told["value"], told["unit"], _by_language(told["source"]))
            for name, told in thresholds.items()
        }
        for profile, thresholds in tomllib.loads(text).items()
    }


def _by_language(source: str | dict[str, str]) -> dict[str, str]:
    """A name that is the same in both is written once."""
    return {"fr": source, "en": source} if isinstance(source, str) else source


PROFILES = _read()


def load(profile: str) -> dict[str, int]:
    """The values of a profile; raises KeyError when there is none of that name."""
    return {name: threshold.value for name, threshold in PROFILES[profile].items()}
