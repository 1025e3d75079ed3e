"""Having one firm asked about now, at somebody's wish; the worker asks, nobody waits."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from didim.registry.domain.business_status import request_status_check
from didim.registry.models import Enterprise

from .tasks import check_business_status


def queue_status_check(*, enterprise: Enterprise, now: datetime) -> bool:
    """Put a firm up for the next round and queue that round; False for a firm that is never asked about.

    Those are sample firms, whose numbers belong to nobody, and pre-founders, who have none. A round
    that waits already takes the firm along.
    """
    if enterprise.is_sample or not enterprise.business_number:
        return False
    with transaction.atomic():
        request_status_check(enterprise=enterprise, now=now)
        # Its own savepoint: the refused row must not undo the request above.
        with suppress(AlreadyEnqueued), transaction.atomic():
            check_business_status.defer(timestamp=int(now.timestamp()))
    return True
