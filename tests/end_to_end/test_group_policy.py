"""Group Policy of a real controller, and the lock that it comes to on the hospital's workstations."""

import json
from collections.abc import Callable, Iterator

import pytest

from agent.core.facts.effective import PolicyLock
from agent.core.facts.policy import PolicyObject, PolicyScope
from agent.store import Store
from tests.collectors.policy.written import LOCK, SYSTEM, dword, entry, pol
from tests.end_to_end.conftest import Desk
from tests.lab.policies import REGISTRY, add_policy, link, write_files
from tests.lab.samba import SambaDomain

NewDesk = Callable[..., Desk]
USERS = "{11111111-2222-3333-4444-555555555555}"
MACHINES = "{66666666-7777-8888-9999-AAAAAAAAAAAA}"
GPT_INI = b"[General]\r\nVersion=65537\r\n"
LIMIT = pol(entry(SYSTEM, "InactivityTimeoutSecs", 4, dword(600)))


@pytest.fixture
def policies(samba: SambaDomain) -> Iterator[SambaDomain]:
    """Two more policies, the second without a link yet; both go away again."""
    made = [
        add_policy(samba, USERS, "Écran de veille", user=REGISTRY),
        add_policy(samba, MACHINES, "Postes", machine=REGISTRY),
    ]
    link(samba, samba.base_dn, (made[0], 0))
    yield samba
    link(samba, samba.base_dn)
    samba.delete(*made)


@pytest.fixture
def here(desk: NewDesk, policies: SambaDomain) -> Desk:
    """A desk with a copy of SYSVOL beside: a lock of the users, a limit of the machines."""
    made = desk()
    sysvol, realm = made.folder / "sysvol", policies.realm
    write_files(sysvol, realm, USERS, {"GPT.INI": GPT_INI, "User/Registry.pol": LOCK})
    write_files(sysvol, realm, MACHINES, {"GPT.INI": GPT_INI, "Machine/Registry.pol": LIMIT})
    # Those that every domain is made with set no lock.
    for guid in ("31B2F340-016D-11D2-945F-00C04FB984F9", "6AC1786C-016F-11D2-945F-00C04FB984F9"):
        write_files(sysvol, realm, f"{{{guid}}}", {"GPT.INI": b"[General]\r\nVersion=0\r\n"})
    text = (made.folder / "preuve.toml").read_text("utf-8")
    made.configure(
        f'{text}\n[[policy]]\nname = "sysvol"\nsysvol = "sysvol"\nextracted_on = 2026-11-20\n'
    )
    return made


def locks(desk: Desk) -> list[PolicyLock]:
    with Store.open(f"sqlite:///{desk.folder / 'preuve.db'}", "CH de Saint-Exemple") as store:
        return list(store.derived(store.last_ended(), PolicyLock))


def test_what_an_ordinary_account_reads_is_enough(here: Desk, policies: SambaDomain) -> None:
    here.scan()
    with Store.open(f"sqlite:///{here.folder / 'preuve.db'}", "CH de Saint-Exemple") as store:
        run = store.last_ended()
        objects = {each.name: each for each in store.facts(PolicyObject, run)}
        scopes = {each.dn: each for each in store.facts(PolicyScope, run)}

    assert {"Écran de veille", "Postes", "Default Domain Policy"} <= set(objects)
    told = objects["Écran de veille"]
    assert (told.policy, told.flags, told.version) == (USERS, 0, 65537)
    # Samba gives a policy the same list as Windows: Authenticated Users may read and apply it.
    assert told.permissions is not None
    assert any(each.apply and each.sid == "S-1-5-11" for each in told.permissions)
    assert [each.policy for each in scopes[policies.base_dn].links] == [USERS]
    assert any(each.scope == "site" for each in scopes.values())


def test_the_users_lock_is_judged_with_the_machines_limit(
    here: Desk, policies: SambaDomain
) -> None:
    here.scan()
    first = locks(here)
    outcome = here.outcome("policy.unlocked")
    dn = f"CN={MACHINES},CN=Policies,CN=System,{policies.base_dn}"
    screen = f"CN={USERS},CN=Policies,CN=System,{policies.base_dn}"
    link(policies, policies.base_dn, (screen, 0), (dn, 0))
    here.scan()
    second = locks(here)

    # LOCK: active, secure, 900 s and a program.
    assert {each.seconds for each in first} == {900}
    assert outcome["outcome"] == "satisfied"
    assert outcome["ground"] == "live"  # whom it is about; what it rests on is the copied folder
    assert {each.seconds for each in second} == {600}
    assert sum(each.workstations for each in second) > 0
    answers = {each["id"]: each for each in here.result()["questions"]}
    # A copied folder never proves a good answer.
    assert answers["Q9"]["verdict"] == "partial"


def test_without_a_password_nothing_is_locked(here: Desk, policies: SambaDomain) -> None:
    path = here.folder / "sysvol" / policies.realm / "Policies" / USERS / "User" / "Registry.pol"
    path.write_bytes(
        LOCK.replace(
            "ScreenSaverIsSecure".encode("utf-16-le"), "ScreenSaverIsSecurf".encode("utf-16-le")
        )
    )
    here.scan()

    assert {each.seconds for each in locks(here)} == {0}
    assert {each.lacks for each in locks(here)} == {("secure",)}
    assert here.outcome("policy.unlocked")["outcome"] == "unsatisfied"
    found = [each for each in here.result()["findings"] if each["check"] == "policy.unlocked"]
    assert found[0]["severity"] == "serious"


def test_files_that_are_not_there_are_no_lock_and_no_pass(here: Desk) -> None:
    import shutil  # noqa: PLC0415 - this test alone

    (folder,) = (here.folder / "sysvol").glob(f"*/Policies/{USERS}")
    shutil.rmtree(folder)
    here.scan()

    outcome = here.outcome("policy.unlocked")
    assert (outcome["outcome"], outcome["reason"]) == ("unanswered", "coverage")
    assert {each.doubts for each in locks(here)} == {("Écran de veille",)}
    told = json.loads(here.run("show", "answers", "--json", "--lang", "fr").out)
    (limits,) = [each["limits"] for each in told if each["id"] == "Q9"]
    assert any("Écran de veille (fichiers absents ou illisibles)" in each for each in limits)


def test_a_file_that_the_directory_calls_for_and_is_not_there_is_no_lock_and_no_pass(
    here: Desk,
) -> None:
    (path,) = (here.folder / "sysvol").glob(f"*/Policies/{USERS}/User/Registry.pol")
    path.unlink()
    here.scan()

    outcome = here.outcome("policy.unlocked")
    assert (outcome["outcome"], outcome["reason"]) == ("unanswered", "coverage")
    assert {each.doubts for each in locks(here)} == {("Écran de veille",)}
    (found,) = [
        each for each in here.result()["findings"] if each["check"] == "policy.files-missing"
    ]
    assert found["about"]["label"] == "Écran de veille"
    assert found["values"]["files"] == [r"User\Registry.pol"]
