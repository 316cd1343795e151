"""Refused passwords, remembered by a keyed digest so that none is ever tried twice."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from agent.store import clock, ledger
from agent.store.engines import wait_turn
from agent.store.tables import refusals


def known(
    connection: Connection, site: str, realm: str, user: str, secret: bytes
) -> datetime | None:
    """When this very secret was refused."""
    refused = connection.scalar(
        select(refusals.c.refused).where(*_of(site, realm, user), refusals.c.secret == secret)
    )
    return clock.moment(refused) if refused else None


def remember(connection: Connection, site: str, realm: str, user: str, secret: bytes) -> None:
    """Remember a refused secret beside the others of its user: two sources may refer to two."""
    wait_turn(connection, site)
    connection.execute(delete(refusals).where(*_of(site, realm, user), refusals.c.secret == secret))
    connection.execute(
        insert(refusals).values(
            site=site, realm=realm, user=user, secret=secret, refused=clock.text()
        )
    )
    ledger.append(connection, site, "password.refused", None, {"realm": realm, "user": user})


def forget(
    connection: Connection, site: str, realm: str, user: str, secret: bytes, by: str
) -> bool:
    """Forget a refused secret, on the word of a person; False if it was not refused."""
    wait_turn(connection, site)
    gone = connection.execute(
        delete(refusals).where(*_of(site, realm, user), refusals.c.secret == secret)
    )
    if not gone.rowcount:
        return False
    told = {"realm": realm, "user": user, "by": by}
    ledger.append(connection, site, "password.allowed_again", None, told)
    return True


def _of(site: str, realm: str, user: str) -> tuple[ColumnElement[bool], ...]:
    return refusals.c.site == site, refusals.c.realm == realm, refusals.c.user == user
