"""A SYSVOL that was copied, and backups: what becomes facts, and what must never be kept."""

import shutil
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.core.errors import CoverageShort, Empty, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.policy import Half, PolicyFolder, PolicyValue, Teller
from agent.core.sources import Completeness, Ground
from collectors.directory.logon import credential
from collectors.directory.settings import DirectorySource
from collectors.policy import audit_csv, layout, preferences, registry_pol, security_template
from collectors.policy.files import files
from collectors.policy.settings import PolicySource
from collectors.registry import Limits, Unseen
from collectors.transports.policy_border import redacted
from collectors.transports.policy_exhibit import Keeper, listed
from tests.collectors.policy.trees import AUTO_LOGON, DEFAULT, LOCKING, backups, put, sysvol
from tests.collectors.policy.written import GROUPS, LOCK, PREFERENCES, TEMPLATE

DAY = date(2026, 11, 20)


def collected(folder: Path) -> tuple[list[Any], list[Exhibit]]:
    kept: list[Exhibit] = []
    source = PolicySource(name="gpo", sysvol=folder.name, extracted_on=DAY)
    (target,) = source.targets(folder.parent)
    session: Any = target.open("policy.files", kept.append, Limits())
    return list(files(session)), kept


def test_a_copied_sysvol(tmp_path: Path) -> None:
    told, kept = collected(sysvol(tmp_path / "copie"))

    found = {each.policy: each for each in told if isinstance(each, PolicyFolder)}
    default, locking = found[DEFAULT], found[LOCKING]
    assert (default.domain, default.version, default.files, default.unread) == (
        "ch.lan",
        65539,
        5,
        (),
    )
    assert default.present == (
        (Half.MACHINE, Teller.AUDIT),
        (Half.MACHINE, Teller.TEMPLATE),
        (Half.MACHINE, Teller.REGISTRY),
    )
    assert locking.present == (
        (Half.MACHINE, Teller.REGISTRY),
        (Half.USER, Teller.REGISTRY),
        (Half.USER, Teller.PREFERENCES),
    )
    assert [(path.rpartition("/")[2], count) for path, count in default.secrets] == [
        ("Groups.xml", 1)
    ]
    assert (locking.version, locking.taken_on, locking.backup) == (131072, DAY, False)
    ((half, path, why),) = locking.unread
    assert half == Half.MACHINE
    # The 100 bytes that are left end inside the key's name, which begins at byte 10.
    assert why == f"{path}, byte 10: a name without end"
    assert [each.target for each in told if isinstance(each, Unseen)] == [path]
    assert {each.acquisition.ground for each in kept} == {Ground.HANDED_OVER}
    assert len(kept) == 1 + 9  # the listing, and every file but the script

    values = [each for each in told if isinstance(each, PolicyValue)]
    assert [
        (each.name, each.text, each.conditions)
        for each in values
        if each.teller is Teller.PREFERENCES
    ] == [
        ("ScreenSaveTimeOut", "600", ()),
        ("InactivityTimeoutSecs", "900", ("FilterOs", "FilterGroup")),
        ("ScreenSaveActive", None, ()),
    ]
    assert {
        each.name: each.text for each in values if each.policy == DEFAULT and each.hive == "HKLM"
    } == {
        "AutoAdminLogon": "1",
        "DefaultPassword": None,
        "InactivityTimeoutSecs": "900",
        "ScRemoveOption": "1",
    }
    assert not any(each.name in {"Licence", "NewAdministratorName"} for each in values)


def test_backups_bear_the_name_of_what_they_hold(tmp_path: Path) -> None:
    told, _ = collected(backups(tmp_path / "backups"))
    (folder,) = [each for each in told if isinstance(each, PolicyFolder)]
    assert (folder.policy, folder.name, folder.domain) == (
        DEFAULT,
        "Verrouillage des sessions",
        "ch.lan",
    )
    assert (folder.backup, folder.taken_on) == (True, date(2026, 10, 5))
    assert {each.policy for each in told if isinstance(each, PolicyValue)} == {DEFAULT}


def test_no_password_is_kept_whatever_the_file(tmp_path: Path) -> None:
    _, kept = collected(sysvol(tmp_path / "copie"))
    everything = b"".join(each.body for each in kept)
    for secret in ("Borne2026!", "j1Uyj3Vx8TY9"):
        assert secret.encode() not in everything
        assert secret.encode("utf-16-le") not in everything
    assert b"Administrateur" not in everything  # whom Groups.xml names is nobody's business
    counts = [rule.count for each in kept for rule in each.redactions if "password" in rule.rule]
    assert counts == [1, 1]  # the auto-logon's and the preferences'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("Groups.xml", GROUPS, "j1Uyj3Vx"),
        ("Registry.xml", PREFERENCES.replace('name="ScreenSaveTimeOut" type', 'name="DefaultPassword" type').replace("600", "Secret9"), "Secret9"),
        ("GptTmpl.inf", TEMPLATE.replace("ScRemoveOption=1,", 'DefaultPassword=1,"Secret9"'), "Secret9"),
    ],
)  # fmt: skip
def test_passwords_leave_in_any_encoding_once(
    name: str, text: str, secret: str, encoding: str
) -> None:
    raw = text.encode(encoding)
    body, taken = redacted(f"a/{name}", raw)
    assert secret not in body.decode(encoding)
    assert [each.count for each in taken if each.rule == "policy-passwords/1"] == [1]
    assert redacted(f"a/{name}", body) == (body, ())
    assert redacted("a/registry.pol", redacted("a/registry.pol", AUTO_LOGON)[0])[1] == ()


@given(
    st.sampled_from(["r.pol", "t.inf", "g.xml", "registry.xml", "bkupinfo.xml"]),
    st.binary(max_size=300),
)
def test_the_border_takes_any_bytes(name: str, raw: bytes) -> None:
    body, _ = redacted(name, raw)
    assert redacted(name, body) == (body, ())
    assert redacted("r.pol", LOCK + raw)[0].startswith(LOCK[:100])


@pytest.mark.parametrize(
    ("place", "hidden"),
    [
        ("ch.lan/Policies/{guid}", ""),
        ("ch.lan/Policies/{guid}/Machine", "machine"),
        ("ch.lan/Policies/{guid}/USER", "user"),
        ("ch.lan/Policies/{guid}/Machine/Microsoft", "machine"),
        ("ch.lan/Policies/{guid}/machine/microsoft/windows nt/Audit", "machine"),
        ("ch.lan/Policies/{guid}/User/Preferences", "user"),
        ("ch.lan/Policies/{guid}/User/Preferences/Registry", "user"),
        ("ch.lan/Policies/{guid}/User/Preferences/Groups", "secrets"),
        ("ch.lan/Policies/{guid}/Machine/Scripts", None),
        ("ch.lan/Policies/{guid}/User/Documents & Settings", None),
        ("{guid}/DomainSysvol", ""),
        ("{guid}/DomainSysvol/GPO", ""),
        ("{guid}/DomainSysvol/GPO/User", "user"),
    ],
)
def test_what_a_folder_that_cannot_be_listed_may_hide(place: str, hidden: str | None) -> None:
    path = place.format(guid=LOCKING)
    (folder,) = layout.folders([], {path: "cannot be listed (access denied)"})
    why = f"{path}: cannot be listed (access denied)"
    assert folder.guid == LOCKING
    assert folder.hidden == ([] if hidden is None else [(hidden, path, why)])


@pytest.mark.parametrize("around", ["DomainSysvol/GPO", "GPO", "gpo"])
def test_a_backup_with_and_without_its_outer_folder(around: str) -> None:
    (folder,) = layout.folders([f"a/{DEFAULT}/{around}/Machine/registry.pol"], {})
    assert (folder.guid, folder.backup) == (DEFAULT, True)
    assert folder.present == ((Half.MACHINE, Teller.REGISTRY),)


def test_a_folder_that_may_hide_whole_policies_gives_no_answer() -> None:
    with pytest.raises(Unreachable, match=r"ch\.lan/Policies: cannot be listed"):
        layout.folders(["a"], {"ch.lan/Policies": "cannot be listed (access denied)"})


def test_a_listing_is_read_again_as_it_was_kept() -> None:
    kept: list[Exhibit] = []
    keeper = Keeper(
        collector="policy.files",
        source="gpo",
        target="t",
        ground=Ground.LIVE,
        completeness=Completeness.COMPLETE,
        keep=kept.append,
    )
    closed = {f"ch.lan/Policies/{DEFAULT}/User": "cannot be listed (access denied)"}
    paths = keeper.listing(["b/é", "a"], closed, datetime(2026, 11, 20, tzinfo=UTC))
    assert paths == ["a", "b/é"]
    assert listed(kept[0].body) == (paths, closed)


def test_a_link_in_a_copy_is_not_followed_and_its_half_is_not_known(tmp_path: Path) -> None:
    """What it leads to is not the copy's: neither read, nor taken for a policy that sets nothing."""
    copied = sysvol(tmp_path / "copie") / "sysvol/ch.lan/Policies"
    shutil.move(copied / LOCKING.lower() / "User", tmp_path / "User")
    (copied / LOCKING.lower() / "User").symlink_to(tmp_path / "User")
    template = copied / DEFAULT / "MACHINE/Microsoft/Windows NT/SecEdit/GptTmpl.inf"
    template.rename(tmp_path / "GptTmpl.inf")
    template.symlink_to(tmp_path / "GptTmpl.inf")

    told, kept = collected(tmp_path / "copie")
    found = {each.policy: each for each in told if isinstance(each, PolicyFolder)}
    (user,) = [each for each in found[LOCKING].unread if each[0] == Half.USER]
    (machine,) = found[DEFAULT].unread
    assert (user[2].rsplit("/", 1)[1], machine[0]) == ("User: a link", Half.MACHINE)
    assert machine[2].endswith("GptTmpl.inf: a link, or no file")
    assert not any("GptTmpl" in each.acquisition.query for each in kept[1:])


def test_what_is_no_folder_of_policies(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="absent: no such folder"):
        collected(tmp_path / "absent")
    (tmp_path / "vide").mkdir()
    with pytest.raises(Empty, match="vide: the folder holds no file"):
        collected(tmp_path / "vide")
    put(tmp_path / "autre", {"a/b.txt": b"x"})
    with pytest.raises(CoverageShort, match="neither a SYSVOL nor backups"):
        collected(tmp_path / "autre")


SHARE: dict[str, Any] = {
    "sysvol": "//dc1.ch.lan/SYSVOL",
    "user": "audit@ch.lan",
    "password": "env:PREUVE_P",
}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"extracted_on": DAY}, "sysvol is required"),
        ({"sysvol": "copie"}, "extracted_on is required"),
        ({"sysvol": "copie", "extracted_on": date(2100, 1, 1)}, "in the future"),
        ({"sysvol": "copie", "extracted_on": DAY, "user": "a"}, "go with a share only"),
        ({"sysvol": r"\\ch.lan\sysvol"}, "a share needs user and password"),
        (SHARE | {"user": None}, "a share needs user and password"),
        (SHARE | {"password": "Hunter2"}, "never written in the configuration"),
        (SHARE | {"extracted_on": DAY}, "read as it is today"),
        (SHARE | {"sysvol": "//dc1.ch.lan"}, "write //controller/SYSVOL"),
        (SHARE | {"sysvol": "//dc1.ch.lan/SYSVOL/../C$"}, "write //controller/SYSVOL"),
        (SHARE | {"sysvol": r"\\?\C:\sysvol"}, "write //controller/SYSVOL"),
    ],
)
def test_a_configuration_that_leads_nowhere(told: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        PolicySource(name="gpo", **told)


@pytest.mark.parametrize("path", ["//dc1.ch.lan/SYSVOL", r"\\dc1.ch.lan\SYSVOL\ch.lan\Policies"])
def test_a_share_is_asked_as_the_account_that_the_directory_knows(path: str) -> None:
    (policy,) = PolicySource(name="gpo", **SHARE | {"sysvol": path}).targets(Path())
    directory = DirectorySource(
        name="ad", url=("ldaps://dc1.ch.lan",), user="Audit@CH.lan", password="env:PREUVE_P"
    )
    (controller,) = directory.targets(Path())

    assert policy.name == r"\\dc1.ch.lan\SYSVOL"
    assert policy.credential
    assert policy.credential == controller.credential
    assert policy.credential.realm == "ch.lan"


@pytest.mark.parametrize(
    ("user", "realm"), [("audit@ch.lan", "ch.lan"), (r"CH\audit", "ch"), ("audit", "dc1")]
)
def test_an_account_is_of_its_domain_whatever_it_asks(user: str, realm: str) -> None:
    assert credential(user, "DC1", "env:P").realm == realm


MANY = 400_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.xml", "a" * MANY),
        ("g.xml", "a=" * MANY),
        ("g.xml", '<a b="' * MANY),
        ("bkupinfo.xml", "<Comment>" * MANY),
        ("registry.xml", "<Properties " * MANY),
        ("registry.xml", "<Properties name='password' value=" * MANY),
        ("t.inf", "[Registry Values]\nMACHINE\\" + " " * MANY),
        ("t.inf", "[Registry Values]\nMACHINE\\a=" + "= " * MANY),
        ("t.inf", "[Registry Values]\nMACHINE\\a\\b=7," + '",' * MANY),
        ("a.csv", '"' * MANY),
        ("a.csv", "," * MANY),
        ("r.pol", "PReg\1\0\0\0" + ";\0" * MANY),
        ("r.pol", "PReg\1\0\0\0" + "[\0" + "\1\0\0" * MANY),
    ],
)
def test_a_hostile_file_is_refused_or_read_in_seconds(name: str, text: str) -> None:
    started = perf_counter()
    raw, _ = redacted(name, text.encode())
    parse: Any = {
        "a.csv": audit_csv.parse, "t.inf": security_template.parse, "r.pol": registry_pol.parse,
    }.get(name, preferences.parse)  # fmt: skip
    with suppress(Unreadable):
        parse(name, raw)
    assert perf_counter() - started < 30  # each takes less than a second when nothing else runs
