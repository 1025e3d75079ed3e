from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from didim.outcomes.domain import reminding
from didim.outcomes.models import OutcomeRequest


def _site() -> str:
    return next(iter(settings.CSRF_TRUSTED_ORIGINS), "")


@app.task(pass_context=False)
def tell_firms(request_id: int) -> None:
    """Tell the firms of a request that they are asked."""
    request = OutcomeRequest.objects.get(pk=request_id)
    reminding.tell_firms(request=request, now=timezone.now(), site=_site())


@app.periodic(cron="15 * * * *", periodic_id="remind-firms-of-outcomes")
@app.task(queueing_lock="remind-firms-of-outcomes", pass_context=False)
def remind_firms(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Remind firms once of an answer that is due."""
    reminding.remind_firms(now=timezone.now(), site=_site())
