"""What restoration sheets tell, as judgements receive it: who restored stays aside."""

from datetime import date

from agent.core.facts import Fact, Family, fact


@fact("restore_sheet", Family.STATEMENT)
class RestoreTold(Fact):
    """One restore, by somebody's word; key: the statement's number, as the sheets are numbered.

    `succeeded` is False where the restored file was not its original. `minutes`: how long it took.
    """

    system: str
    number: int
    day: date
    role: str  # the function of who restored it
    succeeded: bool
    minutes: int | None = None
    compared: bool | None = None  # whether a restored file was its original

    @property
    def label(self) -> str:
        """The machine or system."""
        return self.system
