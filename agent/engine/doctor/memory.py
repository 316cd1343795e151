"""The store as a trial uses it: what was refused is known, and a new refusal is remembered."""

import os
from datetime import datetime
from pathlib import Path
from threading import Lock

from agent.core.errors import PreuveError
from agent.engine.configuration import Configuration
from agent.store import Store

_FILE = "sqlite:///"


class Memory:
    """Refused passwords; a store that is not there yet is made for a refusal only.

    A second command would otherwise try the same password again, and lock the account.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self.store: Store | None = None
        self.unusable: PreuveError | None = None
        self._making = Lock()  # several targets may be refused at the same moment
        if self.path is None or self.path.exists():
            try:
                self.store = self._open()
            except PreuveError as error:
                self.unusable = error

    @property
    def path(self) -> Path | None:
        """The store's file, None when it is a server."""
        url = self._configuration.store_url
        return Path(url.removeprefix(_FILE)) if url.startswith(_FILE) else None

    @property
    def keeps(self) -> bool:
        """Whether a refusal can be remembered; else no password may be presented."""
        if self.store is not None or self.path is None or self.unusable:
            return self.store is not None
        folder = self.path.parent
        return folder.is_dir() and os.access(folder, os.W_OK)

    def refused(self, realm: str, user: str, secret: str) -> datetime | None:
        """See `Store.refused`."""
        return self.store.refused(realm, user, secret) if self.store else None

    def remember_refusal(self, realm: str, user: str, secret: str) -> None:
        """See `Store.remember_refusal`."""
        with self._making:
            if self.store is None:
                self.store = self._open()
        self.store.remember_refusal(realm, user, secret)

    def allow_again(self, realm: str, user: str, secret: str, by: str) -> None:
        """See `Store.forget_refusal`; where there is no store, nothing was refused."""
        if self.store:
            self.store.forget_refusal(realm, user, secret, by)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self.store:
            self.store.close()

    def _open(self) -> Store:
        return Store.open(self._configuration.store_url, self._configuration.site.name)
