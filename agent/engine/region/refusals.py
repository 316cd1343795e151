"""Why a bundle is not filed, or persons not counted, as a code that a command has words for."""

from agent.core.errors import IntegrityError, PreuveError, UsageError


class Coded(PreuveError):
    """A refusal whose words, and what stands in them, are its command's."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NotFiled(Coded, IntegrityError):
    """It does not verify, or contradicts what is filed: never without a trace in the ledger."""

    def __init__(self, code: str, member: str = "", **values: object) -> None:
        super().__init__(code, **values)
        self.member = member


class NotNow(Coded, UsageError):
    """It may be right, but is of no use, or waits for somebody's word."""


class NotCounted(Coded, IntegrityError):
    """A file of tokens is not what somebody of the group wrote."""


class NotAlike(Coded, UsageError):
    """Counting would compare what is not alike, or there is nothing yet to count."""
