"""One act, one transaction: the history of every row it writes names the act and who did it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.db import transaction

from didim.accounts.models import User


@contextmanager
def recorded(act: str, by: User | None) -> Iterator[None]:
    """Run a block as one transaction in whose history stand the act and the person (None: a job)."""
    with transaction.atomic(), pghistory.context(act=act, user=by.pk if by else None):
        yield
