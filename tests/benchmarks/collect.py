"""Collects the accounts of `preuve.toml` into its store, and nothing more."""

from datetime import UTC, datetime
from pathlib import Path

from agent.core.runs import RunState
from agent.engine.collecting import Collecting
from agent.engine.configuration import read
from agent.engine.credentials import Credentials
from agent.engine.pace import Pacing
from agent.engine.planning import Job, plan
from agent.engine.populations import Shelf
from agent.engine.progress import silent
from agent.engine.sections import Pace
from agent.store import Store
from tests.hospital.hospital import AS_OF


def main() -> None:
    configuration = read(Path("preuve.toml"))
    with Store.open(configuration.store_url, configuration.site.name) as store, store.lock("bench"):
        run = store.start_run(
            as_of=AS_OF,
            profile=configuration.profile,
            demonstration=False,
            tool="benchmark",
            settings_digest=configuration.digest,
            settings=b"{}",
            config_path="",
        )
        jobs = [
            Job(
                job.target,
                tuple(
                    each for each in job.collectors if each.id == "directory.accounts-and-switches"
                ),
            )
            for job in plan(configuration, ["ad"])
        ]
        credentials = Credentials(store, configuration.folder)
        Collecting(store, Shelf(store, run), run, AS_OF, credentials, silent).collect(
            jobs, Pacing(Pace(), lambda: datetime.now(UTC))
        )
        store.end_run(run, RunState.ENDED)
