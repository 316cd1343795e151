"""Where checks and derivations declare themselves; adding one edits no list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeVar

import checks
from agent.core.findings import Finding
from agent.core.outcomes import Role
from agent.core.signature import Signature, read

C = TypeVar("C", bound=Callable[..., Iterator[Finding]])
D = TypeVar("D", bound=Callable[..., Iterator[Any]])


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: its stable id, the sub-question it bears on, and how."""

    id: str
    sub_question: str
    role: Role
    run: Callable[..., Iterator[Finding]]
    signature: Signature

    @property
    def question(self) -> str:
        """`Q3` for `3a`."""
        return "Q" + self.sub_question.rstrip("abcdefgh")


@dataclass(frozen=True, slots=True)
class Derivation:
    """A registered derivation: facts from facts."""

    id: str
    run: Callable[..., Iterator[Any]]
    signature: Signature


CHECKS: dict[str, Check] = {}
DERIVATIONS: dict[str, Derivation] = {}


def check(id: str, sub_question: str, role: Role = Role.DECIDES) -> Callable[[C], C]:
    """Register a check under `subject.what-is-wrong`; ids are never renamed nor used again."""

    def register(function: C) -> C:
        if id in CHECKS:
            raise TypeError(f"two checks are named {id}")
        CHECKS[id] = Check(id, sub_question, role, function, read(function))
        return function

    return register


def derivation(id: str) -> Callable[[D], D]:
    """Register a derivation; the engine orders them by what they need and yield."""

    def register(function: D) -> D:
        if id in DERIVATIONS:
            raise TypeError(f"two derivations are named {id}")
        DERIVATIONS[id] = Derivation(id, function, read(function))
        return function

    return register


@cache
def load() -> None:
    """Import every module of `checks`, so that each declares itself; a second call is nothing."""
    for module in walk_packages(checks.__path__, "checks."):
        import_module(module.name)
