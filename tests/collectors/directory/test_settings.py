"""The `[[directory]]` section: one way in, no secret, and which target serves what."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.core.errors import Denied, Unreachable
from collectors.directory.settings import DirectorySource
from collectors.registry import Credential, Limits

LIVE = {
    "name": "ad",
    "url": ["ldaps://dc1.ch.lan", "ldap://dc2.ch.lan"],
    "user": "audit@CH.lan",
    "password": "env:PREUVE_TEST_UNSET",
}


def test_the_first_controller_is_read_whole_the_others_for_last_logons() -> None:
    first, second = DirectorySource.model_validate(LIVE).targets(Path())

    assert (first.name, second.name) == ("ldaps://dc1.ch.lan", "ldap://dc2.ch.lan")
    assert first.collectors == (
        "directory.domain",
        "directory.accounts-and-switches",
        "directory.groups",
        "directory.computers",
        "directory.policies",
        "directory.witnesses",
    )
    assert second.collectors == ("directory.last-logons",)
    assert first.credential == Credential("ch.lan", "audit@ch.lan", "env:PREUVE_TEST_UNSET")
    assert first.credential == second.credential


def test_one_controller_may_be_a_string() -> None:
    (target,) = DirectorySource.model_validate(LIVE | {"url": "ldaps://dc1.ch.lan"}).targets(Path())

    with pytest.raises(Denied, match="PREUVE_TEST_UNSET"):
        target.open("directory.accounts", lambda _: None, Limits())


def test_an_export_and_a_recording_open_their_files(tmp_path: Path) -> None:
    (tmp_path / "rec" / "directory.accounts").mkdir(parents=True)
    exported = DirectorySource.model_validate({"name": "ad", "export": "ad.ldif"})
    recorded = DirectorySource.model_validate({"name": "ad", "recording": "rec"})
    (file,), (folder,) = exported.targets(tmp_path), recorded.targets(tmp_path)

    assert file.collectors == (
        "directory.domain",
        "directory.accounts",
        "directory.groups",
        "directory.computers",
    )
    assert not file.demonstration
    assert folder.collectors == ("directory.accounts",)
    assert folder.demonstration
    with pytest.raises(Unreachable, match=r"ad\.ldif"):
        file.open("directory.accounts", lambda _: None, Limits())
    with pytest.raises(Unreachable, match=r"directory\.groups"):
        folder.open("directory.groups", lambda _: None, Limits())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"export": "ad.ldif"}, "one of url, export and recording"),
        ({"url": []}, "one of url, export and recording"),
        ({"password": None}, "url needs user and password"),
        ({"url": [], "export": "ad.ldif"}, "go with url only"),
        ({"password": "Secret2026"}, "never written in the configuration"),
        ({"url": "dc1.ch.lan"}, "write ldaps://name"),
        ({"url": "https://dc1.ch.lan"}, "write ldaps://name"),
        ({"url": "ldaps://u:p@dc1.ch.lan"}, "not into the url"),
        ({"url": ["ldaps://dc1", "ldaps://DC1"]}, "twice"),
        ({"pasword": "env:A"}, "Extra inputs"),
        ({"name": ""}, "at least 1 character"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        DirectorySource.model_validate(LIVE | changed)
    assert all("Secret2026" not in each["msg"] for each in refused.value.errors())
