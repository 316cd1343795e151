"""What Group Policy makes of the event logs of computers: what is recorded, and until when."""

from collections.abc import Iterator

from agent.core.facts.effective import ComputerPolicy, PolicyTraces
from agent.core.sources import Facts
from checks.registry import derivation

_LOGON = "audit/{0cce9215-69ae-11d9-bed3-505054503030}"  # [MS-GPAC] 2.2.1.3, Logon
_LEGACY = "audit/legacy/auditlogonevents"
_LOGS = ("application", "security", "system")
_SUCCESS = {"1", "3"}  # of a subcategory and of a category alike; 2 is failures alone


@derivation("policy.traces")
def traces(policies: Facts[ComputerPolicy]) -> Iterator[PolicyTraces]:
    """Yield one class of computers for each that has enabled ones."""
    for policy in policies:
        if policy.enabled:
            stops = {log: _stops(policy, log) for log in _LOGS}
            sure = tuple(log for log, told in stops.items() if told)
            yield PolicyTraces(
                source=policy.source,
                key=policy.key,
                places=policy.places,
                computers=policy.enabled,
                logons=_logons(policy),
                stops=None if not sure and None in stops.values() else sure,
                security_kib=_size(policy),
            )


def _logons(policy: ComputerPolicy) -> str | None:
    """The subcategory's own setting; else its category's, which gives way to any subcategory."""
    own = policy.setting(_LOGON)
    if own is None:
        own = policy.setting(_LEGACY)
        forced = policy.setting("audit/legacy_ignored")
        fine = any(each.name.startswith("audit/{") for each in policy.settings)
        if own is None or fine or (forced and forced.text == "1"):
            return "unset"
        if forced and forced.text is None:
            return None
    if own.text is None:
        return None
    return "recorded" if own.text in _SUCCESS else "off"


def _stops(policy: ComputerPolicy, log: str) -> bool | None:
    """Whether a full log refuses new events: it keeps the old ones, and archives nothing."""
    kept = policy.setting(f"log/{log}/retention")
    if kept is not None:
        archived = policy.setting(f"log/{log}/archive")
        if kept.text is None or (archived and archived.text is None):
            return None
        return kept.text == "1" and not (archived and archived.text == "1")
    template = policy.setting(f"log/{log}/template_retention")
    if template is None:
        return False
    return None if template.text is None else template.text == "2"


def _size(policy: ComputerPolicy) -> int | None:
    """In KiB, by the administrative template, else by the security template."""
    for name in ("max_kib", "template_kib"):
        if told := policy.setting(f"log/security/{name}"):
            return int(told.text) if told.text and told.text.isdecimal() else None
    return None
