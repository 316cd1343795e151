"""The register of documents: each that is told, and those of the minimal set that it lacks."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from agent.core.facts.documents import (
    MINIMAL,
    Document,
    DocumentFile,
    DocumentKind,
    DocumentState,
    DocumentTold,
)
from agent.core.sources import Facts, IfKnown
from checks.registry import derivation


@derivation("documents.register")
def register(
    told: Facts[DocumentTold],
    files: Annotated[Facts[DocumentFile], IfKnown()],
    as_of: date,
    document_review_days: int,
    document_stale_days: int,
) -> Iterator[Document]:
    """Yield one line a document, then one for each minimal kind that no document is of.

    Only the policy has to be reviewed every year; of others, the day that the register sets counts.

    Its ground is that of the register, a person's word: a file that is there says of itself neither
    that it was approved nor that it is still true.
    """
    read = {(each.source, each.key): each for each in files}
    kinds = set()
    for each in told:
        kinds.add(each.document)
        approved, reviewed = _known(each.approved_on, as_of), _known(each.reviewed_on, as_of)
        last = max(filter(None, (approved, reviewed)), default=None)
        age = (as_of - last).days if last else None
        file = read.get((each.source, each.key))
        aged = None
        if age is not None and each.document is DocumentKind.PSSI:
            aged = _aged(age, document_review_days, document_stale_days)
        yield Document(
            source=each.source,
            key=each.key,
            document=each.document,
            held=True if file else None,
            state=_state(file, approved, each.next_review, as_of, aged),
            file=file.file if file else "",
            digest=file.digest if file else "",
            size=file.size if file else None,
            version=each.version,
            approved_by=each.approved_by if approved else "",
            approved_on=approved,
            reviewed_on=reviewed,
            next_review=each.next_review,
            age=age,
            lock_minutes=each.lock_minutes,
            log_retention_days=each.log_retention_days,
        )
    for kind in MINIMAL:
        if kind not in kinds:
            yield Document(
                source="documents",
                key=kind.value,
                document=kind,
                held=False,
                state=DocumentState.MISSING,
            )


def _known(day: date | None, as_of: date) -> date | None:
    """A day, unless it comes after the evaluation."""
    return day if day and day <= as_of else None


def _aged(age: int, review: int, stale: int) -> DocumentState | None:
    if age > stale:
        return DocumentState.STALE
    return DocumentState.TO_REVIEW if age > review else None


def _state(
    file: DocumentFile | None,
    approved: date | None,
    next_review: date | None,
    as_of: date,
    aged: DocumentState | None,
) -> DocumentState:
    if file is None:
        return DocumentState.UNREADABLE
    if approved is None:
        return DocumentState.UNAPPROVED
    if aged is DocumentState.STALE:
        return aged
    if next_review and next_review < as_of:
        return DocumentState.REVIEW_PASSED
    return aged or DocumentState.CURRENT
