"""A source that has a host of `[[hosts]]` run a script of its own, instead of reading a file."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Self

from pydantic import BaseModel, PrivateAttr

from collectors.hosts.settings import HostsSource
from collectors.registry import Keep, Limits, Session, Source, Target
from collectors.transports.shell import HostSession, Script

Ask = Callable[[str, Keep, Limits], HostSession]


class AsksHost(BaseModel):
    """`host` names the block; a source's own model adds what is asked."""

    name: str
    host: str = ""
    _asked: HostsSource | None = PrivateAttr(default=None)

    @property
    @abstractmethod
    def script(self) -> Script:
        """What the host runs; of a source that names one."""

    def among(self, sources: Iterable[Source]) -> Self:
        """The same, knowing the host that it names.

        Raises:
            ValueError: no block bears that name, or its host cannot be asked.
        """
        if not self.host:
            return self
        hosts = {each.name: each for each in sources if isinstance(each, HostsSource)}
        if self.host not in hosts:
            known = ", ".join(sorted(hosts)) or "none"
            raise ValueError(f"host {self.host!r}: no [[hosts]] block bears that name ({known})")
        hosts[self.host].asking(Path(), self.name)
        found = self.model_copy()
        found._asked = hosts[self.host]  # noqa: SLF001 - its own copy
        return found

    def _asked_target(
        self,
        folder: Path,
        collector: str,
        opening: Callable[[Ask, str, Keep, Limits], Session],
        arguments: tuple[str, ...] = (),
    ) -> Target | None:
        """The host as a target of a collector; None when no host is asked."""
        if self._asked is None:
            return None
        ask, credential, reach = self._asked.asking(folder, self.name, arguments)
        return Target(
            source=self.name,
            name=self.host,
            collectors=(collector,),
            open=partial(opening, ask),
            credential=credential,
            reach=reach,
        )
