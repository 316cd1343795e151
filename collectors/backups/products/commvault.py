"""Commvault: job summaries as CSV, `qlist jobhistory` as it prints it, and jobs of the REST API.

A synthetic full is made of earlier backups: it reads no machine, and is a copy.
Source: https://documentation.commvault.com, "Job Summary Report", "qlist jobhistory", "GET Job".
"""

from collections.abc import Iterable

from collectors.backups.exports import EXPORTS
from collectors.backups.reading import About, Read, reader
from collectors.backups.tables import tables


@reader("commvault")
def commvault(lines: Iterable[str], about: About) -> Read:
    """Yield the job of each row."""
    return (yield from tables(lines, about, about.declared or EXPORTS["commvault"]))
