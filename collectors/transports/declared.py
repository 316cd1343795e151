"""What the configuration itself declares: a person's word, kept as it was given."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from agent.core.errors import Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.recorded import read_recording


class Declared:
    """One block, or what was once kept of one; `told` is what it says."""

    ground = Ground.DECLARED
    completeness = Completeness.COMPLETE

    def __init__(self, *, source: str, exhibit: Exhibit, keep: Keep) -> None:
        self.name = source
        self._exhibit = exhibit
        self._keep = keep

    def told(self) -> Mapping[str, Any]:
        """Keep the block, and say it.

        Raises:
            Unreadable: what was recorded is no block.
        """
        self._keep(self._exhibit)
        try:
            told = json.loads(self._exhibit.body)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"{self.name}: what was declared cannot be read ({error})") from None
        if not isinstance(told, dict):
            raise Unreadable(f"{self.name}: what was declared is no block of a configuration")
        return told

    def close(self) -> None:
        """End the session; nothing is open."""


def declared(
    *, collector: str, source: str, section: str, told: Mapping[str, Any], keep: Keep
) -> Declared:
    """A block of the configuration as a session."""
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    now = datetime.now(UTC)
    exhibit = Exhibit(
        body=body,
        media_type="application/json",
        original_digest="sha256:" + sha256(body).hexdigest(),
        original_size=len(body),
        acquisition=Acquisition(
            collector=collector,
            source=source,
            target=source,
            query=f"[[{section}]]",
            started=now,
            ended=now,
            rows=1,
            completeness=Completeness.COMPLETE,
            ground=Ground.DECLARED,
        ),
    )
    return Declared(source=source, exhibit=exhibit, keep=keep)


def recorded(*, source: str, folder: Path, keep: Keep) -> Declared:
    """The same, as it was once kept."""
    (exhibit,) = read_recording(folder)
    return Declared(source=source, exhibit=exhibit, keep=keep)
