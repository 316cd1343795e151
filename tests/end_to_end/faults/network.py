"""Faults of what is asked: the controller, a host, names, a certificate, a password."""

import shlex
from dataclasses import replace
from pathlib import Path

from tests.end_to_end.faults.bench import Bench, Ended, ended
from tests.end_to_end.faults.contents import contents
from tests.end_to_end.faults.kills import after_a_while
from tests.end_to_end.faults.table import Fault, Row, Undisturbed, gone_on
from tests.lab.hosts.hostile import PRETENDERS, serving

_SECOND, _THIRD = "Lab-Autre-2027!", "Lab-Encore-2028!"
# Every command that could ask the controller, once the password is known to be refused.
ASKING = (("scan",), ("doctor",), ("scan", "--resume"), ("check",))


def _controller_stopped(bench: Bench, undisturbed: Undisturbed) -> Row:
    with bench.relay(bench.domain.stop) as url:
        folder = bench.desk(url)
        try:
            first = folder.scan()
        finally:
            bench.domain.start()
        return gone_on(bench, undisturbed, folder, first)


def _controller_refusing(bench: Bench, undisturbed: Undisturbed) -> Row:
    """For two seconds, as one that restarts: it is asked again a little later."""
    with bench.relay(lambda: None, refusing=2) as url:
        folder = bench.desk(url)
        first = folder.scan()
    return Row(
        first.code, first.said, "the same", first.code, contents(folder).against(undisturbed)
    )


def _host_hanging(bench: Bench, undisturbed: Undisturbed) -> Row:
    """Its own facts were never there: the others of the same audit are compared."""
    folder = bench.desk()
    with serving(bench.silent, bench.hosts.port, PRETENDERS["silent"]):
        folder.add(bench.host("muet", bench.silent))
        bench.hosts.know(bench.silent)
        first = ended(folder.start())
    found = replace(contents(folder).against(undisturbed), same=True)
    return Row(first.code, first.said, "the same audit", first.code, found)


def _dns_dead(bench: Bench, undisturbed: Undisturbed) -> Row:
    folder = bench.desk(f"ldaps://{bench.domain.host}")
    resolver, names = bench.folder / "resolv.conf", bench.folder / "names"
    resolver.write_text(f"nameserver {bench.silent}\noptions attempts:1\n", "ascii")
    names.write_text(f"127.0.0.1 localhost\n{bench.domain.address} {bench.domain.host}\n", "ascii")
    first = ended(folder.start(*_seeing(resolver, "/etc/resolv.conf")))
    after_a_while(folder)
    then = ended(folder.start(*_seeing(names, "/etc/hosts")))
    found = contents(folder).against(undisturbed)
    return Row(first.code, first.said + then.said, "scan", then.code, found)


def _seeing(file: Path, instead_of: str) -> tuple[str, ...]:
    """The words that run a command which sees a file in the place of another."""
    bind = f'mount --bind {shlex.quote(str(file))} {instead_of} && exec "$@"'
    return "unshare", "--mount", "sh", "-c", bind, "sh"


def _certificate_expired(bench: Bench, undisturbed: Undisturbed) -> Row:
    folder = bench.desk()
    with bench.certified(expired=True):
        first = folder.scan()
        before = len(bench.domain.refused_logons())
    return gone_on(bench, undisturbed, folder, first, refused=before)


def _password_changed(bench: Bench, undisturbed: Undisturbed) -> Row:
    """Every command that asks is then tried with the old one; at last it is corrected."""
    before, old = len(bench.domain.refused_logons()), bench.domain.audit_password
    with bench.relay(lambda: bench.domain.set_audit_password(_SECOND)) as url:
        folder = bench.desk(url)
        try:
            first = folder.scan()
            said = first.said + "".join(folder.run(*line).said for line in ASKING)
            bench.domain.set_audit_password(_THIRD)
            folder.environment["AD"] = _THIRD
            ran = Ended(first.code, said)
            return gone_on(bench, undisturbed, folder, ran, refused=before)
        finally:
            bench.domain.set_audit_password(old)


FAULTS = (
    Fault(
        "controller stopped in mid page", 2, "déconnecté en pleine recherche", _controller_stopped
    ),
    Fault("controller that refuses connections for 2 s", 2, "Scellé", _controller_refusing),
    Fault("host that hangs", 2, "muet · muet", _host_hanging, slow=True),
    Fault("DNS that does not answer", 2, "vérifiez le nom et le DNS", _dns_dead, slow=True),
    Fault("certificate expired", 2, "certificat du contrôleur a expiré", _certificate_expired),
    Fault("password changed in mid run", 2, "n’est plus essayé", _password_changed, refused=1),
)
