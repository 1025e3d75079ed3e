"""One request, one transaction, in the scope of the person who asks; and what browsers may load."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from didim.accounts.domain.access_log import collecting_access, flush_access_log
from didim.accounts.places import client_ip
from didim.accounts.prepared import together
from didim.accounts.tenancy import DatabaseScope, set_locally
from didim.registry.queries.actors import NOBODY, load_actor

# In the environment of a request that is one of a group (project.intake_lane), whose transaction it shares.
IN_GROUP = "didim.in_group"
# And of one whose group could not commit, for a reason that is told as any other error.
FAILED = "didim.failed"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class RequestScope:
    """Middleware: sets ``request.actor``, runs the view in a transaction that sees only the actor's rows.

    A GET reads: its transaction is read-only and rolled back at the end, so nothing it set outlives it,
    also not where an outer transaction is open (tests). Any other method writes: committed when the view
    returns, rolled back when it raises. Statement and lock time-outs come from the settings. Routes of
    libraries that write on GET are named in ``WRITING_GETS``.

    Personal data that the view has shown is written into the access log right after its transaction.

    Streamed bodies are produced after the transaction has ended, and so without a scope: such a view reads
    all it needs first.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer the request; the transaction opened by ``process_view`` ends here."""
        request.actor = NOBODY
        if (failed := request.META.get(FAILED)) is not None:
            raise OperationalError(str(failed)) from failed
        with collecting_access() as notes:
            with ExitStack() as opened:
                request.transaction = RequestTransaction(opened)
                response = self.get_response(request)
                # Django REST framework says so when it made the answer from an exception.
                request.transaction.failed |= getattr(response, "exception", False)
            # Before the answer leaves: what cannot be logged is not shown.
            if notes:
                account, ip = request.user, client_ip(request)
                flush_access_log(notes, account=account, ip=ip, now=timezone.now())
        return response

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        """Open the transaction once it is known which view answers.

        A view with `before_transaction` (a function of the request) has that done first: it reads a long body
        while no connection of the database is held for it.
        """
        del args, kwargs
        if prepare := getattr(view, "before_transaction", None):
            prepare(request)
        # Before the transaction: a session that no longer fits its user is deleted here, also on a GET.
        known = request.user.is_authenticated
        if IN_GROUP in request.META:
            if known:
                request.actor = load_actor(user=request.user, session=request.session, now=timezone.now())
            return
        reads = (
            request.method in READING_METHODS
            and request.resolver_match.view_name not in settings.WRITING_GETS
        )
        with together():
            request.transaction.open(user=request.user.pk, reads=reads)
            if known:
                request.actor = load_actor(user=request.user, session=request.session, now=timezone.now())
        if known:
            set_locally(request.actor.scope.settings())

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Undo at the end what the view wrote before it raised; until then the error page may read."""
        del exception
        request.transaction.failed = True


@dataclass
class RequestTransaction:
    """The transaction of one request."""

    opened: ExitStack
    failed: bool = False

    def open(self, *, user: int | None, reads: bool) -> None:
        """Begin, with the time-outs and the rows that belong to the user alone; one statement."""
        values = DatabaseScope(user=user).settings() | {
            "statement_timeout": str(settings.STATEMENT_TIMEOUT_MS),
            "lock_timeout": str(settings.LOCK_TIMEOUT_MS),
        }
        nested = connection.in_atomic_block
        self.opened.enter_context(transaction.atomic())
        before = _current(values) if nested and not reads else {}
        self.opened.callback(self._close, reads=reads, before=before)
        set_locally(values | ({"transaction_read_only": "on"} if reads else {}))

    def _close(self, *, reads: bool, before: Mapping[str, str]) -> None:
        if reads or self.failed:
            transaction.set_rollback(True)
        elif before and not connection.needs_rollback:
            set_locally(before)


def _current(names: Mapping[str, str]) -> dict[str, str]:
    reads = ", ".join(["coalesce(current_setting(%s, true), '')"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {reads}", list(names))
        return dict(zip(names, cursor.fetchone(), strict=True))


class ContentPolicy:
    """Middleware: the content security policy of the settings, written out once: no page of ours changes it.

    An answer that brings its own (a file, which may load nothing at all) keeps it.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: Any) -> HttpResponse:
        """Answer the request with the policy in a header."""
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response
