"""What a verified bundle says: whose it is, its seals, and what is kept of its judgement."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from agent.core.answers import QuestionAnswer
from agent.core.errors import IntegrityError
from agent.core.filings import FiledAnswer, FiledOutcome, FiledQuestion, Summary
from agent.core.findings import Severity
from agent.engine.region.refusals import NotFiled
from agent.store import canonical
from checks.guide import questions
from reports.verifier.bag import BROKEN, Bag, Said
from reports.verifier.chain import Seals, follow_seals
from reports.verifier.nameless import DOCUMENT, is_nameless

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,79}")  # ids, units and versions: never a name
_LONGEST = 120  # characters of a hospital's name
_ENDED = "ended"


@dataclass(frozen=True, slots=True)
class _Grave:
    severity: Severity


@dataclass(frozen=True, slots=True)
class _Finding:
    """Of a finding, its severity alone."""

    finding: _Grave


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    profile: str
    thresholds: tuple[tuple[str, int], ...]
    outcomes: tuple[FiledOutcome, ...]  # neither their details nor whom they miss
    findings: tuple[_Finding, ...]
    answers: tuple[QuestionAnswer, ...]


@dataclass(frozen=True, slots=True)
class _Pseudonymised:
    judgement: _Judged
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A bundle as it is read once it was verified: when it was `sealed`, and by which `key`.

    `rotations`: the entries of its ledger on keys.
    """

    member: str
    run: int
    sealed: datetime
    key: str
    seals: Seals
    summary: Summary
    rotations: tuple[Mapping[str, Any], ...]

    @property
    def number(self) -> int:
        """That of its seal."""
        return max(self.seals.by_number)

    @property
    def digest(self) -> str:
        """That of its seal."""
        return self.seals.digests[self.number]


def read(path: Path) -> Told:
    """Read a bundle that holds (`reports.verifier.program.verify`).

    Raises:
        NotFiled: it is unsigned, of an audit that did not end, or what it says has no such form.
    """
    try:
        with ZipFile(path) as archive:
            return _read(Bag(archive))
    except (*BROKEN, IntegrityError) as error:
        if isinstance(error, NotFiled):
            raise
        raise NotFiled("unreadable", why=str(error)[:200]) from None


def _read(bag: Bag) -> Told:
    seals = follow_seals(bag, Said(), "")
    seal = seals.last
    member = seal["site"]
    if not (isinstance(member, str) and member.isprintable() and 0 < len(member) <= _LONGEST):
        raise NotFiled("name")
    if seal["key"] is None:
        raise NotFiled("unsigned", member)
    if seal["state"] != _ENDED or not seal["results"]:
        raise NotFiled("interrupted", member, run=seal["run"])
    nameless = is_nameless(bag)
    if nameless:
        document = canonical.decode(bag.read(DOCUMENT), _Pseudonymised)
        judged, differing = document.judgement, document.differing
    else:
        judged = canonical.decode(bag.read("data/results/judgement.json"), _Judged)
        differing = ()
    if type(seal["run"]) is not int or seal["run"] <= 0:
        raise NotFiled("form", member)
    return Told(
        member=member,
        run=seal["run"],
        sealed=_moment(seal["clock"]["sealed"]),
        key=str(seal["key"]["fingerprint"]),
        seals=seals,
        summary=summary(seal, judged, differing=differing, pseudonymised=nameless),
        rotations=() if nameless else tuple(_rotations(bag)),
    )


def _rotations(bag: Bag) -> Iterable[Mapping[str, Any]]:
    """The entries of the ledger that name a key."""
    for line in bag.lines("data/ledger.jsonl"):
        entry = json.loads(line)
        if entry["type"] in {"key.registered", "key.rotated"}:
            yield entry


def summarised(seal: Mapping[str, Any], judged: bytes) -> Summary:
    """What is kept of a judgement's canonical bytes; raises NotFiled."""
    told = canonical.decode(judged, _Judged)
    return summary(seal, told, differing=(), pseudonymised=False)


def summary(
    seal: Mapping[str, Any],
    judged: _Judged,
    *,
    differing: tuple[str, ...],
    pseudonymised: bool,
) -> Summary:
    """What is kept of a judgement: codes and counts that have the form of codes and counts.

    Raises:
        NotFiled: something is neither.
    """
    severities = Counter(each.finding.severity for each in judged.findings)
    made = Summary(
        collected=_moment(seal["clock"]["ended"] or seal["clock"]["started"]),
        as_of=date.fromisoformat(seal["clock"]["as_of"]),
        version=seal["tool"]["version"],
        profile=judged.profile,
        rules=seal["rules"],
        thresholds="sha256:" + sha256(canonical.encode(judged.thresholds)).hexdigest(),
        pseudonymised=pseudonymised,
        expected=seal["coverage"]["expected"],
        missing=seal["coverage"]["missing"],
        severities=tuple((each.value, severities[each]) for each in Severity),
        questions=tuple(_question(each, differing) for each in judged.answers),
        outcomes=tuple(each for each in judged.outcomes if each.check not in differing),
        withheld=tuple(sorted(differing)),
    )
    _refuse_words(made)
    return made


def _question(answer: QuestionAnswer, differing: tuple[str, ...]) -> FiledQuestion:
    withheld = not set(answer.checks).isdisjoint(differing)
    return FiledQuestion(
        id=answer.id,
        verdict=answer.verdict,
        leaning=answer.leaning,
        ground=answer.ground,
        answers=()
        if withheld
        else tuple(
            FiledAnswer(
                id=each.id,
                value=each.value,
                leaning=each.leaning,
                verdict=each.verdict,
                ground=each.ground,
                measure=each.measure,
            )
            for each in answer.answers
        ),
        satisfied=answer.satisfied,
        evaluated=answer.evaluated,
        expected=answer.expected,
        not_asked=answer.not_asked,
        withheld=withheld,
    )


def _refuse_words(made: Summary) -> None:
    """Whoever signs a bundle could write sentences where codes are: none would be kept."""
    answers = [each for question in made.questions for each in question.answers]
    codes = [
        *(made.version, made.profile, made.rules.replace(":", "")),
        *(each.check for each in made.outcomes),
        *(each.measure.unit for each in answers if each.measure),
        *made.withheld,
    ]
    counts = [
        *(made.expected, made.missing),
        *(n for e in made.questions for n in (e.satisfied, e.evaluated, e.expected)),
        *(n for e in made.outcomes for n in (e.expected, e.examined, e.findings)),
    ]
    asked = {each.id for each in made.questions} | {each.question for each in made.outcomes}
    values = {each.value for each in answers} - {"yes", "no", None}
    unknown = (asked - set(questions.IDS)) | ({each.id for each in answers} - set(questions.SUBS))
    if (
        values
        or unknown
        or not all(isinstance(each, str) and _CODE.fullmatch(each) for each in codes)
    ):
        raise NotFiled("form")
    if not all(type(each) is int and each >= 0 for each in counts):
        raise NotFiled("form")
    for names in (
        [each.check for each in made.outcomes],
        [each.id for each in made.questions],
        [each.id for each in answers],
    ):
        if len(set(names)) != len(names):
            raise NotFiled("form")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
