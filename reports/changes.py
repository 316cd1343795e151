"""What changed from one audit to the next: new, fixed, graver, out of sight, and other rules.

A finding that is gone is fixed only if its check concluded and its source answered: otherwise it is
out of sight, which is never good news. Where a threshold that its check rests on has changed, it is
neither new, graver nor fixed; nor is it fixed where a better source tells of its machine since.
"""

from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field

from agent.core.answers import QuestionAnswer
from agent.core.errors import PreuveError, Purged
from agent.core.facts.park import ToldElsewhere
from agent.core.findings import Severity
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Outcome, State
from agent.core.runs import RunRecord, UnitRecord
from agent.store import Store
from checks import registry
from reports import thresholds

_GRAVITY = list(Severity)
_TELLING = 3  # letters
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Audit:
    """One run and its newest judgement."""

    run: RunRecord
    judgement: Judgement
    units: tuple[UnitRecord, ...]
    elsewhere: frozenset[tuple[str, str]] = frozenset()  # source, key: told of by a better source


@dataclass(frozen=True, slots=True)
class Scope:
    """Something that is judged otherwise, or on something else; `what` is a code."""

    what: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """From one audit to another; findings in the order of their audit."""

    before: Audit
    after: Audit
    answers: tuple[tuple[QuestionAnswer, QuestionAnswer], ...] = ()
    new: tuple[JudgedFinding, ...] = ()
    newly_seen: tuple[JudgedFinding, ...] = ()  # of checks that had no answer before
    regressed: tuple[JudgedFinding, ...] = ()
    fixed: tuple[JudgedFinding, ...] = ()
    out_of_sight: tuple[JudgedFinding, ...] = ()
    by_rule: tuple[JudgedFinding, ...] = ()  # come, gone or graver under another threshold
    lost: tuple[Outcome, ...] = ()  # checks that concluded, and do no more
    regained: tuple[Outcome, ...] = ()
    silent: tuple[UnitRecord, ...] = field(default=())  # sources that answered, and do no more
    scope: tuple[Scope, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is something to tell."""
        told: tuple[Sized, ...] = (self.answers, self.new, self.newly_seen, self.regressed)
        told += (self.fixed, self.out_of_sight, self.by_rule, self.lost, self.regained)
        return any(len(each) for each in (*told, self.silent, self.scope))


def between(store: Store, earlier: int | None, later: int | None) -> Changes | None:
    """What changed between two runs; by default the last one, and the one before it of its kind.

    None: there is no earlier one.

    Raises:
        Purged: the findings of one were erased by age.
        PreuveError: there is no such run, or it was never judged.
    """
    after = _audit(store, later)
    if earlier is None:
        before = store.previous(after.run.run, demonstration=after.run.demonstration)
        earlier = before.run if before else None
    return None if earlier is None else compared(_audit(store, earlier), after)


def _audit(store: Store, number: int | None) -> Audit:
    run = store.run(number)
    if run.erased:
        raise Purged(f"run {run.run}: its findings were erased by age on {run.erased:%Y-%m-%d}")
    elsewhere = frozenset((each.source, each.key) for each in store.derived(run.run, ToldElsewhere))
    return Audit(run, store.judgement(run.run), tuple(store.units(run.run)), elsewhere)


def compared(before: Audit, after: Audit) -> Changes:
    """What changed from one audit to another."""
    if before.run.run == after.run.run:
        raise PreuveError(f"run {after.run.run} is compared with itself")
    was, now = _graver_first(before.judgement), _graver_first(after.judgement)
    concluded, concludes = _outcomes(before), _outcomes(after)
    seen, ruled = _Sight(after), _ruled_otherwise(before.judgement, after.judgement)
    gone = [each for key, each in was.items() if key not in now and not _moved(each, after)]
    come = [each for key, each in now.items() if key not in was]
    graver = [each for key, each in now.items() if key in was and _graver(each, was[key])]
    by_rule = [each for each in (*come, *graver, *gone) if each.check in ruled]
    gone, come, graver = (
        [each for each in found if each.check not in ruled] for found in (gone, come, graver)
    )
    fresh = [each for each in come if _answered(concluded.get(each.check))]
    return Changes(
        before=before,
        after=after,
        answers=tuple(_answers(before.judgement, after.judgement)),
        new=tuple(fresh),
        newly_seen=tuple(each for each in come if each not in fresh),
        regressed=tuple(graver),
        fixed=tuple(each for each in gone if seen(each)),
        out_of_sight=tuple(each for each in gone if not seen(each)),
        by_rule=tuple(by_rule),
        lost=tuple(_turned(concluded, concludes, to=False)),
        regained=tuple(_turned(concluded, concludes, to=True)),
        silent=tuple(_silent(before, after)),
        scope=tuple(_scope(before, after)),
    )


def _graver_first(judgement: Judgement) -> dict[_Key, JudgedFinding]:
    """One finding for each subject of a check, the gravest."""
    found: dict[_Key, JudgedFinding] = {}
    for each in judgement.findings:
        about = each.finding.about
        key = (each.check, about.kind, about.source, about.key)
        if key not in found or _graver(each, found[key]):
            found[key] = each
    return found


def _graver(one: JudgedFinding, other: JudgedFinding) -> bool:
    first, second = (_GRAVITY.index(each.finding.severity) for each in (one, other))
    return first > second


def _ruled_otherwise(before: Judgement, after: Judgement) -> set[str]:
    """The checks that rest on a threshold which has changed."""
    changed = {name for name, _ in {*before.thresholds} ^ {*after.thresholds}}
    checks = {each.check for each in (*before.outcomes, *after.outcomes)} if changed else set()
    return {each for each in checks if changed.intersection(thresholds.of_check(each))}


def _moved(finding: JudgedFinding, after: Audit) -> bool:
    """Whether what was found is told by another source since, and left to it."""
    about = finding.finding.about
    if (about.source, about.key) not in after.elsewhere:
        return False
    registry.load()
    check = registry.CHECKS.get(finding.check)
    looked_at = check.signature.populations if check else ()
    return any(each.kind is ToldElsewhere for each in looked_at)


def _outcomes(audit: Audit) -> dict[str, Outcome]:
    return {each.check: each for each in audit.judgement.outcomes}


def _answered(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.state is not State.UNANSWERED


class _Sight:
    """Whether an audit could still see what an earlier finding was about.

    A gap is told by a host, a file or a name with words around: whatever holds the name of the
    subject, or is held in it, may be the subject's own.
    """

    def __init__(self, audit: Audit) -> None:
        self._outcomes = _outcomes(audit)
        self._silent = {each.source for each in audit.units if each.state != "done"}

    def __call__(self, finding: JudgedFinding) -> bool:
        outcome, about = self._outcomes.get(finding.check), finding.finding.about
        if outcome is None or not _answered(outcome) or about.source in self._silent:
            return False
        names = [each.casefold() for each in (about.label, about.key) if each]
        gaps = [each.target.casefold() for each in outcome.missing]
        return not any(_akin(gap, name) for gap in gaps for name in names)


def _akin(one: str, other: str) -> bool:
    """Whether one text is the other, or holds it; two letters are held by anything."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _TELLING and short in long)


def _answers(
    before: Judgement, after: Judgement
) -> Iterator[tuple[QuestionAnswer, QuestionAnswer]]:
    for was, now in zip(before.answers, after.answers, strict=True):
        if (was.verdict, was.leaning, was.not_asked) != (now.verdict, now.leaning, now.not_asked):
            yield was, now


def _turned(
    before: Mapping[str, Outcome], after: Mapping[str, Outcome], *, to: bool
) -> Iterator[Outcome]:
    """Checks that answer now and did not, or the other way round."""
    for check, now in after.items():
        if _answered(now) is to and check in before and _answered(before[check]) is not to:
            yield now


def _silent(before: Audit, after: Audit) -> Iterator[UnitRecord]:
    """What answered, or another place of the same source did, and does no more."""
    answered = {(each.collector, each.source) for each in before.units if each.state == "done"}
    failed = {_asked(each) for each in before.units if each.state != "done"}
    for each in after.units:
        known = (each.collector, each.source) in answered and _asked(each) not in failed
        if each.state != "done" and known:
            yield each


def _asked(unit: UnitRecord) -> tuple[str, str, str]:
    return unit.collector, unit.source, unit.target


def _scope(before: Audit, after: Audit) -> Iterator[Scope]:
    """What makes two audits differ although the hospital did not."""
    old, new = before.judgement, after.judgement
    if before.run.tool != after.run.tool:
        yield Scope("tool", "", before.run.tool, after.run.tool)
    if old.profile != new.profile:
        yield Scope("profile", "", old.profile, new.profile)
    limits, now = dict(old.thresholds), dict(new.thresholds)
    for name in sorted(limits.keys() | now.keys()):
        if limits.get(name) != now.get(name):
            yield Scope("threshold", name, _written(limits.get(name)), _written(now.get(name)))
    for question in sorted({*old.not_asked} ^ {*new.not_asked}):
        yield Scope("not_asked" if question in new.not_asked else "asked", question, "", "")
    was, is_now = ({each.source for each in audit.units} for audit in (before, after))
    for source in sorted(is_now - was):
        yield Scope("source_new", source, "", "")
    for source in sorted(was - is_now):
        yield Scope("source_gone", source, "", "")


def _written(value: int | None) -> str:
    return "" if value is None else str(value)
