"""The paper of a region for who follows it, section by section; what both papers are made of."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from agent.core.answers import Verdict
from checks.guide import questions
from reports.fleet.group import Group, Member, Moves, Word, shared
from reports.fleet.result import of_group
from reports.fleet.words import Words
from reports.privacy.blocks import Block, Paper, Piece, Section

Row = Sequence[str]
_MARKS = {
    "proven": "●",
    "contradicted": "▲",
    "partial": "◐",
    "declared": "◌",
    "stale": "◔",
    "unmeasured": "○",
    "not_asked": "-",
    "withheld": "?",
    "silent": "!",
    "never": "!!",
}


def for_group(group: Group, say: Words, *, narrow: bool = False) -> Paper:
    """All hospitals, for who follows them; `narrow`: the ten answers as marks, for a terminal."""
    told = of_group(group)
    sections = [
        ("silence", [items(_silence(group, say) or [say("fleet.none_silent")])]),
        ("sites", _sites(told, say, narrow=narrow)),
        ("audits", [_audits(told, say)]),
        ("measures", [_measures(told, group, say)]),
        ("shared", _shared(group, say)),
        ("moves", moves(group.members, say)),
        ("limits", [items(say(f"fleet.limit_{name}") for name in ("pilot", "rules"))]),
    ]
    return paper(
        say("fleet.title", region=group.name, day=say.day(group.day)), "lead", sections, say
    )


def paper(title: str, lead: str, sections: Iterable[tuple[str, list[Block]]], say: Words) -> Paper:
    """A paper of named sections; those with nothing in them are left out."""
    made = (Section(say(f"fleet_titles.{name}"), tuple(blocks)) for name, blocks in sections)
    return Paper(title, cell(say(f"fleet.{lead}")), tuple(each for each in made if each.blocks))


def cell(told: str) -> tuple[Piece, ...]:
    """Text as it is: what a bundle says makes no blank to fill in."""
    return (Piece(told, blank=False),)


def text(told: str) -> Block:
    """A paragraph."""
    return Block("text", ((cell(told),),))


def items(told: Iterable[str]) -> Block:
    """A list."""
    return Block("items", tuple((cell(each),) for each in told))


def grid(names: Iterable[str], rows: Iterable[Row], say: Words) -> Block:
    """A table under columns that have their words."""
    headers = tuple(say(f"fleet_columns.{name}") for name in names)
    return Block("grid", tuple(tuple(map(cell, row)) for row in rows), headers)


def _silence(group: Group, say: Words) -> list[str]:
    """Whoever gives no news first: what is not known is never left out."""
    rank = {Word.NEVER: 0, Word.SILENT: 1, Word.CURRENT: 2}
    members = sorted(group.members, key=lambda each: rank[each.word])  # by name within each
    return [line for each in members for line in missing(each, say)]


def missing(member: Member, say: Words) -> Iterator[str]:
    """What is not known of a hospital, and why."""
    name, limit = member.name, say("fleet.days", count=member.silent_after)
    if member.word is Word.NEVER:
        yield say("fleet.never", site=name)
    elif member.word is Word.SILENT:
        yield say("fleet.silent", site=name, limit=limit, days=say("fleet.days", count=member.age))
    if not member.expected:
        yield say("fleet.unexpected", site=name, limit=limit)
    for each in member.refused:
        why = say(f"fleet_refusals.{each.code}")
        yield say("fleet.refused", site=name, day=say.day(each.at.date()), why=why)
    if member.latest is None:
        return
    summary = member.latest.summary
    if summary.missing:
        count = summary.missing
        yield say("fleet.units_missing", site=name, count=count, units=summary.expected)
    stale = [each.id for each in summary.questions if each.verdict is Verdict.STALE]
    if stale:
        yield say("fleet.stale", site=name, questions=", ".join(stale))


def moves(members: Iterable[Member], say: Words) -> list[Block]:
    """What moved, check by check; why nothing can be told of the others."""
    told = [(each.name, each.moves) for each in members if each.latest]
    rows = [
        [name, *(_titles(each, say) for each in (found.improved, found.worse, found.lost))]
        for name, found in told
        if isinstance(found, Moves)
    ]
    why = [
        say(f"fleet.unmoved_{found}", site=name)
        for name, found in told
        if not isinstance(found, Moves)
    ]
    moved = [grid(("site", "improved", "worse", "lost"), rows, say)] if rows else []
    return [*moved, items(why)] if why else moved


def _titles(checks: Iterable[str], say: Words) -> str:
    return say.typeset(say.together(map(say.named, checks))) or "–"


def _sites(told: dict[str, Any], say: Words, *, narrow: bool) -> list[Block]:
    if not told["sites"]:
        return [text(say("fleet.none"))]
    rows = (
        [each["site"], *(_verdict(each, name, say, narrow=narrow) for name in questions.IDS)]
        for each in told["sites"]
    )
    headers = (say("fleet_columns.site"), *questions.IDS)
    table = Block("grid", tuple(tuple(map(cell, row)) for row in rows), headers)
    if not narrow:
        return [table, text(say("fleet.cell_legend"))]
    marks = (f"{mark} {say(f'fleet_short.{name}')}" for name, mark in _MARKS.items())
    return [table, text("   ".join(marks))]


def _verdict(site: dict[str, Any], name: str, say: Words, *, narrow: bool) -> str:
    """A hospital's answer to a question, with its counts; one that is silent has none."""
    each = next((one for one in site.get("questions", ()) if one["id"] == name), None)
    if site["word"] != Word.CURRENT:
        code = site["word"]
    elif each is None or each["withheld"]:
        code = "withheld"
    else:
        code = "not_asked" if each["not_asked"] else each["verdict"]
    if narrow:
        return _MARKS[code]
    counts = ""
    if each and code == each["verdict"]:
        counts = " " + "/".join(
            str(each[count]) for count in ("satisfied", "evaluated", "expected")
        )
    return say(f"fleet_short.{code}") + counts


def _audits(told: dict[str, Any], say: Words) -> Block:
    names = ("site", "word", "age", "run", "collected_on", "seal", "version", "findings")
    return grid(names, (_audit(each, say) for each in told["sites"]), say)


def _audit(site: dict[str, Any], say: Words) -> Row:
    word = say(f"fleet_words.{site['word']}")
    if site["age_days"] is None:
        return [site["site"], word, *([""] * 6)]
    found = site["findings"]
    return [
        site["site"],
        word,
        say("fleet.days", count=site["age_days"]),
        str(site["run"]),
        say.day(date.fromisoformat(site["collected_on"])),
        site["seal"],
        site["version"],
        " / ".join(str(found.get(name, 0)) for name in ("serious", "gap", "watch")),
    ]


def _measures(told: dict[str, Any], group: Group, say: Words) -> Block:
    rows = [
        [measured(each, say), number(each["median"], say), str(each["of"])]
        for each in told["measures"]
    ]
    if not rows:
        return text(say("fleet.silent_count", count=len(group.current)))
    return grid(("measure", "median", "of"), rows, say)


def measured(each: dict[str, Any], say: Words) -> str:
    """The question that a figure answers, and its unit."""
    return f"{each['id']} {say.question(each['id'])} ({say.term('units', each['unit'])})"


def _shared(group: Group, say: Words) -> list[Block]:
    lead = text(say("fleet.silent_count", count=len(group.current)))
    found = shared(group.current)
    if not found:
        return [lead, text(say("fleet.none_shared"))]
    rows = (
        [each.question, say.named(each.check), str(each.unsatisfied), str(each.evaluated)]
        for each in found
    )
    return [lead, grid(("question", "check", "unsatisfied", "evaluated"), rows, say)]


def number(value: float | None, say: Words) -> str:
    """A figure as readers write it, or that it is not known."""
    if value is None:
        return say("fleet.unknown")
    return say.number(value) if isinstance(value, int) else say.percent(round(value * 10))
