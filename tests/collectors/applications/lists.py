"""Small lists of users, read as the engine reads them."""

from datetime import date
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.facts.accounts import Account, LastLogon, UserList
from collectors.applications.reading import ListFile
from collectors.applications.user_lists import user_list
from collectors.registry import Unseen
from collectors.transports.tabular import parse_table

DAY = date(2026, 11, 20)


class Read:
    """What a list gave, by kind."""

    def __init__(self, text: str | bytes, **told: Any) -> None:
        content = text.encode() if isinstance(text, str) else text
        self.kept: list[Exhibit] = []
        self.file = opened(content, self.kept.append, **told)
        self.items = list(user_list(self.file))

    @property
    def accounts(self) -> dict[str, Account]:
        return {each.key: each for each in self.items if isinstance(each, Account)}

    @property
    def enabled(self) -> dict[str, bool]:
        return {key: each.enabled for key, each in self.accounts.items()}

    @property
    def logons(self) -> dict[str, date | None]:
        return {each.account: each.local for each in self.items if isinstance(each, LastLogon)}

    @property
    def unseen(self) -> list[str]:
        return [each.target for each in self.items if isinstance(each, Unseen)]

    @property
    def told(self) -> UserList:
        (found,) = [each for each in self.items if isinstance(each, UserList)]
        return found

    @property
    def body(self) -> str:
        (exhibit,) = self.kept
        return exhibit.body.decode()

    @property
    def redactions(self) -> dict[str, int]:
        (exhibit,) = self.kept
        return {each.rule: each.count for each in exhibit.redactions}


def opened(content: bytes, keep: Any, **told: Any) -> ListFile:
    return ListFile(
        source="paie",
        table=parse_table("paie.csv", content),
        extracted_on=DAY,
        declared=told.get("declared", {}),
        words=told.get("words", {}),
        date_format=told.get("date_format", ""),
        keep=keep,
        collector="accounts.list",
    )
