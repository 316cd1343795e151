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


@fact("restore_sheets", Family.DERIVED)
class SystemSheets(Fact):
    """What the sheets of one system come to; key: its name, folded.

    `failed` is the day of its last restore, by sheets and by products, where a sheet says that it
    failed; `differs`: by a restored file that was not its original.
    """

    system: str
    failed: date | None = None
    differs: bool = False

    @property
    def label(self) -> str:
        """The machine or system."""
        return self.system
