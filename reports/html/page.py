"""What the page shows, in words: the templates only lay it out."""

from dataclasses import dataclass

from agent.core.runs import UnitState
from checks.guide.questions import IDS
from reports import lists, quick_wins
from reports.html import annexes, backups, bridge, hosts, locks, logs, park, services
from reports.html.bars import Picture
from reports.html.beside import Beside, beside
from reports.html.bridge import Step
from reports.html.decisions import Decision, decisions
from reports.html.grounds import Grounds, grounds
from reports.html.listing import Listing
from reports.html.question import Section, sections
from reports.html.trend import Trend, trend
from reports.sentences import scope, seal
from reports.view import View
from reports.words import Words

_ORDER = ("contradicted", "partial", "proven", "declared", "stale", "unmeasured")
_FIGURES = {
    "Q1": "services",
    "Q3": "bridge",
    "Q5": "backups",
    "Q6": "hosts",
    "Q9": "locks",
    "Q10": "retentions",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Front:
    """The page of whoever directs."""

    tally: list[tuple[str, str, int]]  # verdict, its words, how many questions
    decisions: list[Decision]
    grounds: Grounds
    trend: Trend
    left_out: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page; `figures` say which pictures a question has on its page."""

    view: View
    front: Front
    questions: list[Section]
    figures: dict[str, str]
    quick_wins: list[list[str]]
    rolls: list[str]
    unseen: int
    seal: str
    steps: list[Step]
    beside: Beside
    no_bridge: str
    ends: Picture
    retentions: Picture
    calendar: Picture
    outages: Picture
    outages_legend: str
    coverage: Picture
    park: list[tuple[Picture, str]]  # and what each shows
    services: list[list[str]]
    spells: Listing
    systems: Listing
    hosts: Listing
    backups: Listing
    locks: Listing
    logs: Listing
    accounts: Listing
    findings: Listing
    sources: Listing
    exhibits: Listing
    classes: list[tuple[str, int]]

    @property
    def listings(self) -> list[Listing]:
        """Every list that a script may show."""
        return [
            *(self.spells, self.systems, self.hosts, self.backups, self.locks, self.logs),
            self.accounts,
            *(self.findings, self.sources, self.exhibits),
        ]


def page(view: View, say: Words) -> Page:
    """Put a run into words."""
    questions = sections(view, say)
    return Page(
        view=view,
        front=Front(
            tally=_tally(questions, say),
            decisions=decisions(view, say),
            grounds=grounds(view, say),
            trend=trend(view, say),
            left_out=_left_out(view, say),
        ),
        questions=questions,
        figures={name: _FIGURES.get(name, "") for name in IDS},
        quick_wins=[_quick_win(each, say) for each in quick_wins.table(view, say)],
        rolls=[
            *(lists.roll(each, say) for each in view.rolls),
            *(lists.user_list(each, say) for each in view.lists),
        ],
        unseen=sum(len(unit.unseen) for unit in view.units),
        seal=seal(view.seal, say),
        steps=bridge.steps(view.bridge, say) if view.bridge else [],
        beside=beside(view, say),
        no_bridge=_no_bridge(view, say),
        ends=hosts.ends(view, say),
        retentions=hosts.retentions(view, say),
        calendar=backups.calendar(view, say),
        outages=services.picture(view, say),
        outages_legend=services.legend(view, say),
        coverage=locks.picture(view, say),
        park=[
            (park.shares(view, say), say("park.shares_legend")),
            (park.ends(view, say), say("park.ends_legend")),
            (park.ages(view, say), say("park.ages_legend")),
        ],
        services=services.table(view, say),
        spells=services.spells(view, say),
        systems=park.listed(view, say),
        hosts=hosts.listed(view, say),
        backups=backups.listed(view, say),
        locks=locks.listed(view, say),
        logs=logs.listed(view, say),
        accounts=annexes.accounts(view, say),
        findings=annexes.findings(view, say),
        sources=annexes.sources(view, say),
        exhibits=annexes.exhibits(view, say),
        classes=[(say.term("classes", code), n) for code, n in view.classes.most_common()],
    )


def _tally(questions: list[Section], say: Words) -> list[tuple[str, str, int]]:
    found = {code: sum(each.verdict == code for each in questions) for code in _ORDER}
    return [(code, say.term("verdicts", code), count) for code, count in found.items() if count]


def _left_out(view: View, say: Words) -> list[str]:
    """What this audit does not speak of: by choice, by failure, and what is lived with."""
    told = [scope(view, say)]
    silent = [each for each in view.units if each.state != UnitState.DONE]
    waived = sum(bool(each.waiver) for each in view.judgement.findings)
    contested = sum(bool(each.contested) for each in view.judgement.findings)
    for name, count in (
        ("silent", len({(each.source, each.target) for each in silent})),
        ("unseen", sum(len(each.unseen) for each in view.units)),
        ("waived", waived),
        ("contested", contested),
    ):
        if count:
            told.append(say(f"front.{name}", count=count))
    return [each for each in told if each]


def _quick_win(told: dict[str, object], say: Words) -> list[str]:
    qualities = told["qualities"]
    named = (
        [say.term("qualities", each) for each in qualities] if isinstance(qualities, list) else []
    )
    state = say.term("quick_win_states", str(told["done"]))
    return [str(told["id"]), str(told["action"]), ", ".join(named), state, str(told["detail"])]


def _no_bridge(view: View, say: Words) -> str:
    outcome = view.outcome("accounts.bridge")
    if view.bridge is not None or outcome is None:
        return ""
    return say("bridge.none", reason=say.term("outcome_reasons", outcome.reason))
