"""The agent: vocabulary, store, engine and commands of preuve."""

from importlib import import_module
from importlib.metadata import version as _version

# Each of the four packages bears this mark: their names are common words on the package
# index, and pip lets another distribution overwrite them without a word.
DISTRIBUTION = "preuve"

__version__ = _version("preuve")


def overwritten_packages() -> list[str]:
    """Name the packages of preuve that another distribution has overwritten (normally none)."""
    packages = ("collectors", "checks", "reports")
    return [
        name
        for name in packages
        if getattr(import_module(name), "DISTRIBUTION", None) != DISTRIBUTION
    ]
