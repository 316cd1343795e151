"""Atempo Time Navigator: histories of jobs, exported as CSV or JSON."""

from collections.abc import Iterable

from collectors.backups.exports import EXPORTS
from collectors.backups.reading import About, Read, reader
from collectors.backups.tables import tables


@reader("tina")
def tina(lines: Iterable[str], about: About) -> Read:
    """Yield the job of each row."""
    return (yield from tables(lines, about, about.declared or EXPORTS["tina"]))
