"""Exports of supervision tools in the forms that they have, and what is read of them."""

from datetime import date
from pathlib import Path
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.facts.availability import AvailabilityReport, Outage, WatchedPeriod
from collectors.availability.settings import SupervisionSource
from collectors.availability.supervision import states
from collectors.registry import Limits, Unseen
from collectors.transports.recorded import write_recording

# Centreon, event log in French: a day, a clock, newest first; soft states, and another check.
CENTREON = """\
"Jour";"Heure";"Hôte";"Adresse";"Service";"Statut";"Type";"Tentatives";"Sortie"
"20/05/2026";"09:00:00";"srv-dpi";"10.0.0.5";"HTTP";"OK";"HARD";"1";"HTTP OK - Mme Martin"
"20/05/2026";"07:30:00";"srv-dpi";"10.0.0.5";"HTTP";"CRITICAL";"HARD";"3";"Connection refused"
"20/05/2026";"07:28:00";"srv-dpi";"10.0.0.5";"HTTP";"CRITICAL";"SOFT";"1";"Connection refused"
"14/02/2026";"03:10:00";"srv-dpi";"10.0.0.5";"Disk /var";"CRITICAL";"HARD";"3";"full"
"03/02/2026";"03:12:00";"srv-labo";"10.0.0.6";"";"UP";"HARD";"1";""
"03/02/2026";"03:00:00";"srv-labo";"10.0.0.6";"";"DOWN";"HARD";"3";""
"03/02/2026";"01:00:00";"pc-dupont";"10.0.1.7";"";"DOWN";"HARD";"3";""
"02/02/2026";"00:00:00";"srv-dpi";"10.0.0.5";"HTTP";"OK";"HARD";"1";"HTTP OK"
"""
# Zabbix, list of problems: those that are over have a recovery time.
ZABBIX = """\
"Severity","Time","Recovery time","Status","Info","Host","Problem","Duration","Ack"
"Disaster","2026-06-01 08:00:00","2026-06-01 09:30:00","RESOLVED","","srv-dpi","Unavailable by ICMP ping","1h 30m","Yes"
"High","2026-11-19 22:00:00","","PROBLEM","","srv-dpi","Unavailable by ICMP ping","8h","No"
"Warning","2026-06-02 08:00:00","2026-06-02 08:10:00","RESOLVED","","srv-dpi","High CPU","10m","No"
"""
# PRTG, log of states in English, American dates.
PRTG = """\
"Date Time","Parent","Type","Object","Status","Message"
"3/14/2026 2:00:00 AM","srv-dpi","HTTP","Accueil DPI","Up","OK"
"3/15/2026 1:00:00 PM","srv-dpi","HTTP","Accueil DPI","Down","timeout"
"3/15/2026 1:45:00 PM","srv-dpi","HTTP","Accueil DPI","Up","OK"
"3/16/2026 8:00:00 AM","srv-dpi","HTTP","Accueil DPI","Paused","by Jean Dupont"
"3/16/2026 10:00:00 AM","srv-dpi","HTTP","Accueil DPI","Up","OK"
"3/16/2026 12:30:00 PM","srv-dpi","HTTP","Accueil DPI","Warning","slow"
"""
KEEP = list[Exhibit]


def read(
    folder: Path, text: str, name: str = "export.csv", **more: Any
) -> tuple[list[Outage], list[WatchedPeriod], list[str], AvailabilityReport, KEEP]:
    """What an export gives: outages, periods, services not seen, the report; and what is kept."""
    (folder / name).write_text(text, "utf-8")
    told: dict[str, Any] = {
        "name": "outil", "path": name, "extracted_on": date(2026, 11, 20),
        "services": {"Dossier patient": ["srv-dpi/HTTP"]}, "hosts": ["srv-labo"],
    }  # fmt: skip
    source = SupervisionSource.model_validate(told | more)
    found = opened(source, folder)
    # What is kept is read again alike, whatever the tool wrote.
    write_recording(folder / "kept" / "supervision.states", found[-1])
    again = opened(source.model_copy(update={"path": None, "recording": Path("kept")}), folder)
    assert again[:4] == found[:4]
    assert [each.body for each in again[4]] == [each.body for each in found[4]]
    return found


def opened(
    source: SupervisionSource, folder: Path
) -> tuple[list[Outage], list[WatchedPeriod], list[str], AvailabilityReport, KEEP]:
    kept: KEEP = []
    (target,) = source.targets(folder)
    session: Any = target.open("supervision.states", kept.append, Limits())
    items = list(states(session))
    (report,) = [each for each in items if isinstance(each, AvailabilityReport)]
    return (
        [each for each in items if isinstance(each, Outage)],
        [each for each in items if isinstance(each, WatchedPeriod)],
        [each.target for each in items if isinstance(each, Unseen)],
        report,
        kept,
    )
