"""Sections that several papers share, each said once."""

from collections.abc import Iterable

from reports.privacy.blocks import Block, grid, items, text
from reports.privacy.processing import Kind, Processing, Source
from reports.privacy.words import Words

_SHOWN = 3  # targets written out


def pairs(say: Words, section: str, *names: str) -> Block:
    """A table of what is asked of the hospital: a name, and a blank."""
    headers = [say("document.element"), say("document.content")]
    rows = [(say(f"{section}.{name}"), say(f"{section}.{name}_blank")) for name in names]
    return grid(headers, rows)


def responsible(say: Words) -> Block:
    """Who answers for the processing, and on what basis."""
    return pairs(say, "shared", "controller", "officer", "basis")


def purposes(told: Processing, say: Words) -> list[Block]:
    """Why, and what it is not for."""
    why = ["questions", "accounts"] if told.of_persons else ["questions"]
    why += ["hosts"] if told.of("hosts") else []
    blocks = [items(say(f"shared.purpose_{name}") for name in (*why, "proof"))]
    blocks.append(text(say("shared.not_purposes")))
    if told.not_asked:
        reason = told.not_asked_reason or say("document.none")
        blocks.append(text(say("shared.not_asked", ids=", ".join(told.not_asked), reason=reason)))
    return blocks


def concerned(told: Processing, say: Words) -> Block:
    """Whose data they are."""
    origins = ", ".join(say.term("origins", each) for each in told.origins)
    lines = [say("shared.people_rolls", origins=origins) if origins else say("shared.people_none")]
    if any(map(told.of, ("directory", "accounts", "record"))):
        lines.append(say("shared.people_accounts"))
    return items([*lines, say("shared.people_users")])


def sources(told: Processing, say: Words) -> Block:
    """Every source of the configuration, how it is read and under which account."""
    if not told.sources:
        return text(say("source.nothing"))
    headers = [say(f"source.{name}") for name in ("kind", "name", "what", "asker")]
    return grid(headers, [_source(each, say) for each in told.sources])


def _source(source: Source, say: Words) -> tuple[str, str, str, str]:
    kind = say.word("source", source.section)
    if source.origin:
        kind += f" ({say.term('origins', source.origin)})"
    asker = say.literal(", ".join(source.askers)) or say("source.nobody")
    return kind, say.literal(source.name), _read(source, say), asker


def _read(source: Source, say: Words) -> str:
    if source.file and source.drawn:
        return say("source.file", file=source.file, day=say.day(source.drawn))
    if source.file:
        return say("source.undated", file=source.file)
    targets = ", ".join(source.targets)
    return say(f"source.{_way(source)}", targets=targets, count=len(source.targets))


def _way(source: Source) -> str:
    """How what is no single file is read."""
    ways = {
        "recorded": source.demonstration,
        "declared": source.declared,
        "handed": source.handed,
        "many": len(source.targets) > _SHOWN,
        "dropped": source.dropped,
    }
    return next((way for way, so in ways.items() if so), "live")


def data(told: Processing, say: Words) -> list[Block]:
    """What is kept of persons, field by field, and what else without a person in it."""
    headers = [say(f"shared.data_{name}") for name in ("kind", "fields", "rule")]
    rest = [say.word("kinds", each.name) for each in told.kinds if not each.personal]
    blocks = [grid(headers, kinds(told, say))]
    if rest:
        blocks.append(text(say("shared.data_rest", kinds=listed(rest, say))))
    return blocks


def kinds(told: Processing, say: Words) -> list[tuple[str, str, str]]:
    """A row for each kind of fact about a person: what it is, its fields, its rule."""
    return [_kind(each, say) for each in told.kinds if each.personal]


def _kind(kind: Kind, say: Words) -> tuple[str, str, str]:
    name = say.word("kinds", kind.name)
    if kind.family == "derived":
        name += f" ({say('shared.data_computed')})"
    return name, _fields(kind.fields, say), say.word("keeping", f"{kind.family}_how")


def _fields(names: Iterable[str], say: Words) -> str:
    return listed((say.word("fields", each) for each in names), say)


def listed(words: Iterable[str], say: Words) -> str:
    """Words that may hold commas, in one line."""
    return say("document.between").join(words)


def asked(told: Processing, say: Words) -> list[Block]:
    """The very attributes and columns that are read: nothing else can be."""
    blocks: list[Block] = []
    if told.queries:
        lines = [
            say(
                "shared.asked_line",
                name=say.word("queries", name),
                attributes=", ".join(attributes),
            )
            for name, attributes in told.queries
        ]
        blocks += [text(say("shared.asked")), items(lines)]
    if told.roll_columns:
        blocks.append(text(say("shared.columns_read", columns=_fields(told.roll_columns, say))))
    if told.list_columns:
        blocks.append(text(say("shared.list_columns", columns=_fields(told.list_columns, say))))
    return blocks


def never(told: Processing, say: Words) -> Block:
    """What the border takes out."""
    return items(rules(told.refused, say))


def rules(codes: Iterable[str], say: Words) -> list[str]:
    """The rules of the border as words, each once."""
    return list(dict.fromkeys(say.word("rules", code.partition("/")[0]) for code in codes))


def impossible(told: Processing, say: Words) -> Block:
    """What cannot be known or done, and the reservations that are due."""
    names = ["hours", "timetable", "browsing", "content", "screen", "writing", "deciding"]
    lines = [say(f"impossible.{name}") for name in names]
    if told.workstations:
        lines.append(say("impossible.workstations", names=", ".join(told.workstations)))
    return items([*lines, say("impossible.users")])


def recipients(say: Words) -> list[Block]:
    """Who is given what."""
    lines = [
        say("shared.recipient_line", who=say(f"shared.{who}"), what=say(f"shared.{who}_what"))
        for who in ("board", "pilot", "correspondent", "hr", "bodies", "auditor", "group")
    ]
    return [
        items(lines),
        text(say("shared.report_names")),
        text(say("shared.recipients_blank")),
    ]


def keeping(told: Processing, say: Words) -> list[Block]:
    """How long, by family of what is kept, and what has to be done for it to end."""
    headers = [say("keeping.what"), say("keeping.how")]
    weeks, months = told.exhibit_weeks, told.names_months
    families = ("exhibits", "state", "reading", "derived", "statement", "ledger")
    rows = [(say(f"keeping.{name}"), _kept(name, say, weeks)) for name in families]
    return [
        grid(headers, rows),
        text(say("keeping.names", count=months)),
        text(say("keeping.purge")),
        text(say("keeping.outside")),
    ]


def _kept(family: str, say: Words, weeks: int) -> str:
    return say(f"keeping.{family}_how", count=weeks)


def security(told: Processing, say: Words) -> Block:
    """What protects the data, and what the hospital adds."""
    names = ["readonly", "secrets", "border", told.store, "chain"]
    names += ["signed" if told.signed else "unsigned", "digests", _outside(told), "export"]
    places = {"place": told.store_place, "servers": ", ".join(told.told)}
    places["authority"] = told.authority or ""
    return items(say(f"security.{name}", **places) for name in (*names, "access"))


def _outside(told: Processing) -> str:
    """What leaves the hospital's machine, as it is configured."""
    if told.told and told.authority:
        return "outside_both"
    if told.told:
        return "outside_messages"
    return "outside_authority" if told.authority else "outside"


def profile(told: Processing, say: Words) -> Block:
    """By what thresholds accounts are judged."""
    if told.changed_thresholds:
        names = ", ".join(told.changed_thresholds)
        return text(say("shared.profile_changed", profile=told.profile, names=names))
    return text(say("shared.profile", profile=told.profile))
