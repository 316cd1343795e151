"""The only formatter: dates, numbers and sentences in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from agent.core.findings import Value
from agent.core.judgements import JudgedFinding
from checks.guide.questions import QUESTIONS, SUBS
from checks.texts.loader import load
from checks.texts.typography import french
from reports.agreement import agreed

_HARD = "\u00a0"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


# Values that are codes, by the name that every finding gives them: where their words are.
_CODES = {
    "document": "document_kinds",
    "was": "classes",
    "now": "classes",
    "changed": "identity_parts",
    "lacks": "audit_parts",
    "by": "clocks",
}


class _Told(dict[str, str]):
    """A finding's values; what an audit of an earlier version did not tell is not known."""

    def __missing__(self, _name: str) -> str:
        return "?"


class Words:
    """Sentences of one language over the texts of checks and of reports."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = load(language)
        self.chrome = texts("reports", language)

    def __call__(self, key: str, **values: object) -> str:
        """A text of the reports' own, such as `page.title`; numbers are written as read.

        Where `count` is one and the text has a form for it (`…_one`), that form is used.
        """
        section, _, name = key.partition(".")
        texts = self.chrome[section]
        text: str = (
            texts.get(f"{name}_one", texts[name]) if values.get("count") == 1 else texts[name]
        )
        told = {name: self._told(value) for name, value in values.items()}
        return self.typeset(self._agreed(text, values).format(**told) if values else text)

    def _agreed(self, text: str, values: Mapping[str, object]) -> str:
        return agreed(text, values, self.language)

    def _told(self, value: object) -> object:
        return self.number(value) if type(value) is int else value

    def term(self, section: str, code: str | None) -> str:
        """The word for a code: `term("verdicts", "partial")`; the code itself when unknown."""
        if code is None:
            return ""
        return self.typeset(str(self.texts[section].get(code, code)))

    def reason(self, code: str) -> str:
        """A reason of reconciliation: `identifier:employeeID` in words."""
        name, _, value = code.partition(":")
        text = str(self.texts["reasons"].get(name, code))
        if name == "roll-origin":
            value = self.term("origins", value)
        return self.typeset(text.format(value=self.value(value)))

    def check(self, check: str, part: str) -> str:
        """A text of a check: title, satisfied, remedy, limits."""
        return self.typeset(str(self.texts["checks"][check][part]))

    def finding(self, judged: JudgedFinding) -> str:
        """The sentence of a finding, and until when it is lived with."""
        text = str(self.texts["checks"][judged.check]["finding"])
        told = {name: self._valued(name, value) for name, value in judged.finding.values.items()}
        text = self._agreed(text, judged.finding.values)
        sentence = self.typeset(text.format_map(_Told(about=judged.finding.about.label, **told)))
        beside = [self.waiver(judged.waiver)] if judged.waiver else []
        if judged.contested:
            day, _, number = judged.contested.partition(":")
            told_on = self.day(date.fromisoformat(day))
            beside.append(self("waivers.contested", day=told_on, number=int(number)))
        return " ".join([sentence, *beside])

    def _valued(self, name: str, value: Value) -> str:
        """A value, in words where its name says that it is a code."""
        if name in _CODES and isinstance(value, str):
            return self.term(_CODES[name], value)
        if name in _CODES and isinstance(value, list):
            return ", ".join(self.term(_CODES[name], each) for each in value) or self.value(value)
        return self.value(value)

    def waiver(self, code: str) -> str:
        """A waiver of a finding: `active:2026-12-31:7` in words."""
        state, day, _ = code.split(":")
        return self(f"waivers.{state}", day=self.day(date.fromisoformat(day)))

    def question(self, id: str) -> str:
        """The wording of a question or a sub-question."""
        found = QUESTIONS.get(id) or SUBS[id]
        return self.typeset(found.words[self.language])

    def title(self, question: str) -> str:
        """The short title of a question."""
        return self.typeset(QUESTIONS[question].title[self.language])

    def value(self, value: Value) -> str:
        """A finding's value as a reader writes it."""
        if value is None:
            return self.term("values", "none")
        if isinstance(value, bool):
            return self.term("values", "yes" if value else "no")
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, list):
            rights = self.texts["rights"]
            return ", ".join(rights.get(each, each) for each in value) or self.term(
                "values", "none"
            )
        return self.day(date.fromisoformat(value)) if _DAY.fullmatch(value) else value

    def number(self, value: int) -> str:
        """12 345 in French, 12,345 in English."""
        return _number(value, self.language)

    def percent(self, per_thousand: int) -> str:
        """13,8 in French, 13.8 in English."""
        return str(format_decimal(per_thousand / 10, format="#,##0.0", locale=self.language))

    def day(self, day: date) -> str:
        """« 12 mars 2026 », "12 March 2026"."""
        text = _date(day, "d MMMM y", self.language)
        if self.language == "fr" and day.day == 1:
            text = "1er" + text[1:]
        return text.replace(" ", _HARD)

    def short_day(self, day: date) -> str:
        """31/12/2026 in French, 31 Dec 2026 in English: what fits in a picture."""
        form = "dd/MM/y" if self.language == "fr" else "d MMM y"
        return _date(day, form, self.language).replace(" ", _HARD)

    def month(self, day: date) -> str:
        """« mars », "Mar": a month on the scale of a picture."""
        return _date(day, "MMM", self.language)

    def moment(self, moment: datetime) -> str:
        """A day and an hour, in UTC."""
        return str(format_datetime(moment, "d MMMM y, HH:mm", locale=self.language)) + " UTC"

    def labelled(self, label: str, told: str) -> str:
        """« Serveurs : 3 » in French, "Servers: 3" in English."""
        return f"{label}{' : ' if self.language == 'fr' else ': '}{told}"

    def together(self, told: Iterable[str]) -> str:
        """Several things on one line, a semicolon between any two, as each language writes it."""
        return (" ; " if self.language == "fr" else "; ").join(told)

    def typeset(self, text: str) -> str:
        """No-break spaces where French wants them."""
        return french(text) if self.language == "fr" else text


@cache  # a day or a count comes back for each of 50,000 findings
def _number(value: int, language: str) -> str:
    return str(format_decimal(value, locale=language))


@cache
def _date(day: date, form: str, language: str) -> str:
    return str(format_date(day, form, locale=language))


@cache
def texts(package: str, name: str) -> Mapping[str, Any]:
    """A package's own texts: those of a language, as a rule."""
    return loads(files(package).joinpath("texts", f"{name}.toml").read_text("utf-8"))


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)
