"""How often somebody without an account may try a thing: the same for every process, kept in the database."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import Attempt
from didim.kernel.refusals import refuse

WINDOW = timedelta(hours=1)
# Class of advisory locks: whoever tries the same thing from the same place waits, so that none slips by.
_ATTEMPTS = 6201


def note_attempt(*, kind: str, who: str, limit: int, now: datetime) -> None:
    """Count a try of `kind` by `who` (an address, a number). RefusedError beyond `limit` within an hour.

    The row is written in the caller's transaction: a refusal that rolls it back is not counted.
    """
    marked = salted_hmac("didim.accounts.attempt", f"{kind}:{who}", algorithm="sha256").hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ATTEMPTS, int(marked[:7], 16)])
        tried = Attempt.objects.filter(kind=kind, who=marked, at__gt=now - WINDOW).count()
        if tried >= limit:
            raise refuse(
                "", _("짧은 시간에 너무 여러 번 시도했습니다. 한 시간 뒤에 다시 하거나 전화해 주세요.")
            )
        Attempt.objects.create(kind=kind, who=marked, at=now)


def forget_attempts(*, now: datetime) -> int:
    """Delete what is not counted any more; return how many rows that were."""
    deleted, _by_model = Attempt.objects.filter(at__lte=now - WINDOW).delete()
    return deleted
