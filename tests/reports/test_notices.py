"""The sentences of a message, of audits made by hand."""

from dataclasses import replace
from datetime import date

import pytest

from agent.core.findings import Severity
from agent.core.outcomes import Reason, State
from agent.core.runs import UnitState
from reports.changes import Audit, compared
from reports.notices import Alive, Ending, Notice, as_json, counts, line, subject, text
from reports.words import words
from tests.reports.test_changes import audit, finding, outcome, unit

FINE = Alive(
    since=date(2026, 10, 3), audits=4, longest_days=7, aborted=0, failures=0, waivers=0, seal=None
)


def told(*audits: Audit, **more: object) -> Notice:
    before, after = audits
    return Notice(site="CH", audit=after, changes=compared(before, after), **more)  # type: ignore[arg-type]  # ends or alive


def plain(notice: Notice, language: str = "fr") -> str:
    return text(notice, words(language)).translate({0xA0: " ", 0x202F: " "})


def test_nothing_changed_is_nothing_to_say() -> None:
    notice = told(audit(1, finding()), audit(2, finding()))

    assert (notice.says, counts(notice), notice.grave) == ((), {}, False)


def test_findings_are_counted_by_check_and_named_by_none() -> None:
    after = audit(
        2, finding("zorglub"), finding("b"), finding("c", severity=Severity.SERIOUS),
        finding("d", "accounts.ambiguous"),
        outcomes=(outcome(), outcome(check="accounts.ambiguous")),
    )  # fmt: skip
    notice = told(audit(1, outcomes=(outcome(), outcome(check="accounts.ambiguous"))), after)

    said = plain(notice)
    assert "Nouveaux constats : 4\n- " in said
    assert "(Q3) : 3, dont graves : 1\n- " in said
    assert "zorglub" not in said + line(notice, words("fr"))
    assert counts(notice) == {"new": 4}
    assert subject(notice, words("fr")).translate({0xA0: " "}) == (
        "preuve, CH : audit n° 2, 4 changements"
    )
    assert line(notice, words("en")).endswith("audit no. 2, 4 changes | run=2 new=4")
    assert as_json(notice, words("fr"))["checks"] == {
        "new": {"accounts.ambiguous": 1, "accounts.orphan": 3}
    }
    assert notice.grave


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sources_are_counted_and_not_named(language: str) -> None:
    lost = outcome(State.UNANSWERED, reason=Reason.UNREACHABLE)
    notice = told(
        audit(1, units=(unit(source="srv-zorglub", target="a"), unit(source="srv-old"))),
        audit(
            2, outcomes=(lost,),
            units=(unit(UnitState.FAILED, "srv-zorglub", "a"), unit(source="srv-new")),
        ),
    )  # fmt: skip

    said = plain(notice, language)
    assert "srv-" not in said
    assert "srv-" not in str(as_json(notice, words(language)))
    expected = {
        "fr": ["Sources nouvelles : 1", "Sources retirées : 1", "Une source ne répond plus\n- "],
        "en": ["New sources: 1", "Sources removed: 1"],
    }
    assert [each for each in expected[language] if each not in said] == []


def test_better_news_are_not_grave() -> None:
    assert not told(audit(1, finding()), audit(2)).grave


def test_what_was_missed_is_told_and_that_nothing_was() -> None:
    same = (audit(1), audit(2))
    fine = plain(told(*same, alive=FINE))
    assert "- Rien n’a manqué.\n" in fine
    assert "Audits menés à leur terme depuis le 3 octobre 2026 : 4" in fine.replace("\u00a0", " ")
    bad = replace(FINE, longest_days=21, aborted=2, failures=1)
    silent = audit(2, units=(unit(UnitState.FAILED),))
    said = plain(told(audit(1), silent, alive=bad))

    assert [each for each in said.splitlines() if "anqué" in each] == [
        "- Manqué : une source n’a pas répondu au dernier audit.",
        "- Manqué : 21 jours sans audit, au plus long.",
        "- Manqué : 2 audits interrompus et non repris.",
        "- Manqué : un envoi de message a échoué, puis a été refait.",
    ]


def test_ends_say_what_and_when() -> None:
    day = date(2026, 12, 4)
    ends = tuple(
        Ending(on=day, kind=kind, about=about, days=days, number=1)
        for kind, about in (
            ("waiver", "accounts.orphan"),
            ("attestation", "7a"),
            ("attestation", ""),
        )
        for days in (30, 1, 0)
    )
    notice = told(audit(1), audit(2), ends=ends)

    said = plain(notice)
    assert notice.says == ("ends",)
    assert subject(notice, words("fr")).endswith("9 échéances proches")
    assert "Attestation : 7a. Elle prend fin le 4 décembre 2026, dans 30 jours au plus." in said
    assert "Attestation : 7a. Elle prend fin le 4 décembre 2026, dans un jour au plus." in said
    assert "Attestation : en mots libres. Elle a pris fin le 4 décembre 2026." in said
    assert "preuve waive --list" in said
    assert as_json(notice, words("fr"))["ends"][0] == {
        "kind": "attestation", "about": "", "on": "2026-12-04", "days": 0,
    }  # fmt: skip
