"""A logon before there is a configuration: the store remembers a refused password all the same."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from agent.core.errors import PasswordRefused
from agent.store import Store
from collectors.directory.logon import credential

T = TypeVar("T")


def once(
    database: Path, site: str, user: str, url: str, secret: str, opening: Callable[[], T]
) -> T:
    """Try a password unless the site's store knows that it was refused; a refusal goes there.

    A store is made for that alone: what is refused now must not be tried again by the next command.

    Raises:
        SourceError: as `opening`; PasswordRefused also where it was refused earlier.
    """
    known = credential(user, url, "")
    if database.exists():
        with Store.open(f"sqlite:///{database}", site) as store:
            if store.refused(known.realm, known.user, secret):
                raise PasswordRefused(
                    f"{user}: this password was refused before and is not tried again"
                )
    try:
        return opening()
    except PasswordRefused:
        with Store.open(f"sqlite:///{database}", site) as store:
            store.remember_refusal(known.realm, known.user, secret)
        raise


def refuse_other_site(database: Path, site: str) -> None:
    """Raise ConfigurationError when the store that is there is another site's."""
    if database.exists():
        Store.open(f"sqlite:///{database}", site).close()
