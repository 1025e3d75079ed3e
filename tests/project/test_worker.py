"""Jobs of a worker that died are not lost."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from didim.accounts.tasks import send_due_messages
from didim.project.worker import take_up_stalled_jobs

# A worker's connection commits each statement.
pytestmark = pytest.mark.django_db(transaction=True)


def leave_job_of_dead_worker() -> int:
    job_id = send_due_messages.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id"
        )
        (worker_id,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker_id, job_id],
        )
    return job_id


def take_up() -> int:
    """Do it as the worker does, with its own connections; Playwright may hold this thread's event loop."""

    async def open_and_take_up() -> int:
        async with app.open_async():
            return await take_up_stalled_jobs(app)

    with app.replace_connector(app.connector.get_worker_connector()), ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, open_and_take_up()).result()


def status(job_id: int) -> str:
    return ProcrastinateJob.objects.get(pk=job_id).status


def test_job_of_dead_worker_waits_again() -> None:
    job_id = leave_job_of_dead_worker()
    assert take_up() == 1
    assert status(job_id) == "todo"


def test_job_of_dead_worker_is_closed_where_the_same_one_waits() -> None:
    old = leave_job_of_dead_worker()
    new = send_due_messages.defer(timestamp=60)
    assert take_up() == 1
    assert (status(old), status(new)) == ("failed", "todo")


def test_every_app_brings_its_jobs_and_the_nightly_ones_are_known() -> None:
    names = {
        f"didim.{name}" for name in ("accounts.tasks.send_due_messages", "accounts.tasks.destroy_due_data")
    }
    assert names <= set(app.tasks)
    assert names <= {name for name, _ in app.periodic_registry.periodic_tasks}
