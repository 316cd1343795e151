"""Question 2 from the register of documents: that a policy is there, approved and reviewed.

A document is no proof: its file is handed over, and all that makes it valid is somebody's word. The
register's ground is "declared", so that nothing here is ever proven, nor held against anybody.
"""

from datetime import date
from typing import Annotated

from agent.core.facts.documents import Document
from agent.core.facts.locks import HostLock
from agent.core.facts.logs import Retention
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import NotApplicable, Role
from agent.core.sources import Earlier, Facts, Known, Only
from checks.locks import minutes
from checks.registry import check


@check("documents.pssi-missing", "2a")
def pssi_missing(documents: Annotated[Facts[Document], Only("is_pssi"), Known("held")]) -> Findings:
    """The register of documents has no security policy."""
    for each in documents:
        if not each.held:
            yield Finding.on(each, Severity.GAP, document=each.document.value)


@check("documents.pssi-stale", "2a")
def pssi_stale(
    documents: Annotated[Facts[Document], Only("is_pssi"), Known("age")], document_stale_days: int
) -> Findings:
    """The security policy was neither approved nor reviewed for three years."""
    for each in documents:
        if each.age is not None and each.age > document_stale_days:
            yield Finding.on(each, Severity.GAP, days=each.age, limit=document_stale_days)


@check("documents.pssi-review-due", "2a", Role.INFORMS)
def pssi_review_due(
    documents: Annotated[Facts[Document], Only("is_pssi"), Known("age")],
    document_review_days: int,
    document_stale_days: int,
) -> Findings:
    """The security policy was last approved or reviewed over a year ago."""
    for each in documents:
        if each.age is not None and document_review_days < each.age <= document_stale_days:
            yield Finding.on(each, Severity.WATCH, days=each.age, limit=document_review_days)


@check("documents.review-passed", "2a", Role.INFORMS)
def review_passed(documents: Annotated[Facts[Document], Only("planned")], as_of: date) -> Findings:
    """The day set for the next review of a document is past."""
    for each in documents:
        if each.next_review and each.next_review < as_of:
            yield Finding.on(
                each,
                Severity.GAP if each.is_pssi else Severity.WATCH,
                document=each.document.value,
                due=each.next_review.isoformat(),
                days=(as_of - each.next_review).days,
            )


@check("documents.unapproved", "2a", Role.INFORMS)
def unapproved(documents: Annotated[Facts[Document], Only("registered")]) -> Findings:
    """The register tells no approval of a document."""
    for each in documents:
        if each.approved_on is None:
            severity = Severity.GAP if each.is_pssi else Severity.WATCH
            yield Finding.on(each, severity, document=each.document.value)


@check("documents.missing", "2a", Role.INFORMS)
def missing(documents: Annotated[Facts[Document], Only("beside_pssi"), Known("held")]) -> Findings:
    """The register lacks another of the five documents of the minimal set.

    To watch, no more: a register that leaves one out does not show that the hospital has none.
    """
    for each in documents:
        if not each.held:
            yield Finding.on(each, Severity.WATCH, document=each.document.value)


@check("documents.changed", "2a", Role.INFORMS)
def changed(
    documents: Annotated[Facts[Document], Only("registered"), Known("held")],
    earlier: Earlier[Document],
) -> Findings:
    """A document's file changed since the last audit, under the same version and approval."""
    before = {(each.source, each.key): each for each in earlier if each.digest}
    for each in documents:
        known = before.get((each.source, each.key))
        if known is None or each.digest == known.digest:
            continue
        if (each.version, each.approved_on, each.reviewed_on) == (
            known.version,
            known.approved_on,
            known.reviewed_on,
        ):
            yield Finding.on(
                each,
                Severity.WATCH,
                document=each.document.value,
                approved=each.approved_on.isoformat() if each.approved_on else None,
            )


@check("documents.lock-not-as-written", "2a", Role.INFORMS)
def lock_not_as_written(
    locks: Annotated[Facts[HostLock], Only("workstation"), Known("seconds")],
    documents: Facts[Document],
) -> Findings:
    """A workstation locks later than a document of the hospital has it, or never."""
    told = {each.lock_minutes: each for each in documents if each.lock_minutes}
    if not told:
        raise NotApplicable("no document sets a delay of locking")
    written = min(told)
    for each in locks:
        if each.seconds == 0 or (each.seconds or 0) > written * 60:
            yield Finding.on(
                each,
                Severity.GAP,
                told[written],
                name=told[written].label,
                written=written,
                measured=minutes(each.seconds),
            )


@check("documents.logs-not-as-written", "2a", Role.INFORMS)
def logs_not_as_written(
    logs: Annotated[Facts[Retention], Only("promising")], documents: Facts[Document]
) -> Findings:
    """A log is set up to be dropped sooner than a document of the hospital has it kept.

    By the setting, not by the oldest line: a log of a young machine goes back no farther than it.
    To watch, no more: what is sent to a central place may be kept there as long as written.
    """
    told = {each.log_retention_days: each for each in documents if each.log_retention_days}
    if not told:
        raise NotApplicable("no document sets how long logs are kept")
    written = max(told)
    for each in logs:
        if each.promised is not None and each.promised < written:
            yield Finding.on(
                each,
                Severity.WATCH,
                told[written],
                host=each.host,
                log=each.log,
                name=told[written].label,
                written=written,
                days=each.promised,
            )
