"""Restoration sheets as they were recorded, and what they answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from agent.core.facts.attested import AttestedAnswer, Said
from agent.core.facts.restores import RestoreTold
from agent.core.restore_sheets import RestoreSheet
from agent.core.statements import StatementKind
from agent.store import Store, canonical

# A restore is tried once a year at least (ANSSI, ReCyF 13.2): its sheet answers until then.
_HOLDS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A sheet as it was recorded; `data` is what was restored, None once erased."""

    number: int
    sheet: RestoreSheet
    data: str | None


def recorded(store: Store) -> list[Recorded]:
    """Every sheet that was not taken back, oldest first."""
    return [
        Recorded(each.id, canonical.decode(each.body, RestoreSheet), each.text)
        for each in store.standing(StatementKind.RESTORE_TEST)
    ]


def told(store: Store) -> list[RestoreTold]:
    """The same, without who restored, who asked and what."""
    return [
        RestoreTold(
            source="sheets",
            key=str(each.number),
            system=each.sheet.system,
            number=each.number,
            day=each.sheet.day,
            role=each.sheet.role,
            succeeded=each.sheet.succeeded,
            minutes=each.sheet.minutes,
            compared=each.sheet.compared,
        )
        for each in recorded(store)
    ]


def answers(sheets: Iterable[RestoreTold]) -> Iterator[AttestedAnswer]:
    """What sheets answer to questions 7a (tried?) and 5b (how long?): a person's word.

    A restore that failed speaks against all others until that system was restored again, on a
    later day: the order of recording is not that of restoring.
    """
    last: dict[str, RestoreTold] = {}
    for each in sorted(sheets, key=lambda each: each.number):
        system = each.system.casefold()
        if system not in last or last[system].day <= each.day:
            last[system] = each
        failing = [told for told in last.values() if not told.succeeded]
        yield _answer(each, "7a", Said.NO if failing else Said.YES)
        if each.succeeded and each.minutes is not None:
            yield _answer(each, "5b", Said.YES)


def _answer(sheet: RestoreTold, about: str, said: Said) -> AttestedAnswer:
    return AttestedAnswer(
        source=sheet.source,
        key=f"{sheet.key}/{about}",
        about=about,
        number=sheet.number,
        answer=said,
        role=sheet.role,
        day=sheet.day,
        expires=sheet.day + _HOLDS,
    )
