"""What the settings of a list of policy objects come to, and everything they may come to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from agent.core.facts.effective import Doubt, Why
from agent.core.facts.policy import Deed, Half, PolicyValue, Teller

Name = tuple[str, str, str]  # hive, key, value, in lower case


@dataclass(frozen=True, slots=True)
class State:
    """What a setting may be: absent when `text` is None, anything at all when `unknown`."""

    text: str | None = None
    policy: str = ""
    unknown: bool = False


ABSENT = State()


@dataclass(frozen=True, slots=True)
class Applied:
    """A policy object that reaches somebody: surely, or perhaps for some reasons."""

    policy: str
    name: str
    content: str  # the key of its files; empty: they are not known
    whys: tuple[Why, ...] = ()


@dataclass(slots=True)
class Contained:
    """What the files of one half of an object set, by setting; `blind`: not all could be read."""

    values: dict[Name, list[PolicyValue]] = field(default_factory=lambda: defaultdict(list))
    keys: list[PolicyValue] = field(default_factory=list)  # what empties or deletes whole keys
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """Every state a setting may be in, and what makes there be several."""

    states: frozenset[State]
    doubts: frozenset[Doubt]


class Contents:
    """The halves of every object, by the key of its files."""

    def __init__(self, values: Iterable[PolicyValue], blind: Collection[tuple[str, Half]]) -> None:
        self._halves: dict[tuple[str, Half], Contained] = defaultdict(Contained)
        for value in values:
            half = self._halves[value.folder, value.half]
            if value.deed in {Deed.CLEAR, Deed.DELETE_KEY}:
                half.keys.append(value)
            else:
                half.values[name_of(value)].append(value)
        for at in blind:
            self._halves[at].blind = True
        for half in self._halves.values():
            for each_list in half.values.values():
                each_list.sort(key=lambda each: each.order)

    def names(self, half: Half) -> set[Name]:
        """Every setting that some object sets in a half."""
        return {
            name for (_, at), each in self._halves.items() if at is half for name in each.values
        }

    def relevant(self, half: Half, applied: Applied) -> bool:
        """Whether an object has anything to say in a half."""
        if not applied.content:
            return True
        found = self._halves.get((applied.content, half))
        return found is not None and bool(found.values or found.keys or found.blind)

    def result(self, name: Name, half: Half, order: Sequence[Applied]) -> Result:
        """What a setting comes to under a list of objects, lowest precedence first.

        Each kind of file goes through the whole list before the next kind does.
        """
        states = frozenset({ABSENT})
        doubts: set[Doubt] = set()
        bearing = [applied for applied in order if self._bears(name, half, applied)]
        if not bearing:
            return Result(states, frozenset())
        for teller in Teller:
            for applied in bearing:
                states = self._through(name, half, applied, teller, states, doubts)
        several = len({(each.text, each.unknown) for each in states}) > 1
        unknown = any(each.unknown for each in states)
        return Result(states, frozenset(doubts) if several or unknown else frozenset())

    def _bears(self, name: Name, half: Half, applied: Applied) -> bool:
        if not applied.content:
            return True
        found = self._halves.get((applied.content, half))
        return found is not None and bool(found.blind or name in found.values or found.keys)

    def _through(
        self,
        name: Name,
        half: Half,
        applied: Applied,
        teller: Teller,
        states: frozenset[State],
        doubts: set[Doubt],
    ) -> frozenset[State]:
        found = self._halves.get((applied.content, half)) if applied.content else None
        if not applied.content or (found is not None and found.blind):
            why = applied.whys or (Why.UNREAD,)
            doubts.update(Doubt(applied.policy, applied.name, each) for each in why)
            states |= {State(policy=applied.policy, unknown=True)}
        if found is None:
            return states
        for value in _of(found, name, teller):
            whys = applied.whys + ((Why.TARGETING,) if value.conditions else ())
            new = frozenset(_after(value, state) for state in states)
            if value.deed in {Deed.SET, Deed.CREATE} and value.text is None:
                doubts.add(Doubt(applied.policy, applied.name, Why.VALUE))
            if whys and new != states:
                doubts.update(Doubt(applied.policy, applied.name, each) for each in whys)
                new |= states
            states = new
        return states


def name_of(value: PolicyValue) -> Name:
    """How a value is known: registry names have no case."""
    return value.hive.lower(), value.path.lower(), value.name.lower()


def _of(half: Contained, name: Name, teller: Teller) -> list[PolicyValue]:
    own = [each for each in half.values.get(name, ()) if each.teller is teller]
    wide = [each for each in half.keys if each.teller is teller and _covers(each, name)]
    return sorted([*own, *wide], key=lambda each: each.order) if wide else own


def _covers(value: PolicyValue, name: Name) -> bool:
    hive, path, _ = name
    key = value.path.lower()
    if value.hive.lower() != hive:
        return False
    return path == key or (value.deed is Deed.DELETE_KEY and path.startswith(f"{key}\\"))


def _after(value: PolicyValue, state: State) -> State:
    if value.deed is Deed.CREATE and (state.text is not None or state.unknown):
        return state
    if value.deed in {Deed.SET, Deed.CREATE}:
        return State(value.text, value.policy, unknown=value.text is None)
    return ABSENT


def merged(over: Result, under: Result) -> Result:
    """A setting that one place tells, else another."""
    states = {each for each in over.states if each.text is not None or each.unknown}
    if len(states) < len(over.states):
        states |= under.states
    return Result(frozenset(states), over.doubts | under.doubts)
