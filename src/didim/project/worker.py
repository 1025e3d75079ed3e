"""The worker: runs the jobs of all apps; procrastinate finds every app's ``tasks.py`` by itself."""

import asyncio
import logging

from procrastinate import App, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import DeleteJobCondition, Status

log = logging.getLogger(__name__)
FINISH_WITHIN = 8.0  # seconds a running job has when the worker is told to stop; then it is tried again later


def run_worker(*, concurrency: int) -> None:
    """Run jobs until SIGINT or SIGTERM. Successful jobs leave no row, failed ones stay to be looked at."""
    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(_run(app, concurrency))


async def _run(worker_app: App, concurrency: int) -> None:
    async with worker_app.open_async():
        await take_up_stalled_jobs(worker_app)
        await worker_app.run_worker_async(
            concurrency=concurrency,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            shutdown_graceful_timeout=FINISH_WITHIN,
        )


async def take_up_stalled_jobs(worker_app: App) -> int:
    """Put back into the queue what a worker that died was doing; return how many jobs that were.

    Where the same job waits already, the old one is only closed.
    """
    stalled = list(await worker_app.job_manager.get_stalled_jobs())
    for job in stalled:
        try:
            await worker_app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:
            await worker_app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
    if stalled:
        log.warning("%d jobs of a worker that died are taken up again", len(stalled))
    return len(stalled)
