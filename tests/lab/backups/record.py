"""Backup reports of the fictional hospital, as its Veeam server would have left them, recorded.

python -m tests.lab.backups.record
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.sources import Earlier
from collectors.registry import COLLECTORS, SOURCES, Limits, load
from collectors.transports.recorded import write_recording
from tests.lab.backups import veeam_demo

DEMO = Path(__file__).parents[3] / "fixtures" / "demo" / "recordings"
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


def record(demo: Path = DEMO) -> None:
    """Read them as the sources do, and keep their exhibits."""
    load()
    with TemporaryDirectory(prefix="preuve-lab-") as name:
        folder = Path(name)
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
