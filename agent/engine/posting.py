"""A message as its channel carries it, and the one try to send it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import quote, urlsplit

from agent.engine.channels import SECRET, Channel
from agent.engine.configuration import Configuration
from agent.engine.credentials import Credentials
from agent.engine.guard import Failure, attempt
from agent.outward.notices import mail, syslog, webhook
from agent.outward.notices.line import Place
from agent.store import Store
from collectors.registry import Credential
from collectors.transports import secrets
from reports import notices
from reports.notices import Notice
from reports.words import words

_SEVERITY = {"ends": syslog.Severity.NOTICE, "alive": syslog.Severity.INFORMATIONAL}


@dataclass(frozen=True, slots=True)
class Posted:
    """What leaves: a mail, the bytes of a JSON document, or those of a syslog message.

    `digest` is of what it says in words.
    """

    body: EmailMessage | bytes
    digest: str

    @property
    def shown(self) -> str:
        """What leaves as a person reads it: a mail is decoded, the rest is as it is sent."""
        if isinstance(self.body, bytes):
            return self.body.decode()
        heads = "".join(f"{name}: {value}\n" for name, value in self.body.items())
        return f"{heads}\n{self.body.get_content()}"


def posted(channel: Channel, notice: Notice) -> Posted:
    """A notice in the form and the language of a channel."""
    told = words(channel.language)
    subject, text = notices.subject(notice, told), notices.text(notice, told)
    digest = "sha256:" + sha256(text.encode()).hexdigest()
    if channel.mail:
        run = notice.audit.run
        return Posted(_mail(channel, subject, text, f"{run.site} {run.run} {run.started}"), digest)
    if channel.kind == "https":
        return Posted(_json(notices.as_json(notice, told)), digest)
    what = notice.says[0] if notice.says else "alive"
    severity = _SEVERITY.get(what, syslog.Severity.NOTICE)
    if notice.grave:
        severity = syslog.Severity.WARNING
    line = notices.line(notice, told)
    body = syslog.frame(line, what=what, severity=severity, at=datetime.now(UTC))
    return Posted(body, digest)


def trial(configuration: Configuration, channel: Channel) -> Posted:
    """A message that tells of nothing, to see whether it arrives."""
    told, at = words(channel.language), datetime.now(UTC)
    subject = told("notice.subject_test", site=configuration.site.name)
    text = told("notice.test")
    if channel.mail:
        return Posted(_mail(channel, subject, f"{text}\n", f"test {at}"), "")
    if channel.kind == "https":
        about = {"schema": "preuve/notice/1", "says": ["test"], "site": configuration.site.name}
        return Posted(_json(about | {"subject": subject, "text": text}), "")
    severity = syslog.Severity.INFORMATIONAL
    return Posted(syslog.frame(subject, what="test", severity=severity, at=at), "")


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _mail(channel: Channel, subject: str, text: str, about: str) -> EmailMessage:
    """A mail whose identifier is that of what it is `about`: sent twice, it is seen to be one."""
    return mail.letter(
        sender=str(channel.sender),
        to=channel.to,
        subject=subject,
        text=text,
        at=datetime.now(UTC),
        digest=sha256(f"{channel.name} {about}".encode()).hexdigest(),
    )


def post(
    store: Store, configuration: Configuration, channel: Channel, message: Posted
) -> Failure | None:
    """Try once; None when it left. A secret that was refused is not presented again."""
    credential = None
    if channel.password is not None:
        realm = f"{channel.kind}://{channel.host}"
        credential = Credential(realm, channel.user or channel.name, channel.password)
    contact = Credentials(store, configuration.folder).contact
    done = attempt(lambda: contact(credential, lambda: _send(configuration, channel, message)))
    return done if isinstance(done, Failure) else None


def _send(configuration: Configuration, channel: Channel, message: Posted) -> None:
    folder = configuration.folder
    place = Place(channel.host, channel.port, folder / channel.ca if channel.ca else None)
    secret = secrets.resolve(channel.password, folder) if channel.password else None
    if isinstance(message.body, EmailMessage):
        mail.send(
            place,
            message.body,
            sender=str(channel.sender),
            to=channel.to,
            starttls=channel.kind == "smtp",
            login=mail.Login(channel.user, secret) if channel.user and secret else None,
        )
    elif channel.kind == "https":
        parts = urlsplit(channel.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if secret and SECRET in path:
            path, secret = path.replace(SECRET, quote(secret, safe="")), None
        webhook.send(place, path, message.body, secret)
    else:
        syslog.send(place, message.body, channel.kind.partition("+")[2])
