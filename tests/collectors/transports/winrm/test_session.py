"""A Windows host asked over WinRM: every logon, every recorded answer, nothing left behind."""

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from agent.core.errors import Denied, PasswordRefused
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.transports.dropped import RecordedHost
from collectors.transports.recorded import write_recording
from collectors.transports.shell import Machine
from collectors.windows.collect import SCRIPT, windows
from tests.collectors.transports.winrm.asked import (
    RECORDED,
    SECRET,
    access,
    address,
    answer,
    opened,
)
from tests.lab.winrm import PASSWORD, USER, WindowsHost, WinrmLab

CASES = sorted(path.name for path in RECORDED.iterdir())
# The lab's hosts, in order: each recorded answer, then one that takes no Basic.
HOSTS = {name: number for number, name in enumerate((*CASES, "no-basic", "busy"), 1)}


def hosts() -> dict[str, WindowsHost]:
    recorded = {address(HOSTS[name]): WindowsHost(answer(name)) for name in CASES}
    odd = {address(HOSTS[name]): WindowsHost(answer(), fault=name) for name in ("no-basic", "busy")}
    return recorded | odd


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, PASSWORD)


@pytest.fixture
def clear(tmp_path: Path, password: None) -> Iterator[WinrmLab]:
    with WinrmLab(tmp_path / "lab", hosts()) as lab:
        yield lab


@pytest.fixture
def tls(tmp_path: Path, password: None) -> Iterator[WinrmLab]:
    with WinrmLab(tmp_path / "lab", hosts(), tls=True) as lab:
        yield lab


@pytest.mark.parametrize("case", CASES)
def test_each_release_and_language_answers_in_messages_that_are_encrypted(
    clear: WinrmLab, case: str
) -> None:
    kept: list[Exhibit] = []
    with closing(opened(access(clear, address(HOSTS[case])), kept)) as session:
        facts = list(windows(session))
        assert session.completeness is Completeness.COMPLETE

    (exhibit,) = kept
    told = exhibit.acquisition
    assert exhibit.body == answer(case)
    assert facts
    assert (told.account, told.server, told.ground) == (USER, "unverified (HTTP)", Ground.LIVE)
    assert told.query.endswith(f"< {SCRIPT.digest}")


@pytest.mark.parametrize("logon", ["ntlm", "basic"])
def test_by_tls_the_exhibit_names_the_certificate_that_was_verified(
    tls: WinrmLab, logon: str
) -> None:
    host, kept = address(1), list[Exhibit]()
    with closing(opened(access(tls, host, logon=logon), kept)) as session:
        session.run(SCRIPT)

    certificate = load_pem_x509_certificate(Path(tls.ca.parent / f"{host}.pem").read_bytes())
    digest = sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
    assert kept[0].acquisition.server == f"certificate sha256:{digest}"


def test_the_script_comes_on_the_input_in_few_questions_and_its_shell_is_deleted(
    clear: WinrmLab,
) -> None:
    """Longer than any command line; the input is no console, which would never end."""
    host = address(HOSTS["windows-11-en"])
    with closing(opened(access(clear, host))) as session:
        session.run(SCRIPT)

    command, options = clear.commands[host]
    assert clear.scripts[host] == SCRIPT.text.encode()
    assert len(command) < 200 < len(SCRIPT.text)
    assert options["WINRS_CONSOLEMODE_STDIN"] == "FALSE"
    # 2,502 bytes are one piece of the lab's.
    assert [action for _, action in clear.asked] == [
        "Create", "Command", "Send", "Receive", "Delete",
    ]  # fmt: skip
    assert clear.shells == set()


def test_a_shell_that_nothing_was_asked_of_is_deleted_too(clear: WinrmLab) -> None:
    session = opened(access(clear, address(1)))
    assert len(clear.shells) == 1

    session.close()
    assert clear.shells == set()


def test_a_host_that_has_nothing_to_tell_yet_is_asked_again(clear: WinrmLab) -> None:
    with closing(opened(access(clear, address(HOSTS["busy"])))) as session:
        assert session.run(SCRIPT).body == answer()


def test_what_was_recorded_over_winrm_replays_alike(clear: WinrmLab, tmp_path: Path) -> None:
    kept: list[Exhibit] = []
    with closing(opened(access(clear, address(HOSTS["windows-10-fr"])), kept)) as session:
        live = list(windows(session))
    write_recording(tmp_path / "recording", kept)

    again = RecordedHost(
        source="srv", machine=Machine("srv", "server"), folder=tmp_path / "recording",
        keep=lambda _: None,
    )  # fmt: skip
    assert list(windows(again)) == live


@pytest.mark.parametrize("logon", ["ntlm", "basic"])
def test_a_wrong_password_is_tried_once(
    tls: WinrmLab, logon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "Faux-2026!")
    with pytest.raises(PasswordRefused, match="not tried again until it changes"):
        opened(access(tls, address(1), logon=logon))

    assert sum(tls.refused.values()) == 1
    assert tls.asked == []


def test_a_way_that_a_host_does_not_take_refuses_no_password(tls: WinrmLab) -> None:
    with pytest.raises(Denied, match="takes no logon by basic; name another") as refused:
        opened(access(tls, address(HOSTS["no-basic"]), logon="basic"))

    assert type(refused.value) is Denied
    assert tls.refused == Counter()


def test_a_basic_logon_carries_no_accent(tls: WinrmLab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "Été-2026!")
    with pytest.raises(Denied, match='write logon = "ntlm"') as refused:
        opened(access(tls, address(1), logon="basic"))

    assert "Été" not in str(refused.value)
    assert tls.refused == Counter()


def test_an_authority_of_the_system_is_enough(
    tls: WinrmLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE is where OpenSSL looks for the system's; without it the lab's is unknown."""
    with pytest.raises(Denied, match="certificate is not trusted"):
        opened(access(tls, address(1), ca=None))

    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(tls.ca))
    opened(access(tls, address(1), ca=None)).close()
    assert tls.refused == Counter()


def test_kerberos_says_what_is_missing(tls: WinrmLab) -> None:
    with pytest.raises(Denied, match=r"pip install preuve\[kerberos\]"):
        opened(access(tls, address(1), logon="kerberos", password=None))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_authorities_that_holds_none_stops_before_any_connection(
    tls: WinrmLab, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "ca").write_text(content, "ascii")
    with pytest.raises(Denied, match="ca: ca cannot be read"):
        opened(access(tls, address(1), ca=tmp_path / "ca"))
