"""Judges a bundle again, from its facts, with the rules installed here when they are the same."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

from agent.core.answers import QuestionAnswer
from agent.core.errors import IntegrityError, PreuveError
from agent.core.facts import KINDS, Fact
from agent.core.judgements import Judgement
from agent.core.runs import UnitRecord
from agent.core.sources import Completeness, Facts, Ground
from agent.engine import concluding, inputs, pseudonyms, trees
from agent.engine.judging import Judged, judge
from agent.engine.populations import Shelf, Stored
from agent.engine.pseudonyms import Part
from agent.store import canonical
from checks import registry
from checks.lifecycle.table import BUNDLED
from reports.verifier.bag import BROKEN, Bag, Said
from reports.verifier.facts import DISCLOSED
from reports.verifier.nameless import DOCUMENT, is_nameless

F = TypeVar("F", bound=Fact)
_LEVEL = "rederivation"


class Lacking(PreuveError):
    """A bundle that leaves out something that was judged."""


class Given:
    """The facts of a bundle: those of its audit, and what the one before knew."""

    def __init__(self, bag: Bag) -> None:
        self._bag = bag
        self.seal = json.loads(bag.read("data/seal/seal.json"))
        self._places = _places(bag, "data/seal/facts.json", "data/facts")
        if "inputs.json" not in self.seal["documents"]:
            raise Lacking("data/seal/inputs.json")  # sealed by a preuve that did not cover it
        self._inputs = json.loads(bag.read("data/seal/inputs.json"))
        before = "data/earlier/facts.json"
        self._before = _places(bag, before, "data/earlier") if before in bag.names else {}

    def units(self, _run: int) -> list[UnitRecord]:
        """The units of the audit."""
        (body,) = self._given(inputs.UNITS)
        return canonical.decode(body, list[UnitRecord])

    def facts(self, kind: type[F], run: int, sources: Collection[str] | None = None) -> Iterator[F]:
        """The facts of a kind, by source and key."""
        places = self._places if run == self.seal["run"] else self._before
        for (source, told), name in sorted(places.items()):
            if told == kind.kind and (sources is None or source in sources):
                for body in self._lines(name):
                    yield canonical.decode(body, kind)

    def derived(self, _run: int, kind: type[F]) -> Iterator[F]:
        """What the audit before derived of a kind."""
        for body in self._lines(f"data/earlier/{kind.kind}.jsonl"):
            yield from canonical.decode(body, list[kind])  # type: ignore[valid-type]  # a type made at run time

    def words(self) -> dict[type[Fact], Facts[Any]]:
        """The words of persons that counted."""
        return {
            kind: Facts(
                [canonical.decode(body, kind) for body in self._given(kind.kind)],
                ground=Ground.DECLARED,
                completeness=Completeness.COMPLETE,
            )
            for kind in inputs.WORDS
        }

    def earlier(self) -> dict[type[Fact], Facts[Any]]:
        """What the audit before knew of the kinds that are compared with it; nothing if first."""
        if self._inputs["before"] is None:
            return {}
        if not self._before:  # not enclosed, or an audit that ended before it was sealed
            raise Lacking("data/earlier/facts.json")
        return {
            kind: Facts(Stored(self, kind, self.seal["run"] - 1, streamed=True))
            for kind in inputs.earlier_kinds()
        }

    def _given(self, name: str) -> Iterator[bytes]:
        told = {each["name"]: each["count"] for each in self._inputs["given"]}
        return self._lines(f"data/inputs/{name}.jsonl") if told.get(name) else iter(())

    def _lines(self, name: str) -> Iterator[bytes]:
        if name not in self._bag.names:
            raise Lacking(name)
        yield from _bodies(self._bag, name)


def _bodies(bag: Bag, name: str) -> Iterator[bytes]:
    for line in bag.lines(name):
        found = DISCLOSED.fullmatch(line)
        if found is None:
            raise IntegrityError(f"{name}: a line is no disclosed fact")
        yield found[1]


def _places(bag: Bag, listed: str, folder: str) -> dict[tuple[str, str], str]:
    """By source and kind, the file that discloses them."""
    told: list[Mapping[str, Any]] = json.loads(bag.read(listed))
    return {
        (each["source"], each["kind"]): f"{folder}/{place:04}.jsonl"
        for place, each in enumerate(told, 1)
    }


def rederive(path: Path, said: Said) -> None:
    """Say whether the installed rules make the bundle's results of its facts.

    Nothing of the bundle is executed. Waivers and contests are words beside findings: they are
    not made again.
    """
    try:
        with ZipFile(path) as archive:
            bag = Bag(archive)
            (_rederive_nameless if is_nameless(bag) else _rederive)(bag, said)
    except Lacking as gap:
        said.doubt(_LEVEL, "rederive-lacks", name=str(gap))
    except (*BROKEN, IntegrityError) as error:
        said.false(_LEVEL, "unreadable", name=str(error)[:200])


def _hinders(seal: Mapping[str, Any], lifecycle: str, said: Said) -> bool:
    """Whether what is installed here cannot judge what was judged there; says why."""
    if trees.digest(trees.rules(trees.tool())) != seal["rules"]:
        said.doubt(_LEVEL, "rederive-rules", version=seal["tool"]["version"])
    elif lifecycle != "sha256:" + sha256(canonical.encode(BUNDLED)).hexdigest():
        said.doubt(_LEVEL, "rederive-table")
    elif not seal["results"]:
        said.doubt(_LEVEL, "rederive-none")
    else:
        return False
    return True


def _rederive_nameless(bag: Bag, said: Said) -> None:
    """The checks alone, of pseudonyms: what links accounts to persons reads names."""
    seal = json.loads(bag.read("data/seal/seal.json"))
    told = json.loads(bag.read(DOCUMENT))
    if _hinders(seal, told["lifecycle"], said):
        return
    registry.load()  # which names every kind
    judgement = pseudonyms.judgement(bag.read(DOCUMENT))
    parts = [
        Part(entry, _under_pseudonyms(bag, f"data/pseudonyms/{place:04}.jsonl", entry))
        for place, entry in enumerate(told["populations"], 1)
    ]
    again = pseudonyms.conclude(parts, judgement)
    found = Judged(
        {}, list(again.outcomes), [(each.check, each.finding) for each in again.findings]
    )
    other = _difference(found, again.answers, judgement)
    _conclude(said, seal, judgement, other, "rederived-pseudonyms")
    if other is None:
        said.doubt(_LEVEL, "unlinked")


def _under_pseudonyms(bag: Bag, name: str, entry: Mapping[str, Any]) -> list[Fact]:
    if "unanswered" in entry:
        return []
    if name not in bag.names:
        raise Lacking(name)
    return [canonical.decode(body, KINDS[entry["kind"]]) for body in _bodies(bag, name)]


def _rederive(bag: Bag, said: Said) -> None:
    given = Given(bag)
    seal = given.seal
    settings = json.loads(bag.read("data/seal/settings.json"))
    if _hinders(seal, settings["lifecycle"], said):
        return
    as_of = date.fromisoformat(seal["clock"]["as_of"])
    found = _judged(given, settings["thresholds"], as_of)
    answers = concluding.answers(found, as_of, tuple(settings["scope"]["not_asked"]))
    told = canonical.decode(bag.read("data/results/judgement.json"), Judgement)
    other = _difference(found, answers, told)
    _conclude(said, seal, told, other, "rederived")


def _conclude(
    said: Said, seal: Mapping[str, Any], told: Judgement, other: str | None, same: str
) -> None:
    if other is None:
        counts = {"outcomes": len(told.outcomes), "findings": len(told.findings)}
        said.good(_LEVEL, same, **counts)
    elif trees.digest(trees.tool()) == seal["tool"]["digest"]:
        said.false(_LEVEL, "rederived-other", check=other)
    else:
        said.doubt(_LEVEL, "rederived-elsewhere", check=other)


def _judged(given: Given, thresholds: Mapping[str, int], as_of: date) -> Judged:
    registry.load()
    return judge(
        Shelf(given, given.seal["run"]).populations() | given.words(),
        given.earlier(),
        thresholds,
        as_of,
        checks=registry.CHECKS.values(),
        derivations=registry.DERIVATIONS.values(),
    )


def _difference(found: Judged, answers: tuple[QuestionAnswer, ...], told: Judgement) -> str | None:
    """The first check that concludes otherwise, or question that is answered otherwise, if any."""
    findings = sorted((each.check, canonical.encode(each.finding)) for each in told.findings)
    again = sorted((check, canonical.encode(each)) for check, each in found.findings)
    for one, other in (
        ({each.check: each for each in found.outcomes}, {e.check: e for e in told.outcomes}),
        (_by_check(again), _by_check(findings)),
        ({each.id: each for each in answers}, {each.id: each for each in told.answers}),
    ):
        for name in sorted(one.keys() | other.keys()):
            if canonical.encode(one.get(name)) != canonical.encode(other.get(name)):
                return name
    return None


def _by_check(findings: list[tuple[str, bytes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check, finding in findings:
        found.setdefault(check, []).append(finding.decode())
    return found
