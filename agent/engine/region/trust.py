"""Which key speaks for a hospital: confirmed once by somebody, then handed over by itself alone."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from agent.core.errors import IntegrityError
from agent.core.filings import Filing
from agent.engine import keys
from agent.engine.region.reading import Told
from agent.engine.region.refusals import NotFiled, NotNow
from agent.store import canonical


def known_by(told: Told, *, given: str, configured: str, filed: Sequence[Filing]) -> str:
    """How the key of a bundle is known: `confirmed`, `configured`, `filed` or `rotated`.

    `given`, `configured`: fingerprints in hexadecimal that somebody has from elsewhere, of the
    command line and of the configuration; nothing when there are none.

    Raises:
        NotNow: nobody has confirmed it yet.
        NotFiled: another key is known, and does not hand over to this one.
    """
    shown = told.key.removeprefix("sha256:")
    if given:
        if given != shown:
            raise NotFiled("key", told.member, found=shown, known=given)
        return "confirmed"
    if filed and told.number <= filed[-1].number and told.key in {each.key for each in filed}:
        return "filed"  # an older bundle: its key may have been handed over since
    known = filed[-1].key.removeprefix("sha256:") if filed else configured
    if not known:
        raise NotNow("unconfirmed", member=told.member, fingerprint=shown)
    if known == shown:
        return "filed" if filed else "configured"
    if _leads(told, f"sha256:{known}"):
        return "rotated"
    raise NotFiled("key", told.member, found=shown, known=known)


def _leads(told: Told, start: str) -> bool:
    """Whether the ledger of a bundle hands over from a key to the one that signed it."""
    public: dict[str, str] = {}
    reached = {start}
    for entry in told.rotations:
        payload = entry["payload"]
        if entry["type"] == "key.registered":
            public[str(payload["fingerprint"])] = str(payload["public"])
        elif (handed := _handed_over(payload, told.member, public)) is not None:
            old, new = handed
            public[new] = str(payload["public"])
            if old in reached:
                reached = {new}  # the old one speaks no more
    return told.key in reached


def _handed_over(
    payload: Mapping[str, Any], member: str, public: Mapping[str, str]
) -> tuple[str, str] | None:
    """(old, new) of a hand-over that both keys signed, None when it is none."""
    try:
        statement = str(payload["statement"]).encode()
        said = canonical.decode(statement, dict[str, str])
        old, new = said["old"], said["new"]
        signed = keys.holds(
            public.get(old, ""), old, statement, b64decode(payload["signature"], validate=True)
        ) and keys.holds(
            str(payload["public"]),
            new,
            statement,
            b64decode(payload["countersignature"], validate=True),
        )
    except (IntegrityError, KeyError, TypeError, ValueError):
        return None
    return (old, new) if signed and said.get("site") == member else None
