"""The paper of one hospital among the others: nothing in it names another, or is of one alone."""

from collections.abc import Iterator
from typing import Any

from agent.core.fingerprints import short
from reports.fleet.group import Group, Member
from reports.fleet.papers import Row, grid, items, measured, missing, moves, number, paper, text
from reports.fleet.result import of_member
from reports.fleet.words import Words
from reports.privacy.blocks import Block, Paper


def for_member(group: Group, member: Member, say: Words) -> Paper:
    """One hospital: nothing here names another, or is of another alone."""
    told = of_member(group, member)
    sections = [
        ("site", [items(_self(member, say)), *moves([member], say)]),
        ("questions", [_questions(told, say)]),
        ("measures", [_own_measures(told, say)]),
        ("unsatisfied", [_unsatisfied(told, say)]),
        ("limits", [items(say(f"fleet.limit_{name}") for name in ("medians", "zero", "rules"))]),
    ]
    title = say("fleet.site_title", site=member.name, region=group.name, day=say.day(group.day))
    return paper(title, "site_lead", sections, say)


def _self(member: Member, say: Words) -> Iterator[str]:
    if member.latest is None:
        yield say("fleet.none_filed")
    else:
        day = say.day(member.latest.summary.collected.date())
        run, seal = str(member.latest.run), short(member.latest.digest)
        yield say("fleet.latest", run=run, day=day, seal=seal)
    yield from missing(member, say)


def _questions(told: dict[str, Any], say: Words) -> Block:
    known = {each["id"]: each for each in told["site"].get("questions", ())}
    rows = (
        [
            f"{each['id']} {say.title(each['id'])}",
            _share(each["satisfied"], known.get(each["id"], {}), say),
            *_others(each, _percent(each["median"], say), say),
        ]
        for each in told["questions"]
    )
    return grid(("question", "value", "median", "of"), rows, say)


def _share(satisfied: int | None, counts: dict[str, Any], say: Words) -> str:
    """Never a percentage alone: out of how many goes with it."""
    if satisfied is None:
        return say("fleet.unknown")
    percent = _percent(satisfied, say)
    return say("fleet.share", part=counts["satisfied"], whole=counts["evaluated"], percent=percent)


def _percent(per_thousand: float | None, say: Words) -> str:
    if per_thousand is None:
        return say("fleet.unknown")
    return say("fleet.percent", value=say.percent(round(per_thousand)))


def _own_measures(told: dict[str, Any], say: Words) -> Block:
    if not told["measures"]:
        return text(say("fleet.none_measured"))
    rows = (
        [
            measured(each, say),
            number(each["value"], say),
            number(each["before"], say),
            *_others(each, number(each["median"], say), say),
        ]
        for each in told["measures"]
    )
    return grid(("measure", "value", "before", "median", "of"), rows, say)


def _unsatisfied(told: dict[str, Any], say: Words) -> Block:
    if not told["unsatisfied"]:
        return text(say("fleet.none_unsatisfied"))
    rows = (
        [
            each["question"],
            say.named(each["check"]),
            _rate(each["rate"], say),
            *_others(each, _rate(each["median"], say), say),
            _elsewhere(each["shared"], say),
        ]
        for each in told["unsatisfied"]
    )
    return grid(("question", "check", "value", "median", "of", "shared"), rows, say)


def _others(each: dict[str, Any], median: str, say: Words) -> Row:
    return [median, str(each["of"])] if each["of"] else [say("fleet.few"), ""]


def _elsewhere(found: bool | None, say: Words) -> str:  # noqa: FBT001 - a value that is told
    if found is None:
        return say("fleet.few")
    return say("fleet.many" if found else "fleet.few_of_them")


def _rate(value: float | None, say: Words) -> str:
    return say("fleet.unknown") if value is None else say("fleet.per", value=number(value, say))
