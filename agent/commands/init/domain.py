"""The directory: its controllers, confirmed before anything is said to them, then its account."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from agent.commands.compare import POWERSHELL
from agent.commands.init.given import Talk
from agent.commands.init.secret import ask_secret
from agent.core.errors import Denied, PasswordRefused, SourceError
from agent.engine.starting import trying
from agent.engine.starting.draft import DATABASE, Domain, Secret
from collectors.directory import discovery
from collectors.directory.discovery import Machine
from collectors.directory.settings import controller
from collectors.transports import locating


def directory(talk: Talk, site: str) -> tuple[Domain | None, Path | None, list[Machine]]:
    """A live directory and its machines, or an export that was handed over, or neither."""
    if talk.given.export is not None:
        return None, talk.given.export, []
    domain = _domain(talk)
    urls = _controllers(talk, domain)
    if not urls:
        return None, _two_files(talk), []
    answering, ca, trusted = _certificates(talk, urls)
    if not (answering and trusted):
        talk.tell("not_reached")
        ways = [talk.say("init.way_export"), talk.say("init.way_as_is")]
        if talk.ask.one(talk.say("init.way"), ways) == 0:
            return None, _two_files(talk), []
    user = talk.given.user or talk.ask.text(
        talk.say("init.user"), f"audit@{domain}" if domain else ""
    )
    secret, value = ask_secret(talk, "ad", "password", user=user, given=talk.given.password_from)
    ordered = (*answering, *(url for url in urls if url not in answering))
    machines: list[Machine] = []
    if not value:
        talk.tell("not_now")
    elif answering and trusted:
        secret, machines = _machines(talk, site, Domain(ordered, user, secret, ca), value)
    return Domain(ordered, user, secret, ca), None, machines


def controller_url(name: str) -> str:
    """The URL of a controller that is told by its name, or as it will be written.

    Raises:
        ValueError: it is neither.
    """
    return controller(name if "://" in name else f"ldaps://{name}")


def _domain(talk: Talk) -> str:
    told = talk.given.domain or ""
    if not told and not talk.given.controllers:
        told = talk.ask.text(talk.say("init.domain"), locating.own_domain(), needed=False)
    return told.strip(".").lower()


def _controllers(talk: Talk, domain: str) -> tuple[str, ...]:
    """Those that the operator confirmed; DNS only proposes, and nothing is said to them."""
    if talk.given.controllers:
        return tuple(controller_url(each) for each in talk.given.controllers)
    if not domain:
        return ()
    try:
        found = locating.controllers(domain)
    except SourceError as error:
        talk.tell("no_controllers", why=error)
        found = ()
    picked: list[str] = []
    if found:
        talk.tell("controllers_found", domain=domain)
        outside = talk.say("init.outside")
        rows = [name if name.endswith(f".{domain}") else f"{name} {outside}" for name in found]
        picked = [found[rank] for rank in talk.ask.some(talk.say("init.controllers"), rows)]
    if not picked:
        told = talk.ask.text(talk.say("init.controllers_typed"), needed=False, check=_urls)
        return _urls(told)
    return _urls(" ".join(picked))


def _urls(told: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(controller_url(each) for each in told.replace(",", " ").split()))


def _certificates(talk: Talk, urls: tuple[str, ...]) -> tuple[list[str], Path | None, bool]:
    """Those that answer, the authority's file, and whether every certificate is good."""
    ca = talk.given.ca
    answering: list[str] = []
    for url in urls:
        while True:
            try:
                discovery.verify(url, ca)
            except Denied as error:
                talk.tell("untrusted", why=error)
                told = talk.ask.text(
                    talk.say("init.ca"),
                    _candidate(talk.given.folder),
                    needed=False,
                    check=_file(talk),
                )
                if not told or Path(told) == ca:
                    return answering, ca, False
                ca = Path(told)
            except SourceError as error:
                talk.tell("no_answer", why=error)
                break
            else:
                talk.tell("trusted", url=url)
                answering.append(url)
                break
    return answering, ca, True


def _candidate(folder: Path) -> str:
    """A certificate that lies beside the configuration to come."""
    found = sorted(each for kind in ("*.pem", "*.crt") for each in folder.glob(kind))
    known = [each for each in found if b"BEGIN CERTIFICATE" in each.read_bytes()[:65536]]
    return str(known[0]) if len(known) == 1 else ""


def _file(talk: Talk) -> Callable[[str], None]:
    def check(told: str) -> None:
        if not Path(told).is_file():
            raise ValueError(talk.say("init.no_such_file", path=told))

    return check


def _machines(talk: Talk, site: str, domain: Domain, value: str) -> tuple[Secret, list[Machine]]:
    """What the directory knows; another password is asked for, never the same one tried twice."""
    secret = domain.secret
    while True:
        try:
            return secret, looked(talk.given.folder / DATABASE, site, domain, value)
        except PasswordRefused as error:
            talk.tell("refused", why=error)
            # What a reference leads to is not replaced here.
            value = talk.ask.secret(talk.say("init.again")) if secret.value is not None else ""
            if not value:
                return secret, []
            secret = Secret(secret.reference, value)
        except SourceError as error:
            talk.tell("no_answer", why=error)
            return secret, []


def looked(database: Path, site: str, domain: Domain, value: str) -> list[Machine]:
    """The machines of a domain, by the one logon that there is; raises SourceError."""
    url, user = domain.urls[0], domain.user
    look = partial(discovery.look, url, user, value, domain.ca)
    return trying.once(database, site, user, url, value, look)


def _two_files(talk: Talk) -> Path | None:
    """The road without any right: an administrator's export, which is read here."""
    talk.tell("two_files", powershell=POWERSHELL)
    told = talk.ask.text(talk.say("init.export"), needed=False, check=_file(talk))
    return Path(told) if told else None
