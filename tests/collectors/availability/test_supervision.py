"""Exports of supervision tools: each was worked out by hand, hours of Paris told in UTC."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from collectors.availability.settings import SupervisionSource
from tests.collectors.availability.exports import CENTREON, PRTG, ZABBIX, read


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_an_event_log_of_centreon(tmp_path: Path) -> None:
    outages, periods, unseen, report, kept = read(tmp_path, CENTREON)

    # In May Paris is two hours ahead, in February one; the soft failure is not an outage yet.
    assert [(each.label, each.started, each.ended) for each in outages] == [
        ("Dossier patient", utc(5, 20, 5, 30), utc(5, 20, 7)),
        ("srv-labo", utc(2, 3, 2), utc(2, 3, 2, 12)),
    ]
    # From the first line of each to the last line of all: that the tool worked is told by it.
    assert [(each.label, each.first, each.last, each.holes) for each in periods] == [
        ("Dossier patient", utc(2, 1, 23), utc(5, 20, 7), ()),
        ("srv-labo", utc(2, 3, 2), utc(5, 20, 7), ()),
    ]
    assert (unseen, report.last, report.lines) == ([], utc(5, 20, 7), 5)
    # Neither an address, nor what the check said, nor a check or a machine that is of no use.
    assert kept[0].body.decode().splitlines()[0] == "host;check;status;time"
    body = kept[0].body.decode()
    assert [each for each in ("10.0.", "Martin", "Disk", "dupont") if each in body] == []
    assert {each.rule: each.count for each in kept[0].redactions} == {
        "lines-not-needed/1": 3,
        "column-not-needed/1": 3,
    }


def test_what_it_was_asked_for_says_how_far_it_looked(tmp_path: Path) -> None:
    more: dict[str, Any] = {"from": date(2026, 1, 1), "until": date(2026, 10, 31)}
    _, periods, _, report, _ = read(tmp_path, CENTREON, **more)

    dpi, labo = periods
    # Its first line says that it was up, and nothing what it was before.
    assert (dpi.first, dpi.last) == (utc(2, 1, 23), utc(10, 31, 23))
    # The first line of the other says that it went down: it was up.
    assert (labo.first, labo.last) == (datetime(2025, 12, 31, 23, tzinfo=UTC), utc(10, 31, 23))
    assert report.last == utc(10, 31, 23)


def test_problems_of_zabbix_show_no_time_when_anybody_looked(tmp_path: Path) -> None:
    services = {"Dossier patient": ["srv-dpi/unavailable*"]}
    outages, periods, unseen, _, _ = read(tmp_path, ZABBIX, services=services)

    assert [(each.started, each.ended, each.seen_until) for each in outages] == [
        (utc(6, 1, 6), utc(6, 1, 7, 30), None),
        (utc(11, 19, 21), None, utc(11, 19, 21)),
    ]
    assert (periods, unseen) == ([], ["Dossier patient"])


def test_problems_of_zabbix_over_the_days_that_were_asked_for(tmp_path: Path) -> None:
    more: dict[str, Any] = {
        "services": {"Dossier patient": ["srv-dpi/unavailable*"], "Laboratoire": ["srv-labo/*"]},
        "from": date(2025, 11, 21), "until": date(2026, 11, 20),
    }  # fmt: skip
    outages, periods, unseen, _, _ = read(tmp_path, ZABBIX, **more)

    # It was drawn that day, at an hour that nobody tells: up to its first instant for sure.
    ends = utc(11, 19, 23)
    assert outages[1].seen_until == ends
    assert [(each.label, each.first, each.last) for each in periods] == [
        ("Dossier patient", datetime(2025, 11, 20, 23, tzinfo=UTC), ends)
    ]
    # Nothing says that the other is watched at all, until somebody does.
    assert unseen == ["Laboratoire"]
    _, periods, unseen, _, _ = read(tmp_path, ZABBIX, **more, quiet=["Laboratoire"])
    assert ([each.label for each in periods], unseen) == (["Dossier patient", "Laboratoire"], [])


def test_a_log_of_prtg(tmp_path: Path) -> None:
    services = {"Dossier patient": ["srv-dpi/accueil dpi"]}
    outages, (period,), _, _, kept = read(tmp_path, PRTG, services=services)

    assert [(each.started, each.ended) for each in outages] == [
        (utc(3, 15, 12), utc(3, 15, 12, 45))
    ]
    # Paused, nobody looked.
    assert period.holes == ((utc(3, 16, 7), utc(3, 16, 9)),)
    assert (period.first, period.last) == (utc(3, 14, 1), utc(3, 16, 11, 30))
    assert b"Dupont" not in kept[0].body


def beats(*runs: tuple[datetime, int, int]) -> dict[str, Any]:
    """Runs of a heartbeat a minute: start, how many, status."""
    return {
        "monitorList": {"4": {"id": 4, "name": "DPI", "url": "https://dpi.chx.lan"}},
        "heartbeatList": {
            "4": [
                {
                    "monitorID": 4,
                    "status": status,
                    "time": (start + timedelta(minutes=each)).strftime("%Y-%m-%d %H:%M:%S.000"),
                    "msg": "",
                }
                for start, count, status in runs
                for each in range(count)
            ]
        },
    }


def test_heartbeats_of_uptime_kuma_are_in_utc_and_their_silence_is_a_hole(tmp_path: Path) -> None:
    told = beats((utc(8, 1), 60, 1), (utc(8, 1, 1), 30, 0), (utc(8, 1, 1, 30), 30, 1),
                 (utc(8, 8, 2), 60, 1))  # fmt: skip
    services = {"Dossier patient": ["DPI"]}
    outages, (period,), _, _, _ = read(tmp_path, json.dumps(told), "kuma.json", services=services)

    assert [(each.started, each.ended) for each in outages] == [(utc(8, 1, 1), utc(8, 1, 1, 30))]
    # Its last beat before the silence is of 1:59; ten minutes later nobody knows any more.
    assert period.holes == ((utc(8, 1, 2, 9), utc(8, 8, 2)),)


def test_problems_of_zabbix_by_its_interface(tmp_path: Path) -> None:
    at = int(utc(6, 1, 6).timestamp())
    problems = [
        {"eventid": "1", "clock": str(at), "r_eventid": "2", "r_clock": str(at + 5400),
         "name": "ICMP", "hosts": [{"host": "srv-dpi", "name": "srv-dpi"}]},
        {"eventid": "3", "clock": str(at + 9000), "r_eventid": "0", "r_clock": "0",
         "name": "ICMP", "hosts": [{"host": "srv-dpi"}]},
    ]  # fmt: skip
    services = {"Dossier patient": ["srv-dpi/icmp"]}
    text = json.dumps({"jsonrpc": "2.0", "result": problems})
    outages, _, _, _, _ = read(tmp_path, text, "zabbix.json", services=services)

    assert [(each.started, each.ended) for each in outages] == [
        (utc(6, 1, 6), utc(6, 1, 7, 30)),
        (utc(6, 1, 8, 30), None),
    ]


def test_intervals_of_a_report_with_its_holes(tmp_path: Path) -> None:
    text = (
        "Equipement;Etat;Début;Fin;Planifié\n"
        "DPI;Disponible;2026-03-28 00:00:00;2026-03-29 01:00:00;\n"
        "DPI;Indisponible;2026-03-29 01:00:00;2026-03-29 04:00:00;oui\n"
        "DPI;Disponible;2026-03-29 04:00:00;2026-03-30 00:00:00;\n"
        "DPI;Indéterminé;2026-03-30 00:00:00;2026-03-30 12:00:00;\n"
        "DPI;Disponible;2026-03-30 12:00:00;2026-03-31 00:00:00;\n"
    )
    outages, (period,), _, _, _ = read(tmp_path, text, services={"Dossier patient": ["dpi"]})

    # From 1 to 4 on the wall, the night when summer time begins: two hours.
    (outage,) = outages
    assert (outage.started, outage.ended, outage.planned) == (utc(3, 29), utc(3, 29, 2), True)
    assert (period.first, period.last) == (utc(3, 27, 23), utc(3, 30, 22))
    assert period.holes == ((utc(3, 29, 22), utc(3, 30, 10)),)


def test_an_end_in_the_hour_that_the_clock_shows_twice(tmp_path: Path) -> None:
    text = "Hôte;Début;Fin\nDPI;2026-10-25 02:50:00;2026-10-25 02:10:00\n"
    (outage,), _, _, _, _ = read(tmp_path, text, services={"Dossier patient": ["DPI"]})

    # 2:50 is of summer time (0:50 in UTC), 2:10 of winter time (1:10).
    assert (outage.started, outage.ended) == (utc(10, 25, 0, 50), utc(10, 25, 1, 10))


def test_a_service_of_two_things_is_watched_when_both_are(tmp_path: Path) -> None:
    text = (
        "Host;Service;Status;Time\n"
        "web;HTTP;OK;2026-05-01 00:00:00\nbdd;SQL;OK;2026-05-03 00:00:00\n"
        "web;HTTP;CRITICAL;2026-05-04 00:00:00\nweb;HTTP;OK;2026-05-04 01:00:00\n"
        "bdd;SQL;UNKNOWN;2026-05-05 00:00:00\nbdd;SQL;OK;2026-05-06 00:00:00\n"
    )
    both = {"Dossier patient": ["web/HTTP", "bdd/SQL"]}
    outages, (period,), unseen, _, _ = read(tmp_path, text, services=both)

    # Both from 3 May on, in Paris; on the 5th one of them cannot be told any more, to the end.
    assert (len(outages), unseen) == (1, [])
    assert (period.first, period.last, period.holes) == (utc(5, 2, 22), utc(5, 4, 22), ())

    three = {"Dossier patient": ["web/HTTP", "bdd/SQL", "san/LUN"]}
    outages, periods, unseen, _, _ = read(tmp_path, text, services=three)
    assert (len(outages), periods, unseen) == (1, [], ["Dossier patient"])


def test_a_word_that_is_not_known_is_never_guessed(tmp_path: Path) -> None:
    text = "Host;Status;Time\nDPI;Nominal;2026-05-01 00:00:00\nDPI;Dégradé;2026-05-02 00:00:00\n"
    services = {"Dossier patient": ["DPI"]}
    with pytest.raises(Unreadable, match="'Dégradé', 'Nominal'"):
        read(tmp_path, text, services=services)

    states = {"nominal": "up", "DEGRADE": "down"}
    (outage,), _, _, _, _ = read(tmp_path, text, services=services, states=states)
    assert (outage.started, outage.ended, outage.seen_until) == (utc(5, 1, 22), None, utc(5, 1, 22))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hôte;Date\nDPI;2026-05-01 00:00:00\n", "neither a column of states"),
        ("Utilisateur;Statut;Date\nx;OK;2026-05-01 00:00:00\n", "no column of host or check"),
        ("Host;Status;Time\nDPI;OK;2026-05-01\n", "line 2: no instant"),
        ("Host;Start;End\nDPI;2026-05-02 00:00:00;2026-05-01 00:00:00\n", "line 2: no instant"),
        ("Host;Status;Time\nDPI;OK;2026-12-01 00:00:00\n", "after the day it was drawn"),
        ("Host;Status;Time\nDPI;OK;3/14/2026 1:00:00 AM\nDPI;OK;14/3/2026 1:00:00 AM\n", "date_format"),
        ("Host;Status;Time\nDPI;OK;3/4/2026 1:00:00 AM\n", "date_format"),
        ("Host;Status;Time;Date\nDPI;OK;01:00:00;2026-05-01\n", "both look like time"),
        ('{"heartbeatList": ', "not JSON"),
        ("[[1, 2]]", "in a form that is known"),
        ('[{"eventid": "1", "clock": "1780000000", "r_eventid": "7", "name": "x"}]', "form"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(tmp_path, text, services={"Dossier patient": ["DPI"]})


def test_a_list_of_other_things(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        read(tmp_path, "Host;Service;Status;Time\nx;y;OK;2026-05-01 00:00:00\n")


@pytest.mark.parametrize(
    "more",
    [
        {"from": date(2026, 1, 1)},
        {"from": date(2026, 2, 1), "until": date(2026, 1, 1)},
        {"from": date(2026, 1, 1), "until": date(2026, 11, 21)},
        {"quiet": ["Dossier patient"]},
        {"from": date(2026, 1, 1), "until": date(2026, 2, 1), "quiet": ["Autre"]},
        {"timezone": "Paris"},
        {"date_format": "AAAAMMJJ"},
        {"states": {"Nominal": "well"}},
    ],
)
def test_a_block_that_cannot_be(more: dict[str, Any]) -> None:
    told = {
        "name": "outil", "path": "x.csv", "extracted_on": date(2026, 11, 20),
        "services": {"Dossier patient": ["DPI"]},
    }  # fmt: skip
    with pytest.raises(ValueError, match=list(more)[-1]):
        SupervisionSource.model_validate(told | more)


CELLS = st.sampled_from(
    ["srv-dpi", "HTTP", "OK", "DOWN", "UNKNOWN", "", "-", "2026-05-01 00:00:00", "14/03/2026 02:11",
     "1780000000", "oui", 'é;"', "\n"]
)  # fmt: skip


@given(
    rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6),
    spans=st.booleans(),
)
def test_any_table_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], *, spans: bool
) -> None:
    header = (
        ["Host", "Service", "Status", "Time"] if not spans else ["Host", "Status", "Start", "End"]
    )
    text = "\n".join(
        ";".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in [header, *rows]
    )
    try:
        outages, periods, _, report, _ = read(tmp_path_factory.mktemp("any"), text)
    except SourceError:
        return
    for each in outages:
        assert each.started <= (each.ended or each.seen_until or each.started) <= report.last
    for period in periods:
        assert period.first < period.last <= report.last
        assert all(period.first <= start < end <= period.last for start, end in period.holes)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_document_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, body: bytes
) -> None:
    text = "[" + body.decode("utf-8", "replace")
    try:
        read(tmp_path_factory.mktemp("any"), text, "x.json")
    except SourceError:
        return
