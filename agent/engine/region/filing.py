"""Files a hospital's bundle: verified as `preuve verify` does, and only ever forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agent.core.acts import Act
from agent.core.filings import Filing
from agent.engine.region import opening, reading, trust
from agent.engine.region.reading import Told
from agent.engine.region.refusals import NotFiled, NotNow
from agent.store import Store
from reports.verifier.bag import Said
from reports.verifier.program import bare, verify, worst

_AHEAD = timedelta(days=1)  # how far a hospital's clock may be before ours


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a bundle: filed now, or there already; `how` its key is known."""

    filing: Filing
    how: str
    new: bool


def file(
    store: Store,
    path: Path,
    *,
    key: str,
    configured: Mapping[str, str],
    now: datetime,
    user: str,
    whose: opening.Reader | None = None,
) -> Filed:
    """Verify a bundle and file what a region keeps of it.

    `key`: the fingerprint that somebody confirms now, if any; `configured`: by hospital, that of
    the configuration; `now` in UTC. A bundle that is refused for what it is enters the ledger.

    Raises:
        NotFiled: it does not verify, or contradicts what is filed.
        NotNow: it is older than what is filed, or nobody has confirmed its key.
        UsageError: it cannot be read.
    """
    with opening.opened(path, whose) as lent:
        try:
            _refuse_false(verify(lent.path))
            told = reading.read(lent.path)
            filed = [each for each in store.filings() if each.member == told.member]
            expected = bare(configured.get(told.member, ""))
            last = filed[-1] if filed else None
            how = trust.known_by(told, given=bare(key), configured=expected, filed=filed)
            _refuse_contradiction(told, filed, now)
        except NotFiled as error:
            entry = {"member": error.member, "code": error.code, "file": lent.digest, "user": user}
            store.record(Act.BUNDLE_REFUSED, entry)
            raise
        if last is not None and last.digest == told.digest:
            return Filed(last, how, new=False)
        _refuse_older(told, last)
        made = Filing(
            member=told.member,
            number=told.number,
            run=told.run,
            digest=told.digest,
            key=told.key,
            sealed=told.sealed,
            filed=now,
            summary=told.summary,
        )
        store.file(made, {"file": lent.digest, "known": how, "user": user})
    return Filed(made, how, new=True)


def false_lines(error: NotFiled) -> Said:
    """What verification found false."""
    said = error.values.get("said", ())
    return Said(line for line in said if line.state == "false")  # type: ignore[attr-defined]  # only verification fills it


def _refuse_false(said: Said) -> None:
    if worst(said) == "false":
        raise NotFiled("false", said=said)


def _refuse_contradiction(told: Told, filed: list[Filing], now: datetime) -> None:
    """Raise NotFiled when a bundle tells another history than the ones filed before."""
    for each in filed:
        found = told.seals.digests.get(each.number)
        if found is not None and found != each.digest:
            day = each.filed.date().isoformat()
            raise NotFiled("fork", told.member, number=each.number, day=day)
    last = filed[-1] if filed else None
    if last and told.number > last.number and last.number not in told.seals.digests:
        raise NotFiled("unlinked", told.member, number=last.number)
    if told.sealed > now + _AHEAD or told.summary.collected > now + _AHEAD:
        raise NotFiled("future", told.member, day=told.sealed.date().isoformat())
    if last and told.number > last.number and told.sealed < last.sealed:
        raise NotFiled("back", told.member, number=last.number)


def _refuse_older(told: Told, last: Filing | None) -> None:
    if last and (told.number < last.number or told.run < last.run):
        run, day = last.run, last.sealed.date().isoformat()
        raise NotNow("older", member=told.member, run=told.run, filed=run, day=day)
