"""`preuve plan`: the action plan, out as a workbook and back with owners, dates and states."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path

import click

from agent.commands import options, recanting
from agent.commands.accounts import sheet
from agent.commands.speech import LANGUAGES, Say
from agent.core import private
from agent.core.errors import UsageError
from agent.core.judgements import Judgement
from agent.core.plans import ActionState, Planned
from agent.core.statements import StatementKind
from agent.engine import action_plan
from agent.engine.action_plan import Action, Seen
from agent.engine.saying import Speaker
from agent.store import Store
from reports.form import FormLine, render
from reports.words import Words, words

COLUMNS = (
    "action", "remedy", "check", "sub_question", "severity", "quick_win", "count", "waived",
    "seen", "person", "due", "state", "comment", "number",
)  # fmt: skip
_NEEDED = ("check", "person", "due", "state", "comment")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)/(\d\d?)/(\d{4})", re.ASCII)


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    parts = [_export(say), _import(say)]
    return options.group(say, "plan", parts)


def _workbook(*, required: bool = True) -> click.Argument:
    return click.Argument(
        ["file"], type=click.Path(path_type=Path, dir_okay=False), required=required
    )


def _export(say: Say) -> click.Command:
    def export(config: Path, file: Path) -> None:
        _, store = options.opened(config)
        with store:
            run = store.last_ended()
            found = action_plan.actions(store.judgement(run), action_plan.said(store))
            told = words(say.language)
            lines = [_line(each, say, told) for each in found]
            days = sheet.days(store, run, say)
        private.write(file, render(say("plan.title"), sheet.titles(COLUMNS, say), lines, days))
        click.echo(say("plan.written", path=file, count=len(lines)))
        counts = Counter(each.seen for each in found)
        for seen in Seen:
            if counts[seen] and seen is not Seen.FOUND:
                what = say(f"plan.seen_{seen}")
                click.echo(say("plan.counted", what=what, count=counts[seen]))

    return options.new(say, "export", [_workbook(), options.config(say)], export, group="plan")


def _line(action: Action, say: Say, told: Words) -> FormLine:
    word = action.word
    planned = word.planned if word else None
    cells = {
        "action": told.check(action.check, "title"),
        "remedy": told.check(action.check, "remedy"),
        "check": action.check,
        "sub_question": action.sub_question,
        "severity": told.term("severities", action.severity),
        "quick_win": ", ".join(action.quick_wins),
        "count": str(action.findings),
        "waived": str(action.waived),
        "seen": say(f"plan.seen_{action.seen}"),
        "person": planned.person if planned else "",
        "due": _written(planned.due, say) if planned else "",
        "state": say(f"plan.{planned.state}") if planned else "",
        "comment": (word.comment or "") if word else "",
        "number": str(word.number) if word else "",
    }
    states = [say(f"plan.{each}") for each in ActionState]
    return FormLine([cells[each] for each in COLUMNS], {COLUMNS.index("state"): states})


def _written(day: date | None, say: Say) -> str:
    if day is None:
        return ""
    return day.strftime("%d/%m/%Y") if say.language == "fr" else day.isoformat()


def _import(say: Say) -> click.Command:
    def take_back(
        config: Path,
        file: Path | None,
        author: str,
        withdraw: int | None,
        erase_text: int | None,
        reason: str,
    ) -> None:
        speaker, store = options.speaker(config, say, author)
        with store:
            if recanting.recanted(
                store,
                (StatementKind.PLANNED,),
                speaker,
                say,
                withdraw=withdraw,
                erase_text=erase_text,
                reason=reason,
            ):
                return
            if file is None:
                raise UsageError(say("plan.what"))
            click.echo(_taken(store, file, speaker, say))

    params: list[click.Parameter] = [
        _workbook(required=False),
        options.author(say),
        *recanting.params(say),
        recanting.reason(say),
        options.config(say),
    ]
    return options.new(say, "import", params, take_back, group="plan")


def _taken(store: Store, path: Path, speaker: Speaker, say: Say) -> str:
    """Record what is planned; nothing at all when a line is bad."""
    judgement = store.judgement(store.last_ended())
    standing = action_plan.said(store)
    refused = sheet.Refused(path, say)
    read: dict[str, tuple[Planned, str]] = {}
    for line in sheet.read(path, _NEEDED, say):
        filled = any(line[each] for each in _NEEDED if each != "check")
        if not filled and line["check"] not in standing:
            continue
        try:
            _refuse_twice(line, read, say)
            read[line["check"]] = _planned(line, judgement, say), line["comment"]
        except UsageError as error:
            refused.add(line, str(error))
    refused.check()
    new = sum(action_plan.plan(store, *each, speaker) for each in read.values())
    return say("form.taken", new=new, known=len(read) - new)


def _refuse_twice(line: sheet.Line, read: Collection[str], say: Say) -> None:
    if line["check"] in read:
        raise UsageError(say("plan.twice", check=line["check"]))


def _planned(line: sheet.Line, judgement: Judgement, say: Say) -> Planned:
    if line["check"] not in {each.check for each in judgement.outcomes}:
        raise UsageError(say("plan.no_check", check=line["check"]))
    state = _state(line["state"], say)
    if state is ActionState.REFUSED and not line["comment"]:
        raise UsageError(say("form.empty", column=say("form.comment")))
    return Planned(
        check=line["check"],
        state=state,
        person=line["person"],
        due=due(line["due"], say),
        run=judgement.run,
    )


def _state(told: str, say: Say) -> ActionState:
    """Nothing said is to do."""
    known = _states()
    if told and told.casefold() not in known:
        choices = ", ".join(say(f"plan.{each}") for each in ActionState)
        raise UsageError(say("plan.no_state", told=told[:40], known=choices))
    return known[told.casefold()] if told else ActionState.TO_DO


def _states() -> Mapping[str, ActionState]:
    return {
        Say(language)(f"plan.{each}").casefold(): each
        for language in LANGUAGES
        for each in ActionState
    }


def due(told: str, say: Say) -> date | None:
    """A day as a spreadsheet gives it, or as it is written in French."""
    if not told:
        return None
    if found := _DAY.fullmatch(told):
        form = "%Y-%m-%d" if found[1] else "%d/%m/%Y"
        try:
            return datetime.strptime(told, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            pass
    raise UsageError(say("plan.no_day", told=told[:40]))
