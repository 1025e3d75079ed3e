"""A reviewer's rounds, and the desk of one round: pledge, plans with progress, handing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.selection.domain import recusals, reviewing
from didim.selection.enums import RoundState
from didim.selection.models import PanelMember
from didim.selection.queries.access import access_seat
from didim.selection.queries.reviews import desk_of, own_seats
from didim.selection.rules import REVIEWER
from didim.web.review.forms import PledgeForm

UNPROCESSABLE = 422


@guarded(REVIEWER)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """List the rounds somebody judges in, with how far they are."""
    return render(
        request, "review/home.html", {"seats": own_seats(user_id=request.user.pk), "now": timezone.now()}
    )


@guarded(REVIEWER)
@require_GET
def desk(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the plans to judge with their progress; before the pledge only the pledge."""
    member = access_seat(actor=request.actor, round_id=round_id)
    if member.pledged_at is None:
        return _pledge_page(request, member, PledgeForm())
    rows = desk_of(member)
    context = {
        "member": member,
        "round": member.round,
        "rows": rows,
        "total": len(rows),
        "done": sum(row.is_done for row in rows),
        "ready": sum(row.is_whole and not row.is_done for row in rows),
        "next": next((row for row in rows if not row.is_done), None),
        "is_open": member.round.state == RoundState.OPEN,
        "now": timezone.now(),
    }
    return render(request, "review/desk.html", context)


def _pledge_page(request: HttpRequest, member: PanelMember, form: PledgeForm) -> HttpResponse:
    context = {"member": member, "round": member.round, "form": form}
    return render(request, "review/pledge.html", context, status=UNPROCESSABLE if form.errors else 200)


@guarded(REVIEWER)
@require_POST
def give_pledge(request: HttpRequest, round_id: int) -> HttpResponse:
    """Record the pledge of secrecy and fairness."""
    member = access_seat(actor=request.actor, round_id=round_id)
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _pledge_page(request, member, form)
    recusals.pledge(member=member, by=request.user, now=timezone.now())
    messages.success(request, _("서약했습니다. 이해관계가 있는 신청은 목록에서 회피해 주세요."))
    return redirect("review:desk", round_id)


@guarded(REVIEWER)
@require_POST
def submit_all(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand in every review that is whole."""
    member = access_seat(actor=request.actor, round_id=round_id)
    try:
        handed = reviewing.submit_whole_reviews(member=member, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("review:desk", round_id)
    said = ngettext("평가 %(count)d건을 제출했습니다.", "평가 %(count)d건을 제출했습니다.", handed.submitted)
    messages.success(request, said % {"count": handed.submitted})
    if handed.unfinished:
        left = ngettext(
            "점수나 종합 의견이 빠진 %(count)d건은 남겨 두었습니다.",
            "점수나 종합 의견이 빠진 %(count)d건은 남겨 두었습니다.",
            handed.unfinished,
        )
        messages.warning(request, left % {"count": handed.unfinished})
    return redirect("review:desk", round_id)
