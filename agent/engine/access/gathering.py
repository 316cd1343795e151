"""Gathers what the store holds of one person: facts, links, findings, exhibits; nobody else's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from agent.core.facts import KINDS, Fact, Family
from agent.core.facts.accounts import Account, Group
from agent.core.facts.local_rights import LocalAdministrators
from agent.core.facts.locks import ProfileLock
from agent.core.facts.standing import Standing
from agent.core.judgements import JudgedFinding
from agent.engine.access.known import Known, Place, Somebody
from agent.engine.access.screen import Screen
from agent.store import Store, canonical
from reports.words import Words

Told = dict[str, Any]
D = TypeVar("D", bound=Fact)

_STORED = {Family.STATE, Family.EVENT, Family.READING}
# Of a person's own facts, what names somebody else: a manager, a borrowed identifier.
_OF_MANY = (Group, LocalAdministrators)  # told apart, without their other members
_OF_OTHERS: dict[type[Fact], tuple[str, ...]] = {Account: ("manager", "identifiers")}


class Gathering:
    """One person's share of the store; each method is a part of the answer, as plain data."""

    def __init__(
        self, store: Store, known: Known, somebody: Somebody, screen: Screen, say: Words
    ) -> None:
        self._store = store
        self._known = known
        self._places = somebody.persons | somebody.accounts
        self._somebody = somebody
        self._screen = screen
        self._say = say
        own = list(known.own(somebody))
        self._dns = {(each.source, each.dn.casefold()) for each in own if each.dn}
        self._sids = {each.sid for each in own if each.sid}
        self._words = {word.casefold() for word in known.words(somebody)}

    def facts(self) -> list[Told]:
        """Every version of every collected fact about the person, by kind, source and key."""
        found: list[Told] = []
        for name, kind in sorted(KINDS.items()):
            if kind.personal and kind.family in _STORED and kind not in _OF_MANY:
                found += self._of_kind(name, kind)
        return found

    def _of_kind(self, name: str, kind: type[Fact]) -> list[Told]:
        by_key: dict[Place, list[Told]] = {}
        for each in self._store.versions(kind):
            at = each.source, each.key
            if each.fact is None:
                if at in by_key:
                    by_key[at].append({"run": each.run, "gone": True})
            elif self._is_theirs(each.fact):
                if self._was_others(each.fact, each.run):
                    self._screen.withhold()
                    by_key.setdefault(at, []).append({"run": each.run, "withheld": True})
                    continue
                told = self._screen.only(_plain(each.fact), _OF_OTHERS.get(kind, ()))
                by_key.setdefault(at, []).append({"run": each.run, **_body(told)})
        return [
            {"kind": name, "source": source, "key": key, "versions": versions}
            for (source, key), versions in by_key.items()
        ]

    def _was_others(self, fact: Fact, since: int) -> bool:
        """Whether a version tells of an account when it was somebody else's."""
        place = fact.source, getattr(fact, "account", None) or fact.key
        return self._known.is_others_version(place, since, self._somebody)

    def _is_theirs(self, fact: Fact) -> bool:
        if isinstance(fact, ProfileLock):
            return fact.user in self._sids
        holder = getattr(fact, "account", None)
        return not self._places.isdisjoint({(fact.source, fact.key), (fact.source, holder)})

    def groups(self) -> list[Told]:
        """The groups that hold the person's accounts, without their other members."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for each in self._store.versions(Group):
            if each.fact is None:
                continue
            for role, members in (
                ("member", each.fact.members),
                ("manager", [each.fact.managed_by or ""]),
            ):
                if any((each.source, dn.casefold()) in self._dns for dn in members):
                    found.setdefault((each.source, each.fact.name, role), []).append(each.run)
        for told in self._store.versions(LocalAdministrators):
            if told.fact is not None and self._administers(told.fact):
                name = f"S-1-5-32-544 ({told.fact.host})"
                found.setdefault((told.source, name, "member"), []).append(told.run)
        return [
            {"source": source, "group": name, "as": role, "runs": runs}
            for (source, name, role), runs in sorted(found.items())
        ]

    def _administers(self, group: Fact) -> bool:
        """Whether a host's administrators hold one of the person's accounts."""
        members = group.members if isinstance(group, LocalAdministrators) else ()
        return any(sid in self._sids for sid, _ in members)

    def manages(self) -> list[Told]:
        """How many accounts name one of the person's as their manager; never which."""
        counts: dict[str, int] = {}
        for (source, _), versions in self._known.accounts.items():
            if (source, (versions[-1].manager or "").casefold()) in self._dns:
                counts[source] = counts.get(source, 0) + 1
        return [{"source": source, "accounts": count} for source, count in sorted(counts.items())]

    def links(self) -> list[Told]:
        """Whose each account was said to be, audit by audit, and why."""
        found: list[Told] = []
        for run, each in self._derived(Standing, self._is_theirs):
            told = self._screen.only(_plain(each), ("person", "roll", "reasons", "candidates"))
            why = [self._say.reason(code) for code in told["reasons"]]
            whose = self._say.term("classes", each.account_class)
            found.append({"run": run, **told, "class_in_words": whose, "why": why})
        return _once(found)

    def once_linked(self) -> list[Told]:
        """Accounts that were said to be the person's, or perhaps theirs, and are not: no names."""
        found: list[Told] = []
        keys = {key for _, key in self._somebody.persons}
        keys -= self._known.namesakes(self._somebody).keys()  # candidates say no roll

        def named(each: Standing) -> bool:
            holder = (each.roll, each.person) in self._somebody.persons
            return holder or any(key in keys for key, _ in each.candidates)

        for run, each in self._derived(Standing, named):
            if self._is_theirs(each):
                continue
            told: Told = {"run": run, "source": each.source}
            score = next((score for key, score in each.candidates if key in keys), None)
            if (each.roll, each.person) in self._somebody.persons:
                found.append(told | {"said": "linked"})
            else:
                found.append(told | {"said": "candidate", "per_thousand": score})
        return found

    def concluded(self) -> list[Told]:
        """The other facts that rules worked out of the person's accounts."""
        found: list[Told] = []
        for name, kind in sorted(KINDS.items()):
            if kind.personal and kind.family is Family.DERIVED and kind is not Standing:
                found += [
                    {"kind": name, "run": run, **self._screen.plain(_plain(each))}
                    for run, each in self._derived(kind, self._is_theirs)
                ]
        return _once(found)

    def _derived(self, kind: type[D], keep: Callable[[D], bool]) -> list[tuple[int, D]]:
        """From the first judgement to the last."""
        words = {key for _, key in self._places}
        found = [
            (run, each)
            for run, chunk in self._store.derived_ever(kind, kind, words)
            for each in reversed(chunk)
            if keep(each)
            and not self._known.is_others((each.source, each.key), run, self._somebody)
        ]
        return found[::-1]

    def judged(self) -> tuple[list[Told], list[Told]]:
        """The findings about the person, and what an audit expected of them and did not see."""
        findings: list[Told] = []
        missing: list[Told] = []
        for judgement in self._store.judgements():
            at = {"run": judgement.run, "as_of": judgement.as_of.isoformat()}
            for each in judgement.findings:
                about = each.finding.about
                kind = KINDS.get(about.kind)
                place = about.source, about.key
                others = self._known.is_others(place, judgement.run, self._somebody)
                if kind and kind.personal and place in self._places and not others:
                    findings.append(at | self._finding(each))
            missing += [
                at | {"check": outcome.check, "reason": gap.reason.value}
                for outcome in judgement.outcomes
                for gap in outcome.missing
                if gap.target.casefold() in self._words
            ]
        return _once(findings), _once(missing)

    def _finding(self, judged: JudgedFinding) -> Told:
        finding = judged.finding
        shown = replace(finding, values=self._screen.plain(finding.values), related=())
        known = judged.check in self._say.texts["checks"]
        return {
            "check": judged.check,
            "severity": finding.severity.value,
            "source": finding.about.source,
            "about": self._screen.plain(finding.about.label),
            "values": dict(shown.values),
            "in_words": self._say.finding(replace(judged, finding=shown)) if known else "",
            "waiver": judged.waiver,
            "contested": judged.contested,
            "exhibits": list(judged.exhibits),
        }

    def exhibits(self) -> list[Told]:
        """Where each fact was read: the exhibits of every run that show it."""
        shown: dict[tuple[int, str], Told] = {}
        for kind in (each for each in KINDS.values() if each.family in _STORED and each.personal):
            for source, keys in self._keys(kind).items():
                for each in self._store.shown(kind, source, keys):
                    if all(
                        self._known.is_others((source, key), each.run, self._somebody)
                        for key in keys
                    ):
                        continue
                    shown[each.run, each.digest] = {
                        "run": each.run,
                        "digest": each.digest,
                        "source": each.source,
                        "target": each.target,
                        "collector": each.collector,
                        "collected": each.collected.isoformat(),
                    }
        return [shown[at] for at in sorted(shown)]

    def _keys(self, kind: type[Fact]) -> dict[str, set[str]]:
        """By source, the keys under which a kind tells of the person."""
        found: dict[str, set[str]] = {}
        for each in self._store.versions(kind):
            if each.fact is None:
                continue
            members = each.fact.members if isinstance(each.fact, Group) else ()
            inside = any((each.source, dn.casefold()) in self._dns for dn in members)
            if inside or self._administers(each.fact) or self._is_theirs(each.fact):
                found.setdefault(each.source, set()).add(each.key)
        return found


def _plain(fact: Fact) -> Told:
    told: Told = canonical.decode(canonical.encode(fact), dict)
    return told


def _body(told: Told) -> Told:
    """Without what every version has alike."""
    return {name: each for name, each in told.items() if name not in {"source", "key"}}


def _once(told: list[Told]) -> list[Told]:
    """A run that was judged twice to the same end is told once, in the order of runs."""
    seen: list[Told] = []
    for each in sorted(told, key=lambda one: int(one["run"])):
        if each not in seen:
            seen.append(each)
    return seen
