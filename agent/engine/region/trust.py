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
from reports.verifier.chain import fingerprint


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
    """Whether the ledger of a bundle hands over from a key to the one that signed it.

    Verification has read the public key of each of these entries.
    """
    public: dict[str, str] = {}
    reached = {start}
    for entry in told.rotations:
        pem = str(entry["payload"]["public"])
        new = fingerprint(pem.encode())
        if entry["type"] == "key.rotated":
            old = _handed_over(entry["payload"], new, told.member, public)
            if old in reached:
                reached = {new}  # the old one speaks no more
        public[new] = pem
    return told.key in reached


def _handed_over(
    payload: Mapping[str, Any], new: str, member: str, public: Mapping[str, str]
) -> str | None:
    """The key that hands over to a new one, when both signed it; None when they did not."""
    try:
        statement = str(payload["statement"]).encode()
        said = canonical.decode(statement, dict[str, str])
        old, own = public[said["old"]], str(payload["public"])
        signatures = [
            b64decode(payload[name], validate=True) for name in ("signature", "countersignature")
        ]
    except (IntegrityError, KeyError, TypeError, ValueError):
        return None
    signed = keys.holds(old, said["old"], statement, signatures[0]) and keys.holds(
        own, new, statement, signatures[1]
    )
    right = (said.get("new"), said.get("site")) == (new, member)
    return said["old"] if signed and right else None
