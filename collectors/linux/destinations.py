"""Which other machines receive a host's logs, by every program that may send them."""

from collections.abc import Mapping

from collectors.linux import rsyslog
from collectors.linux.answer import Answer

_SYSLOG = ("/etc/rsyslog", "/etc/syslog.conf")
_SYSLOG_NG = ("/etc/syslog-ng/",)
_SENDERS = (*_SYSLOG, *_SYSLOG_NG)


def forwarded(answer: Answer) -> tuple[str, ...] | None:
    """The targets as `host:port/protocol`; None when a configuration could not be read."""
    section = answer.section("logging")
    refused = [path for path in section.values("denied") if path.startswith(_SENDERS)]
    if refused or not section.finished:
        return None
    texts = section.texts()
    told = (
        rsyslog.read(_of(texts, _SYSLOG)),
        rsyslog.syslog_ng(_of(texts, _SYSLOG_NG)),
        rsyslog.journal_upload(texts),
    )
    return tuple(sorted({target for each in told for target in each.targets}))


def _of(texts: Mapping[str, str], prefixes: tuple[str, ...]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith(prefixes)}
