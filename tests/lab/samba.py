"""A real domain controller on loopback: provisioned, filled, started and stopped in seconds."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.lab.certificates import Authority, write_private

SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's Samba modules exist for it only
PATIENCE = 60.0  # seconds until LDAPS answers; half a second when the machine is idle
HOST = "dc1"

Attributes = Mapping[str, Sequence[str]]

# lastLogonTimestamp of user objects ([MS-ADA1] 2.351, [MS-ADSC] 2.263).
_LAST_LOGON = "c0e20a04-0e5a-4ff3-9482-5efeaecd7060"
_USER = "bf967aba-0de6-11d0-a285-00aa003049e2"

_CONFIGURATION = """\
[global]
	realm = {realm}
	workgroup = {workgroup}
	netbios name = {host}
	server role = active directory domain controller
	server services = {services}
	old password allowed period = 0
	prefork children = 2
	interfaces = {address}/8
	bind interfaces only = yes
	private dir = {folder}/private
	lock directory = {folder}
	state directory = {folder}/state
	cache directory = {folder}/cache
	pid directory = {folder}/run
	ncalrpc dir = {folder}/run/ncalrpc
	log file = {folder}/log
	logging = file
	log level = 1 auth_audit:3
	tls certfile = {folder}/tls/server.pem
	tls keyfile = {folder}/tls/server.key
	tls cafile = {folder}/tls/ca.pem
"""
_SHARES = """
[sysvol]
	path = /run/samba/sysvol
	read only = no
[rh]
	path = /run/samba/rh
	read only = no
	acl_xattr:ignore system acls = yes
"""
# The client library of winbindd knows one folder, whatever smb.conf says: each lab has its own view
# of it. SYSVOL is there too, since ordinary users have no way through a folder of root's.
_OWN_VIEW = """
mkdir -p /run/samba
mount --bind "$0/view" /run/samba
mount --bind "$0/state/sysvol" /run/samba/sysvol
exec "$@"
"""


class LabError(Exception):
    """A server of the lab did not do what it was told."""


def lacking() -> str | None:
    """Why no domain controller can run here, or None."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "a domain controller needs root, for its ports"
    wanted = {
        "samba": "samba",
        "samba-tool": "samba",
        "ldapsearch": "ldap-utils",
        "winbindd": "winbind",
    }
    missing = {package for program, package in wanted.items() if not shutil.which(program)}
    return f"missing packages: {', '.join(sorted(missing))}" if missing else None


def own_address() -> str:
    """A loopback address that only this process uses: two labs run beside each other."""
    pid = os.getpid()
    return f"127.{64 + pid // 65536 % 64}.{pid // 256 % 256}.{pid % 256}"


class SambaDomain:
    """An Active Directory domain of one controller; with `shares`, it serves files over SMB.

    They are SYSVOL, and `rh`: an empty folder whose access lists are evaluated as Windows does.

    `provision`, then `start`, or use it as a context manager once provisioned. While it runs and
    while it does not, objects can be added. Two accounts can log on: `admin` and `audit`, which is
    a plain domain user.
    """

    admin_password = "Lab-Admin-2026!"
    audit_password = "Lab-Audit-2026!"

    def __init__(
        self,
        folder: Path,
        *,
        address: str = "127.0.0.1",
        realm: str = "ch-saint-exemple.lan",
        shares: bool = False,
    ) -> None:
        self.folder = folder
        self._shares = shares
        self.address = address
        self.realm = realm
        self.base_dn = ",".join(f"DC={part}" for part in realm.split("."))
        self.workgroup = "".join(part[0] for part in realm.replace("-", ".").split(".")).upper()
        self.host = f"{HOST}.{realm}"
        self.url = f"ldaps://{address}"
        self.ca = folder / "tls" / "ca.pem"
        self.admin = f"Administrator@{realm}"
        self.audit = f"audit@{realm}"
        self.audit_logon = f"{self.workgroup}\\svc_audit"  # the older form of the same name
        self._authority = Authority(f"Lab of {realm}")
        self._process: subprocess.Popen[bytes] | None = None

    def provision(self) -> None:
        """Make the domain, its certificates and its audit account."""
        done = subprocess.run(
            [
                *("samba-tool", "domain", "provision", "--server-role=dc", "--dns-backend=NONE"),
                *("--backend-store=mdb", f"--realm={self.realm}", f"--domain={self.workgroup}"),
                *(f"--adminpass={self.admin_password}", f"--targetdir={self.folder}"),
                *(f"--host-name={HOST}", f"--host-ip={self.address}"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LabError(f"provision failed: {done.stderr[-2000:]}")
        text = _CONFIGURATION.format(
            realm=self.realm.upper(),
            workgroup=self.workgroup,
            host=HOST.upper(),
            address=self.address,
            folder=self.folder,
            services="ldap, s3fs, winbindd" if self._shares else "ldap",
        )
        if self._shares:
            text += _SHARES
            (self.folder / "view" / "sysvol").mkdir(parents=True)
            (self.folder / "view" / "rh").mkdir()
        self._configuration.write_text(text, "utf-8")
        (self.folder / "run").mkdir()
        (self.folder / "tls").mkdir()
        self.ca.write_bytes(self._authority.certificate)
        self.certify()
        self._run("exchange.py")
        # Samba's account for its own DNS, which this controller does not serve.
        self.delete(f"CN=dns-{HOST},CN=Users,{self.base_dn}")
        self.add_objects([self._audit_account()])

    def certify(self, *, expired: bool = False) -> None:
        """Give the controller a new certificate; it is read at the next start."""
        certificate, key = self._authority.issue(self.host, self.address, expired=expired)
        (self.folder / "tls" / "server.pem").write_bytes(certificate)
        write_private(self.folder / "tls" / "server.key", key)

    def start(self) -> None:
        """Start the controller and wait until it answers over TLS."""
        if self._process:
            raise LabError("the controller runs already")
        with (self.folder / "output").open("ab") as output:
            # It ends when its standard input does: even a killed test leaves nothing behind.
            command = ["samba", "-s", str(self._configuration), "--foreground"]
            if self._shares:
                view = ["unshare", "--mount", "sh", "-ec", _OWN_VIEW, str(self.folder)]
                command = [*view, *command]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )
        try:
            self._wait()
        except LabError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the controller and every process it started."""
        process, self._process = self._process, None
        if not process:
            return
        started = [psutil.Process(process.pid)]
        started += started[0].children(recursive=True)
        process.terminate()
        if process.stdin:
            process.stdin.close()
        _, alive = psutil.wait_procs(started, timeout=PATIENCE)
        for each in alive:
            each.kill()
        process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def add_objects(self, objects: Iterable[tuple[str, Attributes]]) -> None:
        """Add objects, all or none: whole DNs and values; dates are honoured (`samdb.py`)."""
        self._write(["add", dn, attributes] for dn, attributes in objects)

    def modify(self, *changes: tuple[str, Attributes]) -> None:
        """Replace values of objects, all or none; an empty list removes the attribute."""
        self._write(["modify", dn, attributes] for dn, attributes in changes)

    def delete(self, *dns: str) -> None:
        """Delete objects."""
        self._write(["delete", dn] for dn in dns)

    def set_audit_password(self, password: str) -> None:
        """Give the audit account another password, at once; whoever does it puts it back."""
        done = subprocess.run(
            [
                *("samba-tool", "user", "setpassword", "svc_audit", f"--newpassword={password}"),
                *("-s", str(self._configuration), "-H", str(self.folder / "private" / "sam.ldb")),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LabError(f"the password was not changed: {done.stderr}")

    def let_read(self, dn: str) -> None:
        """Give the audit account a right that it lacks by default: to read an object and below."""
        self._write([["entry", dn, "(A;CI;RPLCLORC;;;{audit})"]])

    def ldapsearch(self, *arguments: str) -> str:
        """What OpenLDAP's own client prints, asking as the audit account, page by page."""
        done = subprocess.run(
            [
                *("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-E", "pr=1000/noprompt"),
                *("-H", self.url, "-D", self.audit, "-w", self.audit_password),
                *("-b", self.base_dn, *arguments),
            ],
            env={**os.environ, "LDAPTLS_CACERT": str(self.ca), "LDAPTLS_REQCERT": "demand"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LabError(f"ldapsearch ended in {done.returncode}: {done.stderr}")
        return done.stdout

    @contextmanager
    def hidden(self, dn: str) -> Iterator[None]:
        """Within, the audit account sees neither that unit nor anything in it."""
        with self._denied(dn, "(D;CI;RPLCLORC;;;{audit})"):
            yield

    @contextmanager
    def without_last_logons(self, dn: str) -> Iterator[None]:
        """Within, the audit account cannot read lastLogonTimestamp of the users below."""
        with self._denied(dn, f"(OD;CIIO;RP;{_LAST_LOGON};{_USER};{{audit}})"):
            yield

    @contextmanager
    def _denied(self, dn: str, ace: str) -> Iterator[None]:
        (before,) = self._write([["entry", dn, ace]])
        try:
            yield
        finally:
            self._write([["descriptor", dn, before]])

    def refused_logons(self) -> list[str]:
        """Each logon that was refused since it runs, by LDAP or SMB, as the controller logged it."""
        log = (self.folder / "log").read_text("utf-8", "replace")
        return re.findall(r"Auth: \[.*status \[NT_STATUS_(?!OK\])\w+\]", log)

    @property
    def policies(self) -> Path:
        """The folder of the policies' files, as the controller shares it (`shares=True`)."""
        return self.folder / "state" / "sysvol" / self.realm / "Policies"

    @property
    def _configuration(self) -> Path:
        return self.folder / "etc" / "smb.conf"

    def _audit_account(self) -> tuple[str, Attributes]:
        return f"CN=svc_audit,CN=Users,{self.base_dn}", {
            "objectClass": ["user"],
            "sAMAccountName": ["svc_audit"],
            "userPrincipalName": [self.audit],
            "userAccountControl": ["66048"],  # enabled, its password never expires
            "description": ["Compte de service : audit de sécurité"],
            "password": [self.audit_password],
        }

    def _write(self, orders: Iterable[Sequence[object]]) -> list[str]:
        said = self._run("samdb.py", "".join(json.dumps(order) + "\n" for order in orders))
        return [json.loads(line) for line in said.splitlines()]

    def _run(self, script: str, orders: str = "") -> str:
        """Run one of the scripts beside this file, which write into the directory itself."""
        database = self.folder / "private" / "sam.ldb"
        path = Path(__file__).with_name(script)
        done = subprocess.run(
            [SYSTEM_PYTHON, "-I", path, self._configuration, database],
            input=orders,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LabError(f"the directory refused: {done.stderr[-2000:]}")
        return done.stdout

    def _wait(self) -> None:
        """Wait for a TLS handshake; whether the certificate is good is the client's concern."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process and self._process.poll() is None:
            try:
                with (
                    socket.create_connection((self.address, 636), timeout=5) as plain,
                    context.wrap_socket(plain),
                ):
                    pass
                if self._shares:
                    socket.create_connection((self.address, 445), timeout=5).close()
                    (self.folder / "view" / "winbindd" / "pipe").stat()
            except OSError:
                time.sleep(0.05)
            else:
                return
        said = (self.folder / "output").read_text("utf-8", "replace")
        raise LabError(f"the controller does not answer: {said[-2000:]}")
