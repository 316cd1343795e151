"""Backup jobs as plain rows (contract: `show backups`), the latest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agent.core.facts.backups import BackupJob
from reports.view import View


def jobs(view: View) -> list[dict[str, Any]]:
    """Every job that this run's sources tell, or told before; times with their zone."""
    return list(_rows(view))


def _rows(view: View) -> Iterator[dict[str, Any]]:
    grounds = {unit.source: unit.ground.value for unit in view.units}
    for each in sorted(view.jobs, key=_moment, reverse=True):
        yield {
            "product": each.product,
            "job": each.job,
            "system": each.system,
            "kind": each.action.value,
            "started": _iso(each.started),
            "ended": _iso(each.ended),
            "result": each.result.value,
            "errors": each.errors,
            "bytes": each.size,
            "files": each.files,
            "destination": each.destination or None,
            "source": each.source,
            "ground": grounds.get(each.source),
            "medium": each.medium or None,
            "marks": list(each.marks),
        }


def _moment(job: BackupJob) -> str:
    return job.at.isoformat() if job.at else ""


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
