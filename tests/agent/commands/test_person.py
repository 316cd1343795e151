"""An access request: all of one person, nothing of anybody else, and an act that names nobody."""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from agent.core.facts.standing import AccountClass
from agent.engine.access.answering import Request, answer
from agent.engine.access.known import Known
from reports.privacy.words import words
from tests.agent.commands.conftest import Demo

OTHER = "[autre personne]"


def asked(demo: Demo, identifier: str, *more: str, name: str = "p.json") -> Any:
    done = demo.run("person", identifier, "--export", name, "--lang", "fr", *more)
    assert done.returncode == 0, done.stderr
    return json.loads((demo.folder / name).read_text("utf-8"))


def texts(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for each in told.values():
            yield from texts(each)
    elif isinstance(told, list):
        for each in told:
            yield from texts(each)
    elif isinstance(told, str):
        yield told


def test_every_identifier_leads_to_the_same_person(demo: Demo) -> None:
    by_roll = asked(demo, "INT0035")
    by_rpps = asked(demo, "10104817104", name="rpps.json")
    by_login = asked(demo, "Adele.Camara", name="login.json")

    assert by_roll["identity"]["rolls"] == [{"roll": "internes", "identifier": "INT0035"}]
    assert [each["login"] for each in by_roll["identity"]["accounts"]] == ["adele.camara"]
    assert by_rpps["identity"] == by_login["identity"] == by_roll["identity"]
    (person,) = [each for each in by_roll["facts"] if each["kind"] == "person"]
    (line,) = person["versions"]
    # As the roll of interns writes it.
    assert (line["usage_name"], line["given_names"]) == ("Camara", "Adèle")
    assert (line["rpps"], line["unit"]) == ("10104817104", "Bloc opératoire")
    assert line["periods"] == [["2026-05-01", "2026-10-31"]]
    (link,) = by_roll["links"]
    assert (link["account_class"], link["person"]) == ("pending", "INT0035")
    assert link["why"]
    assert {each["source"] for each in by_roll["exhibits"]} == {"ad", "internes"}
    assert all(each["digest"].startswith("sha256:") for each in by_roll["exhibits"])
    assert [each["run"] for each in by_roll["runs"]] == [1]
    assert by_roll["words"]["fields"]["rpps"] == "numéro RPPS"


def test_a_missing_zero_is_forgiven(demo: Demo) -> None:
    assert asked(demo, "10429")["identity"]["rolls"] == [{"roll": "rh", "identifier": "0010429"}]


def test_the_administrators_twin_is_theirs_and_its_reason_is_told(demo: Demo) -> None:
    told = asked(demo, "0010429")

    assert {each["login"] for each in told["identity"]["accounts"]} == {"jlaurent", "adm-jlaurent"}
    assert {each["group"] for each in told["groups"]} == {"GG_Bloc opératoire", "GG_Exploitation"}
    (twin,) = [each for each in told["links"] if each["secondary"]]
    assert twin["why"] == ["second compte du titulaire de jlaurent"]


def test_the_file_is_its_owners_alone_and_nothing_is_overwritten(demo: Demo) -> None:
    asked(demo, "0010429")
    again = demo.run("person", "0010429", "--export", "p.json", "--lang", "en")

    assert (demo.folder / "p.json").stat().st_mode & 0o777 == 0o600
    assert again.returncode == 3
    assert "p.json" in again.stderr


def test_the_act_is_in_the_ledger_and_names_nobody(demo: Demo) -> None:
    asked(demo, "0010429")
    asked(demo, " 0010429", name="again.json")
    with demo.store() as store:
        made = [each for each in store.ledger() if each["type"] == "person.exported"]
        whole = b"".join(store.ledger_bytes())
        store.verify_ledger()

    assert [set(each["payload"]) for each in made] == [{"person", "user"}] * 2
    digests = {each["payload"]["person"] for each in made}
    assert len(digests) == 1  # the same person, whatever the spaces
    assert digests != {"sha256:" + sha256(b"0010429").hexdigest()}  # which could be guessed
    assert b"0010429" not in whole


def test_a_refused_request_is_no_act(demo: Demo) -> None:
    (demo.folder / "p.json").write_text("{}")
    demo.run("person", "0010429", "--export", "p.json")
    demo.run("person", "nobody", "--export", "q.json")

    with demo.store() as store:
        assert "person.exported" not in {each["type"] for each in store.ledger()}
    assert not (demo.folder / "q.json").exists()


def test_nobody_is_said_to_be_no_proof(demo: Demo) -> None:
    done = demo.run("person", "0099999", "--export", "p.json", "--lang", "en")

    assert done.returncode == 2
    assert "nothing in this store" in done.stderr
    assert "no proof" in done.stderr
    assert not (demo.folder / "p.json").exists()


@pytest.mark.parametrize("line", [("0010429",), ("", "--export", "p.json")])
def test_an_incomplete_line_is_refused(demo: Demo, line: tuple[str, ...]) -> None:
    done = demo.run("person", *line, "--lang", "en")

    assert done.returncode == 3
    assert "--export" in done.stderr or "ID" in done.stderr


def test_no_answer_holds_anybody_else(demo: Demo) -> None:
    """Persons of every roll, and accounts that are nobody's for sure: these have candidates."""
    say = words("fr")
    with demo.store() as store:
        known = Known(store)
        doubtful = [
            place
            for place, whose in sorted(known.whose.items())
            if whose.account_class is AccountClass.AMBIGUOUS
        ]
        wanted = [known.of_person(place) for place in sorted(known.persons)[::16]]
        assert len(wanted) > 25
        assert len(doubtful) > 3
        withheld = 0
        for somebody in [*wanted, *map(known.of_account, doubtful)]:
            told = answer(store, known, Request("x", somebody, date(2026, 11, 26)), say)
            others = known.others(somebody)
            assert len(others) > 500
            spoken = {
                word
                for finding in told["findings"]
                for word in re.findall(r"[\w.@-]+", finding["in_words"])
            }
            assert others & {*texts(told), *spoken} == set()
            withheld += told["withheld"]
        assert withheld > 0  # there was something to withhold


def test_what_people_decided_is_told_without_who_decided(demo: Demo) -> None:
    said = ("--reason", "vue avec Paul", "--author", "Odile Martin")
    assert demo.run("accounts", "link", "abaptista", "0010429", *said).returncode == 0
    assert demo.run("accounts", "unlink", "acharrier", "0010429", *said).returncode == 0
    assert demo.run("check").returncode == 2

    told = asked(demo, "0010429")

    assert "abaptista" in [each["login"] for each in told["identity"]["accounts"]]
    linked, unlinked = told["statements"]
    assert linked["content"]["login"] == "abaptista"
    assert (unlinked["content"]["login"], unlinked["content"]["verb"]) == (OTHER, "unlink")
    assert {linked["author"], unlinked["author"]} == {OTHER}
    assert told["to_check_by_hand"]["statements_with_words"] == [2, 3]
    whole = json.dumps(told, ensure_ascii=False)
    assert "Odile" not in whole
    assert "Paul" not in whole
    judged = [each for each in told["links"] if each["login"] == "abaptista"]
    assert [each["account_class"] for each in judged] == ["orphan", "person"]


def test_an_account_that_was_somebodys_is_told_without_its_name(demo: Demo) -> None:
    assert demo.run("accounts", "link", "abaptista", "0010429", "--reason", "x").returncode == 0
    demo.run("check")
    assert demo.run("accounts", "unlink", "abaptista", "--reason", "x").returncode == 0
    demo.run("check")

    told = asked(demo, "0010429")

    assert {"run": 1, "source": "ad", "said": "linked"} in told["once_linked"]
    assert "abaptista" not in set(texts(told))


def test_who_uses_preuve_is_told_their_own_acts(demo: Demo) -> None:
    """The system user `correspondant` bears no account; jlaurent signs as author, by full name."""
    done = demo.run(
        *("accounts", "classify", "acharrier", "orphan"),
        *("--reason", "x", "--author", "Jeanne Laurent"),
    )
    assert done.returncode == 0

    told = asked(demo, "0010429")

    assert [(each["kind"], each["as"]) for each in told["said"]] == [("decision", ["author"])]
    assert told["statements"] == []


def test_a_homonym_is_never_taken_for_the_person(demo: Demo) -> None:
    """Two people of the roll are called Sophie Martin: who signed is for a person to say."""
    with demo.store() as store:
        known = Known(store)
        sophies = sorted(
            key
            for (roll, key), versions in known.persons.items()
            if roll == "rh"
            and (versions[-1].usage_name, versions[-1].given_names) == ("MARTIN", "SOPHIE")
        )
    assert len(sophies) > 1
    demo.run(
        "accounts", "classify", "acharrier", "orphan", "--reason", "x", "--author", "Sophie Martin"
    )

    told = asked(demo, sophies[0])

    assert told["said"] == []
    assert told["to_check_by_hand"]["statements_of_a_homonym"] == [2]


def test_a_store_that_was_changed_answers_nothing(demo: Demo) -> None:
    with sqlite3.connect(demo.folder / "preuve.db") as database:
        for (name,) in list(
            database.execute("select name from sqlite_master where type='trigger'")
        ):
            database.execute(f'drop trigger "{name}"')
        database.execute("update judgements set digest = 'sha256:0'")

    done = demo.run("person", "0010429", "--export", "p.json")

    assert done.returncode == 4
    assert not (demo.folder / "p.json").exists()
