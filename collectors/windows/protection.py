"""The antivirus of a Windows host, by Windows' own and by the security centre of workstations."""

from collections.abc import Iterator

from agent.core.facts.windows import Antivirus
from collectors.registry import Unseen
from collectors.windows.answer import Answer
from collectors.windows.shapes import Defender, Product, Products

_DEFENDER = "Microsoft Defender"
_ABSENT = "absent"
_RUNNING = {0x0: False, 0x1: True, 0x2: False, 0x3: False}  # off, on, snoozed, expired
_CURRENT = {0x0: True, 0x1: False}


def antivirus(answer: Answer, source: str, host: str) -> Iterator[Antivirus | Unseen]:
    """Each antivirus that the host tells of; unseen when one that there may be was not read."""
    centre = answer.section("antivirus", Products)
    own = answer.section("defender", Defender)
    for number, each in enumerate(centre.products if centre else []):
        yield _listed(each, number, answer, source, host)
    if own is not None:
        yield _own(own, answer, source, host)
    told = (centre and centre.products) or own
    section = answer.sections.get("antivirus")
    hidden = centre is None and section is not None and section.error != _ABSENT
    if hidden or not told:
        why = answer.unseen("antivirus" if hidden else "defender")
        yield Unseen(Antivirus, f"{host} {why}")


def _listed(told: Product, number: int, answer: Answer, source: str, host: str) -> Antivirus:
    """Three bytes (WSC_SECURITY_PRODUCT_STATE): whether it runs and is current, in the last two."""
    product = told.name or "?"
    return Antivirus(
        source=source,
        key=f"{host} {number} {product}",
        host=host,
        product=product,
        told_by="security centre",
        seen_on=answer.today,
        running=_RUNNING.get((told.state >> 12) & 0xF),
        current=_CURRENT.get((told.state >> 4) & 0xF),
    )


def _own(told: Defender, answer: Answer, source: str, host: str) -> Antivirus:
    """Passive, or blocking what another let through, is not running: another is in its place."""
    known = told.enabled is not None and told.watching is not None
    passive = any(word in (told.mode or "").lower() for word in ("passive", "edr block"))
    return Antivirus(
        source=source,
        key=f"{host} {_DEFENDER}",
        host=host,
        product=_DEFENDER,
        told_by="defender",
        seen_on=answer.today,
        running=bool(told.enabled and told.watching and not passive) if known else None,
        signed=answer.past(told.signed),
    )
