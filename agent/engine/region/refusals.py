"""Why a bundle is not filed, or persons not counted, as a code that a command has words for."""

from agent.core.errors import IntegrityError, UsageError


class NotFiled(IntegrityError):
    """It does not verify, or contradicts what is filed: never without a trace in the ledger."""

    def __init__(self, code: str, member: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.member = member
        self.values = values


class NotNow(UsageError):
    """It may be right, but is of no use, or waits for somebody's word."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NotCounted(IntegrityError):
    """A file of tokens is not what somebody of the group wrote."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NotAlike(UsageError):
    """Counting would compare what is not alike, or there is nothing yet to count."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
