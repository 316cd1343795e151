"""Workbooks as other programs read them: python-calamine, and LibreOffice by its own command."""

import io
import subprocess
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Sheets = dict[str, list[list[Any]]]


def read(body: bytes) -> Sheets:
    """Every sheet's rows; an empty cell is an empty text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def lines(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Rows under their titles."""
    head, *rest = rows
    return [dict(zip(map(str, head), row, strict=True)) for row in rest]


def through_libreoffice(body: bytes, folder: Path, kind: str = "xlsx", *more: str) -> bytes:
    """Opened by LibreOffice as a file of that kind, and written again as a workbook."""
    source = folder / f"in.{kind}"
    source.write_bytes(body)
    subprocess.run(
        [
            *(
                "soffice",
                "--headless",
                "--norestore",
                f"-env:UserInstallation={folder.as_uri()}/lo",
            ),
            *(*more, "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "out" / "in.xlsx").read_bytes()
