"""A table of rights, by profile or by function: one column a right, or one right a line."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from agent.core.errors import Empty, Unreadable
from agent.core.exhibits import Exhibit, Redaction
from agent.core.facts.record import RIGHTS
from agent.core.sources import Completeness, Ground
from collectors.people.columns import fold, never_kept
from collectors.record.words import GRANTED_COLUMN, NO, RIGHT_COLUMN, RIGHT_OF, SUBJECTS, YES
from collectors.registry import Keep
from collectors.transports.tabular import Handed, Table, refuse_broken_lines

NONE = "none"  # what the configuration says of a right that is none of those
_HEADERS = ("LECTURE", "ECRITURE", "VALIDATION", "PRESCRIPTION", "SUPPRESSION")  # as RIGHTS
_HEADER_WITHIN = 30  # rows; titles and dates may stand above the header
_SHOWN = 300  # characters of headers in an error
_BETWEEN = re.compile(r"[,;|/+\n]")
_TICKS = frozenset("✓✔☑√")
_BLANKS = frozenset({"", "-", "–", "—", ".", "/"})


class RightsFile:
    """A table that was handed over; `subject` is `profile` or `function`.

    `declared` are the site's own words of rights, in headers or cells: word -> right, or `none`.
    """

    ground = Ground.HANDED_OVER
    completeness = Completeness.COMPLETE

    def __init__(
        self,
        *,
        source: str,
        table: Table,
        subject: str,
        extracted_on: date,
        declared: Mapping[str, str],
        keep: Keep,
        collector: str,
    ) -> None:
        self.name = source
        self.table = table
        self.subject = subject
        self._extracted_on = extracted_on
        self._rights = RIGHT_OF | {fold(word): right for word, right in declared.items()}
        self._keep = keep
        self._handed = Handed(collector=collector, source=source, started=datetime.now(UTC))

    def rights(self) -> dict[str, tuple[str, ...]]:
        """Keep the table, and say the rights of each name, lines of one name together.

        Raises:
            Empty: no line stands under the header.
            Unreadable: a column or a cell is not understood, or one is missing.
        """
        at = self._header_row()
        header, body = self.table.rows[at], self.table.rows[at + 1 :]
        if not body:
            raise Empty(f"{self.table.name}: no line under the header")
        refuse_broken_lines(self.table, at)
        names = [column for column, title in enumerate(header) if self._is_subject(title)]
        if len(names) != 1:
            self._refuse_header(header)
        wide = {column: right for column, title in enumerate(header) if (right := self._of(title))}
        long = [column for column, title in enumerate(header) if fold(title) in RIGHT_COLUMN]
        if bool(wide) == bool(long) or len(long) > 1:
            self._refuse_header(header)
        given = [column for column, title in enumerate(header) if fold(title) in GRANTED_COLUMN]
        self._refuse_unknown(header, body, {*names, *wide, *long, *(given if long else ())})
        found: dict[str, set[str]] = {}
        blanked = 0
        for number, row in zip(self.table.lines[at + 1 :], body, strict=True):
            name = row[names[0]].strip()
            if never_kept(name):
                blanked += 1
                continue
            if not name:
                raise Unreadable(f"{self.table.name}, line {number}: no {self.subject}")
            told = found.setdefault(name, set())
            if long:
                if all(self._yes(number, row[column]) for column in given):
                    told |= self._listed(number, row[long[0]])
            else:
                told |= {
                    right
                    for column, right in wide.items()
                    if right != NONE and self._yes(number, row[column])
                }
        rights = {name: _ordered(told) for name, told in found.items()}
        self._keep(self._exhibit(rights, blanked))
        return rights

    def close(self) -> None:
        """Nothing is open: the file was read whole."""

    def _header_row(self) -> int:
        scored = [
            (sum(map(self._is_known, row)), -number)
            for number, row in enumerate(self.table.rows[:_HEADER_WITHIN])
        ]
        return -max(scored)[1]

    def _is_known(self, title: str) -> bool:
        return self._is_subject(title) or bool(self._of(title)) or fold(title) in RIGHT_COLUMN

    def _is_subject(self, title: str) -> bool:
        return fold(title) in SUBJECTS[self.subject]

    def _of(self, word: str) -> str:
        """The right that a word stands for, nothing when it stands for none that is known."""
        return self._rights.get(fold(word), "")

    def _refuse_header(self, header: list[str]) -> None:
        shown = ", ".join(title for title in header if title)[:_SHOWN]
        raise Unreadable(
            f"{self.table.name}: one column of {self.subject}s is needed, and either columns of"
            f" rights ({', '.join(RIGHTS)}) or one column named right (columns: {shown});"
            ' name a right with rights = { "…" = "write" }'
        )

    def _refuse_unknown(self, header: list[str], body: list[list[str]], known: set[int]) -> None:
        """A column of yes and no that is not understood may give, or refuse, the right to alter."""
        for column, title in enumerate(header):
            filled = {fold(row[column]) for row in body if column < len(row)} - {""}
            if column not in known and title and filled and filled <= YES | NO:
                raise Unreadable(
                    f"{self.table.name}: column {title!r} says yes or no, and is not understood;"
                    f' say what it gives with rights = {{ "{title}" = "write" }}, or "{NONE}"'
                )

    def _yes(self, number: int, cell: str) -> bool:
        text = cell.strip()
        if text in _TICKS or fold(text) in YES:
            return True
        if text in _BLANKS or fold(text) in NO:
            return False
        raise Unreadable(
            f"{self.table.name}, line {number}: {text[:20]!r} is neither yes nor no; correct it"
        )

    def _listed(self, number: int, cell: str) -> set[str]:
        """The rights of a cell, several being separated."""
        found = set[str]()
        for word in [cell] if self._of(cell) else _BETWEEN.split(cell):
            if word.strip() in _BLANKS:
                continue
            if not (right := self._of(word)):
                raise Unreadable(
                    f"{self.table.name}, line {number}: the right {word.strip()[:40]!r} is not"
                    f' known; say what it gives with rights = {{ "…" = "write" }}, or "{NONE}"'
                )
            found.add(right)
        return found

    def _exhibit(self, rights: Mapping[str, tuple[str, ...]], blanked: int) -> Exhibit:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow([self.subject.upper(), *_HEADERS])
        for name, told in rights.items():
            writer.writerow([name, *("oui" if right in told else "non" for right in RIGHTS)])
        return self._handed.exhibit(
            self.table,
            out.getvalue().encode(),
            query=f"rights by {self.subject}, drawn on {self._extracted_on.isoformat()}",
            rows=len(rights),
            completeness=self.completeness,
            redactions=(Redaction("identity-numbers/1", blanked),) if blanked else (),
        )


def _ordered(told: set[str]) -> tuple[str, ...]:
    return tuple(right for right in RIGHTS if right in told)
