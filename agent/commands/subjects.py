"""The subject of a finding, found by what a person types."""

from collections.abc import Iterable
from difflib import get_close_matches

from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.findings import Subject
from agent.core.judgements import Judgement
from checks import registry


def the_subject(
    judgement: Judgement, check: str, subject: str, source: str | None, say: Say
) -> Subject:
    """What a check found something about, by its label or its key.

    Raises:
        UsageError: no such check, no such finding, or several.
    """
    registry.load()
    if check not in registry.CHECKS:
        raise UsageError(say("subject.no_check", check=check) + _near(check, registry.CHECKS, say))
    found = [each.finding.about for each in judgement.findings if each.check == check]
    named = {
        each
        for each in found
        if (each.key == subject or each.label.casefold() == subject.casefold())
        and source in {None, each.source}
    }
    if not named:
        told = say("subject.no_finding", check=check, subject=subject, run=judgement.run)
        raise UsageError(told + _near(subject, [each.label for each in found], say))
    if len(named) > 1:
        where = ", ".join(sorted(f"{each.source} {each.key}" for each in named))
        raise UsageError(say("subject.several", subject=subject, where=where))
    return named.pop()


def _near(word: str, known: Iterable[str], say: Say) -> str:
    spelled = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), list(spelled), n=3, cutoff=0.6)
    return say("known.near", near=", ".join(spelled[each] for each in close)) if close else ""
