"""What locks the sessions of a Windows host: the machine's settings, and each loaded profile's."""

from collections.abc import Iterator

from agent.core.facts.locks import MachineLock, ProfileLock
from collectors.registry import Unseen
from collectors.windows.answer import Answer
from collectors.windows.shapes import MachineLocks, Profile, Profiles, Side

_REMOVALS = {"1": "lock", "2": "logoff", "3": "disconnect"}  # ScRemoveOption
_LONGEST = 9  # digits of a delay: thirty years


def machine_lock(answer: Answer, source: str, host: str) -> MachineLock | None:
    """What locks every session of the host; None when it could not be read."""
    told = answer.section("locks", MachineLocks)
    if told is None:
        return None
    return MachineLock(
        source=source,
        key=host,
        host=host,
        inactivity_seconds=_double_word(told.inactivity),
        removal=_REMOVALS.get(told.card_removal or "", "nothing"),
        removal_watched=told.card_watched,
        grace_seconds=_number(told.grace),
        auto_logon=told.auto_logon == "1",
        auto_logon_user=told.auto_logon_user,
        auto_logon_password=told.auto_logon_password,
        wake_plugged=_switch(told.wake_plugged),
        wake_battery=_switch(told.wake_battery),
    )


def profile_locks(answer: Answer, source: str, host: str) -> Iterator[ProfileLock | Unseen]:
    """What locks each loaded profile; one that could not be read is unseen."""
    told = answer.section("profiles", Profiles)
    if told is None:
        yield Unseen(ProfileLock, f"{host} {answer.unseen('profiles')}")
    elif told.count > len(told.profiles):
        yield Unseen(ProfileLock, f"{host} profiles (cut)")
    known = {each.sid: each for each in reversed(told.profiles if told else [])}
    for sid in sorted(known):
        if known[sid].error:
            yield Unseen(ProfileLock, f"{host} {sid} ({known[sid].error})")
        else:
            yield _profile(known[sid], answer, source, host)


def _profile(told: Profile, answer: Answer, source: str, host: str) -> ProfileLock:
    policy, user = told.policy or Side(), told.user or Side()
    sides = {name: (getattr(policy, name), getattr(user, name)) for name in Side.__struct_fields__}
    kept = {name: own if imposed is None else imposed for name, (imposed, own) in sides.items()}
    return ProfileLock(
        source=source,
        key=f"{host} {told.sid}",
        host=host,
        user=told.sid,
        seen_on=answer.today,
        active=_flag(kept["active"]),
        secure=_flag(kept["secure"]),
        timeout_seconds=_number(kept["timeout"]),
        program=kept["program"],
        imposed=tuple(name for name, (imposed, _) in sides.items() if imposed is not None),
    )


def _flag(told: str | None) -> bool | None:
    """A switch of the registry, which is a text: anything but a number that is not 0 is off."""
    number = _number(told)
    return None if told is None else bool(number)


def _number(told: str | None) -> int | None:
    known = told is not None and told.isascii() and told.isdigit() and len(told) <= _LONGEST
    return int(told) if told and known else None


def _double_word(told: int | str | None) -> int | None:
    """A number of the registry; one that was written as a text is not what Windows reads."""
    return None if isinstance(told, str) else told


def _switch(told: int | str | None) -> bool | None:
    number = _double_word(told)
    return None if number is None else number != 0
