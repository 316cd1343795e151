"""What policies make of event logs, by the rules of precedence between their kinds of settings."""

import pytest

from agent.core.facts.effective import ComputerPolicy, Effective, PolicyTraces
from agent.core.sources import Facts
from checks.derive.policy.traces import traces

LOGON = "audit/{0cce9215-69ae-11d9-bed3-505054503030}"
OTHER = "audit/{0cce921d-69ae-11d9-bed3-505054503030}"
LEGACY, FORCED = "audit/legacy/auditlogonevents", "audit/legacy_ignored"


def made(settings: dict[str, str | None], enabled: int = 12) -> list[PolicyTraces]:
    told = tuple(Effective(name=name, text=text) for name, text in settings.items())
    policy = ComputerPolicy(
        source="ad",
        key="a",
        places=("OU=Postes",),
        computers=("pc",),
        enabled=enabled,
        settings=told,
    )
    return [each for each in traces(Facts([policy])) if isinstance(each, PolicyTraces)]


@pytest.mark.parametrize(
    ("settings", "logons"),
    [
        ({}, "unset"),
        ({LOGON: "1"}, "recorded"), ({LOGON: "3"}, "recorded"), ({LOGON: "2"}, "off"), ({LOGON: "4"}, "off"),
        ({LOGON: None}, None),
        ({LEGACY: "1"}, "recorded"), ({LEGACY: "0"}, "off"), ({LEGACY: "2"}, "off"), ({LEGACY: None}, None),
        # A category gives way to any subcategory, and where policies say that it does.
        ({LEGACY: "0", LOGON: "1"}, "recorded"), ({LEGACY: "0", OTHER: "3"}, "unset"),
        ({LEGACY: "0", FORCED: "1"}, "unset"), ({LEGACY: "0", FORCED: "0"}, "off"), ({LEGACY: "0", FORCED: None}, None),
    ],
)  # fmt: skip
def test_whether_logons_are_recorded(settings: dict[str, str | None], logons: str | None) -> None:
    (told,) = made(settings)

    assert told.logons == logons


@pytest.mark.parametrize(
    ("settings", "stops"),
    [
        ({}, ()),
        ({"log/security/retention": "1"}, ("security",)),
        ({"log/security/retention": "0"}, ()),
        ({"log/security/retention": "1", "log/security/archive": "1"}, ()),
        ({"log/security/retention": "1", "log/security/archive": "0"}, ("security",)),
        ({"log/security/retention": "1", "log/security/archive": None}, None),
        ({"log/security/retention": None}, None),
        ({"log/security/retention": None, "log/system/retention": "1"}, ("system",)),
        ({"log/system/template_retention": "2"}, ("system",)),
        ({"log/system/template_retention": "0"}, ()),
        ({"log/system/template_retention": None}, None),
        ({"log/system/template_retention": "2", "log/system/retention": "0"}, ()),
    ],
)
def test_whether_a_full_log_stops(settings: dict[str, str | None], stops: object) -> None:
    (told,) = made(settings)

    assert told.stops == stops


def test_the_size_and_whom_it_is_for() -> None:
    assert made({"log/security/max_kib": "4096"})[0].security_kib == 4096
    assert made({"log/security/template_kib": "512"})[0].security_kib == 512
    assert (
        made({"log/security/max_kib": "4096", "log/security/template_kib": "9"})[0].security_kib
        == 4096
    )
    assert made({"log/security/max_kib": None})[0].security_kib is None
    assert made({LOGON: "4"}, enabled=0) == []
