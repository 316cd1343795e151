"""Draws an auditor's sample on his own seed: nobody could know what he would look at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from agent.core.exhibits import Acquisition
from agent.core.facts.standing import Standing
from agent.store import Store


@dataclass(frozen=True, slots=True)
class Drawn:
    """An account that was drawn; `exhibit` and `got`: where it was read, None when not in this run.

    `ticket` is the digest that decided of its rank, in hexadecimal.
    """

    ticket: str
    standing: Standing
    exhibit: str | None
    got: Acquisition | None


def ticket(seed: str, standing: Standing) -> str:
    """SHA-256 of `seed:source:key`: the smallest are drawn, which anybody can work out again."""
    return sha256(f"{seed}:{standing.source}:{standing.key}".encode()).hexdigest()


def draw(
    store: Store, run: int, standings: Iterable[Standing], size: int, seed: str
) -> list[Drawn]:
    """The `size` accounts with the smallest tickets, in their order."""
    ranked = sorted((ticket(seed, each), each.source, each.key, each) for each in standings)
    taken = [(drawn, standing) for drawn, _, _, standing in ranked[:size]]
    keys: dict[str, list[str]] = defaultdict(list)
    for _, standing in taken:
        keys[standing.source].append(standing.key)
    shown = {
        (source, key): digest
        for source, wanted in keys.items()
        for key, digest in store.exhibits_showing(run, source, "account", wanted).items()
    }
    got = {digest: store.exhibit(digest).acquisition for digest in set(shown.values())}
    return [
        Drawn(drawn, standing, digest, got.get(digest) if digest else None)
        for drawn, standing in taken
        for digest in [shown.get((standing.source, standing.key))]
    ]
