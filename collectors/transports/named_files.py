"""Files that patterns name, and how packed ones are opened."""

import bz2
import gzip
import lzma
from collections.abc import Iterable
from glob import glob
from pathlib import Path
from typing import Any

from agent.core.errors import Empty, Truncated

# By the first two bytes.
OPENERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}


def named_files(folder: Path, patterns: Iterable[str], most: int) -> list[Path]:
    """The files that patterns name, each once.

    Raises:
        Empty: there is none.
        Truncated: there are more than `most`.
    """
    asked = list(patterns)
    found = {
        folder / name
        for pattern in asked
        for name in glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - an absolute pattern too
    }
    paths = sorted(path for path in found if path.is_file())
    if not paths:
        raise Empty(f"{', '.join(asked)}: no file there")
    if len(paths) > most:
        raise Truncated(f"{', '.join(asked)}: more than {most} files")
    return paths
