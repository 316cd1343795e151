"""The two papers of a region, section by section: for who follows it, and for one hospital."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from agent.core.answers import Verdict
from agent.core.fingerprints import short
from checks.guide import questions
from reports.fleet.group import Group, Member, Moves, Word, shared
from reports.fleet.result import of_group, of_member
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
        ("silence", [_items(_silence(group, say) or [say("fleet.none_silent")])]),
        ("sites", _sites(told, say, narrow=narrow)),
        ("audits", [_audits(told, say)]),
        ("measures", [_measures(told, group, say)]),
        ("shared", _shared(group, say)),
        ("moves", _moves(group.members, say)),
        ("limits", [_items(say(f"fleet.limit_{name}") for name in ("pilot", "rules"))]),
    ]
    return _paper(
        say("fleet.title", region=group.name, day=say.day(group.day)), "lead", sections, say
    )


def for_member(group: Group, member: Member, say: Words) -> Paper:
    """One hospital: nothing here names another, or is of another alone."""
    told = of_member(group, member)
    sections = [
        ("site", [_items(_self(member, say)), *_moves([member], say)]),
        ("questions", [_questions(told, say)]),
        ("measures", [_own_measures(told, say)]),
        ("unsatisfied", [_unsatisfied(told, say)]),
        ("limits", [_items(say(f"fleet.limit_{name}") for name in ("medians", "zero", "rules"))]),
    ]
    title = say("fleet.site_title", site=member.name, region=group.name, day=say.day(group.day))
    return _paper(title, "site_lead", sections, say)


def _paper(title: str, lead: str, sections: Iterable[tuple[str, list[Block]]], say: Words) -> Paper:
    made = (Section(say(f"fleet_titles.{name}"), tuple(blocks)) for name, blocks in sections)
    return Paper(title, _cell(say(f"fleet.{lead}")), tuple(each for each in made if each.blocks))


def _cell(told: str) -> tuple[Piece, ...]:
    """Text as it is: what a bundle says makes no blank to fill in."""
    return (Piece(told, blank=False),)


def _text(told: str) -> Block:
    return Block("text", ((_cell(told),),))


def _items(told: Iterable[str]) -> Block:
    return Block("items", tuple((_cell(each),) for each in told))


def _grid(names: Iterable[str], rows: Iterable[Row], say: Words) -> Block:
    headers = tuple(say(f"fleet_columns.{name}") for name in names)
    return Block("grid", tuple(tuple(map(_cell, row)) for row in rows), headers)


def _silence(group: Group, say: Words) -> list[str]:
    """Whoever gives no news first: what is not known is never left out."""
    return [line for each in group.members for line in _missing(each, say)]


def _missing(member: Member, say: Words) -> Iterator[str]:
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


def _moves(members: Iterable[Member], say: Words) -> list[Block]:
    """What moved, check by check; why nothing can be told of the others."""
    told = [(each.name, each.moves) for each in members if each.latest]
    rows = [
        [
            name,
            *(
                "\u00a0; ".join(map(say.named, each))
                for each in (moves.improved, moves.worse, moves.lost)
            ),
        ]
        for name, moves in told
        if isinstance(moves, Moves)
    ]
    why = [
        say(f"fleet.unmoved_{moves}", site=name)
        for name, moves in told
        if not isinstance(moves, Moves)
    ]
    moved = [_grid(("site", "improved", "worse", "lost"), rows, say)] if rows else []
    return [*moved, _items(why)] if why else moved


def _sites(told: dict[str, Any], say: Words, *, narrow: bool) -> list[Block]:
    if not told["sites"]:
        return [_text(say("fleet.none"))]
    rows = (
        [each["site"], *(_verdict(each, name, say, narrow=narrow) for name in questions.IDS)]
        for each in told["sites"]
    )
    headers = (say("fleet_columns.site"), *questions.IDS)
    table = Block("grid", tuple(tuple(map(_cell, row)) for row in rows), headers)
    if not narrow:
        return [table, _text(say("fleet.cell_legend"))]
    marks = (f"{mark} {say(f'fleet_short.{name}')}" for name, mark in _MARKS.items())
    return [table, _text("   ".join(marks))]


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
    return _grid(names, (_audit(each, say) for each in told["sites"]), say)


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
        [_measured(each, say), _number(each["median"], say), str(each["of"])]
        for each in told["measures"]
    ]
    if not rows:
        return _text(say("fleet.silent_count", count=len(group.current)))
    return _grid(("measure", "median", "of"), rows, say)


def _measured(each: dict[str, Any], say: Words) -> str:
    return f"{each['id']} {say.question(each['id'])} ({say.term('units', each['unit'])})"


def _shared(group: Group, say: Words) -> list[Block]:
    lead = _text(say("fleet.silent_count", count=len(group.current)))
    found = shared(group.current)
    if not found:
        return [lead, _text(say("fleet.none_shared"))]
    rows = (
        [each.question, say.named(each.check), str(each.unsatisfied), str(each.evaluated)]
        for each in found
    )
    return [lead, _grid(("question", "check", "unsatisfied", "evaluated"), rows, say)]


def _self(member: Member, say: Words) -> Iterator[str]:
    if member.latest is None:
        yield say("fleet.none_filed")
    else:
        day = say.day(member.latest.summary.collected.date())
        run, seal = str(member.latest.run), short(member.latest.digest)
        yield say("fleet.latest", run=run, day=day, seal=seal)
    yield from _missing(member, say)


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
    return _grid(("question", "value", "median", "of"), rows, say)


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
        return _text(say("fleet.none_measured"))
    rows = (
        [
            _measured(each, say),
            _number(each["value"], say),
            _number(each["before"], say),
            *_others(each, _number(each["median"], say), say),
        ]
        for each in told["measures"]
    )
    return _grid(("measure", "value", "before", "median", "of"), rows, say)


def _unsatisfied(told: dict[str, Any], say: Words) -> Block:
    if not told["unsatisfied"]:
        return _text(say("fleet.none_unsatisfied"))
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
    return _grid(("question", "check", "value", "median", "of", "shared"), rows, say)


def _others(each: dict[str, Any], median: str, say: Words) -> Row:
    return [median, str(each["of"])] if each["of"] else [say("fleet.few"), ""]


def _elsewhere(found: bool | None, say: Words) -> str:  # noqa: FBT001 - a value that is told
    if found is None:
        return say("fleet.few")
    return say("fleet.many" if found else "fleet.few_of_them")


def _rate(value: float | None, say: Words) -> str:
    return say("fleet.unknown") if value is None else say("fleet.per", value=_number(value, say))


def _number(value: float | None, say: Words) -> str:
    if value is None:
        return say("fleet.unknown")
    return say.number(value) if isinstance(value, int) else say.percent(round(value * 10))
