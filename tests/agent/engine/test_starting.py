"""A first configuration: what is written is read back, wholly or not at all."""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import ConfigurationError, PasswordRefused, UsageError
from agent.core.facts.people import Origin
from agent.engine import keys
from agent.engine.configuration import read
from agent.engine.starting import text as toml
from agent.engine.starting import trying
from agent.engine.starting.draft import (
    GROUPS,
    IMPORT,
    SERVERS,
    SSH,
    UNIX,
    WAYS,
    WORKSTATIONS,
    Domain,
    Draft,
    Hosts,
    Roll,
    Secret,
    document,
)
from agent.engine.starting.grouping import grouped, set_aside
from agent.engine.starting.keeping import keep
from agent.outward import safekeeping
from collectors.directory.discovery import Machine, Standing
from collectors.people.columns import FIELDS
from collectors.transports.secrets import resolve

# Whatever a keyboard, an option or a directory may hold: quotes, backslashes, accents, controls.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}", fullmatch=True)
FILES = WORDS.filter(lambda name: name.strip(".") and not {"\0", "/"} & {*name}).map(Path)
REFERENCES = st.sampled_from(["env", "keyring", "file", "systemd"]).flatmap(
    lambda kind: WORDS.map(lambda name: f"{kind}:{name}")
)
SECRETS = REFERENCES.map(Secret)
DOMAINS = st.builds(
    Domain,
    urls=st.lists(NAMES, min_size=1, max_size=3, unique_by=str.lower).map(
        lambda names: tuple(f"ldaps://{name}" for name in names)
    ),
    user=WORDS,
    secret=SECRETS,
    ca=st.none() | FILES,
)
ROLLS = st.builds(
    Roll,
    path=FILES,
    origin=st.sampled_from([each.value for each in Origin]),
    extracted_on=st.dates(date(2000, 1, 1), date(2026, 11, 1)),
    columns=st.dictionaries(st.sampled_from(list(FIELDS)), WORDS, max_size=3),
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    domain = draw(st.none() | DOMAINS)
    pairs = [(group, way) for group in GROUPS for way in WAYS[group] if domain or way != "winrm"]
    asked = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
    names = st.lists(NAMES, min_size=1, max_size=8, unique_by=str.lower).map(tuple)
    hosts = tuple(
        Hosts(group, way, draw(names), *((draw(WORDS), draw(FILES)) if way == SSH else ()))
        for group, way in asked
    )
    return Draft(
        site=draw(WORDS),
        timezone=draw(st.sampled_from(["Europe/Paris", "Indian/Reunion"])),
        domain=domain,
        export=None if domain else draw(st.none() | FILES),
        rolls=tuple(draw(st.lists(ROLLS, max_size=3))),
        hosts=hosts,
        key=draw(st.none() | SECRETS),
    )


@given(drafts())
def test_what_is_written_is_what_the_reader_reads(draft: Draft) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "preuve.toml"
        told = document(draft, path.parent)
        path.write_bytes(toml.text(told, lambda section: f"« {section} »\n[#]").encode())
        made = read(path)

    assert tomllib.loads(path_text := toml.text(told, str)) == told
    assert path_text.startswith("# head")
    assert (made.site.name, made.site.timezone) == (draft.site, draft.timezone)
    by_section: dict[str, list[object]] = {}
    for source in made.sources:
        by_section.setdefault(source.section, []).append(source)
    live = by_section.get("directory", [])
    assert len(live) == bool(draft.domain or draft.export)
    if draft.domain:
        assert [(d.url, d.user, d.password) for d in live] == [  # type: ignore[attr-defined]  # a DirectorySource
            (draft.domain.urls, draft.domain.user, draft.domain.secret.reference)
        ]
    people = by_section.get("people", [])
    assert [(p.origin.value, p.extracted_on, p.columns) for p in people] == [  # type: ignore[attr-defined]  # a PeopleSource
        (roll.origin, roll.extracted_on, dict(roll.columns)) for roll in draft.rolls
    ]
    hosts = by_section.get("hosts", [])
    assert [h.address or h.expected for h in hosts] == [each.names for each in draft.hosts]  # type: ignore[attr-defined]  # a HostsSource
    assert made.seal.passphrase == (draft.key.reference if draft.key else None)


def test_half_a_pair_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        toml.value("a\udc80")


MACHINES = [
    Machine("srv-a", "Windows Server 2019 Standard", server=True, standing=Standing.PROPOSED),
    Machine("srv-b", "Debian GNU/Linux", server=True, standing=Standing.PROPOSED),
    Machine("esx", "VMware ESXi 7", server=True, standing=Standing.PROPOSED),
    Machine("pc", "Windows 10 Professionnel", server=False, standing=Standing.PROPOSED),
    Machine("off", "Windows 10 Professionnel", server=False, standing=Standing.DISABLED),
    Machine("faux", "Windows Server 2022", server=True, standing=Standing.JOINED_BY_A_USER),
    Machine("nu", "", server=False, standing=Standing.NAMELESS),
]


def test_machines_are_grouped_by_how_they_are_asked() -> None:
    found = grouped(MACHINES)

    assert {group: [each.name for each in found[group]] for group in GROUPS} == {
        SERVERS: ["srv-a"],
        UNIX: ["srv-b", "esx"],
        WORKSTATIONS: ["pc"],
    }
    assert set_aside(MACHINES)[Standing.JOINED_BY_A_USER] == ["faux"]


DRAFT = Draft("CH", "Europe/Paris", key=Secret("file:phrase", "Neuf cygnes"))


def test_a_place_that_refuses_the_configuration_takes_all_back(tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text("the one before", "utf-8")
    taken = tmp_path / "preuve.toml"
    taken.mkdir()

    with pytest.raises(UsageError):
        keep(DRAFT, taken, "", "Neuf cygnes", None)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["phrase", "preuve.toml"]
    assert (tmp_path / "phrase").read_text("utf-8") == "the one before"


@pytest.mark.parametrize("secret", ["a\u2028b", "\ufeffabc", "a\x0bb"])
def test_a_secret_that_its_file_would_not_give_back_is_refused(tmp_path: Path, secret: str) -> None:
    draft = replace(DRAFT, key=Secret("file:phrase", secret))

    with pytest.raises(UsageError, match="does not give back"):
        keep(draft, tmp_path / "preuve.toml", "", secret, None)

    assert list(tmp_path.iterdir()) == []


def test_an_interruption_in_the_middle_takes_all_back(tmp_path: Path) -> None:
    """A pipe in the configuration's place: writing waits for a reader, and is interrupted."""
    os.mkfifo(tmp_path / "preuve.toml")
    code = (
        "import signal\nfrom pathlib import Path\n"
        "def end(*_): raise KeyboardInterrupt\nsignal.signal(signal.SIGALRM, end)\n"
        "from agent.engine.starting.draft import Draft, Secret\n"
        "from agent.engine.starting.keeping import keep\n"
        "draft = Draft('CH', 'Europe/Paris', key=Secret('file:phrase', 'Neuf'))\nsignal.alarm(2)\n"
        "keep(draft, Path('preuve.toml'), 'x', 'Neuf', None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "KeyboardInterrupt" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["preuve.toml"]


def test_a_key_is_registered_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "preuve.toml"
    written = toml.text(document(DRAFT, tmp_path), str)

    made = keep(DRAFT, path, written, "Neuf cygnes", None)

    assert made is not None
    assert keys.load(read(path)).fingerprint == made.fingerprint
    assert resolve("file:phrase", tmp_path) == "Neuf cygnes"


def test_what_the_reader_would_refuse_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        keep(replace(DRAFT, timezone="Moon/Sea"), tmp_path / "preuve.toml", "", None, None)

    assert list(tmp_path.iterdir()) == []


def test_a_refused_password_is_tried_once_whatever_the_spelling_of_the_account(
    tmp_path: Path,
) -> None:
    tried: list[str] = []

    def refusing() -> None:
        tried.append("once")
        raise PasswordRefused("no")

    for user, url in (("a@ch.lan", "ldaps://dc1"), ("A@CH.LAN", "ldaps://dc2")):
        with pytest.raises(PasswordRefused):
            trying.once(tmp_path / "preuve.db", "CH", user, url, "secret", refusing)

    assert tried == ["once"]
    assert trying.once(tmp_path / "preuve.db", "CH", "a@ch.lan", "ldaps://dc1", "s2", list) == []


@pytest.mark.skipif(shutil.which("systemd-creds") is None, reason="systemd-creds is missing")
def test_systemd_keeps_a_secret_that_it_alone_opens(tmp_path: Path) -> None:
    secret = "Zèbre violet"
    undo = safekeeping.put("systemd:preuve-ad", secret, tmp_path)
    sealed = tmp_path / "preuve-ad.cred"

    opened = subprocess.run(
        ["systemd-creds", "decrypt", "--name=preuve-ad", sealed, "-"],
        capture_output=True,
        check=True,
    )

    assert opened.stdout.decode() == secret
    assert secret.encode() not in sealed.read_bytes()
    undo()
    assert not sealed.exists()


def test_an_import_names_whose_silence_must_show(tmp_path: Path) -> None:
    draft = replace(DRAFT, key=None, hosts=(Hosts(SERVERS, IMPORT, ("srv-a.ch.lan",)),))

    assert document(draft, tmp_path)["hosts"] == [
        {
            "name": "windows-servers",
            "role": "server",
            "import": "depot/windows-servers/*.json",
            "expected": ["srv-a.ch.lan"],
        }
    ]
