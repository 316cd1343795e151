"""How long systemd's journal promises to keep what it is told, and whether a reboot ends it.

Source: journald.conf(5). Sizes win over days: a journal that fills its space forgets sooner.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.linux.systemd_conf import INFINITE, assignments, microseconds, size, truth

_DAY = 86_400_000_000  # microseconds
_STORAGES = {"persistent", "volatile", "auto", "none"}


@dataclass(frozen=True, slots=True)
class Journal:
    """The settings that decide what the journal keeps.

    `max_retention_days` is None when time bounds nothing, the default. `max_use` is the space of
    the storage in use, None for the default: a tenth of the file system, 4 GiB at most.
    `max_file_days` is None when only sizes turn files. `forward_to_syslog` is None when it is
    not said: Debian's builds and systemd's own differ.
    """

    storage: str
    kept: bool
    max_retention_days: int | None
    max_use: int | None
    max_file_days: int | None
    forward_to_syslog: bool | None


def read(texts: Mapping[str, str], persistent_folder: bool) -> Journal:  # noqa: FBT001 - the one fact beside the texts
    """Read journald.conf and its drop-ins.

    Args:
        texts: the files by absolute path, a masked one with an empty text.
        persistent_folder: whether /var/log/journal exists.
    """
    storage = "auto"
    sizes: dict[str, int] = {}
    spans = {"MaxRetentionSec": 0, "MaxFileSec": 2_629_800_000_000}
    forward: bool | None = None
    for key, value in assignments(texts, "journald.conf", "Journal"):
        if key == "Storage" and value in _STORAGES:
            storage = value
        elif key in spans and (told := microseconds(value)) is not None:
            spans[key] = told
        elif key in {"SystemMaxUse", "RuntimeMaxUse"} and (space := size(value)) is not None:
            sizes[key] = space
        elif key == "ForwardToSyslog" and (said := truth(value)) is not None:
            forward = said
    kept = storage == "persistent" or (storage == "auto" and persistent_folder)
    return Journal(
        storage=storage,
        kept=kept,
        max_retention_days=_days(spans["MaxRetentionSec"]),
        max_use=sizes.get("SystemMaxUse" if kept else "RuntimeMaxUse"),
        max_file_days=_days(spans["MaxFileSec"]),
        forward_to_syslog=forward,
    )


def _days(span: int) -> int | None:
    """Whole days; None for 0 (off) and for infinity."""
    return span // _DAY if 0 < span < INFINITE else None
