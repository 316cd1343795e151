"""Documents of the hospital's security: what the register says of each, and the file itself."""

from datetime import date
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact


class DocumentKind(StrEnum):
    """What a document is, by the guide's fiche 9 and by what its other fiches name."""

    RISKS = "risks"
    PSSI = "pssi"
    CHARTER = "charter"
    PROCEDURES = "procedures"
    PLAN = "plan"
    # Beyond the minimal set:
    TECHNICAL_POLICY = "technical_policy"
    ARCHITECTURE = "architecture"
    ADDRESSING = "addressing"
    INVENTORY = "inventory"
    CONTINUITY = "continuity"
    DEGRADED_MODE = "degraded_mode"
    REFLEX_CARDS = "reflex_cards"
    ON_CALL = "on_call"
    REMOTE_INTERVENTION = "remote_intervention"
    JOB_DESCRIPTIONS = "job_descriptions"
    DIAGNOSTIC = "diagnostic"
    ROADMAP = "roadmap"
    MINUTES = "minutes"
    INCIDENT_REPORTS = "incident_reports"
    SECURITY_CLAUSES = "security_clauses"


# The five documents of fiche 9 § 1, in its order.
MINIMAL = (
    DocumentKind.RISKS,
    DocumentKind.PSSI,
    DocumentKind.CHARTER,
    DocumentKind.PROCEDURES,
    DocumentKind.PLAN,
)


class DocumentState(StrEnum):
    """What a line of the register comes to; the first that holds is told."""

    MISSING = "missing"  # the register has none of this kind
    UNREADABLE = "unreadable"  # its file could not be read
    UNAPPROVED = "unapproved"
    STALE = "stale"
    REVIEW_PASSED = "review_passed"
    TO_REVIEW = "to_review"
    CURRENT = "current"


@fact("document_told", Family.STATE)
class DocumentTold(Fact):
    """What the configuration says of a document: somebody's word; key: its name.

    `approved_by` is the function of who approved it. `lock_minutes` and `log_retention_days` are
    rules that it sets.
    """

    document: DocumentKind
    version: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    reviewed_on: date | None = None
    next_review: date | None = None
    lock_minutes: int | None = None
    log_retention_days: int | None = None


@fact("document_file", Family.STATE)
class DocumentFile(Fact):
    """A document's file, of which only the digest is kept; key: the document's name."""

    file: str  # its name, without its folder
    digest: Shown  # `sha256:` and hexadecimal digits, of the whole file
    size: int  # bytes


@fact("document", Family.DERIVED)
class Document(Fact):
    """One line of the register; key: the document's name, or a minimal kind that it lacks.

    `held` is whether its file was read: False where the register has none of this kind, None where
    the file could not be read. Days after the evaluation are not known yet.
    """

    document: DocumentKind
    held: bool | None
    state: DocumentState
    file: str = ""
    digest: Shown = ""
    size: int | None = None
    version: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    reviewed_on: date | None = None
    next_review: date | None = None
    age: int | None = None  # days since it was last approved or reviewed
    lock_minutes: int | None = None
    log_retention_days: int | None = None

    @property
    def label(self) -> str:
        """Its name; its kind where there is none."""
        return self.document.value if self.held is False else self.key

    @property
    def registered(self) -> bool:
        """Whether the register has it."""
        return self.held is not False

    @property
    def planned(self) -> bool:
        """Whether the day of its next review is told."""
        return self.next_review is not None

    @property
    def is_pssi(self) -> bool:
        """Whether it is the security policy itself."""
        return self.document is DocumentKind.PSSI

    @property
    def beside_pssi(self) -> bool:
        """Whether it is another of the minimal set."""
        return self.document in MINIMAL and not self.is_pssi
