"""Jobs of the workbench that make documents; procrastinate finds them here."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from didim.agreements.domain import batches
from didim.applications.domain.files.storage import open_stored
from didim.districts.domain import importing
from didim.districts.domain.keeping import working_store
from didim.districts.models import DistrictImport
from didim.documents.agreement_papers import agreement_pdf
from didim.documents.decision_letters import letter_pdf
from didim.selection.domain import notifying

log = logging.getLogger(__name__)
# Letters between two looks at the clock.
AT_ONCE = 25


@app.task(queue="notices")
def send_decision_notices(job_id: int) -> None:
    """Tell all applicants of a call; a worker that is killed leaves the rest to the next run of the job."""
    try:
        while not notifying.send_notices(
            job_id=job_id, render=letter_pdf, now=timezone.now(), limit=AT_ONCE
        ).ended:
            pass
    except Exception as error:
        log.exception("notice job %d", job_id)
        notifying.fail_notices(job_id=job_id, problem=f"{type(error).__name__}: {error}", now=timezone.now())
        raise


@app.task(queue="notices", pass_context=False)
def carry_on_agreements(batch_id: int) -> None:
    """Draft or offer all agreements of a call; a killed worker leaves the rest to the next run of the job."""
    while not batches.carry_on(batch_id=batch_id, render=agreement_pdf, now=timezone.now(), limit=AT_ONCE):
        pass


@app.task(queue="districts", pass_context=False)
def read_district_import(import_id: int) -> None:
    """Read a file of district statistics that was brought, and keep the report."""
    found = DistrictImport.objects.get(pk=import_id)
    importing.read_import(district_import=found, content=_stored(found.sha256), now=timezone.now())


@app.task(queue="districts", lock="districts", pass_context=False)
def publish_district_imports(import_ids: list[int]) -> None:
    """Take files into the store and publish a new edition: minutes for a large city."""
    try:
        importing.publish_imports(
            import_ids=import_ids, store=working_store(), read=_stored, now=timezone.now()
        )
    except Exception as error:
        log.exception("district imports %s", import_ids)
        importing.give_back_imports(import_ids=import_ids, message=f"{type(error).__name__}: {error}")
        raise


def _stored(sha256: str) -> bytes:
    with open_stored(sha256) as content:
        return content.read()
