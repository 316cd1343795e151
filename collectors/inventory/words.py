"""The words of inventories, and what a serial number or a name is worth."""

import re
import tomllib
from importlib.resources import files

from collectors.people.columns import fold

_DATA = tomllib.loads(files(__package__).joinpath("columns.toml").read_text("utf-8"))
_SHORTEST = 4  # characters of a serial number: shorter ones are somebody's count


def _fields(section: str) -> dict[str, tuple[str, ...]]:
    return {field: tuple(words.split()) for field, words in _DATA[section].items()}


VM, HOST, MACHINE = _fields("vm"), _fields("host"), _fields("machine")
DAYS = ("purchased", "warranty_until", "contract_until", "bios_date")
PAST = ("purchased", "bios_date")  # days that are before the one that the inventory was drawn on
OTHER = "other"  # a machine that is no server
_TYPES: dict[str, str] = {
    word: name for name, words in _DATA["types"].items() for word in words.split()
}
# Within a longer type ("Serveur de fichiers", "PC portable"), the first that stands in it.
_WITHIN = (
    ("VIRTU", "virtual"), ("ESX", "hypervisor"), ("SERVEUR", "physical"), ("SERVER", "physical"),
    *((word, OTHER) for word, name in _TYPES.items() if name == OTHER and len(word) > 4),  # noqa: PLR2004 - a shorter one may stand in anything
)  # fmt: skip
_WORDS = {name: frozenset(words.split()) for name, words in _DATA["words"].items()}
_VIRTUAL = tuple(sorted(_WORDS["virtual_models"]))


def kind(type: str) -> str:
    """A `Nature` or `OTHER`; nothing for a type that is not understood."""
    folded = fold(type)
    within = next((name for word, name in _WITHIN if word in folded), "")
    return _TYPES.get(folded, within)


def is_yes(cell: str) -> bool:
    """Whether a cell says yes."""
    return fold(cell) in _WORDS["yes"]


def is_retired(state: str) -> bool:
    """Whether a state says that the machine serves no more, or not yet."""
    return fold(state) in _WORDS["retired"]


def contract(cell: str) -> str | None:
    """The name of a contract; "" for a word that says there is none, None when nothing is told."""
    folded = fold(cell)
    if not folded or folded in _WORDS["untold"]:
        return None
    return "" if folded in _WORDS["uncovered"] else cell


def is_virtual(vendor: str, model: str) -> bool:
    """Whether a machine's maker is a hypervisor."""
    return any(word in fold(text) for text in (vendor, model) for word in _VIRTUAL)


def serial(cell: str) -> str:
    """A serial number; nothing for what a manufacturer leaves in its place."""
    folded = fold(cell)
    if len(folded) < _SHORTEST or folded in _WORDS["no_serial"] or len(set(folded)) == 1:
        return ""
    return cell.strip()


def host_name(cell: str) -> str:
    """A name, without what a system calls itself before it has one."""
    text = re.sub(r"\s+", " ", cell).strip().strip(".")
    # The domain of a system that was given none: it would make of its name another one.
    text = re.sub(r"\.localdomain$", "", text, flags=re.IGNORECASE)
    return "" if fold(text) in _WORDS["no_name"] else text
