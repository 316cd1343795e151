"""Tries one target: the way to it, one logon, then each right by its effect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Timer

from agent.core.diagnosis import State, Step, failed, not_tried, ok
from agent.core.errors import Denied, PasswordRefused, RefusedBefore
from agent.engine.credentials import Credentials
from agent.engine.doctor.effects import Exhibits, effect
from agent.engine.doctor.files import files
from agent.engine.doctor.situation import situation
from agent.engine.guard import Failure, attempt
from collectors.registry import COLLECTORS, Limits, Reach, Session, Source, Target
from collectors.transports.secrets import resolve
from collectors.transports.trying import way

_GRACE = 5.0  # seconds left to a transport to notice its own hard limit


@dataclass(frozen=True)
class Trying:
    """What every target of one trial shares.

    `busy`: who else uses the store now, if anybody. `keeps`: a refusal can be remembered. Otherwise
    no password is presented.
    """

    folder: Path
    credentials: Credentials
    as_of: date
    limits: Limits
    busy: str = ""
    keeps: bool = True

    def steps(self, source: Source, target: Target) -> Iterator[Step]:
        """Every step of a target, in order."""
        if target.reach is None:
            yield from self._near(source, target)
        else:
            yield from self._far(target, target.reach)

    def _near(self, source: Source, target: Target) -> Iterator[Step]:
        """A file, this machine, a block: nobody logs on; each collector reads what it reads."""
        if not target.demonstration:
            found = list(files(source, target, self.folder))
            yield from found
            if any(step.state is State.FAILED for step in found):
                yield not_tried("content", "file")
                return
        for collector in target.collectors:
            wanted = COLLECTORS[collector].signature.populations
            if all(each.earlier for each in wanted):  # others need what a scan has read before
                yield from self._effects(collector, target, "content")

    def _far(self, target: Target, reach: Reach) -> Iterator[Step]:
        secret = self._secret(target)
        if secret:
            yield secret
        answered, there = False, True
        for step in way(reach):
            yield step
            there = step.state is State.OK
            answered = answered or (step.id == "port" and there)
        if target.collectors[0] == "directory.domain":
            yield situation(reach, answered=answered)
        if not there:
            yield not_tried("logon", "way", **_told(reach))
        elif secret and secret.state is not State.OK:
            yield not_tried("logon", "secret", **_told(reach))
        elif self.busy and target.credential:
            yield not_tried("logon", "busy", holder=self.busy)
        elif not self.keeps and target.credential:
            yield not_tried("logon", "no_memory")
        else:
            yield from self._effects(target.collectors[0], target, "logon")

    def _secret(self, target: Target) -> Step | None:
        """Whether the reference leads to a secret, which is read and not shown."""
        if target.credential is None:
            return None
        reference = target.credential.reference
        try:
            resolve(reference, self.folder)
        except Denied as error:
            return failed("secret", "absent", reference=reference, detail=str(error))
        return ok("secret", "found", reference=reference)

    def _effects(self, collector: str, target: Target, opening: str) -> Iterator[Step]:
        exhibits = Exhibits()
        session = self._opened(collector, target, exhibits, opening)
        if isinstance(session, Step):
            yield session
            return
        if target.reach:
            yield ok("logon", "taken", **_told(target.reach))
        watchdog = Timer(self.limits.hard + _GRACE, session.close)
        watchdog.daemon = True
        watchdog.start()
        found: list[Step] = []

        def read() -> None:
            found.extend(effect(collector, target, session, exhibits, self.as_of))

        try:
            made = attempt(read)
        finally:
            watchdog.cancel()
            session.close()
        yield from found
        if isinstance(made, Failure):
            yield failed("content", made.reason.value, detail=made.detail, **_told(target.reach))

    def _opened(
        self, collector: str, target: Target, exhibits: Exhibits, opening: str
    ) -> Session | Step:
        told = _told(target.reach)

        def contact() -> Session | Step:
            try:
                return self.credentials.contact(
                    target.credential,
                    lambda: target.open(collector, exhibits.keep, self.limits),
                )
            except RefusedBefore as error:
                return not_tried("logon", "refused_before", detail=str(error),
                                 remedy="password_refused", **told)  # fmt: skip
            except PasswordRefused as error:
                return failed("logon", "password_refused", detail=str(error), **told)

        made = attempt(contact)
        if isinstance(made, Failure):
            return failed(opening, made.reason.value, detail=made.detail, **told)
        return made


def _told(reach: Reach | None) -> dict[str, str]:
    """What words and remedies name."""
    if reach is None:
        return {}
    return {
        "protocol": reach.protocol,
        "host": reach.host,
        "port": str(reach.port),
        "user": reach.user,
        "reference": reach.by,
    }
