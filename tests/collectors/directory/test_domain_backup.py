"""When a domain was saved: what its head tells, never, or unseen; on a real controller too."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.core.facts.directory import DirectoryBackup
from collectors.directory.domain import domain
from collectors.registry import Limits, Unseen
from collectors.transports.directory_export import open_export
from collectors.transports.ldap import open_ldap
from tests.lab.samba import SambaDomain

# ldap3 2.9.1 still calls ssl.match_hostname, after OpenSSL has checked the name itself.
pytestmark = pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning")

SID = "objectSid:: AQQAAAAAAAUVAAAAAQAAAAIAAAADAAAA\n"
HEAD = f"dn: DC=ch,DC=lan\nobjectClass: domainDNS\n{SID}"


def backups(text: str, folder: Path) -> list[Any]:
    path = folder / "ad.ldif"
    path.write_text(text, "utf-8")
    session = open_export("directory.any", lambda _: None, Limits(), source="ad", path=path)
    return [each for each in domain(session) if isinstance(each, DirectoryBackup | Unseen)]


@pytest.mark.parametrize(("told", "saved"), [("2026-11-19", date(2026, 11, 19)), ("never", None)])
def test_the_head_tells_a_day_or_never(tmp_path: Path, told: str, saved: date | None) -> None:
    (backup,) = backups(f"{HEAD}replPropertyMetaData: {told}\n", tmp_path)

    assert backup == DirectoryBackup(
        source="ad", key="S-1-5-21-1-2-3", domain="DC=ch,DC=lan", name="ch.lan", saved=saved
    )


@pytest.mark.parametrize("line", ["", "replPropertyMetaData:: AQAAAAAAAAA=\n"])
def test_a_head_that_does_not_tell_is_unseen(tmp_path: Path, line: str) -> None:
    assert backups(HEAD + line, tmp_path) == [Unseen(DirectoryBackup, "ch.lan")]


def test_a_real_controller_tells_an_ordinary_account(samba: SambaDomain) -> None:
    assert [each.saved for each in live(samba)] == [None]

    samba.modify((samba.base_dn, {"dSASignature": ["saved"]}))
    try:
        assert [each.saved for each in live(samba)] == [datetime.now(UTC).date()]
    finally:
        samba.modify((samba.base_dn, {"dSASignature": []}))


def live(samba: SambaDomain) -> list[DirectoryBackup]:
    session = open_ldap(
        source="ad",
        url=samba.url,
        user=samba.audit,
        password=samba.audit_password,
        ca=samba.ca,
        collector="directory.domain",
        keep=lambda _: None,
        limits=Limits(),
    )
    try:
        return [each for each in domain(session) if isinstance(each, DirectoryBackup)]
    finally:
        session.close()
