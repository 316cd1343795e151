"""The time zone of this machine, where it is one of the world's."""

from zoneinfo import available_timezones

_FRANCE = "Europe/Paris"


def here() -> str:
    """Its IANA name; metropolitan France's where the machine keeps universal time or tells none."""
    from babel.localtime import get_localzone  # noqa: PLC0415 - only where nobody told

    try:
        name = getattr(get_localzone(), "key", None)
    except (LookupError, OSError, ValueError):
        return _FRANCE
    universal = name is None or name in {"UTC", "localtime"} or name.startswith("Etc/")
    return _FRANCE if universal or name not in available_timezones() else str(name)


def check(name: str) -> None:
    """Raise ValueError for a name that is none."""
    if name not in available_timezones():
        raise ValueError(name)
