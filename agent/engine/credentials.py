"""One try per refused password: the first contact of each user and realm goes alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Lock
from typing import TypeVar

from agent.core.errors import PasswordRefused
from agent.store import Store
from collectors.registry import Credential
from collectors.transports.secrets import resolve

T = TypeVar("T")


class Credentials:
    """Remembers, within a run and from run to run, which secrets were refused."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._guard = Lock()
        self._first: dict[tuple[str, str], Lock] = {}
        self._accepted: set[tuple[str, str]] = set()

    def contact(self, credential: Credential | None, opening: Callable[[], T]) -> T:
        """Open a session; while a credential is not known to be good, one at a time.

        Raises:
            PasswordRefused: now, or earlier with this same secret, which is not tried again.
        """
        if credential is None:
            return opening()
        identity = credential.realm, credential.user
        with self._alone(identity):
            secret = resolve(credential.reference, self._folder)
            if refused := self._store.refused(*identity, secret):
                raise PasswordRefused(
                    f"{credential.user}: this password was refused on {refused:%Y-%m-%d %H:%M} UTC"
                    f" and is not tried again; correct {credential.reference}"
                )
            try:
                session = opening()
            except PasswordRefused:
                self._store.remember_refusal(*identity, secret)
                raise
            self._accepted.add(identity)
            return session

    def _alone(self, identity: tuple[str, str]) -> AbstractContextManager[object]:
        with self._guard:
            if identity in self._accepted:
                return nullcontext()
            return self._first.setdefault(identity, Lock())
