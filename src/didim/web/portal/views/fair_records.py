"""After a meeting: what one side writes of it; and in the year after, what became of a firm's deals."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import PUBLIC, guarded
from didim.accounts.models import User
from didim.fairs.domain.recording import LONGEST_TEXT, Written, write_record
from didim.fairs.enums import FairKind, Interest, Side
from didim.fairs.queries.days import access_own_meeting, own_record
from didim.fairs.queries.deals import access_own_deal, own_deals, waiting_follow_up
from didim.web.components.act_page import act_page
from didim.web.components.fair_deals import deal_form, say_of_deal
from didim.web.components.fair_money import MoneyForm, amount_in_words, shown_amount
from didim.web.portal.fair_links import for_own

_FITS = [(at, str(at)) for at in range(1, 6)]


class RecordForm(MoneyForm):
    """What is wanted next, what was said, what may come of it."""

    interest = forms.ChoiceField(label=gettext_lazy("다음 단계"), choices=Interest, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("나눈 이야기"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("상대에게는 보이지 않고, 운영기관만 봅니다."),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"}),
    )
    fit = forms.TypedChoiceField(
        label=gettext_lazy("상대가 얼마나 맞았나요? (1–5)"),
        choices=_FITS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("interest", "amount", "currency", "text", "fit")


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Write of a meeting, or again; a few seconds on a phone between two meetings."""
    with for_own(request, fair_id) as own:
        meeting, now = access_own_meeting(own=own, meeting_id=meeting_id), timezone.now()
        written = own_record(own=own, meeting=meeting)
        first: dict[str, Any] = {"interest": Interest.MORE_INFO}
        if written is not None:
            first = {"interest": written.interest, "text": written.text, "fit": written.fit}
            first |= shown_amount(written.expected_minor, written.currency)
        form = RecordForm(request.POST or None, initial=first)
        form.fields["amount"].label = _("예상 금액")
        if own.fair.kind == FairKind.JOBS:
            del form.fields["amount"], form.fields["currency"]
        other = meeting.firm if own.side == Side.PARTNER else meeting.partner
        return act_page(
            request,
            form=form,
            act=lambda said: write_record(
                meeting=meeting, side=Side(own.side), written=_written(said), by=_by(request), now=now
            ),
            title=_("상담 기록"),
            subject=other.name,
            said=_("상담 기록을 남겼습니다."),
            back=reverse("portal:fair-day", args=[fair_id]),
        )


def _written(said: dict[str, Any]) -> Written:
    return Written(Interest(said["interest"]), said["text"], said["minor"], said["currency"], said["fit"])


def _by(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@guarded(PUBLIC)
@require_GET
def deals(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show the deals that began at a fair, and which of them wait for an answer."""
    with for_own(request, fair_id) as own:
        today = timezone.localdate()
        rows = [
            {
                "row": deal,
                "amount": amount_in_words(deal.amount_minor, deal.currency) if deal.amount_minor else "",
                "waiting": waiting_follow_up(deal, on=today),
            }
            for deal in own_deals(own=own)
        ]
        return render(request, "portal/fairs/deals.html", {"own": own, "fair": own.fair, "rows": rows})


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def deal(request: HttpRequest, fair_id: int, deal_id: int) -> HttpResponse:
    """Say how far a deal came; it answers what was asked after 3, 6 or 12 months."""
    with for_own(request, fair_id) as own:
        row, now = access_own_deal(own=own, deal_id=deal_id), timezone.now()
        return act_page(
            request,
            form=deal_form(request.POST or None, row),
            act=lambda typed: say_of_deal(row, typed, by=_by(request), now=now),
            title=_("거래 경과"),
            subject=row.counterpart,
            said=_("거래 경과를 남겼습니다."),
            back=reverse("portal:fair-deals", args=[fair_id]),
        )
