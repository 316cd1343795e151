"""A person decides of accounts, one by one or by a workbook, and the next judgement knows it."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from agent.commands.accounts.doubts import Doubt, doubts
from agent.commands.accounts.known import Known
from agent.commands.accounts.owning import asks
from agent.commands.speech import Say
from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.engine import words
from agent.store import Store
from collectors.registry import load
from tests.agent.commands.conftest import Demo

LINK = ("accounts", "link", "adm-jlaurent", "0010429", "--reason", "vu au bureau")


def decided(store: Store) -> list[tuple[str, str, str | None, str | None, str | None]]:
    return [
        (each.login, each.verb.value, each.person, each.roll, each.account_class)
        for each in words.decisions(store)
    ]


def doubtful(demo: Demo) -> list[Doubt]:
    load()  # every kind of fact, as a command's configuration does
    with demo.store() as store:
        return doubts(store, Known(store, Say("fr")))


def nobodys(doubt: Doubt) -> list[tuple[str, str, str | None, str | None, str | None]]:
    login = doubt.account.login
    return [(login, "unlink", each.key, each.source, None) for each in doubt.candidates]


def filled(rows: list[list[str]], path: Path) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return path


def read(path: Path) -> list[list[str]]:
    rows: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in rows]


def test_a_decision_is_recorded_and_the_next_judgement_knows_it(demo: Demo) -> None:
    ran = demo.run(*LINK, "--author", "Mme Rousseau")

    assert ran.returncode == 0, ran.stderr
    assert "adm-jlaurent (ad) est à la personne 0010429 (rh)" in ran.stdout
    assert "preuve check" in ran.stdout
    assert demo.run("check").returncode == 2
    with demo.store() as store:
        (kept,) = store.derived(1, Decision)
        _, said = store.statements()
    assert (kept.verb, kept.person, kept.roll, kept.author) == (
        Verb.LINK,
        "0010429",
        "rh",
        "Mme Rousseau",
    )
    assert (said.user, said.author, said.text) == ("correspondant", "Mme Rousseau", "vu au bureau")


def test_the_same_word_is_recorded_once(demo: Demo) -> None:
    for _ in range(2):
        ran = demo.run(*LINK, "--lang", "en")

    assert "Already recorded" in ran.stdout
    with demo.store() as store:
        assert len(store.statements()) == 2


def test_each_verb_says_what_it_says(demo: Demo) -> None:
    why = ("--reason", "x")
    demo.run("accounts", "unlink", "CELINE.TOUZET", "0010103", *why)
    demo.run("accounts", "unlink", "sabrina.charrier", *why)
    demo.run("accounts", "classify", "adm-jlaurent", "service", *why)

    with demo.store() as store:
        assert sorted(decided(store)) == [
            ("adm-jlaurent", "classify", None, None, "service"),
            ("celine.touzet", "unlink", "0010103", "rh", None),
            ("sabrina.charrier", "unlink", None, None, None),
        ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("link", "adm-jlaurnt", "0010429", "--reason", "x"), "peut-être : adm-jlaurent"),
        (("link", "adm-jlaurent", "001049", "--reason", "x"), "peut-être : 0011049"),
        (("link", "adm-jlaurent", "0010429", "--reason", " "), "--reason : un texte est attendu"),
        (("link", "adm-jlaurent", "0010429"), "--reason : un texte est attendu"),
        (("link", "adm-jlaurent", "0010429", "--reason", "x", "--author", ""), "--author : un"),
        (("unlink", "adm-jlaurent", "--reason", "x", "--directory", "zz"), "il existe dans : ad"),
        (
            ("link", "adm-jlaurent", "0010429", "--reason", "x", "--roll", "internes"),
            "il existe dans : rh",
        ),
        (("classify", "adm-jlaurent", "person", "--reason", "x"), "se rattache avec link"),
        (("owners",), "--output pour écrire"),
        (("review", "--output", "a.xlsx", "--input", "b.xlsx"), "pas les deux"),
        (("review", "--input", "no.xlsx"), "no.xlsx"),
        (("review", "--output", "no/a.xlsx"), "no/a.xlsx"),
    ],
)
def test_a_wrong_word_is_one_line_and_nothing_is_recorded(
    demo: Demo, arguments: tuple[str, ...], told: str
) -> None:
    ran = demo.run("accounts", *arguments)

    assert ran.returncode == 3
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    with demo.store() as store:
        assert store.statements()[1:] == []


def test_doubts_are_walked_side_by_side(demo: Demo) -> None:
    first, second, *rest = doubtful(demo)
    # The first one's first candidate, why; none of the second's, why; skip one; stop.
    ran = demo.run("accounts", "review", typed="1\nvu\na\ndit non\np\nq\n")

    assert ran.returncode == 0, ran.stderr
    assert f"Compte 1 sur {len(rest) + 2}" in ran.stdout
    assert all(each.key in ran.stdout for each in first.candidates)
    chosen = first.candidates[0]
    with demo.store() as store:
        assert sorted(decided(store)) == sorted(
            [
                (first.account.login, "link", chosen.key, chosen.source, None),
                *nobodys(second),
            ]
        )
    again = demo.run("accounts", "review", "--lang", "en", typed="q\n").stdout
    assert f"Account 1 of {len(rest)}" in again


def test_a_workbook_goes_out_and_comes_back(demo: Demo) -> None:
    first, second, *_ = doubtful(demo)
    chosen = first.candidates[0]
    out = demo.folder / "revue.xlsx"
    demo.run("accounts", "review", "--output", str(out))
    rows = read(out)
    head = rows[0]
    assert [row[0] for row in rows[1:3]] == [first.account.login, second.account.login]
    choice = f"{chosen.key} ({chosen.source})"
    assert choice in rows[1][head.index("Personnes possibles")]
    for row, decision in ((rows[1], choice), (rows[2], "aucun")):
        row[head.index("Décision")] = decision
        row[head.index("Décidé par")] = "Mme Rousseau"
        row[head.index("Motif")] = "vu"
    back = filled(rows, demo.folder / "back.xlsx")

    said = 1 + len(second.candidates)
    ran = demo.run("accounts", "review", "--input", str(back))
    again = demo.run("accounts", "review", "--input", str(back), "--lang", "en")

    assert f"Enregistrées : {said} ; déjà connues : 0" in ran.stdout, ran.stderr
    assert f"Recorded: 0; already known: {said}" in again.stdout
    link = (first.account.login, "link", chosen.key, chosen.source, None)
    with demo.store() as store:
        assert {each.author for each in store.statements()[1:]} == {"Mme Rousseau"}
        assert sorted(decided(store)) == sorted([link, *nobodys(second)])


def test_every_bad_line_is_told_and_nothing_is_recorded(demo: Demo) -> None:
    chosen = doubtful(demo)[0].candidates[0].key
    out = demo.folder / "revue.xlsx"
    demo.run("accounts", "review", "--output", str(out))
    rows = read(out)
    head = rows[0]
    for row, decision in zip(rows[1:], (chosen, "9999999", chosen, "aucun"), strict=False):
        row[head.index("Décision")] = decision
        row[head.index("Décidé par")] = "Mme Rousseau"
        row[head.index("Motif")] = "vu"
    rows[3][head.index("Motif")] = ""
    rows[4][head.index("Clé (ne pas modifier)")] = "x"
    back = filled(rows, demo.folder / "back.xlsx")

    ran = demo.run("accounts", "review", "--input", str(back))

    assert ran.returncode == 3
    assert [line.split(" :")[0].strip() for line in ran.stderr.splitlines()[1:]] == [
        "ligne 3",
        "ligne 4",
        "ligne 5",
    ]
    with demo.store() as store:
        assert store.statements()[1:] == []


def test_a_workbook_without_its_columns_is_refused(demo: Demo) -> None:
    back = filled([["Compte"], ["adm-jlaurent"]], demo.folder / "back.xlsx")

    ran = demo.run("accounts", "review", "--input", str(back))

    assert ran.returncode == 3
    assert "il manque les colonnes Annuaire, Clé" in ran.stderr


def test_the_register_of_owners_goes_out_and_comes_back(demo: Demo) -> None:
    out = demo.folder / "registre.xlsx"
    demo.run("accounts", "owners", "--output", str(out), "--lang", "en")
    rows = read(out)
    head = rows[0]
    rows[1][head.index("Owner's identifier")] = "0010429"
    rows[1][head.index("Use")] = "messagerie"
    rows[1][head.index("How the password is changed")] = "chaque année"
    back = filled(rows, demo.folder / "back.xlsx")

    for count in (1, 0):
        ran = demo.run("accounts", "owners", "--input", str(back))
        assert f"Enregistrées : {count}" in ran.stdout, ran.stderr
    demo.run("check")
    demo.run("accounts", "owners", "--output", str(out))

    with demo.store() as store:
        (owner,) = store.derived(1, Owner)
        ledger = str(list(store.ledger()))
    assert (owner.login, owner.person, owner.author) == (rows[1][0], "0010429", "correspondant")
    assert "messagerie" not in ledger
    assert read(out)[1][4:7] == ["0010429", "messagerie", "chaque année"]


def test_an_owner_that_no_roll_knows_is_refused(demo: Demo) -> None:
    out = demo.folder / "registre.xlsx"
    demo.run("accounts", "owners", "--output", str(out))
    rows = read(out)
    rows[1][4] = "Madame Dupont"
    rows[2][5] = "sans responsable"
    back = filled(rows, demo.folder / "back.xlsx")

    ran = demo.run("accounts", "owners", "--input", str(back))

    assert ran.returncode == 3
    assert "ligne 2 : personne Madame Dupont" in ran.stderr
    assert "ligne 3 : Matricule du responsable : à remplir" in ran.stderr


@pytest.mark.parametrize("asker", ["audit@ch.lan", "AUDIT@CH.LAN", "CH\\svc_audit", "svc_audit"])
def test_the_account_that_preuve_asks_with_stands_in_the_register(asker: str) -> None:
    account = Account(
        source="ad", key="1", login="svc_audit", dn="CN=a", upn="audit@ch.lan", enabled=True
    )

    assert asks(account, {"", "other@ch.lan", asker})
    assert not asks(account, {"", "other@ch.lan"})
    assert not asks(None, {asker})
