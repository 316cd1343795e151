"""The `[[backups]]` section: the reports of one backup product."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from agent.core.sources import Completeness, Ground
from collectors.backups.asked import script
from collectors.backups.declared import Declared
from collectors.backups.exports import EXPORTS
from collectors.backups.reading import READERS, load
from collectors.backups.written import Written
from collectors.declaration import as_list
from collectors.hosts.asking import Ask, AsksHost
from collectors.registry import Keep, Limits, Target, source
from collectors.transports.asked_reports import AskedReports, cleaning
from collectors.transports.dropped_reports import DroppedReports
from collectors.transports.report_files import HandedOverReports
from collectors.transports.reports import RecordedReports, ReportFiles
from collectors.transports.shell import Script

# Fixed by the contract; one without a reader is refused, never skipped.
Product = Literal[
    "veeam", "wbadmin", "vzdump", "pbs", "netbackup", "commvault", "tina",
    "bacula", "bareos", "borg", "restic", "pattern",
]  # fmt: skip

# How what preuve's own script writes begins, for the products that it has one for.
SCRIPTS = {"veeam": b'{"preuve":"backup/veeam/1",'}
# What a host is asked, for the products that keep a catalogue there.
_ASKED = {"bacula": "bconsole", "bareos": "bconsole", "borg": "borg", "restic": "restic"}
ASKED = {product: Script(name, script(name)) for product, name in _ASKED.items()}


@dataclass(slots=True)
class Reports:
    """Open reports, with what the configuration says of them."""

    files: ReportFiles
    name: str
    ground: Ground
    completeness: Completeness
    product: str
    zone: ZoneInfo  # of times that name none
    system: str | None  # whose backups these are, where reports name nobody
    declared: Declared | None = None  # how jobs are written, for the product "pattern"

    def close(self) -> None:
        """End the session."""
        self.files.close()


@source
class BackupsSource(AsksHost):
    """Files of reports; `path` takes wildcards, and files that were packed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "backups"

    name: str = Field(min_length=1, description="a short name of yours; else the product's")
    product: Product
    path: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    dropped: Annotated[tuple[str, ...], BeforeValidator(as_list)] = Field(
        default=(), alias="import"
    )
    recording: Path | None = None
    system: str = ""
    timezone: str = "Europe/Paris"
    pattern: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    columns: dict[str, str] = Field(default_factory=dict)
    statuses: dict[str, str] = Field(default_factory=dict)
    kinds: dict[str, str] = Field(default_factory=dict)
    date_format: str = ""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        """One block of a product needs no other name."""
        return {"name": given.get("product"), **given} if isinstance(given, dict) else given

    @field_validator("product")
    @classmethod
    def _readable(cls, product: str) -> str:
        load()
        if product not in READERS:
            raise ValueError(
                f"this version of preuve does not read {product} yet;"
                f" it reads {', '.join(sorted(READERS))}"
            )
        return product

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"unknown time zone {name!r}; for France: Europe/Paris")
        return name

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        ways = (self.path, self.dropped, self.host, self.recording)
        if sum(map(bool, ways)) != 1:
            raise ValueError(
                'path is required: the reports, such as "logs/bacula/*.log"; or import:'
                ' what preuve\'s own script left, such as "depot/*.json"; or host: the [[hosts]]'
                " block of the host that is asked"
            )
        if self.host and self.product not in ASKED:
            raise ValueError(
                f"host is for {', '.join(sorted(ASKED))}, whose catalogue a host can be asked for;"
                f" {self.product} is read by path"
            )
        if self.dropped and self.product not in SCRIPTS:
            raise ValueError(
                f"import is for what preuve's own script left, which {self.product} has none of;"
                " use path"
            )
        return self

    @model_validator(mode="after")
    def _declared(self) -> Self:
        """Say all that is wrong in what tells a job."""
        self.declared()
        return self

    def declared(self) -> Declared | None:
        """How jobs are written, where the configuration says it."""
        told = Written(self.pattern, self.columns, self.statuses, self.kinds, self.date_format)
        if self.product == "pattern":
            return told.declared()
        if self.product in EXPORTS:
            return told.completed(EXPORTS[self.product])
        if told != Written():
            raise ValueError(
                "pattern, columns, statuses, kinds and date_format go with"
                f' product = "pattern"; {self.product} has its own'
            )
        return None

    @property
    def script(self) -> Script:
        """What a host's product is asked by."""
        return ASKED[self.product]

    def targets(self, folder: Path) -> list[Target]:
        """All the files together: a job may be told by any of them."""
        if asked := self._asked_target(folder, "backups.jobs", self._ask):
            return [asked]
        return [
            Target(
                source=self.name,
                name=", ".join(self.path or self.dropped) or str(self.recording),
                collectors=("backups.jobs",),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    def _ask(self, ask: Ask, collector: str, keep: Keep, limits: Limits) -> Reports:
        session = ask(collector, cleaning(keep), limits)
        return self._reports(AskedReports(session, self.script))

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> Reports:
        files: ReportFiles
        if self.recording is not None:
            files = RecordedReports(
                source=self.name, folder=folder / self.recording / collector, keep=keep
            )
        elif self.dropped:
            files = DroppedReports(
                collector=collector,
                source=self.name,
                folder=folder,
                patterns=self.dropped,
                keep=keep,
                begins=SCRIPTS[self.product],
            )
        else:
            files = HandedOverReports(
                collector=collector,
                source=self.name,
                folder=folder,
                patterns=self.path,
                keep=keep,
            )
        return self._reports(files)

    def _reports(self, files: ReportFiles) -> Reports:
        return Reports(
            files,
            self.name,
            files.ground,
            files.completeness,
            self.product,
            ZoneInfo(self.timezone),
            self.system or None,
            self.declared(),
        )
