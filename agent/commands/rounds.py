"""A guided round as a sheet to print and fill in on the spot, and what it comes to once back."""

from pathlib import Path

from agent.commands.accounts import sheet
from agent.commands.speech import LANGUAGES, Say
from agent.core.errors import UsageError
from checks.guide.rounds import ROUNDS, Item, Observed, concluded
from reports.form import FormLine, render

COLUMNS = ("item", "look_at", "observed", "looked_at", "wrong", "place", "comment")
_NEEDED = ("item", "observed", "looked_at", "wrong")
_MOST = 100_000  # things looked at in one round


def written(question: str, say: Say) -> bytes:
    """The sheet, an XLSX workbook made for A4.

    Raises:
        UsageError: the question has no round.
    """
    choices = {COLUMNS.index("observed"): [say(f"round.{each}") for each in Observed]}
    lines = [
        FormLine((item.id, item.words[say.language], *("",) * (len(COLUMNS) - 2)), choices)
        for item in _items(question, say)
    ]
    title = say("round.title", question=question)
    return render(title, sheet.titles(COLUMNS, say), lines, foot=say("round.sign"))


def read(question: str, path: Path, say: Say) -> dict[str, str | None]:
    """What a filled sheet comes to, by sub-question or quick win; None where too little was seen.

    Raises:
        UsageError: the question has no round, or lines that cannot be read, all told at once.
        Unreadable: it is no workbook.
    """
    known = {item.id for item in _items(question, say)}
    refused = sheet.Refused(path, say)
    seen: dict[str, Observed] = {}
    for line in sheet.read(path, _NEEDED, say):
        try:
            if line["item"] not in known or line["item"] in seen:
                _refuse(say, "no_item", line["item"])
            seen[line["item"]] = _observed(line, say)
        except UsageError as error:
            refused.add(line, str(error))
    refused.check()
    return concluded(question, seen)


def _items(question: str, say: Say) -> tuple[Item, ...]:
    if question not in ROUNDS:
        raise UsageError(say("round.none", known=", ".join(ROUNDS)))
    return ROUNDS[question]


def _refuse(say: Say, why: str, told: str) -> None:
    raise UsageError(say(f"round.{why}", told=told[:40]))


def _observed(line: sheet.Line, say: Say) -> Observed:
    """An answer, and counts that do not say otherwise; an empty one was not seen."""
    words = {
        Say(language)(f"round.{each}").casefold(): each
        for language in LANGUAGES
        for each in Observed
    }
    told = line["observed"].casefold()
    if told and told not in words:
        _refuse(say, "no_answer", line["observed"])
    seen = words[told] if told else Observed.NOT_SEEN
    looked_at, wrong = (_count(line[name], say) for name in ("looked_at", "wrong"))
    if wrong and (seen is not Observed.NO or wrong > (looked_at or wrong)):
        _refuse(say, "disagrees", f"{line['observed'] or '-'}, {line['looked_at']}, {wrong}")
    return seen


def _count(told: str, say: Say) -> int:
    if told and not (told.isascii() and told.isdecimal() and int(told) <= _MOST):
        _refuse(say, "no_count", told)
    return int(told or 0)
