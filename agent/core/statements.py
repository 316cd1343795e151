"""Statements: what persons say of accounts and findings, who said it and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StatementKind(StrEnum):
    """What was said."""

    DECISION = "decision"
    OWNER = "owner"
    WAIVER = "waiver"
    ATTESTATION = "attestation"
    RESTORE_TEST = "restore_test"
    CONTEST = "contest"
    PLANNED = "planned"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One act of a person, never changed after; source and key name what it is about.

    `body` holds what the rules read, in canonical bytes; `text` what was said in free words,
    None once erased (or when nothing was said). `user` is who was logged on to the system,
    `author` who it is said to come from.
    """

    id: int
    kind: StatementKind
    source: str
    key: str
    body: bytes
    text: str | None = None
    user: str
    author: str
    at: datetime
    withdrawn_by: int | None = None  # the statement that took this one back
