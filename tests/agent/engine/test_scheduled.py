"""A schedule against the window of [limits], and the secrets that no scheduler has."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.engine import scheduled
from agent.engine.configuration import Configuration, read
from agent.engine.scheduled import Fit
from agent.outward.scheduling import systemd
from agent.outward.scheduling.rhythm import Start

NOW = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)  # winter: Paris is an hour ahead
SERVER = '[[hosts]]\nname = "srv"\naddress = "srv.ch.lan"\nuser = "a"\nagent = true\n'
ROLL = '[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-19\n'


@pytest.fixture(params=["UTC", "Europe/Paris", "Indian/Reunion"])
def offset(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Hours by which this machine is ahead of universal time."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield {"UTC": 0, "Europe/Paris": 1, "Indian/Reunion": 4}[request.param]
    monkeypatch.undo()
    time.tzset()


def configuration(tmp_path: Path, blocks: str, zone: str = "Europe/Paris") -> Configuration:
    path = tmp_path / "preuve.toml"
    path.write_text(f'[site]\nname = "CH"\ntimezone = "{zone}"\n{blocks}', "utf-8")
    return read(path)


# The window is 20:00 to 06:00 of Paris: 19:00 to 05:00 of universal time on that day.
STARTS = {
    "its first minute": (19, 0, 0, Fit.WITHIN),
    "the minute before": (18, 59, 0, Fit.OUTSIDE),
    "over midnight": (22, 0, 240, Fit.WITHIN),
    "its last minute": (4, 0, 59, Fit.WITHIN),
    "one too many": (4, 0, 60, Fit.PARTLY),
    "noon": (12, 0, 180, Fit.OUTSIDE),
    "any time": (12, 0, 1440, Fit.PARTLY),
}


@pytest.mark.parametrize("case", STARTS)
def test_hours_are_this_machines_and_the_window_the_sites(
    tmp_path: Path, offset: int, case: str
) -> None:
    hour, minute, window, expected = STARTS[case]
    told = configuration(tmp_path, SERVER + '[limits]\nwindow = "20:00-06:00"\n')

    start = Start((hour + offset) % 24, minute, window)

    assert scheduled.fit(told, start, NOW) is expected


@pytest.mark.parametrize("blocks", [SERVER, ROLL + '[limits]\nwindow = "20:00-06:00"\n'])
def test_without_a_window_or_a_server_any_hour_does(tmp_path: Path, blocks: str) -> None:
    assert scheduled.fit(configuration(tmp_path, blocks), Start(12, 0), NOW) is Fit.FREE


def test_a_session_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    told = configuration(
        tmp_path,
        '[[directory]]\nname = "ad"\nurl = "ldaps://dc1.ch.lan"\nuser = "audit@ch.lan"\n'
        'password = "env:AD"\n'
        + SERVER.replace("agent = true", 'password = "keyring:preuve/a"')
        + SERVER.replace("srv", "autre").replace("agent = true", 'password = "file:a.secret"')
        + '[seal]\nkey = "key.pem"\npassphrase = "systemd:preuve-key"\n',
    )

    assert scheduled.lost(told, "systemd") == ["env:AD", "keyring:preuve/a"]
    assert scheduled.lost(told, "cron") == ["env:AD", "keyring:preuve/a", "systemd:preuve-key"]
    assert scheduled.lost(told, "windows") == ["env:AD", "keyring:preuve/a"]


def test_an_account_lingers_where_systemd_says_so(tmp_path: Path) -> None:
    (tmp_path / "preuve").touch()

    assert systemd.lingers("preuve", tmp_path)
    assert systemd.lingers("autre", tmp_path) is (systemd.folder().parts[1] == "etc")
