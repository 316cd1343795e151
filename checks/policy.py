"""Questions 9 and 10 from Group Policy: what it really imposes, and leaves for all to read."""

from typing import Annotated

from agent.core.facts.effective import PolicyLock, PolicyTraces
from agent.core.facts.policy import Half, PolicyFolder, PolicyObject, Teller
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Reason, Role, Unanswered
from agent.core.sources import Facts, Known, Only
from checks.derive.policy.expected import absent, expected
from checks.locks import minutes, too_late
from checks.registry import check

# What keeps a screen saver from locking, as Windows names it.
_SETTINGS = {
    "active": "ScreenSaveActive",
    "program": "SCRNSAVE.EXE",
    "secure": "ScreenSaverIsSecure",
    "timeout": "ScreenSaveTimeOut",
}
_HALVES = {Half.MACHINE: "Machine", Half.USER: "User"}
_FILES = {
    Teller.REGISTRY: "Registry.pol",
    Teller.TEMPLATE: r"Microsoft\Windows NT\SecEdit\GptTmpl.inf",
    Teller.AUDIT: r"Microsoft\Windows NT\Audit\audit.csv",
    Teller.PREFERENCES: r"Preferences\Registry\Registry.xml",
}
# What Windows gives the security log by itself, in KiB; a policy that gives less shortens it.
_BY_DEFAULT = 20480


@check("policy.unlocked", "9a", Role.DECIDES)
def unlocked(locks: Annotated[Facts[PolicyLock], Known("seconds")]) -> Findings:
    """No policy has a session left open on some workstations ask for its password again."""
    for each in locks:
        if each.seconds == 0:
            yield Finding.on(
                each,
                Severity.SERIOUS,
                users=each.users,
                workstations=each.workstations,
                room=each.room or None,
                lacks=[_SETTINGS[lacking] for lacking in each.lacks],
            )


@check("policy.lock-slow", "9a", Role.DECIDES)
def lock_slow(
    locks: Annotated[Facts[PolicyLock], Known("seconds")],
    lock_gap_seconds: int,
    lock_serious_seconds: int,
) -> Findings:
    """Policies have some workstations lock, too late."""
    for each in locks:
        limit = min(lock_gap_seconds, each.limit_seconds or lock_gap_seconds)
        severity = too_late(each.seconds, limit, lock_serious_seconds)
        if severity:
            yield Finding.on(
                each,
                severity,
                minutes=minutes(each.seconds),
                limit=minutes(limit),
                users=each.users,
                workstations=each.workstations,
                room=each.room or None,
            )


@check("policy.passwords", "9a", Role.INFORMS)
def passwords(folders: Annotated[Facts[PolicyFolder], Known("passwords")]) -> Findings:
    """A password stands in the files of a policy, which the whole domain can read (MS14-025)."""
    for each in folders:
        if each.passwords:
            files = sorted({name for name, _ in each.secrets})
            yield Finding.on(each, Severity.SERIOUS, count=each.passwords, files=files)


@check("policy.out-of-step", "9a", Role.INFORMS)
def out_of_step(
    folders: Annotated[Facts[PolicyFolder], Only("deployed"), Known("version")],
    objects: Facts[PolicyObject],
) -> Findings:
    """The files of a policy are not those that the directory counts, or no policy has them."""
    known = {(each.domain, each.policy): each for each in objects}
    domains = {each.domain for each in objects}
    compared = differing = 0
    for each in folders:
        told = known.get((each.domain.lower(), each.policy))
        if each.domain.lower() not in domains or (told and told.version is None):
            continue
        compared += 1
        version = told.version if told else None
        if told is None or version != each.version:
            differing += 1
            yield Finding.on(
                each,
                Severity.WATCH,
                orphan=told is None,
                files=each.version,
                directory=version,
            )
    if not differing and compared < len(folders):
        raise Unanswered(Reason.COVERAGE, f"{compared} / {len(folders)}")


@check("policy.files-missing", "9a", Role.INFORMS)
def files_missing(
    objects: Facts[PolicyObject],
    folders: Annotated[Facts[PolicyFolder], Only("deployed")],
) -> Findings:
    """The directory calls for settings of a policy, and the file that holds them is not there."""
    there = {(each.domain.lower(), each.policy): each for each in folders}
    domains = {domain for domain, _ in there}
    compared = lacking = 0
    for each in objects:
        folder = there.get((each.domain, each.policy))
        wanted = expected(each)
        if each.domain not in domains or (folder and not folder.listed):
            continue
        compared += 1
        missing = absent(each, folder) if folder else wanted
        if missing:
            lacking += 1
            names = sorted(rf"{_HALVES[half]}\{_FILES[teller]}" for half, teller in missing)
            yield Finding.on(each, Severity.WATCH, files=names, folder=folder is not None)
    if not lacking and compared < len(objects):
        raise Unanswered(Reason.COVERAGE, f"{compared} / {len(objects)}")


@check("policy.logons-off", "10a", Role.INFORMS)
def logons_off(traces: Annotated[Facts[PolicyTraces], Known("logons")]) -> Findings:
    """A policy has some computers not record who opens a session, which Windows does by itself."""
    for each in traces:
        if each.logons == "off":
            yield Finding.on(each, Severity.GAP, computers=each.computers)


@check("policy.log-stops", "10a", Role.INFORMS)
def log_stops(traces: Annotated[Facts[PolicyTraces], Known("stops")]) -> Findings:
    """A policy has an event log refuse new events once it is full, and archive nothing."""
    for each in traces:
        if each.stops:
            yield Finding.on(each, Severity.GAP, computers=each.computers, logs=list(each.stops))


@check("policy.log-small", "10a", Role.INFORMS)
def log_small(traces: Facts[PolicyTraces]) -> Findings:
    """A policy gives the security log less room than Windows does by itself."""
    for each in traces:
        if each.security_kib is not None and each.security_kib < _BY_DEFAULT:
            yield Finding.on(each, Severity.WATCH, computers=each.computers, kib=each.security_kib)
