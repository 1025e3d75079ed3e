"""Jobs of the workbench that make documents; procrastinate finds them here."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from didim.agreements.domain import batches
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
