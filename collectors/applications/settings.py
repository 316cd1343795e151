"""The `[[accounts]]` section: an application's own list of users, handed over as a file."""

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from pydantic import Field, field_validator

from collectors.applications.columns import FIELDS
from collectors.applications.reading import ListFile
from collectors.people.columns import fold
from collectors.people.handed_over import HandedOver
from collectors.registry import Keep, Limits, source


@source
class AccountsSource(HandedOver):
    """One application's list; `states` are words of its own: true when the account works."""

    section: ClassVar[str] = "accounts"
    collector: ClassVar[str] = "accounts.list"
    known_fields: ClassVar[Collection[str]] = FIELDS

    states: dict[str, bool] = Field(default_factory=dict)

    @field_validator("states")
    @classmethod
    def _said_once(cls, words: dict[str, bool]) -> dict[str, bool]:
        if len({fold(word) for word in words}) != len(words):
            raise ValueError("the same word is given twice, case and accents aside")
        return words

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> ListFile:
        return ListFile(
            source=self.name,
            table=self.table(folder, collector),
            extracted_on=self.extracted_on,
            declared=self.columns,
            words=self.states,
            date_format=self.told_dates,
            keep=keep,
            collector=collector,
        )
