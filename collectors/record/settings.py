"""The `[[record]]` section: the patient record's users, profiles, matrix and audit trail."""

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from agent.core.errors import Unreadable
from collectors.applications.columns import FIELDS
from collectors.applications.reading import ListFile
from collectors.declaration import as_list
from collectors.people.columns import fold
from collectors.people.dates import FORMATS
from collectors.record.profiles import MatrixFile, ProfilesFile
from collectors.record.trail import RecordedTrail, TrailFiles
from collectors.record.words import TRAIL
from collectors.registry import Keep, Limits, Session, Target, source
from collectors.transports.recorded import read_recording
from collectors.transports.tabular import Table, parse_table, read_table

Right = Literal["read", "write", "validate", "prescribe", "delete", "none"]


def _of_fields(columns: dict[str, str], fields: Collection[str]) -> dict[str, str]:
    if unknown := sorted(set(columns) - set(fields)):
        raise ValueError(f"unknown field {', '.join(unknown)} (fields: {', '.join(fields)})")
    return columns


Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(as_list)]


@source
class RecordSource(BaseModel):
    """One patient record; each file that is given answers for a part of questions 4 and 10."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "record"

    name: str = Field(min_length=1, description="the record, as people call it")
    extracted_on: date = Field(description="the day the files were drawn, never the files' own")
    users: Path | None = None
    profiles: Path | None = None
    matrix: Path | None = None
    validated_by: str = ""
    validated_on: date | None = None
    super_users: Words = ()
    columns: dict[str, str] = Field(default_factory=dict)
    states: dict[str, bool] = Field(default_factory=dict)
    rights: dict[str, Right] = Field(default_factory=dict)
    date_format: str = ""
    trail: Words = ()
    trail_since: date | None = None
    trail_columns: dict[str, str] = Field(default_factory=dict)
    trail_reads: Words = ()
    trail_writes: Words = ()
    shared_accounts: Words = ()
    recording: Path | None = None

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        return _of_fields(columns, FIELDS)

    @field_validator("trail_columns")
    @classmethod
    def _known_of_trail(cls, columns: dict[str, str]) -> dict[str, str]:
        return _of_fields(columns, TRAIL)

    @field_validator("date_format")
    @classmethod
    def _readable(cls, format: str) -> str:
        if format and format not in FORMATS:
            raise ValueError(f"unknown date format {format!r} (formats: {', '.join(FORMATS)})")
        return format

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.users or self.trail):
            raise ValueError("write users (with profiles), trail, or both")
        if (self.users is None) != (self.profiles is None):
            raise ValueError("users and profiles go together: one says who, the other what")
        if self.matrix and not self.users:
            raise ValueError("matrix is compared with users and profiles: write them too")
        if self.validated_on and self.validated_on > self.extracted_on:
            raise ValueError("validated_on is after extracted_on")
        if {fold(each) for each in self.trail_reads} & {fold(each) for each in self.trail_writes}:
            raise ValueError("one word is in trail_reads and in trail_writes")
        return self

    @property
    def files(self) -> str:
        """Every file that is given, by its name."""
        tables = (self.users, self.profiles, self.matrix)
        return ", ".join([*(each.name for each in tables if each), *self.trail])

    def targets(self, folder: Path) -> list[Target]:
        """Each file that is given."""
        parts: list[tuple[str, str, Callable[[Path, str, Keep], Session]]] = []
        if self.users:
            parts.append(("record.users", self.users.name, self._open_users))
        if self.profiles:
            parts.append(("record.profiles", self.profiles.name, self._open_profiles))
        if self.matrix:
            parts.append(("record.matrix", self.matrix.name, self._open_matrix))
        if self.trail:
            parts.append(("record.trail", ", ".join(self.trail), self._open_trail))
        return [self._target(folder, *part) for part in parts]

    def _target(
        self, folder: Path, collector: str, name: str, opens: Callable[[Path, str, Keep], Session]
    ) -> Target:
        def opened(collector: str, keep: Keep, _limits: Limits) -> Session:
            return opens(folder, collector, keep)

        return Target(
            source=self.name,
            name=name,
            collectors=(collector,),
            open=opened,
            demonstration=self.recording is not None,
        )

    def _table(self, folder: Path, collector: str, path: Path) -> Table:
        if self.recording is None:
            return read_table(folder / path)
        exhibits = read_recording(folder / self.recording / collector)
        if len(exhibits) != 1:
            raise Unreadable(f"{self.recording}: a table's recording holds one exhibit")
        return parse_table(f"{self.name}.csv", exhibits[0].body)

    def _open_users(self, folder: Path, collector: str, keep: Keep) -> ListFile:
        return ListFile(
            source=self.name,
            table=self._table(folder, collector, self.users or Path()),
            extracted_on=self.extracted_on,
            declared=self.columns,
            words=self.states,
            date_format="" if self.recording else self.date_format,
            keep=keep,
            collector=collector,
            profiles=True,
        )

    def _open_profiles(self, folder: Path, collector: str, keep: Keep) -> ProfilesFile:
        path = self.profiles or Path()
        told = self._rights(folder, path, "profile", collector, keep)
        return ProfilesFile(**told, super_users=self.super_users)

    def _open_matrix(self, folder: Path, collector: str, keep: Keep) -> MatrixFile:
        path = self.matrix or Path()
        told = self._rights(folder, path, "function", collector, keep)
        return MatrixFile(**told, validated_by=self.validated_by, validated_on=self.validated_on)

    def _rights(
        self, folder: Path, path: Path, subject: str, collector: str, keep: Keep
    ) -> dict[str, Any]:
        return {
            "source": self.name,
            "table": self._table(folder, collector, path),
            "subject": subject,
            "extracted_on": self.extracted_on,
            "declared": self.rights,
            "keep": keep,
            "collector": collector,
        }

    def _open_trail(self, folder: Path, collector: str, keep: Keep) -> Session:
        if self.recording is not None:
            return RecordedTrail(
                self.name, read_recording(folder / self.recording / collector), keep
            )
        return TrailFiles(
            source=self.name,
            folder=folder,
            patterns=self.trail,
            columns=self.trail_columns,
            reads=self.trail_reads,
            writes=self.trail_writes,
            shared=self.shared_accounts,
            extracted_on=self.extracted_on,
            since=self.trail_since,
            date_format=self.date_format,
            keep=keep,
            collector=collector,
        )
