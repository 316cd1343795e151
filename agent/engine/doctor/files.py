"""Tries the files that a block names: there, readable, of which day."""

from collections.abc import Iterator
from datetime import date
from glob import glob
from pathlib import Path

from agent.core.diagnosis import Step, failed, ok
from collectors.registry import Source, Target

# The keys of blocks that name files which somebody hands over; see docs/configuration.md.
_KEYS = ("path", "export", "dropped", "users", "profiles", "matrix", "trail", "rights",
         "share_rights")  # fmt: skip
_SHARES = ("//", "\\\\")


def files(source: Source, target: Target, folder: Path) -> Iterator[Step]:
    """One step a file, or a pattern, of this target; then the day that the block gives."""
    for told in _named(source, target):
        yield _file(told, folder)
    day = getattr(source, "extracted_on", None)
    if isinstance(day, date):
        yield ok("day", "drawn", day=day.isoformat())


def _named(source: Source, target: Target) -> list[str]:
    given = (getattr(source, key, None) for key in _KEYS)
    told = [
        str(each)
        for value in given
        if value
        for each in (value if isinstance(value, tuple) else (value,))
    ]
    # A block with several targets names the files of all of them.
    return [
        each
        for each in told
        if not each.startswith(_SHARES) and (Path(each).name in target.name or each in target.name)
    ]


def _file(told: str, folder: Path) -> Step:
    named = sorted(glob(told, root_dir=folder, recursive=True))  # noqa: PTH207 - an absolute pattern too
    # A name with brackets in it may be no pattern.
    found = [each for each in (*named, told) if (folder / each).is_file()]
    found = list(dict.fromkeys(found))
    if not found:
        return failed("file", "absent", path=told)
    for each in found:
        try:
            (folder / each).open("rb").close()
        except OSError as error:
            return failed("file", "unreadable", path=each, detail=str(error.strerror))
    return ok("file", "readable", path=told, count=len(found))
