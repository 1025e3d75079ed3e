"""Who takes part in a fair: applications, accepting and refusing, putting somebody on the list."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.fairs.domain import registering
from didim.fairs.domain.registering import Identity
from didim.fairs.enums import ParticipantState, RequestState, Side
from didim.fairs.models import Fair, Participant
from didim.fairs.queries.access import access_fair, access_fair_participant, people_for_staff
from didim.fairs.queries.people import recommendations_for_staff, requests_of
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.components.fair_forms import ProfileForm, typed_of, typed_of_partner
from didim.web.workbench.forms.fairs import (
    AddParticipantForm,
    ParticipantFilterForm,
    PrefillForm,
    ReasonForm,
)
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.views.fairs import may_write

READ_AND_WRITE = require_http_methods(["GET", "POST"])
SORTS = {"name": ("name",), "side": ("side", "name"), "state": ("state", "name"), "applied": ("applied_at",)}
_LIVE = (RequestState.SENT, RequestState.ACCEPTED, RequestState.EXPIRED)


def _page(participant: Participant) -> str:
    return reverse("workbench:fair-participant", args=[participant.pk])


def _to_change(request: HttpRequest, participant_id: int) -> Participant:
    return access_fair_participant(actor=request.actor, participant_id=participant_id, roles=WRITERS)


@guarded(AGENCY_STAFF)
@require_GET
def participant_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List who takes part, or would, with how often each asks and is asked."""
    fair = access_fair(actor=request.actor, fair_id=fair_id)
    filters = ParticipantFilterForm(request.GET)
    chosen = filters.chosen
    rows = Participant.objects.filter(fair=fair).annotate(
        as_partner=Count(
            "requests_as_partner", filter=Q(requests_as_partner__state__in=_LIVE), distinct=True
        ),
        as_firm=Count("requests_as_firm", filter=Q(requests_as_firm__state__in=_LIVE), distinct=True),
    )
    if text := chosen.get("q"):
        rows = rows.filter(Q(name__icontains=text) | Q(name_en__icontains=text))
    for name in ("side", "state"):
        if value := chosen.get(name):
            rows = rows.filter(**{name: value})
    rows, sorting = sorted_rows(rows, request, SORTS, "name")
    page = page_of(rows, request)
    note_search(
        task=_("상담회 참가자 보기"),
        subject=fair.name,
        shown=max(1, len(page.object_list)),
        agency_id=fair.agency_id,
    )
    context = {
        "fair": fair,
        "page": page,
        "sorting": sorting,
        "filters": filters,
        "may_edit": may_write(request, fair),
    }
    return render(request, "workbench/fairs/participants.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def participant_detail(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Show a participant: its profile, who comes, what it asked and was asked."""
    return _detail(request, access_fair_participant(actor=request.actor, participant_id=participant_id))


def _detail(request: HttpRequest, row: Participant, refused: RefusedError | None = None) -> HttpResponse:
    context = {
        "row": row,
        "fair": row.fair,
        "people": people_for_staff(participant=row, task=_("상담회 참가자 보기")),
        "requests": [
            (one, one.firm if one.partner_id == row.pk else one.partner) for one in requests_of(own=row)
        ],
        "recommended": recommendations_for_staff(participant=row),
        "away": list(row.absences.select_related("slot").order_by("slot__number")),
        "may_edit": may_write(request, row.fair),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/fairs/participant.html", context, status=422 if refused else 200)


@guarded(WRITER)
@READ_AND_WRITE
def participant_new(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Put somebody on the list, accepted at once."""
    fair = access_fair(actor=request.actor, fair_id=fair_id, roles=WRITERS)
    prefill = PrefillForm(request.GET or None, fair=fair)
    begins_with = {"side": Side.PARTNER, **(_begins_with(prefill, fair) if request.method == "GET" else {})}
    form = AddParticipantForm(request.POST or None, fair=fair, initial=begins_with)

    def act(typed: dict[str, Any]) -> None:
        registering.add_participant(
            fair=fair,
            side=Side(typed["side"]),
            profile=form.profile(),
            people=form.people(),
            who=Identity(enterprise=typed["business_number"], partner=typed["partner"]),
            by=request.user,
            now=timezone.now(),
        )

    return act_page(
        request,
        form=form,
        act=act,
        title=_("참가자 더하기"),
        subject=fair.name,
        said=_("참가자를 더했습니다. 본인 주소를 전자우편으로 보냈습니다."),
        back=reverse("workbench:fair-participants", args=[fair.pk]),
        more={"prefill": prefill},
        template="workbench/fairs/participant_new.html",
    )


def _begins_with(prefill: PrefillForm, fair: Fair) -> dict[str, Any]:
    """Return the profile of the partner that was asked for; a person it names is noted in the access log."""
    if not prefill.is_valid():
        return {}
    partner = prefill.cleaned_data["partner"]
    said, person = typed_of_partner(partner, agency_id=fair.agency_id)
    if person is not None:
        note_access(
            act=AccessAct.VIEW,
            task=_("상담회 참가자 더하기"),
            subject_kind=SubjectKind.PERSON,
            subject_id=person.pk,
            subject=person.name,
            agency_id=fair.agency_id,
        )
    return said


@guarded(WRITER)
@READ_AND_WRITE
def participant_edit(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Change what a participant says of itself, for it."""
    row = _to_change(request, participant_id)
    form = ProfileForm(request.POST or None, initial=typed_of(row))
    return act_page(
        request,
        form=form,
        act=lambda _typed: registering.change_profile(
            participant=row, profile=form.profile(), people=form.people(), by=request.user
        ),
        title=_("참가자 고치기"),
        subject=row.name,
        said=_("저장했습니다."),
        back=_page(row),
    )


@guarded(WRITER)
@require_POST
def accept(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Let somebody take part."""
    row = _to_change(request, participant_id)
    try:
        registering.accept_participant(participant=row, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        return _detail(request, row, refusal)
    messages.success(request, _("참가를 받아들였습니다. 본인 주소를 전자우편으로 보냈습니다."))
    waiting = Participant.objects.filter(fair=row.fair_id, state=ParticipantState.APPLIED).order_by("pk")
    following = waiting.first()
    return redirect(_page(following) if following else _page(row))


@guarded(WRITER)
@READ_AND_WRITE
def refuse(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Say no to somebody who applied."""
    row = _to_change(request, participant_id)
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda typed: registering.refuse_participant(
            participant=row, **typed, by=request.user, now=timezone.now()
        ),
        title=_("참가 신청 거절"),
        subject=row.name,
        said=_("거절했습니다. 사유를 전자우편으로 알렸습니다."),
        back=_page(row),
        button=_("거절하기"),
    )


@guarded(WRITER)
@READ_AND_WRITE
def withdraw(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Take somebody off the list."""
    row = _to_change(request, participant_id)
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda typed: registering.withdraw_participant(
            participant=row, **typed, by=request.user, now=timezone.now()
        ),
        title=_("참가 취소"),
        subject=row.name,
        said=pgettext("참가자", "참가를 취소했습니다."),
        back=_page(row),
        button=pgettext("참가자", "참가 취소하기"),
    )


@guarded(WRITER)
@require_POST
def new_link(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Send a new personal link; those given before are void."""
    row = _to_change(request, participant_id)
    try:
        registering.renew_link(participant=row, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        return _detail(request, row, refusal)
    messages.success(request, _("새 본인 주소를 보냈습니다. 앞의 주소는 쓸 수 없습니다."))
    return redirect(_page(row))
