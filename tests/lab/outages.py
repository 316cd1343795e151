"""A year of the fictional hospital's supervision, as its Centreon would have written it, recorded.

python -m tests.lab.outages
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from collectors.registry import load
from tests.hospital.hospital import AS_OF
from tests.lab.backups.record import DEMO, VITAL, keep

FIRST, UNTIL = date(2025, 11, 21), date(2026, 11, 19)
# By name: what it matters for, what the tool calls it, and the folder of its recording.
SERVICES = {
    "DPI": ("Soins, jour et nuit", "srv-dpi/HTTP DPI", "service-dpi"),
    "Laboratoire": ("Résultats d’analyses", "srv-labo/Connexions HL7", "service-labo"),
    "Site intranet": ("Annuaire, protocoles de soins", "srv-web/HTTP", "service-intranet"),
}
HEADER = "Jour;Heure;Hôte;Adresse;Service;Statut;Type;Tentatives;Sortie\n"
# Service, day, hour of Paris and minutes: a night of maintenance that went wrong, the night when
# summer time begins, a morning of the laboratory, reboots after updates.
DOWN = (
    ("DPI", "2026-02-11 22:30", 570),
    ("DPI", "2026-03-29 01:15", 30),
    ("DPI", "2026-09-08 13:05", 42),
    ("Laboratoire", "2026-06-16 07:20", 195),
    ("Site intranet", "2026-01-20 12:00", 6),
    ("Site intranet", "2026-05-12 12:00", 7),
    ("Site intranet", "2026-10-13 12:00", 5),
)
# The supervision itself was off for a weekend of August: nobody knows.
OFF = ("2026-08-14 18:00", "2026-08-17 08:30")


def log() -> str:
    """Its event log, newest line first."""
    told = [(datetime(2025, 11, 20, 0, 5), name, "OK") for name in SERVICES]  # noqa: DTZ001 - as its clock shows it
    for name, begun, minutes in DOWN:
        at = datetime.fromisoformat(begun)
        told += [(at, name, "CRITICAL"), (at + timedelta(minutes=minutes), name, "OK")]
    for name in SERVICES:
        told += [(datetime.fromisoformat(OFF[0]), name, "UNKNOWN")]
        told += [(datetime.fromisoformat(OFF[1]), name, "OK")]
    return HEADER + "".join(
        f"{at:%d/%m/%Y};{at:%H:%M:%S};{host};10.10.0.{len(host)};{check};{state};HARD;3;\n"
        for at, name, state in sorted(told, reverse=True)
        for host, check in [SERVICES[name][1].split("/")]
    )


def blocks() -> list[tuple[str, dict[str, Any], str]]:
    """(section, block, folder of its recording), as the configuration writes them."""
    declared = [
        ("services", {"name": name, "purpose": purpose}, folder)
        for name, (purpose, _, folder) in SERVICES.items()
    ]
    declared[0][1]["vital"] = VITAL["name"]
    listed = {
        "name": "centreon",
        "extracted_on": AS_OF,
        "from": FIRST,
        "until": UNTIL,
        "services": {name: [called] for name, (_, called, _) in SERVICES.items()},
    }
    return [*declared, ("supervision", listed, "centreon")]


def record(demo: Path = DEMO) -> None:
    """Read all of it as the sources do, and keep their exhibits."""
    load()
    with TemporaryDirectory(prefix="preuve-lab-") as name:
        folder = Path(name)
        (folder / "centreon.csv").write_text(log(), "utf-8")
        for section, told, recorded in blocks():
            path = {"path": "centreon.csv"} if section == "supervision" else {}
            keep(folder, section, told | path, demo / recorded)


def configuration() -> str:
    """The blocks of preuve.toml that answer from what was recorded."""
    return "".join(
        f"\n[[{section}]]\n"
        + "".join(f"{key} = {_toml(value)}\n" for key, value in told.items())
        + f'recording = "recordings/{folder}"\n'
        for section, told, folder in blocks()
    )


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_toml(key)} = {_toml(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date) else f'"{value}"'


if __name__ == "__main__":
    record()
