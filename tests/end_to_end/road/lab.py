"""The hospital of the road: a domain, three servers and their names, in this network alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname

from tests.end_to_end.road.network import seen_as
from tests.hospital.hospital import generate
from tests.hospital.rolls import write_rolls
from tests.lab.filling import fill
from tests.lab.hosts.kept import HOLES, LONG_KEPT
from tests.lab.hosts.park import DEBIAN
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import build
from tests.lab.names import name_server
from tests.lab.samba import SambaDomain

REALM = "ch.lan"
SERVERS = {"srv-dpi": DEBIAN, "srv-labo": LONG_KEPT, "srv-pacs": HOLES}
_CONTROLLER, _NAMES, _FIRST = "127.0.0.10", "127.0.0.53", "127.0.0.101"
_JOINED = {
    "objectClass": ["computer"],
    "userAccountControl": ["4096"],
    "operatingSystem": ["pc-linux-gnu"],  # what sssd writes when it joins a domain
}


@contextmanager
def lab(folder: Path, desk: Path) -> Iterator[list[str]]:
    """Run it; what its people would hand over is put in `desk`. Gives the names asked of DNS."""
    hospital = generate()
    domain = SambaDomain(folder / "samba", address=_CONTROLLER, realm=REALM)
    domain.provision()
    fill(domain, hospital)
    domain.add_objects(
        (
            f"CN={name},CN=Computers,{domain.base_dn}",
            _JOINED | {"sAMAccountName": [f"{name}$"], "dNSHostName": [f"{name}.{REALM}"]},
        )
        for name in SERVERS
    )
    today = datetime.now(UTC).date()
    trees = [
        build(replace(told, name=name), folder / name, today) for name, told in SERVERS.items()
    ]
    hosts = SshHosts(folder / "hosts", [Host(tree) for tree in trees], _FIRST, port=22)
    places = {domain.host: _CONTROLLER} | {
        f"{name}.{REALM}": hosts.address_of(name) for name in SERVERS
    }
    records = {(name, "A"): [address] for name, address in places.items()}
    with domain, hosts, name_server(_NAMES, records) as asked:
        write_rolls(hospital, desk)
        (desk / "ca.pem").write_bytes(domain.ca.read_bytes())
        (desk / "ad.secret").write_text(f"{domain.audit_password}\n", "utf-8")
        (desk / "key.secret").write_text("Lab-Sceau-2026!\n", "utf-8")
        (desk / "preuve_ed25519").write_bytes(hosts.key.read_bytes())
        for name in ("ad.secret", "key.secret", "preuve_ed25519"):
            (desk / name).chmod(0o600)
        own = f"127.0.0.1 localhost\n127.0.1.1 {gethostname()}\n"
        seen_as(folder, {"/etc/resolv.conf": f"nameserver {_NAMES}\n", "/etc/hosts": own})
        yield asked
