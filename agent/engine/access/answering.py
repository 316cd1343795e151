"""Writes the answer to an access request in a file of its own, and enters the act in the ledger."""

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import agent
from agent.core.acts import Act
from agent.core.errors import UsageError
from agent.engine.access.acts import Acts
from agent.engine.access.gathering import Gathering
from agent.engine.access.known import Known, Somebody
from agent.engine.access.screen import Screen
from agent.engine.access.seeking import bearers
from agent.store import Store
from reports.privacy.words import Words

SCHEMA = "preuve/person/1"
_NOTES = ("scope", "others", "free_words", "backups", "terms")


@dataclass(frozen=True, slots=True)
class Request:
    """Who is asked about, by what identifier, on which day of the site."""

    identifier: str
    somebody: Somebody
    day: date


def answer(store: Store, known: Known, request: Request, say: Words) -> dict[str, Any]:
    """All that the store holds of one person, as plain data, in the words of one language."""
    somebody = request.somebody
    screen = Screen(known.others(somebody), say("person.withheld"))
    part = Gathering(store, known, somebody, screen, say)
    acts = Acts(store, known, somebody, screen)
    findings, missing = part.judged()
    told: dict[str, Any] = {
        "facts": part.facts(),
        "groups": part.groups(),
        "manager_of": part.manages(),
        "links": part.links(),
        "once_linked": part.once_linked(),
        "concluded": part.concluded(),
        "findings": findings,
        "not_seen": missing,
        "statements": acts.statements(),
        "said": acts.said(),
        "ledger": acts.ledger(),
        "exhibits": part.exhibits(),
    }
    by_hand = {
        "accounts_with_the_same_identifier": bearers(known, somebody),
        "statements_with_words": [
            each["number"] for each in told["statements"] if each["words_to_read"]
        ],
        "statements_of_a_homonym": acts.homonyms(),
        "identifiers_in_another_roll": sorted(known.namesakes(somebody)),
    }
    return {
        "schema": SCHEMA,
        "site": store.site,
        "made_on": request.day.isoformat(),
        "made_by": f"preuve {agent.__version__}",
        "asked_for": request.identifier,
        "read_first": [say(f"person.{note}") for note in _NOTES],
        "identity": {
            "rolls": [_at("roll", "identifier", at) for at in sorted(somebody.persons)],
            "accounts": [_account(known, at) for at in sorted(somebody.accounts)],
        },
        **told,
        "to_check_by_hand": by_hand,
        "withheld": screen.withheld,
        "runs": _runs(store, told),
        "words": _glossary(told, say),
    }


def _at(source: str, key: str, place: tuple[str, str]) -> dict[str, str]:
    return {source: place[0], key: place[1]}


def _account(known: Known, place: tuple[str, str]) -> dict[str, str]:
    versions = known.accounts.get(place)
    return _at("source", "key", place) | ({"login": versions[-1].login} if versions else {})


def _runs(store: Store, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The audits in which the person stands, and when they took place."""
    numbers = set(_numbers(told))
    return [
        {
            "run": each.run,
            "started": each.started.isoformat(),
            "ended": each.ended.isoformat() if each.ended else None,
            "as_of": each.as_of.isoformat(),
            "demonstration": each.demonstration,
        }
        for each in store.runs()
        if each.run in numbers
    ]


def _numbers(told: Any) -> list[int]:
    if isinstance(told, dict):
        runs = [told["run"]] if isinstance(told.get("run"), int) else list(told.get("runs", ()))
        return runs + [run for each in told.values() for run in _numbers(each)]
    return [run for each in told for run in _numbers(each)] if isinstance(told, list) else []


def _glossary(told: dict[str, Any], say: Words) -> dict[str, dict[str, str]]:
    """What the kinds and the names of fields mean, as far as the answer uses them."""
    kinds = {each["kind"] for each in (*told["facts"], *told["concluded"])}
    names = {name for each in told["facts"] for version in each["versions"] for name in version} | {
        name for part in ("links", "concluded") for each in told[part] for name in each
    }
    fields = {name: say.word("fields", name) for name in sorted(names)}
    return {
        "kinds": {name: say.word("kinds", name) for name in sorted(kinds)},
        "fields": {name: word for name, word in fields.items() if word != name},
    }


def write(store: Store, told: dict[str, Any], path: Path, *, user: str) -> None:
    """Write an answer in a new file that only its owner reads, once its act is in the ledger.

    The ledger holds a keyed digest of what was asked for: no name, nothing that can be guessed.

    Raises:
        UsageError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise UsageError(f"{path}: it exists already; nothing is overwritten")
    body = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    try:
        with TemporaryDirectory(prefix=".preuve-", dir=path.absolute().parent) as folder:
            made = Path(folder) / "answer"
            opened = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(body)
            asked = told["asked_for"].strip().casefold()
            entry = {"person": store.keyed_digest("person", asked), "user": user}
            store.record(Act.PERSON_EXPORTED, entry)
            made.rename(path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
