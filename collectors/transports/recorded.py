"""Keeps exhibits in a folder, as they are: what a test or a demonstration answers from.

A recording is `001.body` and `001.exhibit.json`, then `002…`, in the order they were kept.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.core.errors import Empty, IntegrityError, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.core.sources import Completeness, Ground

_SUFFIX = ".exhibit.json"


def write_recording(folder: Path, exhibits: Iterable[Exhibit]) -> None:
    """Write exhibits to a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, exhibit in enumerate(exhibits, 1):
        about = {
            "digest": exhibit.digest,
            "media_type": exhibit.media_type,
            "original_digest": exhibit.original_digest,
            "original_size": exhibit.original_size,
            "redactions": [asdict(redaction) for redaction in exhibit.redactions],
            "acquisition": asdict(exhibit.acquisition)
            | {
                "started": exhibit.acquisition.started.isoformat(),
                "ended": exhibit.acquisition.ended.isoformat(),
            },
        }
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{number:03}.body").write_bytes(exhibit.body)
        (folder / f"{number:03}{_SUFFIX}").write_bytes(text.encode())


def read_recording(folder: Path) -> list[Exhibit]:
    """The exhibits of a folder, in their order.

    Raises:
        Unreachable: there is no such folder, or a body is missing.
        Empty: it holds no exhibit.
        IntegrityError: a body is not what was recorded.
        Unreadable: a description of an exhibit is none.
    """
    if not folder.is_dir():
        raise Unreachable(f"{folder.name}: no such folder of recordings")
    found = sorted(folder.glob(f"*{_SUFFIX}"))
    if not found:
        raise Empty(f"{folder.name}: no exhibit was recorded here")
    return [_read(path) for path in found]


def _read(path: Path) -> Exhibit:
    body = path.with_name(path.name.removesuffix(_SUFFIX) + ".body")
    try:
        about = json.loads(path.read_bytes())
        exhibit = _exhibit(about, body.read_bytes())
        recorded = about["digest"]
    except OSError as error:
        raise Unreachable(f"{body.name}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{path.name}: not the description of an exhibit ({error})") from error
    if exhibit.digest != recorded:
        raise IntegrityError(f"{body.name}: not what was recorded (its digest differs)")
    return exhibit


def _exhibit(about: dict[str, Any], body: bytes) -> Exhibit:
    got = about["acquisition"]
    return Exhibit(
        body=body,
        media_type=about["media_type"],
        original_digest=about["original_digest"],
        original_size=about["original_size"],
        redactions=tuple(Redaction(**redaction) for redaction in about["redactions"]),
        acquisition=Acquisition(
            **got
            | {
                "started": datetime.fromisoformat(got["started"]),
                "ended": datetime.fromisoformat(got["ended"]),
                "completeness": Completeness(got["completeness"]),
                "ground": Ground(got["ground"]),
            }
        ),
    )
