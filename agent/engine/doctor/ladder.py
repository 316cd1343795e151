"""The ladder of rights: what each rung reads, and the questions that it opens.

Which collectors stand on a rung is said here; which questions they open follows from what they
yield, what derivations make of it and what checks need: no list of questions is kept by hand.
"""

from collections.abc import Collection

from agent.core.facts import Fact
from agent.core.ladder import Opened, Rung
from agent.core.outcomes import Role
from agent.core.signature import Signature
from agent.engine.configuration import Configuration
from agent.engine.inputs import WORDS
from agent.engine.planning import plan
from checks import registry
from checks.guide.questions import SUBS
from collectors.directory.settings import READ_ELSEWHERE, READ_OFFLINE, READ_WHOLE
from collectors.registry import COLLECTORS, load

RUNGS: dict[Rung, frozenset[str]] = {
    Rung.WORD: frozenset(
        {
            "documents.declared", "documents.file", "rooms.declared", "services.declared",
            "services.probes", "storages.declared", "vital.systems",
        }
    ),
    Rung.FILES: frozenset({*READ_OFFLINE, "people.roll"}),
    Rung.USER: frozenset({*READ_WHOLE, *READ_ELSEWHERE}),
    Rung.SYSVOL: frozenset({"policy.files"}),
    Rung.DROPPED: frozenset({"linux.host", "windows.host"}),
    Rung.EXPORTS: frozenset(
        {
            "accounts.list", "backups.jobs", "inventory.list", "inventory.rvtools",
            "record.matrix", "record.profiles", "record.trail", "record.users", "shares.folder",
            "supervision.states", "tickets.outages",
        }
    ),
}  # fmt: skip


def ladder(configuration: Configuration | None = None) -> list[Opened]:
    """Every rung, lowest first, and whether a configuration stands on it."""
    load()
    registry.load()
    configured = _configured(configuration)
    have: set[str] = set()
    before: set[str] = set()
    made = []
    for rung, collectors in RUNGS.items():
        have |= collectors
        checks = _opened(have)
        new = checks - before
        decided = _subs(checks, Role.DECIDES)
        made.append(
            Opened(
                rung,
                _in_order(decided - _subs(before, Role.DECIDES)),
                _in_order(_subs(new, Role.CONTRADICTS) - decided),
                tuple(sorted(new)),
                sum(registry.CHECKS[each].role is Role.INFORMS for each in new),
                held=_held(rung, configured),
            )
        )
        before = checks
    return made


def opened_by(configuration: Configuration) -> tuple[str, ...]:
    """The sub-questions that this configuration can answer, or see contradicted."""
    load()
    registry.load()
    checks = _opened(_configured(configuration))
    return _in_order(_subs(checks, Role.DECIDES) | _subs(checks, Role.CONTRADICTS))


def _configured(configuration: Configuration | None) -> set[str]:
    if configuration is None:
        return set()
    return {each.id for job in plan(configuration) for each in job.collectors}


def _held(rung: Rung, configured: Collection[str]) -> bool:
    """A rung is held by what it has and those below have not; the first takes both its files."""
    if rung is Rung.FILES:
        return "people.roll" in configured and any(
            each.startswith("directory.") for each in configured
        )
    below = {each for other in RUNGS if other is not rung for each in RUNGS[other]}
    return bool((RUNGS[rung] - below) & set(configured))


def _opened(collectors: Collection[str]) -> set[str]:
    """The checks that have all they need from what these collectors yield."""
    kinds: set[type[Fact]] = {*WORDS}
    kinds |= {kind for each in collectors for kind in COLLECTORS[each].signature.yields}
    more = True
    while more:
        told = {
            kind
            for each in registry.DERIVATIONS.values()
            if _fed(each.signature, kinds)
            for kind in each.signature.yields
        }
        more = not told <= kinds
        kinds |= told
    return {each.id for each in registry.CHECKS.values() if _fed(each.signature, kinds)}


def _fed(signature: Signature, kinds: Collection[type[Fact]]) -> bool:
    """What is compared with an earlier run comes with time, what is `IfKnown` is not needed."""
    return all(
        each.kind in kinds for each in signature.populations if not (each.earlier or each.if_known)
    )


def _in_order(subs: Collection[str]) -> tuple[str, ...]:
    """As the guide numbers them: 9a before 10a."""
    return tuple(each for each in SUBS if each in subs)


def _subs(checks: Collection[str], role: Role) -> set[str]:
    found = (registry.CHECKS[each] for each in checks)
    return {each.sub_question for each in found if each.role is role}
