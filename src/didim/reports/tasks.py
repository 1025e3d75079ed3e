import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from didim.reports.domain import effects

log = logging.getLogger(__name__)


@app.task(queue="studies")
def run_study(study_id: int) -> None:
    """Answer a study of effects; what goes wrong stands in the study."""
    try:
        effects.run_study(study_id=study_id, now=timezone.now())
    except Exception as error:
        log.exception("effect study %d", study_id)
        effects.fail_study(study_id=study_id, problem=f"{type(error).__name__}: {error}", now=timezone.now())
        raise
