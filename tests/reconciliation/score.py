"""What a reconciliation got right and wrong, against the truth of a labelled population."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agent.core.facts.standing import Bridge, Standing
from agent.core.sources import Facts
from checks.derive.reconciliation.derivation import reconcile
from tests.reconciliation.population import AS_OF, Labelled

_IMPERSONAL = {"generic", "service"}


@dataclass(slots=True)
class Score:
    """Shares per thousand would hide rare errors: parts and wholes are kept."""

    enabled: int = 0
    wrong_links: int = 0
    linkable: int = 0
    linked: int = 0
    orphans: int = 0
    orphans_seen: int = 0
    impersonal: int = 0
    impersonal_seen: int = 0
    impersonal_said: int = 0
    misses: Counter[str] = field(default_factory=Counter)

    @property
    def wrong_share(self) -> float:
        """Of enabled accounts, those linked to a person who is not theirs."""
        return self.wrong_links / self.enabled

    @property
    def linked_share(self) -> float:
        """Of the persons whose account bears unique evidence, those linked."""
        return self.linked / self.linkable

    @property
    def orphan_share(self) -> float:
        """Of the orphans, those said to be orphans or to be confirmed."""
        return self.orphans_seen / self.orphans

    @property
    def recall(self) -> float:
        """Of the generic and service accounts, those found."""
        return self.impersonal_seen / self.impersonal

    @property
    def precision(self) -> float:
        """Of those said to be generic or service accounts, those that are."""
        return self.impersonal_seen / self.impersonal_said


def judged(made: Labelled) -> list[Standing]:
    """The standings of a labelled population."""
    nothing: Facts[Any] = Facts()
    found: Iterable[Standing | Bridge] = reconcile(
        Facts(made.accounts), Facts(made.persons), Facts(made.rolls), nothing, nothing, nothing,
        nothing, AS_OF, 31,
    )  # fmt: skip
    return [each for each in found if isinstance(each, Standing)]


def score(made: Labelled, standings: Iterable[Standing]) -> Score:
    """Count, account by account; disabled accounts count for nothing."""
    told = Score()
    for each in standings:
        if not each.enabled:
            continue
        truth = made.truth[each.key]
        told.enabled += 1
        if each.person is not None and each.person != truth.person:
            told.wrong_links += 1
            told.misses[f"wrong link: {truth.trap}"] += 1
        if truth.person and truth.evidence != "none" and not truth.secondary:
            told.linkable += 1
            told.linked += each.person == truth.person
            if each.person is None:
                told.misses[f"not linked: {truth.evidence}, {truth.trap}"] += 1
        if truth.account_class == "orphan":
            seen = each.account_class in {"orphan", "ambiguous"}
            told.orphans += 1
            told.orphans_seen += seen
            if not seen:
                told.misses[f"orphan said {each.account_class}: {truth.trap} {each.login}"] += 1
        _impersonal(told, each, truth.account_class, truth.trap)
    return told


def _impersonal(told: Score, each: Standing, true: str, trap: str) -> None:
    said = each.account_class in _IMPERSONAL
    told.impersonal += true in _IMPERSONAL
    told.impersonal_seen += said and true in _IMPERSONAL
    told.impersonal_said += said
    if true in _IMPERSONAL and not said:
        told.misses[f"{trap} said {each.account_class}"] += 1
