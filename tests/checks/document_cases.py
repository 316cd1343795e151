"""The three cases of the checks on documents; worked out by hand. They are judged on 20 November."""

from datetime import date
from typing import Any

from agent.core.facts.documents import Document, DocumentKind, DocumentState
from agent.core.facts.locks import HostLock
from agent.core.facts.logs import Retention
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases
from tests.checks.lock_cases import lock

REFUSED = Unanswered(Reason.UNREACHABLE, "no file", (Missing("pssi", Reason.UNREACHABLE),))


def document(name: str = "pssi", **more: Any) -> Document:
    """A security policy that management approved on 12 March, with its file."""
    told: dict[str, Any] = {
        "source": name, "key": name, "document": DocumentKind.PSSI, "held": True,
        "state": DocumentState.CURRENT, "digest": "sha256:aa", "version": "3",
        "approved_on": date(2026, 3, 12), "age": 253,
    }  # fmt: skip
    return Document(**told | more)


def charter(**more: Any) -> Document:
    return document("charte", document=DocumentKind.CHARTER, **more)


def lacking(kind: DocumentKind) -> Document:
    """A minimal kind that the register lacks."""
    return Document(
        source="documents", key=kind.value, document=kind, held=False, state=DocumentState.MISSING
    )


def known(*documents: Document) -> dict[type[Any], Any]:
    return {Document: Facts(list(documents))}


def kept(days: int | None) -> Retention:
    """A log that its host's settings keep for some days."""
    return Retention(
        source="srv", key="srv/journal", host="srv", log="journal", measured=30, oldest=30,
        newest=0, promised=days, bound="time", declared=False, young=False, turned=None,
        turned_known=True, files=2, sparse=False, decisive=True,
    )  # fmt: skip


ABSENT = Case({Document: REFUSED})
UNREAD = Case(known(document(held=None)))
PROMISES = known(document(lock_minutes=10, log_retention_days=365))

DOCUMENT_CASES = {
    "documents.pssi-missing": Cases(
        Case(known(document(), lacking(DocumentKind.CHARTER))),
        Case(known(lacking(DocumentKind.PSSI), charter()), 1),
        UNREAD,
    ),
    # Three years are 1,095 days.
    "documents.pssi-stale": Cases(
        Case(known(document(age=1095), charter(age=4000))),
        Case(known(document(age=1096)), 1),
        Case(known(document(age=None, approved_on=None))),
    ),
    "documents.pssi-review-due": Cases(
        Case(known(document(age=365), document("b", age=1096))),
        Case(known(document(age=366)), 1),
        Case(known(document(age=None))),
    ),
    "documents.review-passed": Cases(
        Case(known(document(next_review=date(2026, 11, 20)))),
        Case(known(document(next_review=date(2026, 11, 19)), charter()), 1),
        Case(known(document())),
    ),
    "documents.unapproved": Cases(
        Case(known(document(), lacking(DocumentKind.PLAN))),
        Case(known(document(approved_on=None), charter(approved_on=None)), 2),
        ABSENT,
    ),
    "documents.missing": Cases(
        Case(known(charter(), lacking(DocumentKind.PSSI))),
        Case(known(document(), lacking(DocumentKind.CHARTER), lacking(DocumentKind.PLAN)), 2),
        ABSENT,
    ),
    "documents.changed": Cases(
        Case(
            known(document(digest="sha256:bb", version="4"), charter()),
            earlier=known(document(), charter()),
        ),
        Case(known(document(digest="sha256:bb"), charter()), 1, known(document(), charter())),
        Case(known(document(held=None, digest="")), earlier=known(document())),
    ),
    # Sooner than written keeps the promise.
    "documents.lock-not-as-written": Cases(
        Case(PROMISES | {HostLock: Facts([lock(seconds=600), lock("b", seconds=60)])}),
        Case(PROMISES | {HostLock: Facts([lock(seconds=601), lock("b", seconds=0)])}, 2),
        Case(PROMISES | {HostLock: Facts([lock(seconds=None)])}),
    ),
    "documents.logs-not-as-written": Cases(
        Case(PROMISES | {Retention: Facts([kept(365)])}),
        Case(PROMISES | {Retention: Facts([kept(364), kept(366)])}, 1),
        Case(PROMISES | {Retention: Facts([kept(None)])}),
    ),
}
