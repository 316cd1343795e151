"""Small exports of a patient record, read as the engine reads them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.facts.record import RecordTrail
from collectors.record.settings import RecordSource
from collectors.registry import COLLECTORS, Limits

DAY = date(2026, 11, 20)


def read(folder: Path, collector: str, **told: Any) -> tuple[list[Any], list[Exhibit]]:
    """What a collector yields of a block, and what it keeps."""
    source = RecordSource.model_validate({"name": "dpi", "extracted_on": DAY} | told)
    (target,) = [each for each in source.targets(folder) if collector in each.collectors]
    kept: list[Exhibit] = []
    session = target.open(collector, kept.append, Limits())
    return list(COLLECTORS[collector].run(session)), kept


def rights(folder: Path, text: str, collector: str = "record.profiles", **told: Any) -> Any:
    """The rights of each name of a table."""
    (folder / "rights.csv").write_text(text, "utf-8")
    part = collector.removeprefix("record.")
    paths = {"users": "users.csv", "profiles": "rights.csv", part: "rights.csv"}
    items, _ = read(folder, collector, **paths | told)
    return {each.name: each.rights for each in items if hasattr(each, "rights")}


def trail(folder: Path, content: str | bytes, **told: Any) -> RecordTrail:
    """What is counted of one file."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / "trail.csv").write_bytes(raw)
    ((found,), _) = read(folder, "record.trail", trail="trail.csv", **told)
    assert isinstance(found, RecordTrail)
    return found


def events(days: int, *cells: str) -> Iterator[str]:
    """Lines of a trail: each of some days, from 1 January 2026 on, and the same cells."""
    for day in range(days):
        at = date.fromordinal(date(2026, 1, 1).toordinal() + day)
        yield ";".join([f"{at:%d/%m/%Y} 08:15:00", *cells])
