"""SYSVOL over SMB in a whole audit of a real domain, with a plain domain user."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.core.facts.effective import PolicyLock
from agent.store import Store
from tests.collectors.policy.written import LOCK
from tests.end_to_end.conftest import Desk
from tests.lab.policies import REGISTRY, add_policy, link, write_files
from tests.lab.samba import SambaDomain

USERS = "{11111111-2222-3333-4444-555555555555}"
WRONG = "Faux-Mot-52!"


@pytest.fixture(scope="module")
def domain(sysvol_domain: SambaDomain) -> Iterator[SambaDomain]:
    """One policy locks the users' sessions; one user, one workstation."""
    seat = f"CN=PC-1,CN=Computers,{sysvol_domain.base_dn}"
    user = f"CN=jdupont,CN=Users,{sysvol_domain.base_dn}"
    made = add_policy(sysvol_domain, USERS, "Écran de veille", user=REGISTRY)
    link(sysvol_domain, sysvol_domain.base_dn, (made, 0))
    write_files(
        sysvol_domain.policies.parents[1],
        sysvol_domain.realm,
        USERS,
        {"GPT.INI": b"[General]\r\nVersion=65537\r\n", "User/Registry.pol": LOCK},
    )
    told = {
        "objectClass": ["computer"],
        "sAMAccountName": ["PC-1$"],
        "userAccountControl": ["4096"],
        "operatingSystem": ["Windows 11 Professionnel"],
        "operatingSystemVersion": ["10.0 (22631)"],
    }
    person = {
        "objectClass": ["user"],
        "sAMAccountName": ["jdupont"],
        "userAccountControl": ["512"],
        "password": ["Mot-De-Passe-51!"],
    }
    sysvol_domain.add_objects([(seat, told), (user, person)])
    yield sysvol_domain
    link(sysvol_domain, sysvol_domain.base_dn)
    sysvol_domain.delete(made, seat, user)
    shutil.rmtree(sysvol_domain.policies / USERS)


@pytest.fixture
def here(domain: SambaDomain, tmp_path: Path) -> Callable[..., Desk]:
    def made(password: str = domain.audit_password) -> Desk:
        desk = Desk(tmp_path, {"PREUVE_AD_PASSWORD": password})
        account = f'user = "{domain.audit}"\npassword = "env:PREUVE_AD_PASSWORD"\n'
        desk.configure(
            '[site]\nname = "CH"\n'
            f'[[directory]]\nname = "ad"\nurl = "{domain.url}"\nca = "{domain.ca}"\n{account}'
            f'[[policy]]\nname = "gpo"\nsysvol = "//{domain.address}/SYSVOL"\n{account}'
        )
        return desk

    return made


def locks(desk: Desk) -> list[PolicyLock]:
    with Store.open(f"sqlite:///{desk.folder / 'preuve.db'}", "CH") as store:
        return list(store.derived(store.last_ended(), PolicyLock))


def test_a_lock_that_both_live_sources_tell_is_judged_on_live_ground(
    here: Callable[..., Desk], domain: SambaDomain
) -> None:
    desk = here()
    desk.scan()

    # LOCK: active, secure, 900 s and a program.
    assert {each.seconds for each in locks(desk)} == {900}
    unlocked = desk.outcome("policy.unlocked")
    assert (unlocked["outcome"], unlocked["ground"]) == ("satisfied", "live")
    # Samba declares extensions in policies of version 0: nobody ever wrote them.
    assert desk.outcome("policy.files-missing")["outcome"] == "satisfied"
    step = desk.outcome("policy.out-of-step")
    assert (step["outcome"], step["examined"]) == ("satisfied", 3)
    sources = {each["source"]: each for each in desk.result()["sources"]}
    assert (sources["gpo"]["state"], sources["gpo"]["target"]) == (
        "done",
        rf"\\{domain.address}\SYSVOL",
    )


def test_a_policy_that_the_account_may_not_read_is_no_lock_and_no_pass(
    here: Callable[..., Desk], domain: SambaDomain
) -> None:
    desk = here()
    folder = domain.policies / USERS
    folder.chmod(0o700)
    try:
        desk.scan()
    finally:
        folder.chmod(0o755)

    outcome = desk.outcome("policy.unlocked")
    assert (outcome["outcome"], outcome["reason"]) == ("unanswered", "coverage")
    assert {each.doubts for each in locks(desk)} == {("Écran de veille",)}
    for check in ("policy.passwords", "policy.out-of-step", "policy.files-missing"):
        assert desk.outcome(check)["outcome"] == "unanswered", check


def test_a_file_gone_from_the_share_is_no_lock_and_no_pass(
    here: Callable[..., Desk], domain: SambaDomain
) -> None:
    desk = here()
    path = domain.policies / USERS / "User" / "Registry.pol"
    path.unlink()
    try:
        desk.scan()
    finally:
        path.write_bytes(LOCK)

    assert desk.outcome("policy.unlocked")["outcome"] == "unanswered"
    assert desk.outcome("policy.files-missing")["outcome"] == "unsatisfied"


def test_a_wrong_password_is_presented_once_by_the_directory_and_the_share_together(
    here: Callable[..., Desk], domain: SambaDomain
) -> None:
    desk = here(WRONG)
    before = domain.refused_logons()
    first = desk.scan()
    second = desk.scan("--only", "gpo")

    assert (first.code, second.code) == (2, 2)
    (refused,) = domain.refused_logons()[len(before) :]
    assert domain.audit in refused
    (source,) = [each for each in desk.result()["sources"] if each["source"] == "gpo"]
    assert source["state"] == "failed"
    assert "is not tried again" in source["detail"]
    assert WRONG not in first.out + first.err + second.out + second.err


def test_a_wrong_password_that_the_share_alone_is_given_is_presented_once(
    here: Callable[..., Desk], domain: SambaDomain
) -> None:
    desk = here(WRONG)
    before = domain.refused_logons()
    desk.scan("--only", "gpo")
    desk.scan("--only", "gpo")
    desk.scan()

    (refused,) = domain.refused_logons()[len(before) :]
    assert "SMB2,NTLMSSP" in refused
