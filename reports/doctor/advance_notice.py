"""The notice to a security operations centre, as a text to print or to send."""

from collections.abc import Iterator

from agent.core.advance_notice import AdvanceNotice
from reports.doctor.words import Words

_SHOWN = 20  # targets of one port that are named


def lines(notice: AdvanceNotice, told: Words) -> Iterator[str]:
    """The whole text."""

    def say(key: str, **values: object) -> str:
        return told(f"doctor_notice.{key}", **values)

    yield say("title", site=notice.site)
    yield from ("", say("to"), say("what"), "", say("machine", machine=notice.machine), "")
    yield say("accounts")
    yield from (
        say("account", user=each.user, by=each.by, protocol=_protocol(each.protocol, told))
        for each in notice.accounts
    )
    yield from () if notice.accounts else (say("accounts_none"),)
    yield from ("", say("ports"))
    for each in notice.ports:
        names = ", ".join(each.targets[:_SHOWN]) + (", …" if len(each.targets) > _SHOWN else "")
        yield say("port", port=str(each.port), protocol=_protocol(each.protocol, told),
                  count=len(each.targets), targets=names)  # fmt: skip
    yield from () if notice.ports else (say("ports_none"),)
    yield from ("", say("files", count=notice.files), "", say("hours"))
    yield from (f"- {line}" for line in notice.schedule)
    yield from () if notice.schedule else (say("hours_none"),)
    yield from ("", say("scripts"))
    yield from (say("script", name=name, digest=digest) for name, digest in notice.scripts)
    yield say("scripts_how") if notice.scripts else say("scripts_none")
    yield from ("", say("never"), say("never_list").strip(), "", say("traces"), say("contact"))


def _protocol(protocol: str, told: Words) -> str:
    return told.word("doctor_protocols", protocol)
