"""The collectors of documents: the register's word, and the digest of each file."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agent.core.errors import Unreadable
from agent.core.facts.documents import DocumentFile, DocumentKind, DocumentTold
from collectors.registry import collector
from collectors.transports.declared import Declared
from collectors.transports.document_file import HandedOverDocument

_DIGEST = re.compile(r"[0-9a-f]{64}")


@collector("documents.declared")
def declared(session: Declared) -> Iterator[DocumentTold]:
    """Yield what a block says of its document.

    Raises:
        Unreadable: what was recorded lacks a part of it.
    """
    told = session.told()
    try:
        yield DocumentTold(
            source=session.name,
            key=session.name,
            document=DocumentKind(told["kind"]),
            version=str(told["version"]),
            approved_by=str(told["approved_by"]),
            approved_on=_day(told, "approved_on"),
            reviewed_on=_day(told, "reviewed_on"),
            next_review=_day(told, "next_review"),
            lock_minutes=_whole(told, "lock_minutes"),
            log_retention_days=_whole(told, "log_retention_days"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{session.name}: {error} is not declared") from None


@collector("documents.file")
def file(session: HandedOverDocument) -> Iterator[DocumentFile]:
    """Yield the digest of a document's file.

    Raises:
        Unreadable: what was recorded is none.
    """
    told = session.told()
    digest, size = str(told.get("sha256")), told.get("size")
    if not _DIGEST.fullmatch(digest) or type(size) is not int or size < 1:
        raise Unreadable(f"{session.name}: not the digest of a file")
    yield DocumentFile(
        source=session.name,
        key=session.name,
        file=str(told.get("file", "")),
        digest=f"sha256:{digest}",
        size=size,
    )


def _day(told: Mapping[str, Any], name: str) -> date | None:
    return None if told[name] is None else date.fromisoformat(told[name])


def _whole(told: Mapping[str, Any], name: str) -> int | None:
    return None if told[name] is None else int(told[name])
