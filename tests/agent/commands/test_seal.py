"""`preuve seal` with a timestamp authority of openssl's own: files out, files in."""

import subprocess
from pathlib import Path

import pytest

from agent.store import Store
from tests.agent.engine.test_sealing import SITE, configured
from tests.program.ready import PREUVE

AUTHORITY = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:true
[tsa]
extendedKeyUsage = critical,timeStamping
[stamp]
serial = serial
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
clock_precision_digits = {digits}
"""


def openssl(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


class Authority:
    """A root, a certificate that stamps, and its answers."""

    def __init__(self, folder: Path, digits: int = 0) -> None:
        folder.mkdir()
        self.folder = folder
        self.root = folder / "ca.pem"
        (folder / "tsa.cnf").write_text(AUTHORITY.format(digits=digits), "ascii")
        (folder / "serial").write_text("01\n", "ascii")
        new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", "tsa.cnf")
        openssl(
            folder,
            *new,
            "-subj",
            "/CN=Root",
            "-extensions",
            "ca",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        )
        openssl(
            folder, *new, "-subj", "/CN=Stamps", "-extensions", "tsa", "-keyout", "tsa.key",
            "-out", "tsa.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
        )  # fmt: skip

    def answer(self, request: Path) -> Path:
        reply = request.with_suffix(".tsr")
        openssl(
            self.folder, "ts", "-reply", "-queryfile", str(request), "-config", "tsa.cnf",
            "-section", "stamp", "-out", str(reply),
        )  # fmt: skip
        return reply


@pytest.fixture(params=[0, 3], ids=["seconds", "fractions"])
def authority(request: pytest.FixtureRequest, tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority", request.param)


def preuve(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [PREUVE, *arguments, "--lang", "en"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    configured(folder)
    preuve(folder, "scan")
    return folder


def test_a_stamp_is_asked_checked_and_kept(audited: Path, authority: Authority) -> None:
    assert "absent" in preuve(audited, "seal").stdout
    asked = preuve(audited, "seal", "--tsq", "seal.tsq")
    with Store.open(f"sqlite:///{audited / 'preuve.db'}", SITE) as store:
        (seal,) = store.seals()
    told = openssl(audited, "ts", "-query", "-in", "seal.tsq", "-text")
    reply = authority.answer(audited / "seal.tsq")

    done = preuve(audited, "seal", "--tsr", str(reply), "--ca", str(authority.root))

    assert asked.returncode == 0
    imprint = "".join(line.partition("-")[2] for line in told.splitlines() if " - " in line)
    assert "Nonce: 0x" in told
    assert seal.digest[7:23] in imprint.replace("-", "").replace(" ", "")
    assert done.returncode == 0, done.stderr
    assert "Timestamped by a third party on" in done.stdout
    with Store.open(f"sqlite:///{audited / 'preuve.db'}", SITE) as store:
        (stamp,) = store.stamps(seal.number)
        *_, entry = store.ledger()
        store.verify_ledger()
    assert stamp.reply == reply.read_bytes()
    assert abs((stamp.time - seal.at).total_seconds()) < 60
    assert (entry["type"], entry["payload"]["digest"]) == ("timestamp.received", stamp.digest)
    again = preuve(audited, "seal", "--tsr", str(reply), "--ca", str(authority.root))
    assert again.returncode == 3


def test_a_stamp_that_does_not_hold_is_not_kept(audited: Path, tmp_path: Path) -> None:
    authority, other = Authority(tmp_path / "authority"), Authority(tmp_path / "other")
    preuve(audited, "seal", "--tsq", "seal.tsq")
    reply = authority.answer(audited / "seal.tsq")
    openssl(audited, "ts", "-query", "-sha256", "-digest", "00" * 32, "-cert", "-out", "wrong.tsq")
    wrong = authority.answer(audited / "wrong.tsq")
    cut = audited / "cut.tsr"
    cut.write_bytes(reply.read_bytes()[:-40])
    text = audited / "text.tsr"
    text.write_text("Time stamp: Nov 26 12:50:00 2026 GMT\n", "ascii")

    for name, ca in (
        (reply, other.root),
        (wrong, authority.root),
        (cut, authority.root),
        (text, authority.root),
        (audited / "none.tsr", authority.root),
    ):
        done = preuve(audited, "seal", "--tsr", str(name), "--ca", str(ca))
        assert done.returncode == 3, name
        assert len(done.stderr.splitlines()) <= 2
    assert preuve(audited, "seal", "--tsr", str(reply)).returncode == 3
    with Store.open(f"sqlite:///{audited / 'preuve.db'}", SITE) as store:
        assert store.stamps(1) == []


def test_a_run_without_a_seal_is_told(tmp_path: Path) -> None:
    preuve(tmp_path, "demo", "--out", "demo")

    done = preuve(tmp_path / "demo", "seal")

    assert done.returncode == 3
    assert "no seal" in done.stderr
