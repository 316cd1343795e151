"""Refused passwords, remembered by a keyed digest so that none is ever tried twice."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from agent.store import clock, ledger
from agent.store.engines import wait_turn
from agent.store.tables import refusals


def known(
    connection: Connection, site: str, realm: str, user: str, secret: bytes
) -> datetime | None:
    """When this very secret was refused."""
    refused = connection.scalar(
        select(refusals.c.refused).where(
            refusals.c.site == site,
            refusals.c.realm == realm,
            refusals.c.user == user,
            refusals.c.secret == secret,
        )
    )
    return clock.moment(refused) if refused else None


def remember(connection: Connection, site: str, realm: str, user: str, secret: bytes) -> None:
    """Remember a refused secret, and forget older ones of the same user."""
    wait_turn(connection, site)
    forget(connection, site, realm, user)
    connection.execute(
        insert(refusals).values(
            site=site, realm=realm, user=user, secret=secret, refused=clock.text()
        )
    )
    ledger.append(connection, site, "password.refused", None, {"realm": realm, "user": user})


def forget(connection: Connection, site: str, realm: str, user: str) -> None:
    """Forget what was refused of a user."""
    connection.execute(
        delete(refusals).where(
            refusals.c.site == site, refusals.c.realm == realm, refusals.c.user == user
        )
    )
