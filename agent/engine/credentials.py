"""One try per refused password: the first contact of each user and realm goes alone."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Protocol, TypeVar

from agent.core.errors import PasswordRefused, RefusedBefore
from collectors.registry import Credential
from collectors.transports.secrets import resolve

T = TypeVar("T")

# Logons of one account side by side, once its secret was accepted: should the password change just
# then, each is a refusal. Domains lock an account at five or more.
ABREAST = 3


class Memory(Protocol):
    """What was refused, from run to run: the store, or what opens it only if need be."""

    def refused(self, realm: str, user: str, secret: str) -> datetime | None:
        """See `Store.refused`."""
        ...

    def remember_refusal(self, realm: str, user: str, secret: str) -> None:
        """See `Store.remember_refusal`."""
        ...


class Credentials:
    """Remembers, within a run and from run to run, which secrets were refused."""

    def __init__(self, store: Memory, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._guard = Lock()
        self._first: dict[tuple[str, str], Lock] = {}
        self._others: dict[tuple[str, str], BoundedSemaphore] = {}
        self._accepted: set[tuple[str, str, bytes]] = set()  # with a digest of the secret

    def contact(self, credential: Credential | None, opening: Callable[[], T]) -> T:
        """Open a session; while this very secret is not known to be good, one at a time, then few.

        That another secret of the account was accepted says nothing of it: two sources may refer
        to two, of which one is old.

        Raises:
            PasswordRefused: now, or earlier with this same secret, which is not tried again.
        """
        if credential is None:
            return opening()
        secret = resolve(credential.reference, self._folder)
        known = credential.realm, credential.user, _digest(secret)
        with self._alone(known[:2]):
            if known not in self._accepted:
                session = self._tried(credential, secret, opening)
                self._accepted.add(known)
                return session
        with self._few(known[:2]):
            try:
                return self._tried(credential, secret, opening)
            except PasswordRefused:
                self._accepted.discard(known)
                raise

    def _few(self, identity: tuple[str, str]) -> BoundedSemaphore:
        with self._guard:
            return self._others.setdefault(identity, BoundedSemaphore(ABREAST))

    def _alone(self, identity: tuple[str, str]) -> Lock:
        with self._guard:
            return self._first.setdefault(identity, Lock())

    def _tried(self, credential: Credential, secret: str, opening: Callable[[], T]) -> T:
        identity = credential.realm, credential.user
        if refused := self._store.refused(*identity, secret):
            raise RefusedBefore(
                f"{credential.user}: this password was refused on {refused:%Y-%m-%d %H:%M} UTC"
                f" and is not tried again; correct {credential.reference}, or if its account was"
                " locked and no longer is: preuve doctor --again"
            )
        try:
            return opening()
        except PasswordRefused:
            self._store.remember_refusal(*identity, secret)
            raise


def _digest(secret: str) -> bytes:
    """What stands for a secret in memory while a run lasts."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
