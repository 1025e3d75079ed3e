"""Requests for supplements: staff name what a firm may mend after the closing, and until when.

Only what is named changes (domain.intake); who is late asks the officer, who may give more time or let the
request rest. A reminder leaves once, in office hours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.applications.enums import ApplicationState, SupplementState
from didim.applications.models import Application, SupplementRequest
from didim.applications.queries.forms import form_of
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.models import EnterpriseMember

REMIND_BEFORE = timedelta(days=1)


@transaction.atomic
def ask_supplement(
    *, application_id: int, text: str, slots: Sequence[str], due_at: datetime, by: User, now: datetime
) -> SupplementRequest:
    """Ask a firm to add or mend what `slots` name (keys of fields and documents) until `due_at`; tell it.

    RefusedError where nothing was handed in, another request still stands, or a field is wrong.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.state != ApplicationState.SUBMITTED or application.submission is None:
        raise refuse("", _("접수된 신청에만 보완을 요청할 수 있습니다."))
    if SupplementRequest.objects.filter(application=application, state=SupplementState.ASKED).exists():
        raise refuse("", _("아직 끝나지 않은 보완 요청이 있습니다. 그 요청을 고치거나 취소해 주세요."))
    problems = []
    if not text.strip():
        problems.append(Problem("text", _("무엇을 어떻게 보완할지 적어 주세요.")))
    fields = form_of(application.submission.revision_id).fields
    if not slots or not set(slots) <= set(fields):
        problems.append(Problem("slots", _("보완할 항목을 하나 이상 골라 주세요.")))
    if due_at <= now:
        problems.append(Problem("due_at", _("보완 기한이 이미 지났습니다. 앞으로의 시각으로 정해 주세요.")))
    if problems:
        raise RefusedError(problems)
    request = SupplementRequest.objects.create(
        agency_id=application.agency_id,
        enterprise_id=application.enterprise_id,
        application=application,
        text=text.strip(),
        slots=[key for key in fields if key in set(slots)],
        due_at=due_at,
        asked_at=now,
        asked_by=by,
    )
    _tell(request, "asked", now)
    return request


@transaction.atomic
def give_more_time(*, request_id: int, due_at: datetime, now: datetime) -> SupplementRequest:
    """Move the deadline of a request that stands, also one that has passed, later; tell the firm."""
    request = _standing(request_id)
    if due_at <= max(now, request.due_at):
        raise refuse("due_at", _("지금 기한보다 뒤의 시각으로 정해 주세요."))
    request.due_at = due_at
    request.save(update_fields=["due_at"])
    _tell(request, f"moved-{due_at:%Y%m%d%H%M}", now)
    return request


@transaction.atomic
def cancel_supplement(*, request_id: int, now: datetime) -> SupplementRequest:
    """Let a request rest: what was handed in before stays as it is; tell the firm."""
    request = _standing(request_id)
    request.state = SupplementState.CANCELLED
    request.save(update_fields=["state"])
    _tell(request, "cancelled", now)
    return request


def _standing(request_id: int) -> SupplementRequest:
    request = SupplementRequest.objects.select_for_update().get(pk=request_id)
    if request.state != SupplementState.ASKED:
        raise refuse("", _("이미 끝난 보완 요청입니다."))
    return request


def remind_supplements(*, now: datetime, site: str = "") -> int:
    """Queue one reminder for each request that ends within a day; return how many requests that were."""
    due = SupplementRequest.objects.filter(
        state=SupplementState.ASKED, due_at__gt=now, due_at__lte=now + REMIND_BEFORE
    )
    requests = list(due.order_by("id"))
    for request in requests:
        _tell(request, "reminder", now, site)
    return len(requests)


def _tell(request: SupplementRequest, what: str, now: datetime, site: str = "") -> None:
    """Queue a mail to everybody of the firm, once for each thing told."""
    kind = what.partition("-")[0]
    application = Application.objects.select_related("call").get(pk=request.application_id)
    context = {"request": request, "application": application, "what": kind, "site": site}
    members = EnterpriseMember.objects.filter(enterprise=request.enterprise_id).select_related("user")
    for member in members.order_by("id"):
        queue_message(
            template=f"supplement-{kind}",
            subject=render_to_string("applications/mail/supplement_subject.txt", context),
            body=render_to_string("applications/mail/supplement.txt", context),
            dedupe_key=f"supplement:{request.pk}:{what}:{member.user_id}",
            not_before=next_office_instant(now, WorkingCalendar()),
            now=now,
            recipient=member.user,
        )
