"""What ties a reviewer to firms: declared by themself, read by the search for conflicts."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.selection.domain.ties import declare_tie, withdraw_tie
from didim.selection.enums import TieSource
from didim.selection.models import Tie
from didim.selection.rules import REVIEWER
from didim.web.components.refusals import say_refusal
from didim.web.review.forms import TieForm

UNPROCESSABLE = 422


@guarded(REVIEWER)
@require_http_methods(["GET", "POST"])
def own_ties(request: HttpRequest) -> HttpResponse:
    """List the ties one has declared, and declare another."""
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_tie(
                person=request.user.person,
                declaration=form.declaration(),
                source=TieSource.DECLARED,
                by=request.user,
                now=timezone.now(),
            )
        except RefusedError as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("이해관계를 신고했습니다."))
            return redirect("review:ties")
    person = request.user.person
    ties = (
        Tie.objects.filter(Q(person=person) | Q(other_person=person) | Q(recorded_by=request.user))
        .select_related("person", "other_person", "enterprise")
        .order_by("-recorded_at", "-pk")
    )
    context = {"ties": ties, "form": form, "own": person}
    return render(request, "review/ties.html", context, status=UNPROCESSABLE if form.errors else 200)


@guarded(REVIEWER)
@require_POST
def withdraw(request: HttpRequest, tie_id: int) -> HttpResponse:
    """Take back a tie one has declared."""
    tie = Tie.objects.filter(pk=tie_id, recorded_by=request.user).first()
    if tie is None:
        raise Http404(f"tie {tie_id}")
    withdraw_tie(tie=tie, by=request.user)
    messages.success(request, _("신고를 지웠습니다."))
    return redirect("review:ties")
