"""Whatever a command writes, its owner alone can read: even over files that were open to all."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from agent.commands import ALL
from collectors.transports.probing.journal import place
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_dishonest import STRANGER, Hospital
from tests.end_to_end.test_evidence import PASSPHRASE, SEAL

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
RUN = "--config", "preuve.toml"
PROBED = '[[services]]\nname = "DPI"\nprobe = "tcp://127.0.0.1:1"\n\n'
NOTED = place(Path(), "DPI").as_posix()
# In their order: a command line, and what it leaves in the folder.
LINES: list[tuple[tuple[str, ...], set[str]]] = [
    (("keys", "new", *RUN), {"key.pem", "preuve.db"}),
    (("probe", *RUN), {"probes", NOTED}),
    (("scan", *RUN), {"preuve.db"}),
    (("check", *RUN), {"preuve.db"}),
    (("report", "--format", "html", "--output", "made/out/r.html"), {"made", "made/out", "made/out/r.html"}),
    (("report", "--format", "json", "--output", "lax"), {"lax"}),
    (("report", "--format", "xlsx", "--output", "lax"), {"lax"}),
    (("report", "--format", "csv", "--output", "lax"), {"lax"}),
    (("report", "--format", "oscal", "--output", "lax"), {"lax"}),
    (("report", "--format", "record", "--output", "lax"), {"lax"}),
    (("report", "--format", "ciso-assistant", "--output", "lax"), {"lax"}),
    (("report", "--format", "ciso-assistant-library", "--output", "lax"), {"lax"}),
    (("report", "--for", "board"), {"board.fr.html"}),
    (("report", "--for", "staff-bodies"), {"staff-bodies.fr.html"}),
    (("report", "--for", "pilot"), {"pilot.fr.html"}),
    (("report", "--for", "correspondent"), {"correspondent.fr.xlsx"}),
    (("report", "--for", "hr"), {"hr.fr.xlsx"}),
    (("report", "--for", "auditor"), {"auditor.fr.xlsx"}),
    (("report", "--for", "auditor", "--format", "html"), {"auditor.fr.html"}),
    (("export", "--output", "b.zip", "--in-clear", "--yes"), {"b.zip"}),
    (("export", "--output", "b.p7m", "--recipient", "auditor.pem"), {"b.p7m"}),
    (("verify", "--page", "lax"), {"lax"}),
    (("verify", "--program", "lax"), {"lax"}),
    (("seal", "--tsq", "lax"), {"lax"}),
    (("sample", "--seed", "3", "--output", "s.csv"), {"s.csv"}),
    (("accounts", "review", "--output", "lax"), {"lax"}),
    (("accounts", "owners", "--output", "lax"), {"lax"}),
    (("attest", "--sheet", "Q9", "--output", "lax"), {"lax"}),
    (("plan", "export", "lax"), {"lax"}),
    (("keys", "countersign", "b.zip", "--key", "key.pem", "--passphrase", "env:PREUVE_PASSPHRASE"), {"b.zip.countersigned", "b.zip.countersigned.pem"}),
    (("person", "00003", "--export", "p.json"), {"p.json"}),
    (("privacy", "--output", "p"), {"p", *(f"p/{name}.fr.html" for name in ("registre", "impact", "instances", "agents", "ressources-humaines"))}),
    (("handover", "--output", "h.html"), {"h.html"}),
    (("support", "--output", "lax"), {"lax"}),
    (("init", "--yes", "--site", "CH", "--export", "ad.ldif", "--output", "first.toml"), {"first.toml"}),
    (("fleet", "report", "--format", "html", "--output", "lax"), {"lax"}),
    (("fleet", "tokens", "--key", "env:GROUP_KEY", "--count", "essai", "--day", "2026-11-20", "--output", "lax"), {"lax"}),
    (("keys", "rotate", *RUN), {"key.pem", "preuve.db"}),
    (("compare", "ad.ldif", "rh.csv", "--output", "c"), {"c", "c/report.fr.html", "c/review.fr.xlsx"}),
    (
        ("demo", "--out", "d"),
        {"d", "d/preuve.toml", "d/preuve.db", "d/report.fr.html", "d/this-machine", "d/this-machine/preuve.db", "d/rh.csv"},
    ),
]  # fmt: skip
# What these do is written in the store that `scan` made, in the host's scheduler, or on the terminal.
WRITES_NO_FILE = {
    "completion", "diff", "doctor", "documents", "host-script", "import", "notify", "purge", "restore-test", "retire",
    "schedule", "show", "status", "waive", "worker",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A hospital of which every file that preuve has not made is open to all."""
    made = Hospital(tmp_path_factory.mktemp("hospital"))
    made.directory(STRANGER)
    made.desk.environment |= {"PREUVE_PASSPHRASE": PASSPHRASE, "GROUP_KEY": bytes(range(32)).hex()}
    made.desk.edit("[[people]]", f"{SEAL}{PROBED}[[people]]")
    folder = made.desk.folder
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=auditor"),
            *("-keyout", "auditor.key", "-out", "auditor.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return made.desk


@pytest.mark.parametrize(("line", "left"), LINES, ids=[" ".join(line) for line, _ in LINES])
def test_what_a_command_leaves_is_its_owners_alone(
    desk: Desk, line: tuple[str, ...], left: set[str]
) -> None:
    for name in left & {"lax", "preuve.db"}:
        path = desk.folder / name
        path.touch()
        path.chmod(0o666)
    before = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*")}

    code = desk.run(*line).code

    assert code in ({0, 1, 2} if line[0] in {"scan", "check", "compare"} else {0})
    new = {path for path in desk.folder.rglob("*") if path not in before}
    modes = {
        path.relative_to(desk.folder).as_posix(): (path.is_dir(), stat.S_IMODE(path.stat().st_mode))
        for path in new | {desk.folder / name for name in left}
    }
    assert left <= modes.keys()
    assert {name: (kind, oct(mode)) for name, (kind, mode) in modes.items()} == {
        name: (kind, oct(0o700 if kind else 0o600)) for name, (kind, _) in modes.items()
    }


def test_every_command_that_writes_is_there() -> None:
    assert {line[0] for line, _ in LINES} | WRITES_NO_FILE == set(ALL)


def test_who_has_the_old_file_open_does_not_read_the_new_one(desk: Desk) -> None:
    desk.run("keys", "new")
    desk.run("scan")
    path = desk.folder / "watched.json"
    path.write_text("old", "utf-8")
    path.chmod(0o644)
    with path.open("rb") as watching:
        code = desk.run("report", "--format", "json", "--output", "watched.json").code

        assert code == 0
        assert watching.read() == b"old"
    assert path.stat().st_size > 100


def test_a_place_that_refuses_is_one_line(desk: Desk) -> None:
    (desk.folder / "folder").mkdir()

    assert desk.run("verify", "--program", "folder").code == 3
    assert desk.run("verify", "--page", "nowhere/page.html").code == 3
    assert not [path for path in desk.folder.iterdir() if path.name.startswith(".preuve-")]


def test_what_is_no_file_is_written_to_as_it_is(desk: Desk) -> None:
    done = desk.run("verify", "--program", "/dev/stderr")

    assert Path("/dev/stderr").exists()
    assert done.code == 0
    assert done.err.startswith("#!/usr/bin/env python3")
