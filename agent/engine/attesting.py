"""Attestations: recorded and listed; a person's word stays a word, and moves no measure."""

from dataclasses import dataclass

from agent.core.attestations import Attestation
from agent.core.statements import StatementKind
from agent.engine.saying import Speaker
from agent.store import Store, canonical


@dataclass(frozen=True, slots=True)
class Attested:
    """An attestation as it was recorded; `text` is None once erased."""

    number: int
    attestation: Attestation
    text: str | None


def attest(store: Store, attestation: Attestation, text: str, speaker: Speaker) -> int:
    """Record an attestation."""
    number: int = store.say(
        StatementKind.ATTESTATION,
        source="guide" if attestation.sub_question else "site",
        key=attestation.sub_question or "",
        body=attestation,
        text=text,
        user=speaker.user,
        author=speaker.author,
    )
    return number


def attested(store: Store) -> list[Attested]:
    """Every attestation that was not taken back, oldest first."""
    return [
        Attested(each.id, canonical.decode(each.body, Attestation), each.text)
        for each in store.standing(StatementKind.ATTESTATION)
    ]
