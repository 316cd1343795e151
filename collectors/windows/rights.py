"""Who holds rights on a Windows host: its administrators, its shares, and what it audits."""

import unicodedata
from collections.abc import Iterator

from agent.core.facts.local_rights import AuditPolicy, LocalAdministrators, Share
from collectors.registry import Unseen
from collectors.windows.answer import Answer
from collectors.windows.sddl import rights
from collectors.windows.shapes import Administrators, Audit, Shared, Shares

# What auditpol says, in English and in French, without accents: a console may have mangled them.
_SUCCESS = ("succ", "reussi")
_FAILURE = ("fail", "chec")
_NOTHING = ("no audit", "aucun", "pas d")
_KINDS = {"User": "user", "Group": "group"}


def audit_policy(answer: Answer, source: str, host: str) -> AuditPolicy | None:
    """What the host audits; None when it could not be read, or tells nothing."""
    told = answer.section("audit", Audit)
    if told is None or not told.policy:
        return None
    settings = {each.guid.strip("{}").lower(): _setting(each.setting or "") for each in told.policy}
    return AuditPolicy(source=source, key=host, host=host, settings=tuple(sorted(settings.items())))


def _setting(told: str) -> str:
    letters = unicodedata.normalize("NFKD", told.lower())
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    success = any(word in plain for word in _SUCCESS)
    failure = any(word in plain for word in _FAILURE)
    if success and failure:
        return "both"
    if success or failure:
        return "success" if success else "failure"
    return "none" if plain.startswith(_NOTHING) else "unknown"


def administrators(answer: Answer, source: str, host: str) -> LocalAdministrators | None:
    """The members of the group of administrators; None when they could not be read."""
    told = answer.section("administrators", Administrators)
    if told is None:
        return None
    members = {each.sid: _KINDS.get(each.kind or "", "unknown") for each in told.members}
    return LocalAdministrators(
        source=source,
        key=host,
        host=host,
        count=max(told.count, len(members)),
        members=tuple(sorted(members.items())),
    )


def shares(answer: Answer, source: str, host: str) -> Iterator[Share | Unseen]:
    """Each share of a folder; printers and pipes are none."""
    told = answer.section("shares", Shares)
    if told is None:
        yield Unseen(Share, f"{host} {answer.unseen('shares')}")
    elif told.count > len(told.shares):
        yield Unseen(Share, f"{host} shares (cut)")
    known = {each.name: each for each in reversed(told.shares if told else [])}
    for name in sorted(known):
        if known[name].kind == "FileSystemDirectory":
            yield _share(known[name], source, host)


def _share(told: Shared, source: str, host: str) -> Share:
    return Share(
        source=source,
        key=f"{host} {told.name}",
        host=host,
        name=told.name,
        special=told.special,
        rights=rights(told.rights),
        folder_rights=rights(told.folder, folder=True) if told.folder else None,
    )
