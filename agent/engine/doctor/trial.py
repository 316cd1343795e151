"""Tries every source of a configuration, side by side, as a scan would reach them."""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from agent.core.diagnosis import Diagnosis, Step
from agent.core.errors import Denied
from agent.engine.configuration import Configuration
from agent.engine.credentials import Credentials
from agent.engine.doctor import site, task
from agent.engine.doctor.memory import Memory
from agent.engine.doctor.target import Trying
from agent.engine.pace import Pacing
from agent.engine.planning import Job, plan
from agent.engine.progress import Progress
from agent.engine.progress import Step as News
from collectors.registry import Limits, Source
from collectors.transports.secrets import resolve

LIMITS = Limits(idle=30.0, hard=900.0)  # seconds; a trial reads less than a scan


def trial(
    configuration: Configuration,
    progress: Progress,
    *,
    only: Collection[str] = (),
    again: str = "",
    limits: Limits = LIMITS,
) -> list[Diagnosis]:
    """Every target's diagnosis, then those of the store, of the key and of the scheduled task.

    Nothing is written to any of them; a refused password alone is remembered, as by a scan.
    `again`: the person on whose word those that were refused are presented once more (the account
    was locked, say, and no longer is); "" for nobody.

    Raises:
        UsageError: `only` names a source that is not configured.
    """
    jobs = plan(configuration, only)
    with _memory(configuration) as memory:
        own = [
            site.store(configuration, memory),
            site.seal(configuration, memory),
            *task.tasks(configuration, datetime.now(UTC)),
        ]
        held = memory.store.holder() if memory.store else None
        if again and not held:
            _allow_again(configuration, memory, jobs, again)
        trying = Trying(
            folder=configuration.folder,
            credentials=Credentials(memory, configuration.folder),
            as_of=configuration.today(datetime.now(UTC)),
            limits=limits,
            busy=held[0] if held else "",
            keeps=memory.keeps,
        )

        made: dict[int, Diagnosis] = {}

        def tried(job: Job) -> None:
            made[id(job)] = _diagnosis(trying, configuration.sources, job, progress)

        # As gently as a scan; at any hour, since somebody waits for the answer.
        pacing = Pacing(configuration.pace, lambda: datetime.now(UTC), any_time=True)
        with ThreadPoolExecutor(pacing.at_once, thread_name_prefix="trial") as pool:
            pacing.run(jobs, pool, tried)
        return [*(made[id(job)] for job in jobs), *own]


def _allow_again(
    configuration: Configuration, memory: Memory, jobs: Iterable[Job], by: str
) -> None:
    """Forget that the passwords which these targets refer to now were refused, and no other."""
    met = {job.target.credential for job in jobs}
    for credential in (each for each in met if each is not None):
        with suppress(Denied):  # a reference that leads nowhere: the trial says so
            secret = resolve(credential.reference, configuration.folder)
            memory.allow_again(credential.realm, credential.user, secret, by)


def _diagnosis(
    trying: Trying, sources: Iterable[Source], job: Job, progress: Progress
) -> Diagnosis:
    target = job.target
    source = _source(sources, target.source)
    steps: list[Step] = []
    for step in trying.steps(source, target):
        steps.append(step)
        progress(News("doctor", target.source, target.name, facts=len(steps)))
    made = Diagnosis(source.section, target.source, target.name, tuple(steps))
    progress(News("doctor", target.source, target.name, facts=len(steps), state="done"))
    return made


def _source(sources: Iterable[Source], name: str) -> Source:
    """The block of a target; a host of one with several is a source of its own: `block/host`."""
    return max(
        (each for each in sources if name == each.name or name.startswith(f"{each.name}/")),
        key=lambda each: len(each.name),
    )


@contextmanager
def _memory(configuration: Configuration) -> Iterator[Memory]:
    memory = Memory(configuration)
    try:
        yield memory
    finally:
        memory.close()
