"""What persons said about somebody, and what somebody did with preuve: acts, not facts."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.core.statements import Statement
from agent.engine.access.known import Known, Somebody
from agent.engine.access.screen import Screen
from agent.store import Store, canonical
from checks.derive.reconciliation.names import fold

# Members that hold whoever acted, in statements and in the ledger.
_ACTORS = ("account", "approver", "author", "holder", "requester", "user")


class Acts:
    """The statements and the ledger, searched for one person."""

    def __init__(self, store: Store, known: Known, somebody: Somebody, screen: Screen) -> None:
        self._store = store
        self._screen = screen
        self._places = somebody.persons | somebody.accounts
        self._persons = somebody.persons
        # An owner is named without a roll: an identifier of two rolls may be somebody else's.
        self._shared = known.namesakes(somebody).keys()
        self._keys = {key for _, key in somebody.persons} - self._shared
        self._own = {word.casefold() for word in known.words(somebody)}
        names = {fold(name) for place in somebody.persons for name in _full_names(known, place)}
        others = known.persons.keys() - somebody.persons
        shared = {fold(name) for place in others for name in _full_names(known, place)}
        self._names, self._homonyms = names - shared, names & shared

    def statements(self) -> list[dict[str, Any]]:
        """Decisions, owners, waivers and contests about the person, or that name them."""
        found = []
        for each in self._store.statements():
            body = canonical.decode(each.body, dict)
            if (each.source, each.key) in self._places or self._names_them(body):
                found.append(self._told(each, body))
        return found

    def _names_them(self, body: Mapping[str, Any]) -> bool:
        person = str(body.get("person") or "")
        if roll := body.get("roll"):
            return (roll, person) in self._persons
        return person in self._keys or (person not in self._shared and self._is_them(person))

    def _told(self, said: Statement, body: Mapping[str, Any]) -> dict[str, Any]:
        content = {name: each for name, each in body.items() if name not in _ACTORS}
        acted = {name: body[name] for name in _ACTORS if name in body}
        acted |= {"author": said.author, "user": said.user}
        return {
            "number": said.id,
            "kind": said.kind.value,
            "at": said.at.isoformat(),
            "content": self._screen.plain(content),
            **{name: self._actor(str(who)) for name, who in sorted(acted.items())},
            "withdrawn_by": said.withdrawn_by,
            "words_to_read": said.text is not None,
        }

    def _actor(self, who: str) -> str:
        return who if self._is_them(who) else self._screen.withhold()

    def _is_them(self, who: str) -> bool:
        return who.casefold() in self._own or fold(who) in self._names

    def said(self) -> list[dict[str, Any]]:
        """What the person said of others' accounts or of the hospital: the act, not whom about."""
        found = []
        for each in self._store.statements():
            body = canonical.decode(each.body, dict)
            acted = {"author": each.author, "user": each.user} | {
                name: body[name] for name in _ACTORS if name in body
            }
            roles = sorted(name for name, who in acted.items() if self._is_them(str(who)))
            if roles:
                told = {"number": each.id, "kind": each.kind.value, "at": each.at.isoformat()}
                found.append(told | {"as": roles})
        return found

    def homonyms(self) -> list[int]:
        """Statements of somebody of the same full name, or identifier: a person can say whose."""
        return [
            each.id
            for each in self._store.statements()
            if any(self._may_be_them(who) for who in (each.author, *_values(each)))
        ]

    def _may_be_them(self, who: str) -> bool:
        return fold(who) in self._homonyms or who in self._shared

    def ledger(self) -> list[dict[str, Any]]:
        """The entries that one of the person's accounts made, or asked for."""
        return [
            {"seq": each["seq"], "type": each["type"], "at": each["at"], "run": each["run"]}
            for each in self._store.ledger()
            if any(who.casefold() in self._own for who in _actors(each["payload"]))
        ]


def _values(said: Statement) -> Iterator[str]:
    """Whoever a statement names without saying of which roll."""
    body = canonical.decode(said.body, dict)
    if not body.get("roll"):
        yield from (str(body[name]) for name in (*_ACTORS, "person") if name in body)


def _actors(value: object) -> Iterator[str]:
    """Every text that stands under the name of an actor, at any depth."""
    match value:
        case Mapping():
            for name, each in value.items():
                if name in _ACTORS and isinstance(each, str):
                    yield each
                else:
                    yield from _actors(each)
        case list():
            for each in value:
                yield from _actors(each)


def _full_names(known: Known, place: tuple[str, str]) -> Iterator[str]:
    for person in known.persons.get(place, ()):
        for surname in filter(None, (person.usage_name, person.birth_name)):
            yield f"{person.given_names} {surname}"
            yield f"{surname} {person.given_names}"
