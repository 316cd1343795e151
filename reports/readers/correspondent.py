"""For the operations correspondent: what to do, by remedy, with the line to type if any."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from agent.core.findings import Severity
from agent.core.judgements import JudgedFinding
from reports import json_result, sentences
from reports.readers import ages
from reports.readers.commands import Lines, many
from reports.readers.words import Words, words
from reports.rows import Row
from reports.sheets import Sheet
from reports.sheets import render as workbook
from reports.view import View

_ACTIONS = (
    *("number", "action", "severity", "question", "count", "waived"),
    *("remedy", "many", "limits", "check"),
)
_OBJECTS = (
    *("number", "action", "severity", "kind", "source", "about", "class", "age", "finding"),
    *("one", "key", "until", "check"),
)
_READING = ("item", "value")


def render(view: View, language: str) -> bytes:
    """A workbook: how to read it; actions, each clearing many findings; objects, one by one."""
    say = words(language)
    found: dict[str, list[JudgedFinding]] = defaultdict(list)
    for each in view.judgement.findings:
        found[each.check].append(each)
    order = sorted(found, key=lambda check: _rank(check, found[check]))
    return workbook(
        [
            _sheet("reading", _READING, _reading(view, say), say),
            _sheet("actions", _ACTIONS, _actions(view, found, order, say), say),
            _sheet("objects", _OBJECTS, _objects(view, found, order, say), say),
        ]
    )


def _sheet(name: str, columns: Sequence[str], rows: Iterable[Row], say: Words) -> Sheet:
    titles = say.chrome["correspondent_columns"]
    told = [{titles[column]: row[column] for column in columns} for row in rows]
    return Sheet(say(f"correspondent.{name}"), told, [titles[column] for column in columns])


def _gravest(found: Iterable[JudgedFinding]) -> Severity:
    return max((each.finding.severity for each in found), key=list(Severity).index)


def _rank(check: str, found: Sequence[JudgedFinding]) -> tuple[int, int, str]:
    """The gravest first, then what clears the most."""
    return -list(Severity).index(_gravest(found)), -len(found), check


def _actions(
    view: View, found: dict[str, list[JudgedFinding]], order: Sequence[str], say: Words
) -> Iterable[Row]:
    questions = {each.check: each.question for each in view.judgement.outcomes}
    for number, check in enumerate(order, 1):
        yield {
            "number": number,
            "action": say.check(check, "title"),
            "severity": say.term("severities", _gravest(found[check])),
            "question": questions[check],
            "count": len(found[check]),
            "waived": sum(each.waiver is not None for each in found[check]),
            "remedy": say.check(check, "remedy"),
            "many": many(check),
            "limits": say.check(check, "limits"),
            "check": check,
        }


def _objects(
    view: View, found: dict[str, list[JudgedFinding]], order: Sequence[str], say: Words
) -> Iterable[Row]:
    lines = Lines.of(view.machines)
    classes = {(each.source, each.key): each.account_class for each in view.standings}
    for number, check in enumerate(order, 1):
        for each in sorted(found[check], key=lambda judged: judged.finding.about.label):
            about = each.finding.about
            until = each.waiver.split(":")[1] if each.waiver else ""
            yield {
                "number": number,
                "action": say.check(check, "title"),
                "severity": say.term("severities", each.finding.severity),
                "kind": say(f"subjects.{json_result.kind(about.kind)}"),
                "source": about.source,
                "about": about.label,
                "class": say.term("classes", classes.get((about.source, about.key))),
                "age": ages.age(each, say),
                "finding": ages.sentence(each, say),
                "one": "" if each.waiver else lines.one(check, about),
                "key": about.key,
                "until": until,
                "check": check,
            }


def _reading(view: View, say: Words) -> list[Row]:
    days = sentences.dates(view.collected_on, view.judgement.as_of, say)
    told = [
        (say("correspondent.about"), say("reader.about", site=view.run.site, run=view.run.run)),
        (say("correspondent.days"), days),
    ]
    if view.run.demonstration:
        told.append((say("correspondent.warning"), say("page.demonstration")))
    names = ("actions", "objects", "lines", "keys", "logons")
    told += [(say(f"correspondent.{name}"), say(f"correspondent.about_{name}")) for name in names]
    return [{"item": item, "value": value} for item, value in told]
