from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from didim.accounts.domain.consents import answer_consents, withdraw_consent
from didim.accounts.guards import OWN_ACCOUNT, PUBLIC, guarded
from didim.accounts.queries.consents import consent_history, consent_states, current_documents
from didim.kernel.refusals import RefusedError
from didim.web.account.forms import ConsentsForm
from didim.web.account.next_page import next_page

UNPROCESSABLE = 422


@guarded(OWN_ACCOUNT)
def consents(request: HttpRequest) -> HttpResponse:
    """Show what was agreed to, ask what is due, and take answers."""
    now = timezone.now()
    states = consent_states(request.user, now=now)
    given = {f"consent_{state.document.code}": state.agreed for state in states}
    form = ConsentsForm(request.POST if request.method == "POST" else None, initial=given)
    for name in (name for name, agreed in given.items() if agreed):
        # What stands is withdrawn by its own button, never by leaving a box unticked.
        form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            answer_consents(user=request.user, agreed=form.agreed, now=now)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("동의 내용을 저장했습니다."))
            return HttpResponseRedirect(next_page(request))
    context = {
        "form": form,
        "states": states,
        "history": consent_history(request.user),
        "due": request.actor.consents_due,
        "next": request.GET.get("next", ""),
    }
    return render(
        request, "account_pages/consents.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@guarded(OWN_ACCOUNT)
def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Take one agreement back."""
    try:
        consent = withdraw_consent(user=request.user, consent_id=consent_id, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("'%(title)s' 동의를 철회했습니다.") % {"title": consent.document.local_title}
        )
    return redirect("account_pages:consents")


@guarded(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is used for, kept for how long, and whom to ask: open to everybody."""
    return render(request, "account_pages/privacy.html", {"documents": current_documents(timezone.now())})
