"""SYSVOL of a real domain, read over SMB by a plain domain user."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.core.errors import CoverageShort, Denied, PasswordRefused, Unreachable
from agent.core.exhibits import Exhibit
from agent.core.facts.policy import Half, PolicyFolder, PolicyValue
from agent.core.sources import Completeness, Ground
from collectors.policy.files import files
from collectors.policy.settings import PolicySource
from collectors.registry import Limits, Unseen
from tests.collectors.policy.trees import DEFAULT, LOCKING, put, sysvol
from tests.lab.samba import SambaDomain

BUILT_IN = 2  # the policies of every domain
PLACES = "sysvol/ch.lan/Policies"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of policies that the tests of a copy read."""
    return sysvol(tmp_path_factory.mktemp("copie"))


@pytest.fixture(scope="module")
def domain(sysvol_domain: SambaDomain, tree: Path) -> Iterator[SambaDomain]:
    """Its SYSVOL holds one more policy, and other files in the default one."""
    default = sysvol_domain.policies / DEFAULT
    kept = sysvol_domain.policies.parents[2] / "as-it-was"
    default.rename(kept)
    shutil.copytree(kept, default)
    for guid in (DEFAULT, LOCKING):
        found = next(each for each in (tree / PLACES).iterdir() if each.name.upper() == guid)
        shutil.copytree(found, sysvol_domain.policies / guid, dirs_exist_ok=True)
    yield sysvol_domain
    for guid in (DEFAULT, LOCKING):
        shutil.rmtree(sysvol_domain.policies / guid)
    kept.rename(default)  # the next file of tests expects what every domain has


def opened(
    domain: SambaDomain, kept: list[Exhibit], monkeypatch: pytest.MonkeyPatch, **more: Any
) -> Any:
    monkeypatch.setenv("PREUVE_TEST_SMB", more.pop("password", domain.audit_password))
    told = {"user": domain.audit, "sysvol": f"//{domain.address}/SYSVOL", **more}
    source = PolicySource(name="gpo", password="env:PREUVE_TEST_SMB", **told)
    (target,) = source.targets(Path())
    return target.open("policy.files", kept.append, Limits(idle=20))


def collected(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch, **more: Any
) -> tuple[list[Any], list[Exhibit]]:
    kept: list[Exhibit] = []
    session = opened(domain, kept, monkeypatch, **more)
    try:
        return list(files(session)), kept
    finally:
        session.close()


def folders(told: list[Any]) -> dict[str, PolicyFolder]:
    return {each.policy: each for each in told if isinstance(each, PolicyFolder)}


def test_a_share_gives_the_facts_that_its_copy_gives(
    domain: SambaDomain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, kept = collected(domain, monkeypatch)
    copy = tmp_path / "copie"
    shutil.copytree(domain.policies.parents[1], copy)
    source = PolicySource(name="gpo", sysvol="copie", extracted_on=date(2026, 11, 20))
    (target,) = source.targets(tmp_path)
    copied: list[Exhibit] = []
    session: Any = target.open("policy.files", copied.append, Limits())
    told = list(files(session))

    def undated(each: Any) -> Any:
        return replace(each, taken_on=None) if isinstance(each, PolicyFolder) else each

    assert len(folders(live)) == BUILT_IN + 1
    assert live == [undated(each) for each in told]
    assert [each.body for each in kept[1:]] == [each.body for each in copied[1:]]
    assert any(isinstance(each, PolicyValue) for each in live)
    assert {each.taken_on for each in folders(live).values()} == {None}


def test_the_exhibit_says_who_answered_and_no_more_than_smb_proves(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, kept = collected(domain, monkeypatch)

    told = kept[0].acquisition
    assert told.target == rf"\\{domain.address}\SYSVOL"
    assert told.server.startswith(f"{domain.address}:445 SMB 3.1.1, encrypted AES-")
    assert "server GUID " in told.server
    assert told.server.endswith("; no certificate")
    assert (told.account, told.ground, told.completeness) == (
        domain.audit,
        Ground.LIVE,
        Completeness.COMPLETE,
    )
    listed = kept[0].body.decode().splitlines()
    assert {each.acquisition.query for each in kept[1:]} == {f"read {path}" for path in listed}


@pytest.mark.parametrize("below", ["/{realm}", "/{realm}/Policies", "/{realm}/policies/"])
def test_a_longer_path_leads_to_the_same_policies(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    path = f"//{domain.address}/sysvol{below.format(realm=domain.realm)}"
    told, _ = collected(domain, monkeypatch, sysvol=path)
    assert {each.domain for each in folders(told).values()} == {domain.realm}
    assert len(folders(told)) == BUILT_IN + 1


@pytest.mark.parametrize(
    ("closed", "hidden"),
    [("", ""), ("User", Half.USER), ("Machine", Half.MACHINE), ("User/Preferences", Half.USER)],
)
def test_a_folder_that_the_account_may_not_list_is_unseen(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch, closed: str, hidden: str
) -> None:
    folder = domain.policies / LOCKING / closed
    before = folder.stat().st_mode
    folder.chmod(0o700)
    try:
        told, kept = collected(domain, monkeypatch)
    finally:
        folder.chmod(before)

    path = f"{domain.realm}/Policies/{LOCKING}/{closed}".rstrip("/")
    why = f"{path}: cannot be listed (access denied)"
    found = folders(told)
    assert (hidden, path, why) in found[LOCKING].unread
    assert path in [each.target for each in told if isinstance(each, Unseen)]
    assert found[DEFAULT].unread == ()
    assert f"{path}/\tcannot be listed (access denied)" in kept[0].body.decode().splitlines()


def test_a_file_that_the_account_may_not_read_costs_its_half(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = domain.policies / LOCKING / "User" / "registry.pol"
    path.chmod(0o600)
    try:
        told, _ = collected(domain, monkeypatch)
    finally:
        path.chmod(0o644)

    unread = {each for each in folders(told)[LOCKING].unread if each[0] == Half.USER}
    name = f"{domain.realm}/Policies/{LOCKING}/User/registry.pol"
    assert unread == {(Half.USER, name, f"{name}: cannot be read (access denied)")}


def test_a_policies_folder_that_cannot_be_listed_gives_no_answer(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = domain.policies.stat().st_mode
    domain.policies.chmod(0o700)
    try:
        with pytest.raises(Denied, match=r"Policies: cannot be listed \(access denied\)"):
            collected(domain, monkeypatch)
    finally:
        domain.policies.chmod(before)


def test_a_share_without_policies_is_no_sysvol(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CoverageShort, match="no Policies folder"):
        collected(domain, monkeypatch, sysvol=f"//{domain.address}/sysvol/{domain.realm}/scripts")
    with pytest.raises(Denied, match=r"SYSVOL\\ch\.lan: cannot be listed \(not there\)"):
        collected(domain, monkeypatch, sysvol=f"//{domain.address}/SYSVOL/ch.lan")
    with pytest.raises(Unreachable, match="no such share"):
        collected(domain, monkeypatch, sysvol=f"//{domain.address}/NETLOGON9")


@pytest.mark.parametrize("user", ["{audit}", "{logon}", "nobody@{realm}"])
def test_a_wrong_password_is_refused_and_said_so(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch, user: str
) -> None:
    name = user.format(audit=domain.audit, logon=domain.audit_logon, realm=domain.realm)
    with pytest.raises(PasswordRefused, match="not tried again until the password changes"):
        opened(domain, [], monkeypatch, user=name, password="Faux-Mot-49!")


def test_both_forms_of_the_account_log_on(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, _ = collected(domain, monkeypatch, user=domain.audit_logon)
    assert LOCKING in folders(told)


def test_nothing_is_changed_on_the_share(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> list[tuple[str, int, int, int]]:
        return [
            (str(each), each.stat().st_mtime_ns, each.stat().st_size, each.stat().st_mode)
            for each in sorted(domain.policies.rglob("*"))
        ]

    before = state()
    collected(domain, monkeypatch)
    assert state() == before


def test_a_large_file_is_read_whole(
    domain: SambaDomain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    raw = b"[Unicode]\r\nUnicode=yes\r\n" + b"; filling\r\n" * 20_000  # 220,024 bytes: four reads
    name = "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf"
    put(domain.policies / LOCKING, {name: raw})
    try:
        kept: list[Exhibit] = []
        session = opened(domain, kept, monkeypatch)
        assert session.read(f"{domain.realm}/Policies/{LOCKING}/{name}") == raw
        session.close()
    finally:
        (domain.policies / LOCKING / name).unlink()
    assert kept[0].original_size == 220_024
