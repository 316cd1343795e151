"""When a session locks: the user's screen saver and the machine's own limit, judged together.

A screen saver locks when it is active, asks for a password, has a delay and a program: without a
program the delay has no effect (text of Microsoft's own policy). What users may choose themselves
is not enforced. The machine's limit locks by itself, whatever the user's settings are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from agent.core.facts.effective import UNKNOWN_DELAY, Doubt
from checks.derive.policy.settings import Name, Result, State, merged

POLICY_KEY = r"software\policies\microsoft\windows\control panel\desktop"
PREFERENCE_KEY = r"control panel\desktop"
PARTS = {
    "active": "screensaveactive",
    "secure": "screensaverissecure",
    "timeout": "screensavetimeout",
    "program": "scrnsave.exe",
}
USER_NAMES: tuple[Name, ...] = tuple(
    ("hkcu", key, value) for value in PARTS.values() for key in (POLICY_KEY, PREFERENCE_KEY)
)
_LONGEST = 599_940  # seconds, the machine limit's own maximum


@dataclass(frozen=True, slots=True)
class Side:
    """What one side may do: delays in seconds, 0 being none; with what makes them so."""

    delays: frozenset[int]
    lacks: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    doubts: frozenset[Doubt] = frozenset()


def screen_saver(results: Mapping[Name, Result]) -> Side:
    """The user's side, from the policy's key or else the preference's."""
    parts = {
        part: merged(results["hkcu", POLICY_KEY, value], results["hkcu", PREFERENCE_KEY, value])
        for part, value in PARTS.items()
    }
    delays: set[int] = set()
    lacks: set[str] = set()
    for states in product(*(result.states for result in parts.values())):
        told, missing = _delays(dict(zip(parts, states, strict=True)))
        delays |= told
        lacks |= missing
    several = len(delays) > 1
    return Side(
        delays=frozenset(delays),
        lacks=frozenset(lacks),
        policies=frozenset(
            state.policy for result in parts.values() for state in result.states if state.policy
        ),
        doubts=frozenset(doubt for result in parts.values() for doubt in result.doubts)
        if several
        else frozenset(),
    )


def _delays(states: Mapping[str, State]) -> tuple[set[int], set[str]]:
    """Every delay that one combination may mean, and what keeps it from locking."""
    missing = {
        part for part, state in states.items() if not state.unknown and not _set(part, state.text)
    }
    if missing:
        return {0}, missing
    told = states["timeout"].text
    delay = number(told) if told is not None and not states["timeout"].unknown else None
    if any(state.unknown for state in states.values()):
        return {0, delay or UNKNOWN_DELAY}, set()
    return {delay or 0}, set()


def _set(part: str, text: str | None) -> bool:
    """Whether a part does what a lock needs; what is no number does not."""
    if part == "program":
        return bool((text or "").strip())
    return bool(number(text))


def number(text: str | None) -> int | None:
    """A number as the registry's strings and numbers write it."""
    plain = (text or "").strip()
    return int(plain) if plain.isdecimal() and plain.isascii() and len(plain) <= 10 else None  # noqa: PLR2004 - 32 bits


def machine_limit(result: Result) -> Side:
    """The machine's side; what is beyond Windows' own maximum is not known to lock."""
    delays: set[int] = set()
    for state in result.states:
        if state.unknown:
            delays |= {0, UNKNOWN_DELAY}
        else:
            delays.add(sure_limit(state.text or "") or 0)
    return Side(
        delays=frozenset(delays),
        policies=frozenset(state.policy for state in result.states if state.policy),
        doubts=result.doubts if len(delays) > 1 else frozenset(),
    )


def sure_limit(text: str | None) -> int | None:
    """The seconds of a machine's limit that is known, 0 being none; None: it is not known."""
    if text is None:
        return None
    told = number(text)
    return told if told and told <= _LONGEST else 0


def together(user: Side, machine: Side, grace: Iterable[int] = (0,)) -> Side:
    """Either locks; the sooner counts. `grace`: seconds a screen saver leaves without password."""
    delays = {
        _sooner(one + more if one > 0 else one, other)
        for one in user.delays
        for more in grace
        for other in machine.delays
    }
    certain = len(delays) == 1
    return Side(
        delays=frozenset(delays),
        lacks=user.lacks,
        policies=user.policies | machine.policies,
        doubts=frozenset() if certain else user.doubts | machine.doubts,
    )


def _sooner(one: int, other: int) -> int:
    """The sooner of two delays: what is not known comes after what is certain."""
    certain = [each for each in (one, other) if each > 0]
    return min(certain) if certain else min(one, other)
