"""What a supervision tool asks: is it alive, how old is its last audit, what did it conclude.

Formats: the Monitoring Plugins' guidelines (one line, performance data after a bar, 0 to 3), and
Prometheus' text exposition format 0.0.4.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agent.core.answers import Verdict
from agent.core.findings import Severity
from agent.core.fingerprints import short
from agent.core.judgements import Judgement
from agent.core.outcomes import State
from agent.core.runs import RunRecord, RunState, UnitState
from agent.core.seals import SealRecord
from agent.store import Store
from reports import announced
from reports.words import Words

OK, WARNING, CRITICAL, UNKNOWN = range(4)  # exit codes of a plugin
_STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The last audit that ended, and whether a later one was begun or given up."""

    site: str
    now: datetime
    run: RunRecord | None = None
    judgement: Judgement | None = None
    seal: SealRecord | None = None
    silent: tuple[str, ...] = ()  # sources that did not answer
    sources: int = 0
    later: RunState | None = None  # of a run begun after it
    unsent: Mapping[str, str] = field(default_factory=dict)  # channel -> why its message stays

    @property
    def age(self) -> timedelta | None:
        """Since the last audit ended."""
        return self.now - self.run.ended if self.run and self.run.ended else None

    def findings(self) -> dict[str, int]:
        """How many of each severity, those that a waiver covers included."""
        met = Counter(e.finding.severity for e in self.judgement.findings) if self.judgement else {}
        return {each.value: met[each] if met else 0 for each in Severity}

    def checks(self) -> dict[str, int]:
        """How many checks of each outcome."""
        met = Counter(e.state for e in self.judgement.outcomes) if self.judgement else {}
        return {each.value: met[each] if met else 0 for each in State}


def status(store: Store, now: datetime, channels: Collection[str] = ()) -> Status:
    """What a store knows of its last audit, at an instant in UTC; `channels` are those in force."""
    runs = store.runs()
    ended = [each for each in runs if each.state is RunState.ENDED]
    if not ended:
        return Status(site=store.site, now=now, later=runs[-1].state if runs else None)
    last, units = ended[-1], store.units(ended[-1].run)
    silent = {unit.source for unit in units if unit.state is not UnitState.DONE}
    return Status(
        site=store.site,
        now=now,
        run=last,
        judgement=store.judgement(last.run),
        seal=store.seal_of(last.run),
        silent=tuple(sorted(silent)),
        sources=len({unit.source for unit in units}),
        later=runs[-1].state if runs[-1].run > last.run else None,
        unsent=announced.unsent(store, channels),
    )


def plugin(told: Status, words: Words, *, warning: int, critical: int) -> tuple[int, str]:
    """The code and the line of a monitoring plugin; limits are days since the last audit.

    What an audit found is no alarm of the tool: it is among the figures.
    """
    if told.run is None or told.age is None:
        return UNKNOWN, f"PREUVE {_STATES[UNKNOWN]} - {words('status.never')}"
    days = told.age / timedelta(days=1)
    code = OK
    if days > warning or told.silent or told.later is RunState.ABORTED or told.unsent:
        code = WARNING
    if days > critical:
        code = CRITICAL
    said = [words("status.last", run=str(told.run.run), age=age(told.age, words))]
    if told.silent:
        said.append(words("status.silent", names=", ".join(told.silent)))
    if told.later is RunState.ABORTED:
        said.append(words("status.aborted"))
    said += unsent(told, words)
    figures = {"age": f"{int(told.age.total_seconds())}s;{warning * 86400};{critical * 86400};0"}
    figures |= {f"findings_{name}": f"{count};;;0" for name, count in told.findings().items()}
    figures |= {f"checks_{name}": f"{count};;;0" for name, count in told.checks().items()}
    figures["sources_silent"] = f"{len(told.silent)};;;0;{told.sources}"
    data = " ".join(f"{name}={value}" for name, value in figures.items())
    # The bar begins performance data: no name may hold one.
    text = "; ".join(said).replace("|", "/").replace("\n", " ")
    return code, f"PREUVE {_STATES[code]} - {text} | {data}"


def unsent(told: Status, words: Words) -> list[str]:
    """Which messages could not be sent, and why."""
    return [
        words("status.unsent", name=name, reason=words(f"status.unsent_{reason}"))
        for name, reason in told.unsent.items()
    ]


def age(since: timedelta, words: Words) -> str:
    """Days, or hours on the first two."""
    hours = int(since.total_seconds()) // 3600
    few = 48
    return (
        words("status.hours", count=hours)
        if hours < few
        else words("status.days", count=hours // 24)
    )


def metrics(told: Status) -> str:
    """The same for Prometheus; an audit that never was has no timestamp, and is 0 in number."""
    return "".join(f"{line}\n" for line in _metrics(told))


def _metrics(told: Status) -> Iterator[str]:
    yield from _gauge("run_number", "Number of the last audit that ended.", _number(told))
    if told.run and told.run.ended:
        at = int(told.run.ended.timestamp())
        yield from _gauge("run_ended_seconds", "When it ended, in Unix time.", at)
    yield from _gauge("sources_silent", "Sources that did not answer then.", len(told.silent))
    yield from _gauge("sources", "Sources that were asked.", told.sources)
    aborted = int(told.later is RunState.ABORTED)
    yield from _gauge("later_run_aborted", "Whether a later audit was cut short.", aborted)
    yield from _gauge("messages_unsent", "Channels whose message was not sent.", len(told.unsent))
    signed = int(told.seal is not None and told.seal.signature is not None)
    yield from _gauge("seal_signed", "Whether its seal is signed.", signed)
    findings = {_label(severity=name): count for name, count in told.findings().items()}
    yield from _gauge("findings", "Findings by severity.", findings)
    checks = {_label(outcome=name): count for name, count in told.checks().items()}
    yield from _gauge("checks", "Checks by outcome.", checks)
    answers = told.judgement.answers if told.judgement else ()
    verdicts = {
        _label(question=each.id, verdict=verdict.value): int(each.verdict is verdict)
        for each in answers
        for verdict in Verdict
    }
    yield from _gauge("verdict", "The verdict on each question: 1 for the one it has.", verdicts)


def _number(told: Status) -> int:
    return told.run.run if told.run else 0


def _label(**labels: str) -> str:
    return "{" + ",".join(f'{name}="{code}"' for name, code in labels.items()) + "}"


def _gauge(name: str, text: str, value: int | Mapping[str, int]) -> Iterator[str]:
    yield f"# HELP preuve_{name} {text}"
    yield f"# TYPE preuve_{name} gauge"
    for labels, count in {"": value}.items() if isinstance(value, int) else value.items():
        yield f"preuve_{name}{labels} {count}"


def as_row(told: Status) -> dict[str, Any]:
    """Plain values, for a program."""
    run, seal = told.run, told.seal
    answers = told.judgement.answers if told.judgement else ()
    return {
        "site": told.site,
        "run": run.run if run else None,
        "ended": run.ended.isoformat(timespec="seconds") if run and run.ended else None,
        "age_seconds": int(told.age.total_seconds()) if told.age else None,
        "as_of": told.judgement.as_of.isoformat() if told.judgement else None,
        "demonstration": run.demonstration if run else None,
        "seal": short(seal.digest) if seal else None,
        "signed": bool(seal and seal.signature),
        "silent": list(told.silent),
        "unsent": dict(told.unsent),
        "later": told.later.value if told.later else None,
        "verdicts": {each.id: each.verdict.value for each in answers},
        "findings": told.findings(),
        "checks": told.checks(),
    }
