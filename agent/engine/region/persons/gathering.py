"""Who is known in one hospital, and by what: the persons of its rolls, the accounts of nobody's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from agent.core.errors import Purged
from agent.core.facts.accounts import Account
from agent.core.facts.people import Person, Roll
from agent.core.facts.standing import TO_EXPLAIN, Bridge, Standing
from agent.core.runs import RunRecord
from agent.core.sources import Facts
from agent.engine import sealing
from agent.engine.populations import Shelf
from agent.engine.region.persons.identities import agree, first_word, number, traits
from agent.engine.region.refusals import NotAlike
from agent.store import Store
from checks.derive.reconciliation import names
from checks.derive.reconciliation.registry import Holder, Registry


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of a roll, or an account that nobody present holds; `accounts`: the enabled ones.

    `doubtful`: what they bear contradicts itself, or is borne by others here too.
    """

    accounts: tuple[Account, ...]
    present: bool
    number: str | None = None
    traits: str | None = None
    given: str | None = None  # the first word of the given names: one number, one of them
    doubtful: bool = False

    @property
    def comparable(self) -> bool:
        """Whether anything of it can be met elsewhere."""
        return bool(self.number or self.traits)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody, the audit that knows them, and the day when the oldest of its rolls was drawn."""

    run: RunRecord
    drawn: date
    known: list[Known]


def gather(store: Store, run: int | None, day: date) -> Gathered:
    """Everybody whom an audit (the last one when None) knows, as of the day of a count.

    Raises:
        NotAlike: a demonstration, or an audit without rolls that are whole.
        Purged: its names were erased by age.
        IntegrityError: the store does not hold what was sealed.
    """
    sealing.verify(store)
    record = store.run(store.last_ended() if run is None else run)
    if record.demonstration:
        raise NotAlike("demonstration", run=record.run)
    if record.erased:
        raise Purged(f"run {record.run}: its names were erased on {record.erased:%Y-%m-%d}")
    populations = Shelf(store, record.run).populations()
    persons, rolls = populations.get(Person), populations.get(Roll)
    whole = any(True for _ in store.derived(record.run, Bridge))
    if not (isinstance(persons, Facts) and isinstance(rolls, Facts) and whole):
        raise NotAlike("unreconciled", run=record.run)
    holders = Registry(persons.items, day).holders
    held, unowned = _accounts(store, record.run, holders)
    found = [_holder(each, tuple(held[each])) for each in holders if each.present or held.get(each)]
    taken = {value for each in holders for value in _numbers(each, held.get(each, ()))}
    return Gathered(
        record,
        min(each.extracted_on for each in rolls.items),
        _unique([*found, *_nobodys(unowned, taken)]),
    )


def _accounts(
    store: Store, run: int, holders: Iterable[Holder]
) -> tuple[dict[Holder, list[Account]], list[Account]]:
    """The enabled accounts by holder, and those that wait for an explanation."""
    at = {(line.source, line.key): each for each in holders for line in each.persons}
    whose: dict[tuple[str, str], Holder | None] = {}
    for each in store.derived(run, Standing):
        if each.enabled and each.person is not None:
            whose[each.source, each.key] = at.get((each.roll or "", each.person))
        elif each.enabled and each.account_class in TO_EXPLAIN:
            whose[each.source, each.key] = None
    held: dict[Holder, list[Account]] = defaultdict(list)
    unowned: list[Account] = []
    for account in store.facts(Account, run):
        place = account.source, account.key
        if place in whose:
            holder = whose[place]
            (unowned if holder is None else held[holder]).append(account)
    return held, unowned


def _numbers(holder: Holder, accounts: Iterable[Account]) -> set[str]:
    return {value for line in holder.persons if (value := number(line.rpps))}.union(
        *map(_borne, accounts)
    )


def _borne(account: Account) -> set[str]:
    return {told for _, value in account.identifiers if (told := number(value))}


def _holder(holder: Holder, accounts: tuple[Account, ...]) -> Known:
    """Somebody of a roll; lines and accounts that tell two people stand for nobody."""
    given = first_word(holder.named.given_names)
    known = Known(accounts, present=bool(holder.present), given=given)
    numbers = _numbers(holder, accounts)
    born = {told for each in holder.persons if (told := traits(each))}
    if len(numbers) > 1 or len(born) > 1 or not agree(holder.persons):
        return replace(known, doubtful=True)
    wrong = any(each.rpps and number(each.rpps) is None for each in holder.persons)
    return replace(
        known, number=next(iter(numbers), None), traits=next(iter(born), None), doubtful=wrong
    )


def _nobodys(accounts: Iterable[Account], taken: set[str]) -> Iterator[Known]:
    """Accounts of nobody here: one that bears the number of somebody who is here borrowed it."""
    by_number: dict[str, list[Account]] = defaultdict(list)
    for each in accounts:
        borne = _borne(each)
        if len(borne) == 1 and not borne & taken:
            by_number[borne.pop()].append(each)
        else:
            yield Known((each,), present=False, doubtful=bool(borne))
    for value, group in by_number.items():
        alike = _same_names(group)
        given = next((told for each in group if (told := first_word(each.given_name))), None)
        yield Known(
            tuple(group),
            present=False,
            number=value if alike else None,
            given=given,
            doubtful=not alike,
        )


def _same_names(accounts: Iterable[Account]) -> bool:
    told = [
        (set(names.tokens(each.surname)), set(names.tokens(each.given_name)))
        for each in accounts
        if each.surname and each.given_name
    ]
    return all(surname & told[0][0] and given & told[0][1] for surname, given in told[1:])


def _unique(found: list[Known]) -> list[Known]:
    """What two people here bear says of neither who they are."""
    numbers = Counter(each.number for each in found)
    born = Counter(each.traits for each in found)
    told: list[Known] = []
    for each in found:
        shared = bool(each.number and numbers[each.number] > 1)
        twins = bool(each.traits and born[each.traits] > 1)
        if shared or twins:
            told.append(
                replace(
                    each,
                    number=None if shared else each.number,
                    traits=None if twins else each.traits,
                    doubtful=True,
                )
            )
        else:
            told.append(each)
    return told
