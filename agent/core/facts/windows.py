"""What only Windows tells of its system, and what protects it."""

from datetime import date

from agent.core.facts import Fact, Family, fact
from agent.core.facts.hosts import HostRole


@fact("windows_system", Family.STATE)
class WindowsSystem(Fact):
    """The Windows of one host; key: the host's.

    `revision` is the number after the build (UBR): it grows with each monthly update. `script` is
    the digest of the script that answered, by its own word; None when it ran from no file.
    """

    host: str
    domain: str = ""
    edition: str = ""
    installation: str = ""  # Server, Server Core, Client
    release: str = ""  # 22H2
    build: int | None = None
    revision: int | None = None
    controller: bool | None = None  # a domain controller
    serial: str = ""
    script: str | None = None


@fact("antivirus", Family.READING)
class Antivirus(Fact):
    """One antivirus of a host; key: the host and the product. None is always "not known".

    `told_by` is defender, or the security centre of workstations. `signed` is the day of its
    signatures, `current` what the security centre believes of them.
    """

    host: str
    product: str
    told_by: str
    seen_on: date
    running: bool | None = None
    current: bool | None = None
    signed: date | None = None

    @property
    def label(self) -> str:
        """The product and its host."""
        return f"{self.product} ({self.host})"


@fact("host_antivirus", Family.DERIVED)
class HostAntivirus(Fact):
    """The antivirus programs of a host, taken together; key: the host's.

    `on`: one of `products` runs; None: a server tells only of Windows' own, and another may run in
    its place. `age` is in days, of the newest signatures of what runs, where somebody tells a day;
    `outdated`: nothing that runs is known to be current, and all of it tells; None: not known.
    """

    host: str
    role: HostRole
    products: tuple[str, ...]
    on: bool | None
    age: int | None = None
    outdated: bool | None = None

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host
