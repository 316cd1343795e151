"""How each exhibit was got, in the columns that an auditor asks for first."""

from typing import Any

from agent.core.exhibits import Exhibit, Kept, Redaction


def told(digest: str, of: Exhibit | Kept, size: int | None = None) -> dict[str, Any]:
    """The columns of an exhibit, in their order; `size` in bytes, where the body was read."""
    got = of.acquisition
    return {
        "exhibit": digest,
        "source": got.source,
        "collector": got.collector,
        "target": got.target,
        "query": got.query,
        "account": got.account,
        "server": got.server,
        "started": got.started.isoformat(),
        "ended": got.ended.isoformat(),
        "rows": got.rows,
        "completeness": got.completeness.value,
        "ground": got.ground.value,
        **({} if size is None else {"size": size}),
        "original_digest": of.original_digest,
        "original_size": of.original_size,
        "redactions": redactions(of.redactions),
    }


def redactions(taken: tuple[Redaction, ...]) -> str:
    """Rules of the border filter with how often each removed something: `nir/1 (3)`."""
    return ", ".join(f"{each.rule} ({each.count})" for each in taken)
