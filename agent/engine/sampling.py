"""Draws an auditor's sample on his own seed: nobody could know what he would look at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from agent.core.exhibits import Acquisition
from agent.core.facts.standing import Standing
from agent.engine.departures import Tested
from agent.store import Store


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be drawn; lines of one `unit` (`source:key`) are drawn together."""

    unit: str
    standing: Standing | None
    tested: Tested | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line that was drawn; `exhibit` and `got`: where its account was read, None if it was not.

    `ticket` is the digest that decided of its rank, in hexadecimal; None: everything was taken.
    `roll_exhibit` shows the person in a roll.
    """

    ticket: str | None
    candidate: Candidate
    exhibit: str | None
    got: Acquisition | None
    roll_exhibit: str | None


def ticket(seed: str, unit: str) -> str:
    """SHA-256 of `seed:source:key`: the smallest are drawn, which anybody can work out again."""
    return sha256(f"{seed}:{unit}".encode()).hexdigest()


def draw(
    store: Store, run: int, candidates: Sequence[Candidate], size: int | None, seed: str
) -> list[Drawn]:
    """The lines of the `size` units with the smallest tickets, in their order; all when None."""
    tickets: dict[str, str] = {}
    if size is not None:
        ranked = sorted((ticket(seed, unit), unit) for unit in {each.unit for each in candidates})
        tickets = {unit: drawn for drawn, unit in ranked[:size]}
        chosen = [each for each in candidates if each.unit in tickets]
        candidates = sorted(chosen, key=lambda each: tickets[each.unit])
    accounts = [each.standing for each in candidates if each.standing]
    shown = _shown(store, run, "account", ((each.source, each.key) for each in accounts))
    persons = [each.tested for each in candidates if each.tested]
    rolls = _shown(
        store,
        run,
        "person",
        ((each.roll, each.person) for each in persons if each.roll and each.person),
    )
    got = {each.digest: each.acquisition for each in store.kept(run)}
    made = []
    for each in candidates:
        account, tested = each.standing, each.tested
        digest = shown.get((account.source, account.key)) if account else None
        roll = rolls.get((tested.roll or "", tested.person or "")) if tested else None
        made.append(Drawn(tickets.get(each.unit), each, digest, got.get(digest or ""), roll))
    return made


def _shown(
    store: Store, run: int, kind: str, subjects: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    keys: dict[str, list[str]] = defaultdict(list)
    for source, key in subjects:
        keys[source].append(key)
    return {
        (source, key): digest
        for source, wanted in keys.items()
        for key, digest in store.exhibits_showing(run, source, kind, wanted).items()
    }
