"""Which host keys are trusted: what each line of known_hosts says, and what it does not."""

import base64
import hmac
import subprocess
from functools import cache
from pathlib import Path

import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Denied
from collectors.transports.ssh.trust import Trust, fingerprint

HOST = "srv-dpi.ch.lan"
PORTED = "[srv-dpi.ch.lan]:2222"


@cache
def key(number: int) -> paramiko.PKey:
    """As many keys as numbers, of the type that a new sshd makes.

    Always the same: they are in the names of tests, on which several workers must agree.
    """
    private = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32))
    raw = private.public_key().public_bytes_raw()
    blob = b"\0\0\0\x0bssh-ed25519" + len(raw).to_bytes(4) + raw
    return paramiko.Ed25519Key(data=blob)


def entry(number: int = 0) -> str:
    return f"ssh-ed25519 {base64.b64encode(key(number).asbytes()).decode()}"


def hashed(host: str) -> str:
    """A name as `ssh-keygen -H` writes it."""
    salt = bytes(range(20))
    digest = hmac.digest(salt, host.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "known_hosts"


def trusts(file: Path, text: str, host: str = HOST, number: int = 0) -> bool:
    file.write_text(text, "utf-8")
    try:
        Trust(file, host).check(key(number))
    except Denied as error:
        said = str(error)
    else:
        return True
    assert said.isprintable()
    assert host in said
    return False


@pytest.mark.parametrize(
    "line",
    [
        f"{HOST} {{}}",
        f"{HOST} {{}} root@srv-dpi le 3 mars",
        f"autre,{HOST},192.0.2.7 {{}}",
        "SRV-DPI.CH.LAN {}",
        f"  {HOST} {{}}  ",
        f"{HOST}\t{{}}",
        f"{hashed(HOST)} {{}}",
        f"# un commentaire\n\n{HOST} {{}}\n",
        f"{HOST} {{}}\r\n",
        f"\ufeff{HOST} {{}}",
        f"n'importe quoi\n{HOST} ssh-ed25519\n{HOST} {{}}",
        f"{HOST} {entry(9)}\n{HOST} {{}}",
        f"{HOST} {{}}\n{HOST} {entry(9)}",
        f"@revoked * {entry(9)}\n{HOST} {{}}",
    ],
)  # fmt: skip
def test_a_known_key_is_trusted(file: Path, line: str) -> None:
    assert trusts(file, line.format(entry()))


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"# {HOST} {{}}",
        "autre {}",
        f"x{HOST} {{}}",
        "*.ch.lan {}",
        f"!{HOST},* {{}}",
        f"{PORTED} {{}}",
        f"{hashed('autre')} {{}}",
        "|1|abc|def {}",
        "|1| {}",
        "|1||| {}",
        f"|2|{hashed(HOST)[3:]} {{}}",
        f"@cert-authority {HOST} {{}}",
        "@cert-authority * {}",
        f"@unheard {HOST} {{}}",
        f"{HOST} {{}}\n@revoked * {{}}",
        f"{HOST} {{}}\n@revoked\t{HOST} {{}}",
        f"{HOST} {{}}\n@revoked autre {{}}",
        f"{HOST} {entry(9)}",
        f"{HOST} ssh-rsa {entry().partition(' ')[2]}",
        f"{HOST} ssh-ed25519 pas-du-base64",
        f"{HOST} ssh-ed25519 {entry().partition(' ')[2][:-8]}",
        f"{HOST}",
    ],
)
def test_any_other_is_denied(file: Path, line: str) -> None:
    assert not trusts(file, line.format(*[entry()] * line.count("{}")))


def test_a_port_is_part_of_the_name(file: Path) -> None:
    assert trusts(file, f"{PORTED} {entry()}", PORTED)
    assert trusts(file, f"{hashed(PORTED)} {entry()}", PORTED)
    assert not trusts(file, f"{HOST} {entry()}", PORTED)
    assert not trusts(file, f"[{HOST}]:22 {entry()}", PORTED)


def test_an_address_of_version_6_is_a_name_like_another(file: Path) -> None:
    assert trusts(file, f"2001:db8::7 {entry()}", "2001:db8::7")
    assert trusts(file, f"[2001:db8::7]:2222 {entry()}", "[2001:db8::7]:2222")


def test_each_refusal_says_why_and_what_to_do(file: Path) -> None:
    file.write_text(f"{HOST} {entry()}\n@revoked * {entry(2)}\n", "utf-8")
    trust = Trust(file, HOST)

    with pytest.raises(Denied, match="changed or is another's") as changed:
        trust.check(key(1))
    assert fingerprint(key(1)) in str(changed.value)
    with pytest.raises(Denied, match="revoked in known_hosts"):
        trust.check(key(2))
    with pytest.raises(Denied, match="trusts none on first sight; have the key confirmed"):
        Trust(file, "autre")


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir], ids=["none", "folder"])
def test_a_file_that_cannot_be_read_trusts_nobody(file: Path, make: object) -> None:
    if callable(make):
        make(file)
    with pytest.raises(Denied, match="known_hosts cannot be read"):
        Trust(file, HOST)


def test_what_is_no_text_trusts_nobody_and_hides_nobody(file: Path) -> None:
    file.write_bytes(bytes(range(256)) + f"\n{HOST} {entry()}\n".encode())
    Trust(file, HOST).check(key(0))


def test_known_types_are_asked_for_first(file: Path) -> None:
    offered = ["ecdsa-sha2-nistp256", "ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256"]
    file.write_text(f"{HOST} {entry()}", "utf-8")
    assert Trust(file, HOST).order(offered)[0] == "ssh-ed25519"

    rsa = base64.b64encode(b"\0\0\0\7ssh-rsa" + bytes(16)).decode()
    file.write_text(f"{HOST} ssh-rsa {rsa}", "utf-8")
    ordered = Trust(file, HOST).order(offered)
    assert ordered[:2] == ["rsa-sha2-512", "rsa-sha2-256"]
    assert sorted(ordered) == sorted(offered)


def test_a_fingerprint_is_what_ssh_keygen_prints(file: Path) -> None:
    file.write_text(f"{entry()}\n", "ascii")
    done = subprocess.run(["ssh-keygen", "-lf", file], check=True, capture_output=True, text=True)
    assert fingerprint(key(0)).partition(" ")[2] in done.stdout


LINES = st.lists(
    st.one_of(
        st.text(),
        st.builds(
            "{}{}{}{}{}".format,
            st.sampled_from(["", "@revoked ", "@cert-authority ", "@", "#"]),
            st.sampled_from([HOST, "|1|", hashed(HOST), "|1|é|é", "*", f"{HOST},|1|a|b"]),
            st.sampled_from([" ", "\t", ""]),
            st.sampled_from(["ssh-ed25519 ", "ssh-rsa ", "é "]),
            st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())),
        ),
    ),
    max_size=5,
).map("\n".join)


@given(LINES)
def test_any_text_is_trust_or_denial(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any_known_hosts"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(Denied):
        Trust(path, HOST).check(key(0))
