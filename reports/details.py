"""Why a check or a unit gave nothing, in the reader's words.

The store keeps a code, a kind of fact or a count there, a sentence of ours in English, or what a
source itself said. The latter cannot be translated: it is quoted, and said to be the original.
"""

import re
from dataclasses import replace
from datetime import date

from checks import registry
from reports.errors.telling import in_words as spoken
from reports.errors.telling import known
from reports.view import View
from reports.words import Words

_RATIO = re.compile(r"(?:(?P<head>.+): )?(?P<part>\d+) / (?P<whole>\d+)(?P<days> \(trail_since\))?")
_DATED = re.compile(r"(?P<name>.+) (?P<day>\d{4}-\d{2}-\d{2})")


def told(text: str, say: Words) -> str:
    """A detail in words; "" for none."""
    if not text:
        return ""
    known = say.texts["details"].get(text) or say.texts["fact_kinds"].get(text)
    if known:
        return say.typeset(known)
    if ratio := _RATIO.fullmatch(text):
        return _share(ratio, say)
    dated = [_DATED.fullmatch(each) for each in text.split(", ")]
    if all(dated):
        return say.together(_form("of_day", say, **_day(each, say)) for each in dated if each)
    return _sentence(text, say)


def _sentence(text: str, say: Words) -> str:
    head, _, rest = text.partition(": ")
    registry.load()
    if rest and (head in registry.DERIVATIONS or rest in say.texts["details"]):
        return told(rest, say)
    if rest and head in say.texts["details"]:
        return _form("beside", say, head=say.texts["details"][head], rest=rest)
    if known(text, say.language):
        return say.typeset(spoken(text, say.language))
    return _form("quoted", say, text=text)


def in_words(view: View, say: Words) -> View:
    """The same run, its details told in one language: for what persons read."""
    judgement = view.judgement
    outcomes = tuple(replace(each, detail=told(each.detail, say)) for each in judgement.outcomes)
    units = tuple(replace(each, detail=told(each.detail, say)) for each in view.units)
    return replace(view, judgement=replace(judgement, outcomes=outcomes), units=units)


def _share(ratio: re.Match[str], say: Words) -> str:
    """Of how many it is known; an attribute's name is for who reads the code, and is left out."""
    head = ratio["head"] or ""
    source = head if ratio["days"] else head.rpartition(": ")[0]
    form = "known" if head and not ratio["days"] else "share"
    share = _form(
        form, say, part=say.number(int(ratio["part"])), whole=say.number(int(ratio["whole"]))
    )
    return _form("beside", say, head=source, rest=share) if source else share


def _day(found: re.Match[str], say: Words) -> dict[str, str]:
    try:
        day = say.day(date.fromisoformat(found["day"]))
    except ValueError:  # a source may say anything
        day = found["day"]
    return {"name": found["name"], "day": day}


def _form(form: str, say: Words, /, **values: str) -> str:
    return say.typeset(str(say.texts["detail_forms"][form])).format(**values)
