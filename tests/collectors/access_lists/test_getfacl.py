"""POSIX access lists: what getfacl says, and what Linux itself grants to users who try."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.derive.folders.evaluation import Doors, Grant, evaluate
from collectors.access_lists.descriptor import EVERYONE
from collectors.access_lists.posix import GROUP, USER, parse

# Users and all the groups of each; nobody of these exists on the machine: numbers are enough.
AGENTS = {
    61001: (62001,),
    61002: (62002, 62003),
    61003: (62003,),
    61004: (62004,),
    61005: (62001, 62004),
}
RIGHTS = ["---", "r--", "--x", "r-x", "rwx", "-wx"]


def lacking() -> str | None:
    if os.geteuid() != 0:
        return "root is needed to be somebody else"
    return None if shutil.which("setfacl") else "missing package: acl"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody may reach, which those of pytest are not."""
    if reason := lacking():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    made = Path(tempfile.mkdtemp(prefix="preuve-rh-"))
    made.chmod(0o711)
    (made / "rh").mkdir()
    os.chown(made / "rh", 61001, 62003)
    yield made / "rh"
    shutil.rmtree(made)


def said(folder: Path) -> str:
    done = subprocess.run(
        ["getfacl", "-n", "-p", folder], capture_output=True, text=True, check=True
    )
    return done.stdout


def enters(folder: Path, user: int) -> bool:
    """Whether a user lists the folder and passes through it."""
    first, *others = AGENTS[user]
    tried = subprocess.run(
        ["ls", f"{folder}/."],
        user=user,
        group=first,
        extra_groups=others,
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def granted(text: str, user: int) -> Grant:
    held = {f"{USER}{user}", EVERYONE, *(f"{GROUP}{each}" for each in AGENTS[user])}
    told = parse(text)
    doors = Doors(told.entries, traversed=told.traversed)
    return min(evaluate(door, held, lambda _: False) for door in (doors.names, doors.through or ()))


def compare(folder: Path) -> set[int]:
    text = said(folder)
    for user in AGENTS:
        assert enters(folder, user) == (granted(text, user) is Grant.YES), f"{user}\n{text}"
    return {user for user in AGENTS if granted(text, user) is Grant.YES}


def test_each_kind_of_entry_decides_as_linux_does(folder: Path) -> None:
    folder.chmod(0o750)
    assert compare(folder) == {61001, 61002, 61003}  # the owner, and the group's members
    subprocess.run(["setfacl", "-m", "u:61002:-,g:62004:rx", folder], check=True)
    assert compare(folder) == {61001, 61003, 61004, 61005}  # a refused user is no member any more
    subprocess.run(["setfacl", "-m", "m::r", folder], check=True)
    assert compare(folder) == {61001}  # under a mask that lets nobody through, but the owner
    folder.chmod(0o725)
    assert compare(folder) == {61001}  # who fits a group that refuses is not among the others
    folder.chmod(0o705)
    # Linux looks at no list whose mask is empty: its groups are then among the others.
    assert compare(folder) == {61001, 61004, 61005}
    subprocess.run(["setfacl", "-b", folder], check=True)
    folder.chmod(0o705)
    assert compare(folder) == {61001, 61004, 61005}


def test_any_list_gives_what_linux_gives(folder: Path) -> None:
    draw = random.Random(20261127)
    seen: set[frozenset[int]] = set()
    for _ in range(40):
        subprocess.run(["setfacl", "-b", folder], check=True)
        folder.chmod(draw.choice([0o700, 0o750, 0o770, 0o755, 0o705, 0o050, 0o005, 0o070, 0o140]))
        names = draw.sample(
            [f"u:{user}" for user in AGENTS] + [f"g:{rank}" for rank in range(62001, 62005)],
            draw.randint(0, 5),
        )
        entries = [f"{name}:{draw.choice(RIGHTS)}" for name in names]
        entries += draw.choice([[], ["m::r-x"], ["m::---"], ["d:o::rwx"]])
        if entries:
            subprocess.run(["setfacl", "-m", ",".join(entries), folder], check=True)
        seen.add(frozenset(compare(folder)))
    assert len(seen) > 8
