"""The consultation desk for firms: what they came for, asking on-line, the thread, how it was."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import PUBLIC, guarded
from didim.desk.domain.answers import CALLBACK_CLOCK, CHAT_CLOCK, ONLINE_CLOCK
from didim.desk.domain.consulting import answer_satisfaction
from didim.desk.domain.intake import Asked, Visitor, ask_desk
from didim.desk.domain.threads import add_message, withdraw_request
from didim.desk.domain.video import seat_in_room
from didim.desk.enums import BookingState, ConsultationState, ContactChannel, Topic
from didim.desk.models import Consultation
from didim.desk.queries.access import access_own_consultation, access_satisfaction
from didim.desk.queries.agenda import consultations_of_firms
from didim.desk.queries.slots import bookable_counters
from didim.engines.clocks import shipped_clocks
from didim.kernel.refusals import RefusedError
from didim.registry.models import Agency
from didim.registry.queries.firms import access_enterprise
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.portal.firm_choice import own_firm_id
from didim.web.portal.views.rooms import address_of

PER_PAGE = 20
ASKED_CHANNELS = (ContactChannel.ONLINE, ContactChannel.CHAT, ContactChannel.PHONE, ContactChannel.VISIT)


@guarded(PUBLIC)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Choose a subject; below, what the visitor's firms came for."""
    own = request.actor.enterprises_with()
    page = None
    if own:
        rows = consultations_of_firms(enterprise_ids=own)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "topics": Topic,
        "page": page,
        "is_guest": not own,
        "counters": [] if own else bookable_counters(on=timezone.localdate()),
        "now": timezone.now(),
    }
    return render(request, "portal/desk/overview.html", context)


class AskForm(forms.Form):
    """A request that asks little."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("기관"), queryset=Agency.objects.none(), widget=forms.Select(attrs={"lang": "ko"})
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("주제"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("여러 주제를 고르면 각 담당자에게 따로 전달합니다."),
    )
    message = forms.CharField(
        label=gettext_lazy("무엇이 궁금한가요?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("답을 받는 방법"),
        choices=[(channel.value, channel.label) for channel in ASKED_CHANNELS],
        initial=ContactChannel.ONLINE,
    )
    wanted_when = forms.CharField(
        label=gettext_lazy("연락받기 좋은 때"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("예: 평일 오후 3시 뒤"),
    )

    def __init__(self, *args: Any, agencies: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=agencies).order_by("name")


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask on-line, or for a call or a visit."""
    agencies = list(dict.fromkeys(one.agency_id for one in bookable_counters(on=timezone.localdate())))
    topic = request.GET.get("topic", "")
    initial = {
        "agency": agencies[0] if agencies else None,
        "topics": [topic] if topic in Topic.values else [],
    }
    form = AskForm(request.POST or None, agencies=agencies, initial=initial)
    taken: list[Consultation] = []

    def act(said: dict[str, Any]) -> None:
        taken.append(
            ask_desk(
                agency=said["agency"],
                visitor=own_visitor(request),
                asked=Asked(tuple(said["topics"]), "", said["wanted_when"]),
                channel=ContactChannel(said["channel"]),
                message=said["message"],
                by=request.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("물음을 받았습니다. 답이 오면 알려 드립니다."))
        return redirect("portal:desk-consultation", taken[0].pk)
    promised = {
        name: shipped_clocks()[clock].term_on(timezone.localdate()).count
        for name, clock in (("days", ONLINE_CLOCK), ("chat", CHAT_CLOCK), ("hours", CALLBACK_CLOCK))
    }
    lead = _(
        "온라인은 %(days)s근무일, 채팅은 %(chat)s근무시간, 전화·방문 약속은 %(hours)s근무시간 안에 답합니다."
    )
    lead %= promised
    context = {"form": form, "lead": lead}
    return render(request, "portal/desk/ask.html", context, status=422 if form.errors else 200)


def own_visitor(request: HttpRequest) -> Visitor:
    """Return the firm somebody asks for, with their name."""
    firm_id = own_firm_id(request) or min(request.actor.enterprises_with())
    firm = access_enterprise(
        actor=request.actor, enterprise_id=firm_id, task=_("상담 신청"), now=timezone.now()
    )
    return Visitor(firm, person_name=request.user.name)


@guarded(FIRM_MEMBER)
@require_GET
def consultation(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Show one consultation: when and where, the thread, what was prescribed, how it was."""
    row = access_own_consultation(actor=request.actor, consultation_id=consultation_id)
    return consultation_page(request, row)


def consultation_page(
    request: HttpRequest, row: Consultation, refused: RefusedError | None = None
) -> HttpResponse:
    """Render a consultation; what an act refused comes back with 422."""
    booking = row.bookings.filter(state=BookingState.BOOKED).select_related("counter").first()
    seat = seat_in_room(booking, request.user.pk) if booking is not None else None
    context = {
        "row": row,
        "room_address": address_of(seat) if seat is not None else "",
        "needs": list(row.needs.order_by("pk")),
        "booking": booking,
        **_messages(row),
        "prescriptions": list(row.prescriptions.select_related("notice").order_by("pk")),
        "satisfaction": access_satisfaction(actor=request.actor, consultation_id=row.pk),
        "may_write": row.state not in {ConsultationState.CANCELLED, ConsultationState.MISSED}
        and booking is None,
        "may_withdraw": row.state == ConsultationState.REQUESTED,
        "is_ahead": booking is not None and booking.starts_at > timezone.now(),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
        "typed": request.POST.get("body", ""),
    }
    return render(request, "portal/desk/consultation.html", context, status=422 if refused else 200)


@guarded(FIRM_MEMBER)
@require_GET
def thread(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Return what was said so far: an open page asks every few seconds, so that it is a chat."""
    row = access_own_consultation(actor=request.actor, consultation_id=consultation_id)
    return render(request, "portal/desk/_thread.html", {"row": row, **_messages(row)})


def _messages(row: Consultation) -> dict[str, Any]:
    """Return what was said, and whether more may come while somebody looks."""
    return {
        "messages_of": list(row.messages.order_by("written_at", "pk")),
        "is_live": row.state in {ConsultationState.REQUESTED, ConsultationState.UNDER_WAY},
    }


@guarded(FIRM_MEMBER)
@require_POST
def write(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Add to the thread."""
    row = access_own_consultation(actor=request.actor, consultation_id=consultation_id)
    try:
        add_message(consultation=row, body=request.POST.get("body", ""), by=request.user, now=timezone.now())
    except RefusedError as refusal:
        return consultation_page(request, row, refusal)
    messages.success(request, _("보냈습니다."))
    return redirect("portal:desk-consultation", row.pk)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("사유"), max_length=200)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Take a request back."""
    row = access_own_consultation(actor=request.actor, consultation_id=consultation_id)
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda said: withdraw_request(
            consultation=row, reason=said["reason"], by=request.user, now=timezone.now()
        ),
        title=_("상담 신청 취소"),
        subject=row.subject,
        said=_("상담 신청을 취소했습니다."),
        back=reverse("portal:desk-consultation", args=[row.pk]),
        button=_("취소하기"),
    )


@guarded(FIRM_MEMBER)
@require_POST
def rate(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Say how a consultation was."""
    row = access_own_consultation(actor=request.actor, consultation_id=consultation_id)
    question = access_satisfaction(actor=request.actor, consultation_id=row.pk)
    score = request.POST.get("score", "")
    if question is not None:
        try:
            answer_satisfaction(
                satisfaction=question,
                score=int(score) if score.isdigit() else 0,
                comment=request.POST.get("comment", ""),
                now=timezone.now(),
            )
        except RefusedError as refusal:
            return consultation_page(request, row, refusal)
        messages.success(request, _("의견을 남겨 주셔서 고맙습니다."))
    return redirect("portal:desk-consultation", row.pk)
