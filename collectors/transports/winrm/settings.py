"""How a Windows host is reached and as whom."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Logon = Literal["kerberos", "ntlm", "basic"]
# The whole connection by TLS, or each message by what the logon agreed on: never nothing.
Encryption = Literal["tls", "message"]
PORTS: dict[Encryption, int] = {"tls": 5986, "message": 5985}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One host's address and the way to log on that the configuration names.

    Secrets are references (see `secrets`); relative paths start from `folder`. Kerberos takes the
    ticket that the account which runs preuve holds, and no password.
    """

    folder: Path
    address: str
    port: int
    user: str
    password: str | None = None
    ca: Path | None = None  # authorities in PEM; without it, those of the system
    logon: Logon = "kerberos"
    encryption: Encryption = "tls"
    time_limit: float = 300.0  # seconds, from the first byte sent to the last one read

    @property
    def where(self) -> str:
        """The host as error messages name it."""
        usual = self.port == PORTS[self.encryption]
        return self.address if usual else f"{self.address}:{self.port}"

    @property
    def endpoint(self) -> str:
        """The URL that WinRM listens on."""
        scheme = "https" if self.encryption == "tls" else "http"
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{scheme}://{host}:{self.port}/wsman"
