"""What the program itself says of a configuration decides what these tests expect."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from collectors.linux.logrotate import Bound, Rotation, read

NAMES = ("a.log", "a.txt", "b.log", "b1.log", ".hidden", "with space.log")
_SHOWN = re.compile(
    r".*?\s(?P<period>hourly|after 1 days|weekly|monthly|yearly|(?P<size>\d+) bytes) "
    r"(?:\((?:(?P<count>\d+) rotations|(?P<none>no old logs will be kept))\)\n)?(?P<rest>.*)",
    re.DOTALL,
)
_PERIODS = {"after 1 days": "daily"}

# Period, size, count, minsize, maxsize: all that the program tells.
Told = tuple[str | None, int | None, int, int | None, int | None]


class Crash(Exception):
    """The program died: it says nothing of the configuration."""


@pytest.fixture
def place() -> Iterator[Path]:
    yield from _place()


def _place() -> Iterator[Path]:
    """A folder of our own with logs in it; the program refuses configurations of others."""
    if not shutil.which("logrotate", path=f"{os.environ['PATH']}:/usr/sbin"):
        pytest.fail("logrotate is not installed")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "logs").mkdir()
        (root / "d").mkdir()
        for name in NAMES:
            (root / "logs" / name).write_text("line\n")
        yield root


def oracle(root: Path, files: Mapping[str, str]) -> dict[str, Told]:
    """Write files under a folder, and let the program say what it makes of `main`."""
    us = f"su {os.getuid()} {os.getgid()}"  # only root may become root
    files = {name: text.replace("su root root", us) for name, text in files.items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
        path.chmod(0o644)
    command = ["logrotate", "-d", "--state", str(root / "state"), str(root / "main")]
    surroundings = {"LC_ALL": "C.UTF-8", "PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": "/root"}
    done = subprocess.run(command, capture_output=True, check=False, env=surroundings)
    if done.returncode < 0:
        raise Crash(done.returncode)
    told: dict[str, Told] = {}
    for block in done.stderr.decode("utf-8", "replace").split("\nrotating pattern: ")[1:]:
        found = _SHOWN.match(block)
        assert found, block
        period = None if found["size"] else _PERIODS.get(found["period"], found["period"])
        count = int(found["count"] or (0 if found["none"] else -1))
        low = re.search(r"only log files >= (\d+) bytes are rotated", found["rest"])
        high = re.search(r"log files >= (\d+) are rotated earlier", found["rest"])
        size = int(found["size"]) if found["size"] else None
        for log in re.findall(r"^considering log (.*)$", found["rest"], re.MULTILINE):
            told[log] = (
                period,
                size,
                count,
                int(low[1]) if low else None,
                int(high[1]) if high else None,
            )
    return told


def ours(root: Path, files: Mapping[str, str]) -> dict[str, Told]:
    logs = [str(root / "logs" / name) for name in NAMES]
    texts = {str(root / name): text for name, text in files.items()}
    rotations = read(texts, str(root / "main"), logs)
    found = {log: rotations.of(log) for log in logs}
    return {
        log: (each.period, each.size, each.count, each.minsize, each.maxsize)
        for log, each in found.items()
        if each
    }


def agree(root: Path, files: Mapping[str, str]) -> dict[str, Told]:
    """What both say, by the name of the log."""
    logs = {str(root / "logs" / name) for name in NAMES}
    said = {log: told for log, told in oracle(root, files).items() if log in logs}
    assert ours(root, files) == said
    return {log.rpartition("/")[2]: told for log, told in said.items()}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L/a.log {\n}\n",
        "weekly\nrotate 4\nL/a.log {\n}\n",
        "weekly\nL/a.log { rotate 2\n monthly }\n",
        "rotate=4\nweekly\nL/a.log\n{\n  rotate = 7 \n}\n",
        "L/a.log L/b.log\nL/b1.log\n{\n daily\n}\n",
        "weekly\n\"L/with space.log\" L/a.\\log 'L/b.log' {\nrotate 3\n}\n",
        "L/{a,b}.log {\n daily\n}\nL/b1.log {\n daily\n}\n",
        "L/[ab].log L/?1.log {\n yearly\n rotate 1\n}\n",
        "L/[^a]*.log {\n yearly\n}\nL/*.log {\n hourly\n}\n",
        "L/[!a]*.log {\n yearly\n}\nL/[[:alpha:]].t?? {\n hourly\n}\n",
        "# L/b.log {\nL/a.log\n# } {\nL/b.log {\n# rotate 9\n rotate 2 # not a comment before 3.19\n}\n",
        "L/a.log {\n size 100k\n}\nL/b.log {\n size 3M\n daily\n}\nL/b1.log {\n daily\n size=1G\n}\n",
        "L/a.log {\n weekly\n minsize 2K\n maxsize 0x10\n}\n",
        "L/a.log {\n rotate -1\n}\nL/b.log {\n rotate -2\n}\nL/b1.log {\n rotate 010\n}\n",
        "L/a.log {\n rotate 4294967300\n}\nL/b.log {\n rotate 99999999999999999999\n}\n",
        "L/a.log {\n weekly 3\n}\nL/b.log {\n weekly 8\n}\nL/b1.log {\n}\n",
        "L/a.log {\n rotate 2\n postrotate\n rotate 5\n }\n endscript\n daily\n}\n",
        "L/a.log {\n rotate 2\n postrotate\n rotate 5\n}\n",
        "L/a.log {\n rotate 2\n}\nL/a.log {\n rotate 3\n}\nL/b.log {\n}\n",
        "L/a.log {\n rotate 2\n}\nL/*.log L/a.txt {\n rotate 3\n}\n",
        "ignoreduplicates\nL/a.log {\n rotate 2\n}\nL/*.log {\n rotate 3\n}\n",
        "L/a.log {\n rotate x\n}\nL/b.log {\n rotate 3\n}\n",
        "L/a.log {\n rotate x\n  }\nL/b.log {\n rotate 3\n}\nL/b1.log {\n}\n",
        "L/a.log {\n bogus 3\n rotate 2\n}\n",
        "L/a.log {\n rotate 2\n}\nrotate x\nL/b.log {\n}\n",
        "L/a.log {\n rotate 2\n}\n}\nL/b.log {\n}\n",
        "L/a.log {\n rotate 2\n} daily\nL/b.log {\n}\n",
        "L/a.log {\n rotate 2\nL/b.log {\n rotate 3\n}\nL/b1.log {\n}\n",
        "L/a.log {\n rotate 2\n}\nL/b.log\n",
        "L/a.log {\n rotate 2",
        "L/a.log {\n rotate 2 ",
        "L/a.log {\r\n rotate 2\r\n}\r\nL/b.log {\n}\n",
        "L/a.log {\n create 0640 root root extra\n}\nL/b.log {\n create\n}\nL/b1.log {\n create root root\n}\n",
        "L/a.log {\n su root\n}\nL/b.log {\n su root root\n}\nL/b1.log {\n su 0 root root\n}\n",
        "L/a.log {\n rotate\n}\nL/b.log {\n size\n}\nL/b1.log {\n rotate\n\n}\n",
        "L/a.log {\n size k\n}\nL/b.log {\n size 3T\n}\nL/b1.log {\n size -1\n}\n",
        "L/a.log {\n mail a b\n}\nL/b.log {\n mail a\n nomail\n shred\n start 2\n missingok\n}\n",
        "L/a.log {\n tabooext + .x\n}\nL/b.log {\n olddir .\n dateext\n dateformat -%s\n}\n",
        "L/* {\n daily\n}\n",
        "L/a.log ~/none {\n daily\n}\n~/none L/b.log {\n weekly\n}\n",
        "include ROOT/missing\nL/a.log {\n daily\n}\n",
    ],
)
def test_one_file(place: Path, text: str) -> None:
    text = text.replace("L/", f"{place}/logs/").replace("ROOT", str(place))
    agree(place, {"main": text})


def test_a_global_of_an_included_file_goes_on(place: Path) -> None:
    files = {
        "main": f"weekly\nrotate 4\ninclude {place}/d\n{place}/logs/b.log {{\n}}\n",
        "d/one": f"monthly\n{place}/logs/a.log {{\n}}\n",
    }
    assert agree(place, files) == {
        "a.log": ("monthly", None, 4, None, None),
        "b.log": ("monthly", None, 4, None, None),
    }


def test_an_error_ends_the_globals_of_its_file_not_its_stanzas(place: Path) -> None:
    files = {
        "main": f"weekly\nrotate 4\ninclude {place}/d\n{place}/logs/b.log {{\n}}\n",
        "d/one": f"monthly\n{place}/logs/a.log {{\n}}\n{place}/logs/b1.log {{\nrotate x\n}}\n",
    }
    assert agree(place, files) == {
        "a.log": ("monthly", None, 4, None, None),
        "b.log": ("weekly", None, 4, None, None),
    }


def test_a_duplicate_loses_the_rest_of_its_pattern_only(place: Path) -> None:
    logs = place / "logs"
    text = f"{logs}/b.log {{\nrotate 2\n}}\n{logs}/*.log {logs}/a.txt {{\nrotate 3\n}}\n"
    assert {log: told[2] for log, told in agree(place, {"main": text}).items()} == {
        "a.log": 3,
        "a.txt": 3,
        "b.log": 2,
    }


def test_files_of_a_folder_come_in_order_without_the_taboo_ones(place: Path) -> None:
    names = "b a Z .first .x.swp x.swp x~ .y~ x,v x.bak x.disabled x.dpkg-old x.rpmnew x.save x.1"
    files = {
        f"d/{name}": f"rotate {at}\n{place}/logs/*.log {{\n}}\n"
        for at, name in enumerate(names.split(), 1)
    }
    agree(place, {**files, "main": f"include {place}/d\n"})
    for taboos in ("tabooext .x, b", "tabooext + a,.first", "taboopat + .* a*", "taboopat [!Z]"):
        agree(place, {**files, "main": f"{taboos}\ninclude {place}/d\n{place}/logs/a.txt {{\n}}\n"})


def test_an_include_inside_a_stanza(place: Path) -> None:
    one = f"{place}/logs/a.log {{\ninclude {place}/d\nrotate 3\n}}\n{place}/logs/b.log {{\n}}\n"
    said = agree(place, {"main": one, "d/x": "daily\n"})
    assert said["a.log"] == ("daily", None, 3, None, None)
    assert "a.log" not in agree(place, {"main": one, "d/x": "daily\nrotate x\n"})


def test_an_include_of_itself_ends(place: Path) -> None:
    one = f"include {place}/main\n{place}/logs/a.log {{\n rotate 3\n}}\n"
    assert agree(place, {"main": one})["a.log"][2] == 3


def test_files_that_include_each_other_end() -> None:
    texts = {f"/d/{name}": "include /d\n" for name in "abc"}
    assert read({**texts, "/d/z": "/x {\n}\n"}, "/d/a").of("/x")


_VALUES = st.sampled_from(["1", "4", "-1", "0", "012", "0x1f", "5k", "2M", "x", "", "3 ", "7\r"])
_WORDS = st.sampled_from(
    [
        *("rotate", "rotate ", "rotate=", "rotate = ", "size ", "size=", "minsize ", "maxsize "),
        *("maxage ", "start ", "weekly ", "weekly", "daily", "hourly", "monthly ", "yearly"),
        *("compress", "nocompress # ", "missingok", "dateext", "bogus ", "noolddir "),
        *("errors ", "mail ", "sharedscripts", "copy=", "é"),
        *("postrotate\n rotate 9\nendscript", "prerotate\n", "endscript", "ignoreduplicates"),
        *("# rotate ", "}", "  }", "{", "\r", "'", "tabooext + .b ", "taboopat a ", "include R/i "),
        *("include R/i", "include R/d", "include d", "include", "extension ", "compressext ", "="),
    ]
)
_LINES = st.builds(lambda word, value: f"{word}{value}\n", _WORDS, st.just("") | _VALUES)
_GOOD = st.sampled_from(
    [
        "rotate 4\n",
        " weekly\n",
        "\tdaily\n",
        "monthly\n",
        "size 4k\n",
        "maxsize=3M\n",
        "\n",
        "# {\n",
        "su root root\n",
        "create 0640 root root x\n",
        "olddir .\n",
    ]
)
_PATTERNS = st.sampled_from(
    [
        *("L/a.log", "L/a.txt", "L/b.log", "L/b1.log", "L/*.log", "L/a*", "L/?.log", "L/[ab]*"),
        *("L/*", "L/.*", '"L/with space.log"', "'L/b*'", "L/no\\ne.log", "L/{a,b}.log"),
    ]
)


@st.composite
def _stanzas(draw: st.DrawFn) -> str:
    patterns = draw(st.lists(_PATTERNS, min_size=1, max_size=3))
    body = "".join(draw(st.lists(_GOOD | _GOOD | _LINES, max_size=5)))
    glue = draw(st.sampled_from([" ", "\n", "\n# comment {\n", "  "]))
    opening = draw(st.sampled_from([" {\n", "\n{\n", "{", " { "]))
    return glue.join(patterns) + opening + body + draw(st.sampled_from(["}\n"] * 9 + [" }\n", ""]))


_FILES = st.builds(
    lambda first, parts, lost: "".join([*first, *parts])[: -lost or None],
    st.tuples(_GOOD, _stanzas(), _GOOD, _stanzas()) | st.just(()),
    st.lists(_stanzas() | _GOOD | _stanzas() | _GOOD | _LINES, max_size=5),
    st.sampled_from([0, 0, 0, 0, 1, 2, 5]),
    # What the program does after a failed include inside a stanza is not meant: its lists break.
).filter(lambda text: not re.search(r"\{[^}]*include", text))


@settings(max_examples=int(os.environ.get("LOGROTATE_EXAMPLES", "60")), deadline=None)
@given(
    main=_FILES,
    included=_FILES,
    folder=st.dictionaries(st.sampled_from(["a", "b", "b~", ".b"]), _FILES),
)
def test_any_configuration(main: str, included: str, folder: dict[str, str]) -> None:
    files = {"main": main, "i": included, **{f"d/{name}": text for name, text in folder.items()}}
    for place in _place():
        told = {
            name: text.replace("L/", f"{place}/logs/").replace("R/", f"{place}/")
            for name, text in files.items()
        }
        try:
            agree(place, told)
        except Crash:
            reject()


def stanza(body: str, logs: str = "/var/log/syslog") -> Rotation:
    found = read({"/etc/logrotate.conf": f"{logs} {{\n{body}\n}}\n"}).of("/var/log/syslog")
    assert found
    return found


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("rotate 6\nmaxage 3", ["1", "2", "3", "4"]),
        ("rotate 2\nmaxage 3", ["1", "2"]),
        ("rotate -1\nmaxage 3", ["1", "2", "3", "4"]),
        ("rotate -1", ["1", "2", "3", "4", "5", "6", "7"]),
        ("rotate 0", []),
    ],
)
def test_what_the_program_really_leaves(place: Path, body: str, left: list[str]) -> None:
    """Each log is a day older than the one before it, and the newest becomes the first."""
    log = place / "logs" / "a.log"
    count = int(body.split()[1])
    for age in range(1, 1 + (count if count >= 0 else 6)):
        old = log.with_name(f"a.log.{age}")
        old.write_text("line\n")
        os.utime(old, (time.time() - age * 86400 + 3600,) * 2)
    configuration = place / "main"
    configuration.write_text(f"{log} {{\ndaily\n{body}\n}}\n")
    configuration.chmod(0o644)
    program = shutil.which("logrotate", path=f"{os.environ['PATH']}:/usr/sbin") or "logrotate"
    command = [program, "--force", "--state", str(place / "state"), str(configuration)]
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(each.suffix[1:] for each in log.parent.glob("a.log.*")) == left
    promised = read({str(configuration): configuration.read_text()}, str(configuration)).of(
        str(log)
    )
    assert promised
    assert promised.days == {"rotate 2\nmaxage 3": 2, "rotate -1": None, "rotate 0": 0}.get(body, 3)


@pytest.mark.parametrize(
    ("body", "days", "bound"),
    [
        ("weekly\nrotate 4", 28, Bound.TIME),
        ("daily\nrotate 14", 14, Bound.TIME),
        ("monthly\nrotate 12", 360, Bound.TIME),
        ("yearly\nrotate 1", 365, Bound.TIME),
        ("hourly\nrotate 47", 1, Bound.TIME),
        ("daily\nrotate 400\nmaxage 90", 90, Bound.TIME),
        ("daily\nrotate 14\nmaxage 90", 14, Bound.TIME),
        ("daily\nrotate -1\nmaxage 90", 90, Bound.TIME),
        ("daily\nrotate -1", None, Bound.UNLIMITED),
        ("size 1M\nrotate -1", None, Bound.UNLIMITED),
        ("size 1M\nrotate 5", None, Bound.SIZE),
        ("daily\nsize 1M\nrotate 5", None, Bound.SIZE),
        ("size 1M\ndaily\nrotate 5", 5, Bound.TIME),
        ("rotate 5", None, Bound.SIZE),  # no period: the program's own 1 MiB
        ("daily\nrotate 0", 0, Bound.NOTHING),
        ("daily", 0, Bound.NOTHING),
        ("daily\nrotate 5\nminsize 1M", 5, Bound.TIME),
    ],
)
def test_days_as_worked_out_by_hand(body: str, days: int | None, bound: Bound) -> None:
    found = stanza(body)
    assert (found.days, found.bound, found.at_most) == (days, bound, False)


def test_a_largest_size_keeps_at_most_those_days() -> None:
    found = stanza("daily\nrotate 14\nmaxsize 100M")
    assert (found.days, found.at_most, found.maxsize) == (14, True, 100 << 20)
    assert not stanza("daily\nrotate -1\nmaxage 9\nmaxsize 1M").at_most


def test_where_it_is_said() -> None:
    texts = {
        "/etc/logrotate.conf": "weekly\nrotate 4\ninclude /etc/logrotate.d\n",
        "/etc/logrotate.d/rsyslog": "/var/log/syslog\n/var/log/auth.log\n{\n\tcompress\n}\n",
        "/etc/logrotate.d/nginx": "/var/log/nginx/*.log {\n\tdaily\n\trotate 14\n}\n",
    }
    rotations = read(texts)
    auth = rotations.of("/var/log/auth.log")
    assert auth
    assert (auth.file, auth.pattern) == ("/etc/logrotate.d/rsyslog", "/var/log/auth.log")
    assert (auth.days, auth.count, auth.period, auth.size) == (28, 4, "weekly", None)
    nginx = rotations.of("/var/log/nginx/access.log")
    assert nginx
    assert (nginx.days, nginx.pattern) == (14, "/var/log/nginx/*.log")
    assert rotations.of("/var/log/nginx/deeper/access.log") is None
    assert rotations.of("/var/log/nginx/.hidden.log") is None
    assert rotations.of("/var/log/wtmp") is None


def test_no_main_file_rotates_nothing() -> None:
    assert read({}).of("/var/log/syslog") is None


_ANY = st.text(max_size=200) | st.binary(max_size=200).map(
    lambda each: each.decode("utf-8", "replace")
)


@given(main=_ANY | _FILES, other=_ANY | _FILES, log=st.text(max_size=30))
def test_any_text_is_read(main: str, other: str, log: str) -> None:
    texts = {"/c": f"include /d\n{main}", "/d/x": other, "/d/y": f"/{log} {{\ninclude x\n{main}}}"}
    for each in (f"/{log}", log, "L/a.log"):
        found = read(texts, "/c", [log]).of(each)
        assert found is None or (found.days is None) == (
            found.bound in {Bound.SIZE, Bound.UNLIMITED}
        )
