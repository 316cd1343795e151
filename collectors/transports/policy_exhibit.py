"""The exhibits of policy files: a listing, then each file; the same from a copy and from a share.

A listing has a path a line, `/` between folders; a folder that could not be listed ends with `/`,
a tab and why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.policy_border import redacted

LARGEST = 16 * 1024 * 1024  # bytes; policies are kilobytes
MOST = 200_000  # files
_LISTING = "list"
_WITHHELD = "/\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Keeps what one place said, as it may be kept."""

    collector: str
    source: str
    target: str
    ground: Ground
    completeness: Completeness
    keep: Keep
    account: str = ""
    server: str = ""

    def listing(
        self, paths: Iterable[str], unlisted: Mapping[str, str], started: datetime
    ) -> list[str]:
        """Keep a listing; returns its paths in order."""
        found = sorted(paths)
        lines = [*found, *(f"{path}{_WITHHELD}{unlisted[path]}" for path in sorted(unlisted))]
        body = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
        self.keep(
            Exhibit(
                body=body,
                media_type="text/plain",
                original_digest="sha256:" + sha256(body).hexdigest(),
                original_size=len(body),
                acquisition=self._acquisition(_LISTING, len(lines), started),
            )
        )
        return found

    def file(self, path: str, raw: bytes, started: datetime) -> bytes:
        """Keep a file without what must not be kept; returns what was kept."""
        body, redactions = redacted(path, raw)
        self.keep(
            Exhibit(
                body=body,
                media_type="application/octet-stream",
                original_digest="sha256:" + sha256(raw).hexdigest(),
                original_size=len(raw),
                redactions=redactions,
                acquisition=self._acquisition(f"read {path}", 1, started),
            )
        )
        return body

    def _acquisition(self, query: str, rows: int, started: datetime) -> Acquisition:
        return Acquisition(
            collector=self.collector,
            source=self.source,
            target=self.target,
            query=query,
            account=self.account,
            server=self.server,
            started=started,
            ended=datetime.now(UTC),
            rows=rows,
            completeness=self.completeness,
            ground=self.ground,
        )


def listed(body: bytes) -> tuple[list[str], dict[str, str]]:
    """(paths, folders that could not be listed and why) of a kept listing."""
    paths: list[str] = []
    unlisted: dict[str, str] = {}
    for line in body.decode("utf-8").splitlines():
        path, mark, why = line.partition(_WITHHELD)
        if mark:
            unlisted[path] = why
        else:
            paths.append(path)
    return paths, unlisted
