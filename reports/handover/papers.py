"""The two papers: section by section, from what is held."""

from collections.abc import Iterable, Iterator

from agent.core.fingerprints import short, spoken
from reports.handover.held import Access, Held, Way, Word
from reports.handover.words import Words
from reports.privacy.blocks import Block, Paper, Section, grid, items, pieces, text

_GRANTED = (
    Way.DIRECTORY,
    Way.SYSVOL,
    Way.SHARE,
    Way.SSH,
    Way.SUDO,
    Way.WINRM,
    Way.FOLDER,
    Way.ASKED,
    Way.DROPPED,
)
_SHOWN = 5  # places written out
_MEGABYTE = 1024 * 1024


def handover(held: Held, say: Words) -> Paper:
    """What the next person must know."""
    sections = [
        ("short", [_short(held, say)]),
        ("week", [items(say(f"week.{name}") for name in _week(held))]),
        ("keys", _keys(held, say)),
        ("accounts", _accounts(held, say)),
        ("rights", _rights(held, say, "right")),
        ("tasks", _tasks(held, say)),
        ("told", _told(held, say)),
        ("sources", _sources(held, say)),
        ("waivers", _words(held.waivers, say, "waived")),
        ("attestations", _words(held.attestations, say, "attested")),
        ("documents", _documents(held, say)),
        ("store", _store(held, say)),
    ]
    return _paper("handover", held, say, sections)


def retire(held: Held, say: Words) -> Paper:
    """What to undo, in order: nothing of it is done by preuve but what it asks about after."""
    sections = [
        ("bundle", [text(_bundle(held, say))]),
        ("rights_withdrawn", _rights(held, say, "withdraw")),
        ("accounts_closed", _accounts(held, say)),
        ("scripts_removed", _scripts(held, say)),
        ("tasks_removed", _tasks(held, say)),
        ("secrets_destroyed", _secrets(held, say)),
        ("left", [items(_left(held, say))]),
    ]
    return _paper("retire", held, say, sections)


def _paper(name: str, held: Held, say: Words, sections: list[tuple[str, list[Block]]]) -> Paper:
    made = [Section(say(f"titles.{title}"), tuple(blocks)) for title, blocks in sections if blocks]
    lead = pieces(say(f"{name}.lead", site=held.site, day=say.day(held.day)))
    return Paper(say(f"{name}.title"), lead, tuple(made))


def _short(held: Held, say: Words) -> Block:
    lines = [say("short.config", path=str(held.config), tool=held.tool)]
    lines.append(say("short.store", place=held.store_place))
    if held.last is None:
        lines.append(say("short.never"))
    else:
        day = say.day(held.last.started.date())
        lines.append(say("short.last", count=held.runs, run=str(held.last.run), day=day))
    if held.seal is not None:
        signed = "signed" if held.seal.signature else "unsigned"
        told = {"number": held.seal.number, "fingerprint": short(held.seal.digest)}
        lines.append(say(f"short.seal_{signed}", **told))
    lines.append(say("short.person"))
    return items(lines)


def _week(held: Held) -> Iterator[str]:
    yield from ("read", "status", "doctor")
    yield "key" if held.keys else "no_key"
    yield "accounts"
    yield "task" if held.tasks else "no_task"
    yield "told" if held.told else "no_told"
    if any(not each.current for each in (*held.waivers, *held.attestations)):
        yield "ends"
    yield from ("backup", "law")


def _keys(held: Held, say: Words) -> list[Block]:
    if held.key_file is None and not held.keys:
        return [text(say("keys.none"))]
    rows = [
        (spoken(each.fingerprint), say.day(each.since.date()), say(f"keys.{each.how}"),
         say.literal(each.user))
        for each in held.keys
    ]  # fmt: skip
    blocks = [grid([say(f"keys.{name}") for name in ("fingerprint", "since", "how", "user")], rows)]
    if held.key_file is not None:
        there = "there" if held.key_there else "not_there"
        place = {"path": str(held.key_file), "passphrase": held.passphrase or ""}
        blocks.insert(0, text(say(f"keys.file_{there}", **place)))
    return [*blocks, text(say("keys.holders"))]


def _accounts(held: Held, say: Words) -> list[Block]:
    rows = [
        (say.word("source", each.section), say.literal(each.name),
         say.literal(", ".join(each.accounts)) or say("accounts.nobody"),
         say.literal(", ".join(each.secrets)) or say("accounts.no_secret"))
        for each in held.access
        if each.accounts or each.secrets
    ]  # fmt: skip
    rows += [
        (say("accounts.channel"), say.literal(each.name), say.literal(each.user or ""), each.secret)
        for each in held.told
        if each.secret
    ]
    if not rows:
        return [text(say("accounts.none"))]
    headers = [say(f"accounts.{name}") for name in ("kind", "name", "account", "secret")]
    return [text(say("accounts.never")), grid(headers, rows)]


def _rights(held: Held, say: Words, section: str) -> list[Block]:
    """One line for each way that is used: what was granted, or what to withdraw, and where."""
    rows = [
        (say(f"{section}.{way}"), _places(found, say))
        for way in _GRANTED
        if (found := held.by(way))
    ]
    if not rows:
        return [text(say("rights.none"))]
    return [grid([say(f"{section}.what"), say("rights.where")], rows)]


def _places(found: Iterable[Access], say: Words) -> str:
    places = [place for each in found for place in each.places]
    shown = ", ".join(places[:_SHOWN])
    more = len(places) - _SHOWN
    names = ", ".join(each.name for each in found)
    told = say("rights.more", places=shown, count=more) if more > 0 else shown
    return say.literal(say("rights.place", places=told, names=names))


def _tasks(held: Held, say: Words) -> list[Block]:
    lines = [say(f"tasks.{each.kind}", name=each.name) for each in held.tasks]
    if held.by(Way.PROBE) and not any(each.probes for each in held.tasks):
        lines.append(say("tasks.probe"))
    undone = [say("tasks.windows"), *map(say.literal, held.windows_tasks)]
    return [items([*(lines or [say("tasks.none")]), say("tasks.elsewhere"), *undone])]


def _told(held: Held, say: Words) -> list[Block]:
    if not held.told:
        return [text(say("told.none"))]
    rows = [
        (say.literal(each.name), each.place, say.literal(", ".join(each.recipients)))
        for each in held.told
    ]
    return [grid([say(f"told.{name}") for name in ("name", "place", "to")], rows)]


def _sources(held: Held, say: Words) -> list[Block]:
    rows = [
        (say.word("source", each.section), say.literal(each.name), say(f"way.{each.way}"))
        for each in held.access
    ]
    if not rows:
        return [text(say("source.nothing"))]
    return [grid([say(f"sources.{name}") for name in ("kind", "name", "way")], rows)]


def _words(found: tuple[Word, ...], say: Words, section: str) -> list[Block]:
    if not found:
        return [text(say(f"{section}.none"))]
    rows = [
        (say.number(each.number), _about(each, say, section), say.literal(each.role),
         say("words.until" if each.current else "words.over", day=say.day(each.until)))
        for each in sorted(found, key=lambda each: each.until)
    ]  # fmt: skip
    return [grid([say(f"words.{name}") for name in ("number", "about", "role", "end")], rows)]


def _about(each: Word, say: Words, section: str) -> str:
    if section == "waived":
        return say.check(each.about, "title")
    return each.about or say("notice.free_words")


def _documents(held: Held, say: Words) -> list[Block]:
    if not held.documents:
        return [text(say("kept.none"))]
    rows = [
        (say.term("document_kinds", each.kind), say.literal(each.name), say.literal(each.version),
         say.day(each.next_review) if each.next_review else "")
        for each in held.documents
    ]  # fmt: skip
    headers = [say(f"kept.{name}") for name in ("kind", "name", "version", "review")]
    return [grid(headers, rows)]


def _store(held: Held, say: Words) -> list[Block]:
    lines = [say("short.store", place=held.store_place)]
    if held.size is not None:
        lines.append(say("place.size", number=max(1, held.size // _MEGABYTE)))
    lines.append(say("place.kept", weeks=held.weeks, months=held.months))
    lines += [say("place.copy", path=str(each)) for each in held.copies]
    return [items([*lines, say("place.backup")])]


def _bundle(held: Held, say: Words) -> str:
    if held.last is None:
        return say("bundle.never")
    key = "bundle.made" if held.exported else "bundle.none"
    return say(key, run=str(held.last.run))


def _scripts(held: Held, say: Words) -> list[Block]:
    lines = [say(f"scripts.{way}") for way in (Way.DROPPED, Way.ASKED, Way.SUDO) if held.by(way)]
    return [items([*(lines or [say("scripts.none")]), say("scripts.veeam")])]


def _secrets(held: Held, say: Words) -> list[Block]:
    references = [reference for each in held.access for reference in each.secrets]
    references += [each.secret for each in held.told if each.secret]
    lines = [say("secrets.one", reference=each) for each in dict.fromkeys(references)]
    if held.key_file is not None:
        lines.append(say("secrets.key", path=str(held.key_file), passphrase=held.passphrase or ""))
    return [items(lines or [say("secrets.none")])]


def _left(held: Held, say: Words) -> Iterator[str]:
    yield say("left.config", path=str(held.config))
    if held.probes is not None:
        yield say("left.probes", path=str(held.probes))
    if held.store != "sqlite":
        yield say("left.server", place=held.store_place)
    for name in ("reports", "bundles", "backups", "logs", "program", "law"):
        yield say(f"left.{name}")
