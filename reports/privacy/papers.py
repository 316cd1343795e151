"""The five papers: the register, the impact assessment, two notes and a letter."""

from collections.abc import Callable

from reports.privacy import parts
from reports.privacy.blocks import Block, Paper, Section, grid, items, pieces, text
from reports.privacy.processing import Processing
from reports.privacy.words import Words

_HEADERS = 4  # other headers shown


def _paper(
    name: str, told: Processing, say: Words, sections: list[tuple[str, list[Block]]]
) -> Paper:
    made = [Section(say(title), tuple(blocks)) for title, blocks in sections if blocks]
    return Paper(say(f"{name}.title"), pieces(say(f"{name}.lead", site=told.site)), tuple(made))


def register(told: Processing, say: Words) -> Paper:
    """The entry of the register of processing activities (RGPD art. 30)."""
    sections = [
        ("register.identity", [
            parts.responsible(say), parts.pairs(say, "register", "service", "reference", "updated"),
        ]),
        ("shared.purposes", [*parts.purposes(told, say), parts.profile(told, say)]),
        ("shared.people", [parts.concerned(told, say)]),
        ("shared.sources", [parts.sources(told, say)]),
        ("shared.data", [*parts.data(told, say), *parts.asked(told, say)]),
        ("shared.never", [parts.never(told, say)]),
        ("shared.recipients", parts.recipients(say)),
        ("shared.transfers", [text(say("shared.transfers_none"))]),
        ("shared.processors", [text(say("shared.processors_none"))]),
        ("shared.keeping", parts.keeping(told, say)),
        ("shared.security", [parts.security(told, say)]),
        ("shared.rights", [text(say("register.rights"))]),
    ]  # fmt: skip
    return _paper("register", told, say, sections)


def impact(told: Processing, say: Words) -> Paper:
    """The outline of an impact assessment (RGPD art. 35), in the four steps of the CNIL."""
    rights = ("inform", "consent", "access", "rectify", "oppose")
    closing = ("actions", "opinion", "views", "decision")
    sections = [
        ("impact.needed", [text(say("impact.needed_text"))]),
        ("impact.context", [
            parts.responsible(say),
            text(say("impact.context_text")),
            *parts.purposes(told, say),
            parts.sources(told, say),
            *parts.data(told, say),
            text(say("impact.cycle")),
        ]),
        ("impact.principles", [parts.profile(told, say)]),
        ("impact.proportion", [
            text(say("impact.proportion_text")),
            *parts.asked(told, say),
            text(say("shared.never")),
            parts.never(told, say),
        ]),
        ("impact.accuracy", [text(say("impact.accuracy_text"))]),
        ("shared.keeping", parts.keeping(told, say)),
        ("shared.rights", [items(say(f"impact.{name}") for name in rights)]),
        ("shared.recipients", [
            *parts.recipients(say),
            text(say("shared.processors_none")),
            text(say("shared.transfers_none")),
        ]),
        ("impact.risks", [_risks(say)]),
        ("shared.security", [parts.security(told, say)]),
        ("impossible.title", [parts.impossible(told, say)]),
        ("impact.approval", [items(say(f"impact.{name}") for name in closing)]),
    ]  # fmt: skip
    return _paper("impact", told, say, sections)


def _risks(say: Words) -> Block:
    headers = [
        say(f"impact.{name}") for name in ("event", "effects", "causes", "measures", "level")
    ]
    rows = [
        (
            say(f"impact.{event}"),
            *(say(f"impact.{event}_{part}") for part in ("effects", "causes", "measures")),
            say("impact.level_blank"),
        )
        for event in ("illegitimate", "unwanted", "lost", "diverted")
    ]
    return grid(headers, rows)


def bodies(told: Processing, say: Words) -> Paper:
    """The note to the staff representatives."""
    kept = grid(
        [say("shared.data_kind"), say("shared.data_fields")],
        [row[:2] for row in parts.kinds(told, say)],
    )
    commitments = ("commitment_use", "commitment_review", "commitment_change")
    sections = [
        ("bodies.why", [text(say("bodies.why_text")), *parts.purposes(told, say)]),
        ("bodies.read", [parts.sources(told, say)]),
        ("bodies.kept", [kept, text(say("shared.never")), parts.never(told, say)]),
        ("impossible.title", [parts.impossible(told, say)]),
        ("bodies.who", parts.recipients(say)),
        ("bodies.long", parts.keeping(told, say)),
        ("shared.rights", [text(say("bodies.rights_text"))]),
        ("bodies.commitments", [items(say(f"bodies.{name}") for name in commitments)]),
        ("shared.controller", [parts.responsible(say), text(say("bodies.opinion"))]),
    ]
    return _paper("bodies", told, say, sections)


def agents(told: Processing, say: Words) -> Paper:
    """The note to agents (RGPD arts. 13 and 14)."""
    columns = parts.listed((say.word("fields", each) for each in _person_fields(told)), say)
    told_from = []
    for section in ("people", "directory", "accounts", "record", "shares"):
        if names := ", ".join(each.name for each in told.of(section)):
            values = {"columns": columns} if section == "people" else {}
            told_from.append(say(f"agents.from_{section}", names=names, **values))
    what = [text(say("agents.what_text"))]
    if told_from:
        what += [items(told_from), text(say("agents.computed"))]
    if told.of("hosts") and not told.workstations:
        what.append(text(say("agents.rest")))
    if told.refused:
        refused = parts.listed(parts.rules(told.refused, say), say)
        what.append(text(say("agents.never", rules=refused)))
    sections = [
        ("agents.who", [parts.responsible(say)]),
        ("agents.why", [text(say("agents.why_text")), text(say("shared.not_purposes"))]),
        ("agents.what", what),
        ("impossible.title", [parts.impossible(told, say)]),
        ("agents.who_sees", [*parts.recipients(say), text(say("shared.transfers_none"))]),
        ("agents.long", parts.keeping(told, say)),
        ("agents.rights", [
            text(say("agents.rights_text")),
            text(say("agents.complaint")),
            text(say("agents.automatic")),
        ]),
    ]  # fmt: skip
    return _paper("agents", told, say, sections)


def _person_fields(told: Processing) -> tuple[str, ...]:
    return next((each.fields for each in told.kinds if each.name == "person"), ())


def letter(told: Processing, say: Words) -> Paper:
    """The letter to human resources."""
    headers = [say(f"letter.{name}") for name in ("header", "reason", "also")]
    rows = [
        (
            each.header,
            say.word("why", each.field),
            ", ".join(each.others[:_HEADERS]),
        )
        for each in told.asked_columns
    ]
    known = ", ".join(each.name for each in told.of("people"))
    others = [text(say("letter.others_text"))]
    if known:
        others.append(text(say("letter.known", names=known)))
    lines = [
        say("letter.rows_who"),
        say("letter.rows_how"),
        say("letter.rows_day", days=told.roll_days),
    ]
    never = parts.rules(told.refused_columns, say)
    sections = [
        ("letter.ask_title", [text(say("letter.ask"))]),
        ("letter.table", [grid(headers, rows)]),
        ("letter.rows", [items(lines)]),
        (
            "letter.never",
            [items(never), text(say("letter.never_text")), text(say("letter.position"))],
        ),
        ("letter.others", others),
        (
            "letter.send",
            [
                text(say("letter.send_text")),
                text(say("letter.legal")),
                text(say("document.signed_at")),
            ],
        ),
    ]
    return _paper("letter", told, say, sections)


PAPERS: dict[str, Callable[[Processing, Words], Paper]] = {
    "register": register,
    "impact": impact,
    "bodies": bodies,
    "agents": agents,
    "letter": letter,
}
