"""`preuve doctor` on real servers: what works, each fault by its own name, nothing written."""

import json
import subprocess
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from agent.store import Store
from tests.collectors.transports.winrm.asked import SECRET, address, answer
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_hosts import block, own_block
from tests.end_to_end.test_windows_hosts import block as winrm_block
from tests.lab.certificates import Authority
from tests.lab.hosts.hostile import HostileHosts
from tests.lab.hosts.sshd import SshHosts
from tests.lab.hosts.trees import PASSWORD
from tests.lab.samba import SambaDomain
from tests.lab.winrm import PASSWORD as WINDOWS_PASSWORD
from tests.lab.winrm import WindowsHost, WinrmLab
from tests.program.ready import PREUVE

SITE = '[site]\nname = "CH"\ntimezone = "UTC"\n'
WRONG = "Faux-Mot-63!"
Steps = dict[str, dict[str, Any]]


def directory(domain: SambaDomain, **other: str) -> str:
    told = {"url": domain.url, "user": domain.audit, "ca": str(domain.ca)} | other
    keys = "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())
    return f'[[directory]]\nname = "ad"\npassword = "env:AD"\n{keys}'


def tried(desk: Desk, *more: str, code: int = 2, **environment: str) -> dict[str, Steps]:
    """By source, the steps of its one target, each by its name."""
    ran = desk.run("doctor", "--json", *more, **environment)
    assert ran.code == code, ran.out + ran.err
    return {
        each["source"]: {step["step"]: step for step in each["steps"]}
        for each in json.loads(ran.out)
    }


def said(steps: Steps) -> dict[str, tuple[str, str]]:
    return {name: (step["state"], step["reason"]) for name, step in steps.items()}


@pytest.fixture
def here(tmp_path: Path, samba: SambaDomain) -> Desk:
    return Desk(tmp_path, {"AD": samba.audit_password})


def test_what_works_is_told_and_nothing_is_written(
    here: Desk, samba: SambaDomain, linux_hosts: SshHosts
) -> None:
    here.configure(SITE + directory(samba) + own_block(linux_hosts, "debian12"))
    (here.folder / "rh.csv").write_text("MATRICULE;NOM;PRENOM\n1;DUPONT;Jeanne\n", "utf-8")
    with (here.folder / "preuve.toml").open("a") as file:
        file.write('[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-18\n')

    before = binds(samba)

    told = tried(here, code=0)

    assert binds(samba) == before + 1
    assert {path.name for path in here.folder.iterdir()} == {"preuve.toml", "rh.csv"}
    ad = said(told["ad"])
    assert {state for state, _ in ad.values()} == {"ok"}
    assert ad["situation"] == ("ok", "certificate_signed")
    assert {"secret", "name", "port", "tls", "logon", "domain", "clock", "backup_day", "pso",
            "policy_objects", "deny"} <= set(ad)  # fmt: skip
    assert 20 < told["ad"]["tls"]["values"]["days"] < 31
    logons = told["ad"]["last_logon"]["values"]
    assert 0.75 * int(logons["total"]) <= int(logons["known"]) <= int(logons["total"])
    assert said(told["debian12"])["host_key"] == ("ok", "known_key")
    assert said(told["debian12"])["script"] == ("ok", "ran")
    expected = linux_hosts.hosts["debian12"].tree.expected.logs
    oldest = max(log.oldest or 0 for log in expected.values() if log.readable)
    assert told["debian12"]["log_age"]["values"]["days"] == oldest
    assert said(told["rh"])["columns"] == ("ok", "recognised")
    assert "MATRICULE" in told["rh"]["columns"]["values"]["columns"]
    assert said(told["store"]) == {"store": ("ok", "to_come"), "room": ("ok", "enough")}


# What is changed of the directory's block -> the step that fails, and why; no bind follows.
WAYS = {
    "dead name": ({"url": "ldaps://dc1.nowhere.invalid"}, "name", "no_address"),
    "closed port": ({"url": "{url}:9"}, "port", "closed"),
    "no directory": ({"url": "ldaps://{ssh}"}, "tls", "no_tls"),
    "wrong authority": ({"ca": "other.pem"}, "tls", "untrusted"),
    "no authority": ({"ca": "preuve.toml"}, "tls", "no_ca"),
    "another name": ({"url": "ldaps://{hexadecimal}"}, "tls", "other_name"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WAYS)
def test_a_fault_on_the_way_is_named_and_no_password_is_sent(
    here: Desk, samba: SambaDomain, linux_hosts: SshHosts, fault: str
) -> None:
    changed, step, reason = WAYS[fault]
    places = {
        "url": samba.url,
        "ssh": f"{linux_hosts.address_of('debian12')}:{linux_hosts.port}",
        "hexadecimal": hex(int(IPv4Address(samba.address))),
    }
    (here.folder / "other.pem").write_bytes(Authority("Another").certificate)
    here.configure(
        SITE + directory(samba, **{key: told.format(**places) for key, told in changed.items()})
    )
    before = binds(samba)

    told = tried(here)["ad"]

    assert said(told)[step] == ("failed", reason)
    assert told[step]["remedy"]
    assert said(told)["logon"] == ("not_tried", "way")
    assert binds(samba) == before
    if reason == "other_name":
        assert samba.host in told["tls"]["values"]["names"]


def binds(samba: SambaDomain) -> int:
    """Every logon that the controller knows of, let in or refused; not the one without a name."""
    log = (samba.folder / "log").read_text("utf-8", "replace")
    return sum("Auth: [LDAP,simple bind" in line for line in log.splitlines())


def test_a_refused_password_is_presented_once_by_all_commands(
    here: Desk, samba: SambaDomain
) -> None:
    again = directory(samba).replace('"ad"', '"ad2"', 1)
    here.configure(SITE + directory(samba) + again)
    before = len(samba.refused_logons())

    first = here.run("doctor", "--json", AD=WRONG)
    assert len(samba.refused_logons()) == before + 1
    second = tried(here, AD=WRONG)
    with Store.open(f"sqlite:///{here.folder}/preuve.db", "CH") as store:
        assert [each["type"] for each in store.ledger()] == ["genesis", "password.refused"]
    assert here.run("scan", AD=WRONG).code == 2

    assert len(samba.refused_logons()) == before + 1
    reasons = {
        step["reason"]
        for each in json.loads(first.out)
        for step in each["steps"]
        if step["step"] == "logon"
    }
    assert reasons == {"password_refused", "refused_before"}
    for source in ("ad", "ad2"):
        assert said(second[source])["logon"] == ("not_tried", "refused_before")
        assert "env:AD" in second[source]["logon"]["remedy"]
    assert WRONG not in first.out + first.err
    assert said(tried(here, code=0)["ad"])["logon"] == (
        "ok",
        "taken",
    )  # another secret: the right one


def test_a_password_refused_while_its_account_was_disabled_is_tried_again_on_a_persons_word(
    here: Desk, samba: SambaDomain
) -> None:
    here.configure(SITE + directory(samba))
    account = f"CN=svc_audit,CN=Users,{samba.base_dn}"
    samba.modify((account, {"userAccountControl": ["66050"]}))
    try:
        refused = tried(here)["ad"]
    finally:
        samba.modify((account, {"userAccountControl": ["66048"]}))
    assert said(refused)["logon"] == ("failed", "password_refused")
    before = binds(samba)

    assert said(tried(here)["ad"])["logon"] == ("not_tried", "refused_before")
    assert binds(samba) == before
    assert here.run("doctor", "--again", "ad", "--only", "ad").code == 3
    assert here.run("doctor", "--again", "da").code == 3
    again = tried(here, "--again", "ad", code=0)["ad"]

    assert said(again)["logon"] == ("ok", "taken")
    assert binds(samba) == before + 1
    assert said(tried(here, code=0)["ad"])["logon"] == ("ok", "taken")
    with Store.open(f"sqlite:///{here.folder}/preuve.db", "CH") as store:
        acts = [each["type"] for each in store.ledger()]
    assert acts == ["genesis", "password.refused", "password.allowed_again"]


def test_a_missing_secret_stops_before_the_controller(here: Desk, samba: SambaDomain) -> None:
    here.configure(SITE + directory(samba))
    before = binds(samba)

    told = said(tried(here, AD="")["ad"])

    assert told["secret"] == ("failed", "absent")
    assert told["logon"] == ("not_tried", "secret")
    assert binds(samba) == before


def test_a_hidden_date_and_its_denial_are_told(here: Desk, samba: SambaDomain) -> None:
    here.configure(SITE + directory(samba))
    with samba.without_last_logons(samba.base_dn):
        told = tried(here)["ad"]

    assert said(told)["last_logon"] == ("failed", "hidden")
    assert "lastLogonTimestamp" in told["last_logon"]["commands"][0]
    assert said(told)["deny"] == ("failed", "refused")
    assert samba.base_dn in told["deny"]["values"]["objects"]


def test_policies_that_an_ordinary_account_does_not_see_are_told(
    sysvol_domain: SambaDomain, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, {"AD": sysvol_domain.audit_password})
    desk.configure(SITE + directory(sysvol_domain))
    dn = f"CN=Admins,CN=Password Settings Container,CN=System,{sysvol_domain.base_dn}"
    told = {
        "objectClass": ["msDS-PasswordSettings"],
        "msDS-PasswordSettingsPrecedence": ["10"],
        "msDS-PasswordReversibleEncryptionEnabled": ["FALSE"],
        "msDS-PasswordHistoryLength": ["24"],
        "msDS-PasswordComplexityEnabled": ["TRUE"],
        "msDS-MinimumPasswordLength": ["15"],
        "msDS-MinimumPasswordAge": ["-864000000000"],
        "msDS-MaximumPasswordAge": ["-77760000000000"],
        "msDS-LockoutThreshold": ["5"],
        "msDS-LockoutObservationWindow": ["-18000000000"],
        "msDS-LockoutDuration": ["-18000000000"],
        "msDS-PSOAppliesTo": [f"CN=Domain Admins,CN=Users,{sysvol_domain.base_dn}"],
    }
    sysvol_domain.add_objects([(dn, told)])
    try:
        pso = tried(desk)["ad"]["pso"]
    finally:
        sysvol_domain.delete(dn)

    assert (pso["state"], pso["reason"], pso["optional"]) == ("failed", "hidden", True)
    assert pso["commands"][0].startswith('dsacls "CN=Password Settings Container,CN=System')


def test_while_an_audit_runs_no_password_is_presented(here: Desk, samba: SambaDomain) -> None:
    here.configure(SITE + directory(samba))
    before = binds(samba)
    with (
        Store.open(f"sqlite:///{here.folder}/preuve.db", "CH") as store,
        store.lock("somebody@srv (4)"),
    ):
        told = tried(here)

    assert said(told["ad"])["logon"] == ("not_tried", "busy")
    assert said(told["store"])["lock"] == ("ok", "held")
    assert told["store"]["lock"]["values"]["holder"] == "somebody@srv (4)"
    assert binds(samba) == before


@pytest.mark.parametrize("store", ["absent/preuve.db", "taken.db"])
def test_without_memory_no_password_is_presented(
    here: Desk, samba: SambaDomain, store: str
) -> None:
    """A password that is refused, and forgotten, would be presented again by the next command."""
    with Store.open(f"sqlite:///{here.folder}/taken.db", "Another hospital"):
        pass
    here.configure(f'{SITE}[store]\nurl = "sqlite:///{store}"\n' + directory(samba))
    before = binds(samba)

    told = tried(here)

    assert said(told["ad"])["logon"] == ("not_tried", "no_memory")
    assert said(told["store"])["store"][0] == "failed"
    assert binds(samba) == before


def test_the_other_controllers_are_tried_for_what_they_alone_know(
    here: Desk, samba: SambaDomain
) -> None:
    here.configure(SITE + directory(samba))
    here.edit(f'url = "{samba.url}"', f'url = ["{samba.url}", "{samba.url}:636"]')

    ran = here.run("doctor", "--json", "--only", "ad")

    first, second, *_ = json.loads(ran.out)
    assert [each["step"] for each in second["steps"][-2:]] == ["clock", "last_logon"]
    assert "domain" not in {each["step"] for each in second["steps"]}
    assert first["good"]


def test_an_expired_certificate_and_a_share(sysvol_domain: SambaDomain, tmp_path: Path) -> None:
    desk = Desk(tmp_path, {"AD": sysvol_domain.audit_password})
    share = (
        f'[[policy]]\nname = "sysvol"\nsysvol = "//{sysvol_domain.address}/SYSVOL"\n'
        f'user = "{sysvol_domain.audit}"\npassword = "env:AD"\n'
    )
    desk.configure(SITE + directory(sysvol_domain) + share)

    told = tried(desk)
    assert said(told["ad"])["pso"] == ("failed", "none_seen")
    assert told["ad"]["pso"]["optional"]
    assert said(told["sysvol"])["sysvol"] == ("ok", "listed")
    assert said(told["sysvol"])["sysvol_file"] == ("ok", "read")

    sysvol_domain.stop()
    try:
        sysvol_domain.certify(expired=True)
        sysvol_domain.start()
        before = len(sysvol_domain.refused_logons())
        expired = tried(desk, "--only", "ad")["ad"]
        assert said(expired)["tls"] == ("failed", "expired")
        assert said(expired)["situation"] == ("ok", "certificate_signed")
        assert said(expired)["logon"] == ("not_tried", "way")
        # The same account, refused over SMB first: nobody presents it again.
        refused = tried(desk, "--only", "sysvol", AD=WRONG)["sysvol"]
        assert said(refused)["logon"] == ("failed", "password_refused")
        assert said(tried(desk, AD=WRONG)["sysvol"])["logon"] == ("not_tried", "refused_before")
        assert len(sysvol_domain.refused_logons()) == before + 1
    finally:
        sysvol_domain.stop()
        sysvol_domain.certify()
        sysvol_domain.start()


def test_each_fault_of_a_linux_host(
    tmp_path: Path, linux_hosts: SshHosts, hostile_hosts: HostileHosts
) -> None:
    desk = Desk(tmp_path, {"SSH": WRONG})
    failing = ("changed-key", "unknown", "denied", "silent", "refused", "nologin")
    by_password = "\n".join(
        line for line in block(hostile_hosts, "by-password").splitlines() if "key =" not in line
    )
    blocks = [block(hostile_hosts, name) for name in failing]
    desk.configure(
        SITE
        + "".join(blocks)
        + own_block(linux_hosts, "refuses-sudo")
        + f'{by_password}\npassword = "env:SSH"\n'
    )

    told = {source: said(steps) for source, steps in tried(desk).items()}

    assert told["changed-key"]["host_key"] == ("failed", "changed_key")
    assert told["unknown"]["host_key"] == ("failed", "unknown_key")
    assert told["silent"]["host_key"] == ("failed", "no_ssh")
    assert told["refused"]["port"] == ("failed", "closed")
    for name in ("changed-key", "unknown", "silent", "refused"):
        assert told[name]["logon"] == ("not_tried", "way")
    assert told["denied"]["logon"] == ("failed", "denied")
    assert told["nologin"]["content"] == ("failed", "denied")
    assert told["by-password"]["logon"] == ("failed", "password_refused")
    assert told["refuses-sudo"]["sudo"] == ("failed", "refused")
    assert told["refuses-sudo"]["read_logs"] == ("failed", "denied")

    again = tried(desk, "--only", "by-password")["by-password"]
    assert said(again)["logon"] == ("not_tried", "refused_before")
    right = tried(desk, "--only", "by-password", SSH=PASSWORD)["by-password"]
    assert said(right)["script"] == ("ok", "ran")


def test_windows_hosts(tmp_path: Path) -> None:
    hosts = {
        address(0): WindowsHost(answer("server-2019-fr")),
        address(1): WindowsHost(answer(), fault="denied"),
    }
    with WinrmLab(tmp_path / "lab", hosts) as lab:
        desk = Desk(tmp_path, {SECRET: "Faux-2026!"})
        blocks = [winrm_block(lab, f"w{number}", [each]) for number, each in enumerate(hosts)]
        desk.configure(SITE + "".join(blocks))
        tried(desk)
        tried(desk)
        assert sum(lab.refused.values()) == 1

        desk.environment[SECRET] = WINDOWS_PASSWORD
        told = tried(desk)
    assert said(told["w0"])["script"] == ("ok", "ran")
    assert said(told["w1"])["logon"] == ("failed", "denied")
    assert "S-1-5-32-580" in told["w1"]["logon"]["commands"][0]


def test_files_that_are_not_what_they_should_be(tmp_path: Path) -> None:
    desk = Desk(tmp_path, {})
    (tmp_path / "sans.csv").write_text("VILLE;CODE\nLyon;69\n", "utf-8")
    (tmp_path / "vide.csv").write_bytes(b"")
    rolls = "".join(
        f'[[people]]\nname = "{name}"\npath = "{name}.csv"\nextracted_on = 2026-11-18\n'
        for name in ("sans", "vide", "absent")
    )
    desk.configure(SITE + rolls + '[[backups]]\nproduct = "bacula"\npath = "logs/*.log"\n')

    told = tried(desk)

    assert said(told["absent"])["file"] == ("failed", "absent")
    assert said(told["absent"])["content"] == ("not_tried", "file")
    assert said(told["sans"])["content"] == ("failed", "failed")
    assert "sans.csv" in told["sans"]["content"]["detail"]
    assert said(told["vide"])["content"] == ("failed", "empty")
    assert said(told["bacula"])["file"] == ("failed", "absent")


def test_the_ladder_and_the_notice_need_no_network(
    here: Desk, samba: SambaDomain, linux_hosts: SshHosts
) -> None:
    here.configure(SITE + directory(samba) + own_block(linux_hosts, "debian12"))
    before = binds(samba)

    def cut_off(*arguments: str) -> Any:
        done = subprocess.run(
            ["unshare", "--net", PREUVE, "doctor", *arguments, "--json", "--lang", "en"],
            cwd=here.folder, env=here.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    rights, notice = cut_off("--rights"), cut_off("--announce")

    assert [each["rung"] for each in rights["rungs"] if each["held"]] == ["user", "dropped"]
    assert "10a" in rights["opened"]
    assert "3a" not in rights["opened"]  # no roll
    assert {(each["protocol"], each["port"]) for each in notice["ports"]} == {
        ("ldaps", 636), ("ldap-signing", 389), ("ssh", linux_hosts.port),
    }  # fmt: skip
    assert {(each["user"], each["by"]) for each in notice["accounts"]} == {
        (samba.audit, "env:AD"), (linux_hosts.user, str(linux_hosts.key)),
    }  # fmt: skip
    printed = here.run("host-script", "linux").out
    assert notice["scripts"] == [["linux", "sha256:" + sha256(printed.encode()).hexdigest()]]
    assert binds(samba) == before
    text = here.run("doctor", "--announce", "--lang", "fr").out
    assert "balayer un réseau" in text
    assert samba.audit_password not in text


def test_a_wrong_configuration_or_source_is_no_trial(tmp_path: Path) -> None:
    desk = Desk(tmp_path, {})
    assert desk.run("doctor").code == 3
    desk.configure(SITE + '[[people]]\nname = "rh"\npath = "rh.csv"\n')
    assert desk.run("doctor").code == 3
    desk.configure(SITE)
    assert desk.run("doctor", "--only", "rh").code == 3
    assert desk.run("doctor", "--only", "rh", "--rights").code == 3
