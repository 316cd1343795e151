"""A sample's lines and how it was made, in the auditor's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.commands.speech import Say
from agent.core.facts.standing import Standing
from agent.engine.departures import Result, Tested
from agent.engine.sampling import Candidate, Drawn
from reports.thresholds import origin
from reports.view import View
from reports.words import Words, words

_BLANK = ("checked_by", "checked_on", "agrees", "remark")
_GAP = "leaver_gap_days"


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked, of which run, and in whose words it is answered."""

    say: Say
    view: View
    source: str
    between: tuple[date, date] | None
    size: int | None
    seed: str

    @property
    def words(self) -> Words:
        """The reports' words, in the same language."""
        return words(self.say.language)

    def ranked(self, drawn: Sequence[Drawn]) -> Iterator[tuple[int, Drawn]]:
        """Each line with the rank of what was drawn: lines of one departure share it."""
        rank, last = 0, ""
        for each in drawn:
            rank += each.candidate.unit != last
            last = each.candidate.unit
            yield rank, each

    def line(self, rank: int, drawn: Drawn) -> dict[str, Any]:
        """One line, by its columns' titles."""
        tested, got = drawn.candidate.tested, drawn.got
        values: dict[str, Any] = {"rank": rank}
        if self.size is not None:
            values["ticket"] = drawn.ticket[:16] if drawn.ticket else None
        if tested:
            values |= self._tested(tested)
        values |= self._account(drawn.candidate.standing, person=tested is None)
        values["exhibit"] = drawn.exhibit
        if tested:
            values["roll_exhibit"] = drawn.roll_exhibit
        values |= {
            "target": got.target if got else None,
            "query": got.query if got else None,
            "account_asking": got.account if got else None,
            "ground": self.words.term("grounds", got.ground) if got else None,
            "collected": got.ended.isoformat(timespec="seconds") if got else None,
            "run": self.view.run.run,
            "run_on": self.view.collected_on,
            "as_of": self.view.judgement.as_of,
        }
        every = values | dict.fromkeys(_BLANK)
        return {self.say(f"sample_columns.{name}"): value for name, value in every.items()}

    def _account(self, standing: Standing | None, *, person: bool) -> dict[str, Any]:
        reasons = standing.reasons if standing else ()
        values = {
            "account": standing.login if standing else None,
            "directory": standing.source if standing else None,
            "class": self.words.term("classes", standing.account_class) if standing else None,
            "person": standing.person if standing else None,
            "reasons": self.words.together(self.words.reason(each) for each in reasons),
        }
        if not person:
            del values["person"]
        return values

    def _tested(self, tested: Tested) -> dict[str, Any]:
        unknown = self.say("sample_results.unknown")
        disabled = tested.standing is not None and not tested.standing.enabled
        told = {
            "person": tested.person,
            "roll": tested.roll or (tested.standing.roll if tested.standing else None),
            "left": tested.left,
            "closed": tested.closed or (unknown if disabled else None),
            "days": unknown if tested.days is None and _measurable(tested) else tested.days,
        }
        if self.source == "leavers":
            told |= {
                "threshold": self._gap,
                "back": tested.back,
                "to_confirm": ", ".join(tested.to_confirm),
            }
        told["result"] = self.say(f"sample_results.{tested.result}")
        return told

    def _threshold(self, name: str) -> int:
        return dict(self.view.judgement.thresholds)[name]

    @property
    def _gap(self) -> int:
        return self._threshold(_GAP)

    def method(self, candidates: Sequence[Candidate]) -> list[str]:
        """How the list was made, what is not known in it, and what it may lack."""
        say, view, told = self.say, self.view, self.words
        lines = [
            say(
                "sample.about",
                site=view.run.site,
                run=view.run.run,
                collected=told.day(view.collected_on),
                as_of=told.day(view.judgement.as_of),
            )
        ]
        if view.run.demonstration:
            lines.append(told("page.demonstration"))
        if gone := sum(each.erased is not None for each in view.kept):
            lines.append(say("sample.erased", count=gone, of=len(view.kept)))
        if self.between:
            first, last = (told.day(each) for each in self.between)
            about = {"first": first, "last": last, "grace": self._threshold("renewal_grace_days")}
            lines.append(say(f"sample.population_{self.source}", **about))
            lines += self._reserves(candidates)
        if self.source == "leavers":
            lines.append(
                say(
                    "sample.threshold",
                    days=self._gap,
                    origin=origin(view.judgement, _GAP, told),
                    profile=view.judgement.profile,
                )
            )
        if self.size is not None:
            lines.append(say(f"sample.method_{self.source}", seed=self.seed))
        return lines

    def _reserves(self, candidates: Sequence[Candidate]) -> list[str]:
        found = []
        tested = [each.tested for each in candidates if each.tested]
        unknown = sum(each.result is Result.UNKNOWN_DAY for each in tested)
        if unknown:
            found.append(self.say("sample.unknown_days", count=unknown, of=len(tested)))
        last = self.between[1] if self.between else self.view.judgement.as_of
        for roll in self.view.rolls:
            if not roll.has_end_dates or not roll.ended:
                found.append(self.say("sample.no_leavers", roll=roll.key))
            elif roll.extracted_on < last:
                day = self.words.day(roll.extracted_on)
                found.append(self.say("sample.roll_before", roll=roll.key, day=day))
        return found


def _measurable(tested: Tested) -> bool:
    """Whether there is a delay to know: an account, and a departure."""
    return tested.standing is not None and tested.left is not None
