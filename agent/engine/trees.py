"""Digests of the installed program: what judged, what spoke, what collected."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from agent.store import canonical

_PACKAGES = ("agent", "checks", "collectors", "reports")
_TEXTS = ("agent/commands/texts", "checks/texts", "reports/texts")
_BUILT = ("agent/demo",)  # the wheel has it, a checkout does not


def tool() -> dict[str, str]:
    """Every file of the four packages: path -> digest of its bytes."""
    return {
        path: "sha256:" + sha256(file.read_bytes()).hexdigest()
        for package in _PACKAGES
        for path, file in _walk(files(package), package)
    }


def rules(tree: Mapping[str, str]) -> dict[str, str]:
    """The part that judges: checks, derivations, the guide, thresholds, ends of support."""
    return {
        path: digest
        for path, digest in tree.items()
        if path.startswith("checks/") and not path.startswith("checks/texts/")
    }


def texts(tree: Mapping[str, str]) -> dict[str, str]:
    """The part that speaks."""
    return {
        path: digest
        for path, digest in tree.items()
        if path.startswith(tuple(f"{each}/" for each in _TEXTS))
    }


def digest(tree: Mapping[str, str]) -> str:
    """One digest of a tree: that of its canonical JSON."""
    return "sha256:" + sha256(canonical.encode(dict(tree))).hexdigest()


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        here = f"{path}/{each.name}"
        if each.is_dir():
            if each.name != "__pycache__" and here not in _BUILT:
                yield from _walk(each, here)
        elif not each.name.endswith(".pyc"):
            yield here, each
