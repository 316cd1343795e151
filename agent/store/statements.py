"""Persons' words: appended, never changed; what was said freely can be erased, apart."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from agent.core.errors import IntegrityError, UsageError
from agent.core.statements import Statement, StatementKind
from agent.store import clock, ledger
from agent.store.engines import wait_turn
from agent.store.leaves import Salter
from agent.store.tables import statement_texts, statements

_ACTS = {
    StatementKind.DECISION: "decision.made",
    StatementKind.OWNER: "owner.named",
    StatementKind.WAIVER: "waiver.made",
    StatementKind.ATTESTATION: "attestation.made",
    StatementKind.RESTORE_TEST: "restore_test.recorded",
    StatementKind.CONTEST: "finding.contested",
    StatementKind.PLANNED: "action.planned",
    StatementKind.WITHDRAWAL: "statement.withdrawn",
}


def say(
    connection: Connection,
    salter: Salter,
    site: str,
    kind: StatementKind,
    *,
    source: str,
    key: str,
    body: bytes,
    text: str,
    user: str,
    author: str,
    withdraws: int | None = None,
) -> int:
    """Append a statement and its entry in the ledger, and return its number.

    The ledger, which nobody erases, has salted digests only: a name or a matricule can be guessed.
    """
    wait_turn(connection, site)
    last = connection.scalar(select(func.max(statements.c.id)).where(statements.c.site == site))
    number: int = (last or 0) + 1
    digest = salter.leaf(kind, body)
    connection.execute(
        insert(statements).values(
            site=site,
            id=number,
            kind=kind.value,
            source=source,
            key=key,
            body=body,
            leaf=digest,
            user=user,
            author=author,
            at=clock.text(),
            withdraws=withdraws,
        )
    )
    if text:
        connection.execute(insert(statement_texts).values(site=site, id=number, text=text))
    told = {
        "statement": number,
        "kind": kind.value,
        "user": user,
        "author": author,
        "body": _written(digest),
        "text": _written(salter.leaf("text", text.encode())) if text else None,
    }
    about = {} if withdraws is None else {"withdraws": withdraws}
    ledger.append(connection, site, _ACTS[kind], None, told | about)
    return number


def _written(digest: bytes) -> str:
    return "sha256:" + digest.hex()


def withdraw(
    connection: Connection, salter: Salter, site: str, number: int, *, text: str, user: str,
    author: str,
) -> int:  # fmt: skip
    """Take a statement back, by another one.

    Raises:
        UsageError: there is none of that number, or it was taken back already.
    """
    wait_turn(connection, site)
    known = {each.id: each for each in read(connection, salter, site, ())}
    taken = known.get(number)
    if taken is None or taken.kind is StatementKind.WITHDRAWAL:
        raise UsageError(f"statement {number}: there is none of that number to withdraw")
    if taken.withdrawn_by is not None:
        raise UsageError(
            f"statement {number}: already withdrawn, by statement {taken.withdrawn_by}"
        )
    return say(
        connection,
        salter,
        site,
        StatementKind.WITHDRAWAL,
        source=taken.source,
        key=taken.key,
        body=b"{}",
        text=text,
        user=user,
        author=author,
        withdraws=number,
    )


def erase_text(connection: Connection, site: str, number: int, *, user: str, author: str) -> None:
    """Erase the free words of a statement; what the rules read, and both digests, stay.

    Raises:
        UsageError: it has none, or no longer.
    """
    wait_turn(connection, site)
    erased = connection.execute(
        delete(statement_texts).where(
            statement_texts.c.site == site, statement_texts.c.id == number
        )
    )
    if not erased.rowcount:
        raise UsageError(f"statement {number}: it has no text to erase")
    told = {"statement": number, "user": user, "author": author}
    ledger.append(connection, site, "statement.text_erased", None, told)


def read(
    connection: Connection, salter: Salter, site: str, kinds: tuple[StatementKind, ...]
) -> Iterator[Statement]:
    """The statements of some kinds (all when none is named), withdrawn ones too, oldest first.

    Raises:
        IntegrityError: one is not what was said.
    """
    back = statements.alias("back")
    withdrawn_by = (
        select(func.min(back.c.id))
        .where(back.c.site == site, back.c.withdraws == statements.c.id)
        .scalar_subquery()
    )
    query = (
        select(statements, statement_texts.c.text, withdrawn_by.label("withdrawn_by"))
        .outerjoin(
            statement_texts,
            (statement_texts.c.site == statements.c.site)
            & (statement_texts.c.id == statements.c.id),
        )
        .where(statements.c.site == site)
        .order_by(statements.c.id)
    )
    if kinds:
        query = query.where(statements.c.kind.in_([kind.value for kind in kinds]))
    for row in connection.execute(query):
        yield _statement(row, salter)


def _statement(row: Row[Any], salter: Salter) -> Statement:
    body, kind = bytes(row.body), StatementKind(row.kind)
    if salter.leaf(kind, body) != bytes(row.leaf):
        raise IntegrityError(f"statement {row.id} is not what was said")
    return Statement(
        id=row.id,
        kind=kind,
        source=row.source,
        key=row.key,
        body=body,
        text=row.text,
        user=row.user,
        author=row.author,
        at=clock.moment(row.at),
        withdrawn_by=row.withdrawn_by,
    )
