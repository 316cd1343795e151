"""Workbooks out and in: columns are known by their titles, in either language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.commands.speech import LANGUAGES, Say
from agent.core.errors import UsageError
from agent.store import Store
from collectors.transports.tabular.spreadsheet import read_sheets, read_spreadsheet

_LARGEST = 64 * 1024 * 1024  # bytes; 50,000 accounts take five


@dataclass(frozen=True, slots=True)
class Line:
    """A filled line; `number` is the one that a spreadsheet shows."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def days(store: Store, run: int, say: Say) -> dict[str, str]:
    """Columns with both dates of a run, where they differ; they are not read back."""
    told = store.run(run).started.date(), store.judgement(run).as_of
    if told[0] == told[1]:
        return {}
    names = ("collected", "as_of")
    return {say(f"form.{name}"): day.isoformat() for name, day in zip(names, told, strict=True)}


def titles(columns: Sequence[str], say: Say) -> list[str]:
    """The titles of columns, in the user's language."""
    return [say(f"form.{each}") for each in columns]


def read(path: Path, columns: Sequence[str], say: Say) -> list[Line]:
    """The lines of a workbook that came back.

    Raises:
        UsageError: no such file, or columns that it must have are missing.
        Unreadable: it is no workbook.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"--input: {path}: {error.strerror}") from None
    if len(content) > _LARGEST:
        raise UsageError(f"--input: {path}: too large for a workbook that came back")
    names = {
        Say(language)(f"form.{each}").casefold(): each for language in LANGUAGES for each in columns
    }
    rows = _rows(path, content, names)
    heads = [names.get(cell.casefold()) for cell in rows[0]]
    missing = [say(f"form.{each}") for each in columns if each not in heads]
    if missing:
        raise UsageError(say("form.no_column", path=path, columns=", ".join(missing)))
    return list(_lines(rows, heads))


def _rows(path: Path, content: bytes, names: Mapping[str, str]) -> list[list[str]]:
    """Of a workbook of several sheets, the only one that has the columns."""
    sheets = [rows for rows in read_sheets(path.name, content, ()).values() if rows]
    wanted = set(names.values())
    having = [each for each in sheets if wanted <= {names.get(cell.casefold()) for cell in each[0]}]
    return having[0] if len(having) == 1 else read_spreadsheet(path.name, content, "")[0]


def _lines(rows: list[list[str]], heads: list[str | None]) -> Iterator[Line]:
    for number, row in enumerate(rows[1:], 2):
        cells = {head: cell for head, cell in zip(heads, row, strict=False) if head}
        if any(cells.values()):
            yield Line(number, cells)


class Refused:
    """Collects the bad lines, to tell them all at once."""

    def __init__(self, path: Path, say: Say) -> None:
        self._path = path
        self._say = say
        self._problems: list[str] = []

    def add(self, line: Line, problem: str) -> None:
        """One more."""
        self._problems.append(self._say("form.bad_line", line=line.number, problem=problem))

    def check(self) -> None:
        """Raise UsageError if any line is bad."""
        if self._problems:
            head = self._say("form.refused", path=self._path)
            raise UsageError("\n".join([head, *self._problems]))
