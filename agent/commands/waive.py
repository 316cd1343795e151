"""`preuve waive`: a finding lived with until a day, asked by one person, approved by another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from agent.commands import options, recanting
from agent.commands.answers import days_told
from agent.commands.speech import Say
from agent.commands.subjects import the_subject
from agent.core.errors import UsageError
from agent.core.findings import Subject
from agent.core.judgements import Judgement
from agent.core.statements import StatementKind
from agent.core.waivers import LONGEST, Waiver, latest_day
from agent.engine import waiving
from agent.engine.saying import Speaker
from agent.store import Store
from checks.derive.reconciliation import names


def command(say: Say) -> click.Command:
    """Build the command."""

    def waive(
        config: Path,
        check: str | None,
        subject: str | None,
        author: str,
        source: str | None,
        list: bool,  # noqa: FBT001 - click's call
        withdraw: int | None,
        erase_text: int | None,
        contest: bool,  # noqa: FBT001 - click's call
        **told: Any,
    ) -> None:
        speaker, store = options.speaker(config, say, author)
        with store:
            judgement = store.judgement(store.last_ended())
            if list:
                days_told(store, judgement.run, say)
                _list(store, judgement, say)
                return
            if recanting.recanted(
                store,
                (StatementKind.WAIVER, StatementKind.CONTEST),
                speaker,
                say,
                withdraw=withdraw,
                erase_text=erase_text,
                reason=told["reason"],
            ):
                return
            if not check or not subject:
                raise UsageError(say("waive.what"))
            about = the_subject(judgement, check, subject, source, say)
            if contest:
                options.said(say, "--reason", told["reason"])
                waiving.contest(store, check, about, told["reason"], speaker)
                click.echo(say("waive.contested", check=check, subject=about.label))
                return
            known = waiving.standing(store).get((check, about.kind, about.source, about.key))
            if known and _only_a_page(told):
                waiver, reason = known.waiver, known.reason or ""
            else:
                waiver = _asked(check, about, told, speaker, judgement.as_of, say)
                reason = told["reason"]
            waiver = _signed(waiver, told["signed_page"])
            waiving.make(store, waiver, reason, speaker)
        _tell(waiver, say)

    return options.new(say, "waive", _params(say), waive)


def _params(say: Say) -> list[click.Parameter]:
    return [
        click.Argument(["check"], required=False),
        click.Argument(["subject"], required=False),
        options.reason(say),
        click.Option(["--requester"], default="", help=say("waive.requester")),
        click.Option(["--approver"], default="", help=say("waive.approver")),
        options.day("--from", say("waive.from"), "first"),
        options.day("--until", say("waive.until")),
        click.Option(
            ["--signed-page"],
            type=click.Path(path_type=Path, dir_okay=False),
            help=say("waive.signed_page"),
        ),
        click.Option(["--source"], help=say("waive.source")),
        options.author(say),
        click.Option(["--contest"], is_flag=True, help=say("waive.contest")),
        *recanting.params(say),
        click.Option(["--list"], is_flag=True, help=say("waive.list")),
        options.config(say),
    ]


def _only_a_page(told: Mapping[str, Any]) -> bool:
    """A signed page that joins a waiver made before."""
    others = ("reason", "requester", "approver", "first", "until")
    return bool(told["signed_page"]) and not any(told[each] for each in others)


def _asked(
    check: str, about: Subject, told: Mapping[str, Any], speaker: Speaker, as_of: date, say: Say
) -> Waiver:
    """A new waiver; from the day of the finding, unless told."""
    for name in ("reason", "requester", "approver"):
        options.said(say, f"--{name}", told[name])
    _refuse_alone(told["requester"], told["approver"], say)
    first = told["first"] or min(as_of, speaker.day)
    _refuse_long(first, told["until"], speaker.day, say)
    return Waiver(
        check=check,
        about=about,
        requester=told["requester"].strip(),
        approver=told["approver"].strip(),
        first=first,
        until=told["until"],
        approved_here=_is_approver(told["approver"], speaker),
    )


def _signed(waiver: Waiver, page: Path | None) -> Waiver:
    if page is None:
        return waiver
    digest = options.digest("--signed-page", page)
    return replace(waiver, page_digest=digest, page_name=page.name)


def _refuse_long(first: date, until: date | None, today: date, say: Say) -> None:
    if until is None:
        raise UsageError(say("waive.no_end", months=LONGEST))
    if until < max(first, today):
        raise UsageError(say("waive.ended", until=until.isoformat()))
    last = latest_day(first)
    if until > last:
        raise UsageError(say("waive.too_long", months=LONGEST, last=last.isoformat()))


def _refuse_alone(requester: str, approver: str, say: Say) -> None:
    """One person, however written, does not approve what that person asks."""
    told = {frozenset(names.tokens(each)) for each in (requester, approver)}
    if len(told) == 1 or frozenset() in told:
        raise UsageError(say("waive.alone"))


def _is_approver(approver: str, speaker: Speaker) -> bool:
    """An author is only typed; the approver's own session must be the one that types it."""
    told = {each.strip().casefold() for each in (approver, speaker.user, speaker.author)}
    return len(told) == 1


def _tell(waiver: Waiver, say: Say) -> None:
    until = waiver.until.isoformat()
    click.echo(say("waive.made", check=waiver.check, subject=waiver.about.label, until=until))
    if not waiver.verified:
        click.echo(say("waive.unverified", approver=waiver.approver))
    click.echo(say("decided.next"))


def _list(store: Store, judgement: Judgement, say: Say) -> None:
    told = waiving.states(store, judgement)
    for made, state in told:
        waiver = made.waiver
        click.echo(
            say(
                "waive.line",
                number=made.number,
                state=say(f"waive.{state}_state"),
                check=waiver.check,
                subject=waiver.about.label,
                first=waiver.first.isoformat(),
                until=waiver.until.isoformat(),
                requester=waiver.requester,
                approver=waiver.approver,
                reason=made.reason or say("waive.erased"),
            )
        )
    contests = waiving.contests(store)
    for each, contest in contests:
        click.echo(
            say(
                "waive.contest_line",
                number=each.id,
                check=contest.check,
                subject=contest.about.label,
                author=each.author,
                day=each.at.date().isoformat(),
                reason=each.text or say("waive.erased"),
            )
        )
    if not told and not contests:
        click.echo(say("waive.none"))
