"""A request is ended, or given back, by the worker that holds it alone."""

from datetime import datetime
from typing import Any

from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.sql import queries
from procrastinate.utils import utcnow

_HELD = """WITH held AS MATERIALIZED (
  SELECT id FROM procrastinate_jobs
  WHERE id = %(job_id)s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %(holder)s
  FOR UPDATE
) {} FROM held"""


class Held(JobManager):
    """Procrastinate's own manager asks for the number of a request, whoever holds it by now.

    A worker that was cut off, and comes back, would end what another one has taken up.
    """

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - Procrastinate's signature
        """End a request, if it is still this worker's."""
        await self._if_held(job, "finish_job", status=status.value, delete_job=delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Have a request wait again, if it is still this worker's."""
        await self._if_held(
            job,
            "retry_job",
            retry_at=retry_at or utcnow(),
            new_priority=priority,
            new_queue_name=queue,
            new_lock=lock,
        )

    async def _if_held(self, job: Job, query: str, **values: Any) -> None:
        held = _HELD.format(queries[query].rstrip().removesuffix(";"))
        await self.connector.execute_query_async(
            held, job_id=job.id, holder=job.worker_id, **values
        )
