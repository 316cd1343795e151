"""Backup reports of the fictional hospital, as its restic would have logged them, and recorded.

python -m tests.lab.backups.record
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.sources import Earlier
from collectors.registry import COLLECTORS, SOURCES, Limits, load
from collectors.transports.recorded import write_recording
from tests.lab.backups import veeam_demo

DEMO = Path(__file__).parents[3] / "fixtures" / "demo" / "recordings"
LAST = date(2026, 11, 20)
_NIGHTS = 60
_SAVED = "snapshot {id} saved"
_UNREAD = "error: open /srv/partage/export.tmp: permission denied"
_RESTORED = '{"message_type":"summary","files_restored":18211}'
VITAL: dict[str, Any] = {
    "name": "Dossier patient",
    "machines": ["srv-dpi"],
    "maximum_loss_hours": 24,
    "maximum_outage_hours": 8,
}
# By the folder of its recording.
STORAGES: dict[str, dict[str, Any]] = {
    "depot": {
        "name": "Dépôt de disques", "matches": [veeam_demo.DESTINATION], "site": "Bâtiment A",
    },
    "coffre": {
        "name": "Coffre des bandes", "matches": [veeam_demo.TAPES], "site": "Bâtiment B",
        "offline": True,
    },
}  # fmt: skip


def night(host: str, back: int, *said: str) -> str:
    """What one night's backup said."""
    day = LAST - timedelta(days=back)
    number = f"{(back + 1) * 7919 % (1 << 32):08x}"
    lines = ("using parent snapshot 46703caa", *said)
    times = ("02:00:01", *("02:14:40",) * len(said))
    return "".join(
        f"{day}T{at}+01:00 {host} restic[77]: {line.replace('{id}', number)}\n"
        for at, line in zip(times, lines, strict=True)
    )


def logs() -> dict[str, str]:
    """By machine: saved each night; unread files for a week; quiet for twelve days; two failures."""
    nights = range(_NIGHTS - 1, -1, -1)
    day = LAST - timedelta(days=400)
    restored = (
        f"{day}T10:00:00+01:00 srv-dpi restic[78]: repository 1234abcd opened successfully\n"
        f"{day}T15:30:00+01:00 srv-dpi restic[78]: {_RESTORED}\n"
    )
    full = "Fatal: unable to save snapshot: no space left on device"
    return {
        "srv-dpi": restored + "".join(night("srv-dpi", back, _SAVED) for back in nights),
        "srv-web": "".join(
            night("srv-web", back, *((_UNREAD,) if back < 7 else ()), _SAVED) for back in nights
        ),
        "srv-labo": "".join(night("srv-labo", back, _SAVED) for back in nights if back >= 12),
        "srv-supervision": "".join(
            night("srv-supervision", back, full if back in {21, 22} else _SAVED) for back in nights
        ),
    }


def record(demo: Path = DEMO) -> None:
    """Read them as the sources do, and keep their exhibits."""
    load()
    with TemporaryDirectory(prefix="preuve-lab-") as name:
        folder = Path(name)
        (folder / "restic").mkdir()
        for host, text in logs().items():
            (folder / "restic" / f"{host}.log").write_text(text, "utf-8")
        told = {"name": "restic", "product": "restic", "path": "restic/*.log"}
        keep(folder, "backups", told, demo / "restic")
        (folder / veeam_demo.FILE).write_text(veeam_demo.answer(), "utf-8")
        told = {"name": "veeam", "product": "veeam", "import": "*.json"}
        keep(folder, "backups", told, demo / "veeam")
        for place, storage in STORAGES.items():
            keep(folder, "storages", storage, demo / place)
        keep(folder, "vital", VITAL, demo / "dossier-patient")


def keep(folder: Path, section: str, told: Mapping[str, Any], to: Path) -> None:
    exhibits: list[Exhibit] = []
    source = SOURCES[section].model_validate(told)  # type: ignore[attr-defined]  # a pydantic model
    (target,) = source.targets(folder)
    (name,) = target.collectors
    collector = COLLECTORS[name]
    session = target.open(name, exhibits.append, Limits())
    earlier: dict[str, Earlier[Any]] = {
        each.name: Earlier() for each in collector.signature.populations
    }
    for _ in collector.run(session, **earlier):
        pass
    session.close()
    write_recording(to / name, exhibits)


def configuration() -> str:
    """The sections that read them again."""
    machines = ", ".join(f'"{each}"' for each in VITAL["machines"])
    return (
        '\n[[backups]]\nname = "restic"\nproduct = "restic"\nrecording = "recordings/restic"\n'
        f'\n[[vital]]\nname = "{VITAL["name"]}"\nmachines = [{machines}]\n'
        f"maximum_loss_hours = {VITAL['maximum_loss_hours']}\n"
        f"maximum_outage_hours = {VITAL['maximum_outage_hours']}\n"
        'recording = "recordings/dossier-patient"\n'
        '\n[[backups]]\nname = "veeam"\nproduct = "veeam"\nrecording = "recordings/veeam"\n'
        + "".join(_storage(folder, told) for folder, told in STORAGES.items())
    )


def _storage(folder: str, told: Mapping[str, Any]) -> str:
    lines = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items()
    )
    return f'\n[[storages]]\n{lines}recording = "recordings/{folder}"\n'


if __name__ == "__main__":
    record()
