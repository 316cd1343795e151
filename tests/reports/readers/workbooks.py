"""Workbooks as other programs read them: python-calamine, and LibreOffice by its own command."""

import io
import subprocess
from collections.abc import Mapping
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


def through_libreoffice(bodies: Mapping[str, bytes], folder: Path, *more: str) -> dict[str, bytes]:
    """Files by name, opened by LibreOffice and written again as workbooks."""
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
    subprocess.run(
        [
            *(
                "soffice",
                "--headless",
                "--norestore",
                f"-env:UserInstallation={folder.as_uri()}/lo",
            ),
            *(*more, "--convert-to", "xlsx", "--outdir", str(folder / "out")),
            *(str(folder / name) for name in bodies),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: (folder / "out" / f"{Path(name).stem}.xlsx").read_bytes() for name in bodies}
