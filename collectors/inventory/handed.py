"""The files of one inventory as a session: read whole, redacted, kept, then told row by row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from agent.core.exhibits import Redaction
from agent.core.sources import Completeness, Ground
from collectors.inventory.sheet import Row, Sheet
from collectors.registry import Keep
from collectors.transports.tabular import Handed, Table


class InventoryFiles:
    """Tables that were handed over, on the day they were drawn.

    `declared`, `date_format`: what the configuration says of their columns. `only_servers`: a row
    without type nor system is a server's, since the list holds nothing else.
    """

    ground = Ground.HANDED_OVER
    completeness = Completeness.COMPLETE

    def __init__(
        self,
        *,
        source: str,
        tables: Sequence[Table],
        extracted_on: date,
        declared: Mapping[str, str],
        date_format: str,
        only_servers: bool,
        keep: Keep,
        collector: str,
    ) -> None:
        self.name = source
        self.tables = tables
        self.extracted_on = extracted_on
        self.declared = declared
        self.date_format = date_format
        self.only_servers = only_servers
        self._keep = keep
        self._handed = Handed(collector=collector, source=source, started=datetime.now(UTC))

    def keep(self, sheet: Sheet, rows: Iterable[Row], left_out: int = 0) -> None:
        """Keep what is read of a sheet; `left_out` counts the rows of what is no server."""
        kept = list(rows)
        mapped = ", ".join(f"{field}={header}" for field, header in sheet.headers.items())
        where = f"sheet {sheet.table.sheet}; " if sheet.table.sheet else ""
        counts = {
            "column-not-needed/1": sheet.unknown,
            "identity-numbers/1": sheet.blanked,
            "workstations/1": left_out,
        }
        self._keep(
            self._handed.exhibit(
                sheet.table,
                sheet.body(kept),
                query=f"inventory drawn on {self.extracted_on.isoformat()}; {where}{mapped}",
                rows=len(kept) + len(sheet.broken),
                completeness=self.completeness,
                redactions=tuple(Redaction(rule, count) for rule, count in counts.items() if count),
            )
        )

    def close(self) -> None:
        """Nothing is open: the files were read whole."""


class Keys:
    """Keys that stay one's own: the second machine of a name is `name#2`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, wanted: str) -> str:
        """A key like the one that is wanted."""
        number = 1
        while (key := wanted if number == 1 else f"{wanted}#{number}") in self._taken:
            number += 1
        self._taken.add(key)
        return key
