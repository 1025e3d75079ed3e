"""Signing asks once more who somebody is: a passkey or an app's code, shown within the last minutes."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from didim.accounts.queries.second_factors import second_factors
from didim.accounts.second_factor import shown_since
from didim.agreements.domain.signing import sign_agreement
from didim.agreements.enums import AgreementState, Side, SignMethod
from didim.agreements.models import Agreement
from didim.kernel.refusals import RefusedError

FRESH = timedelta(minutes=5)
_METHODS = {"webauthn": SignMethod.PASSKEY, "totp": SignMethod.TOTP}


def fresh_method(request: HttpRequest) -> SignMethod | None:
    """Return how the signer proved who they are within the last five minutes; None if they have to."""
    return _METHODS.get(shown_since(request.session, request.user, timezone.now() - FRESH))


def ways_to_prove(request: HttpRequest, back: str) -> list[dict[str, str]]:
    """Return the addresses where the signer proves it again and comes back; empty where none is set up."""
    kinds = {factor.type for factor in second_factors(request.user)}
    names = {"webauthn": "mfa_reauthenticate_webauthn", "totp": "mfa_reauthenticate"}
    return [
        {"kind": kind, "href": f"{reverse(name)}?{urlencode({'next': back})}"}
        for kind, name in names.items()
        if kind in kinds
    ]


def sign_page(
    request: HttpRequest, *, agreement: Agreement, side: Side, paper: str, back: str, said: str, base: str
) -> HttpResponse:
    """Sign an agreement for a side: prove once more who one is, read the paper, sign.

    `paper` names the route of the PDF, `back` is an address, `base` the frame of the room. It leads back
    where nothing waits for a signature, and after one.
    """
    if agreement.state != AgreementState.OFFERED:
        messages.error(request, _("서명을 기다리는 협약이 아닙니다."))
        return redirect(back)
    method = fresh_method(request)
    problems: list[str] = []
    if request.method == "POST" and method is not None:
        try:
            sign_agreement(
                agreement=agreement,
                side=side,
                name=request.POST.get("name", ""),
                method=method,
                pdf_sha256=request.POST.get("pdf_sha256", ""),
                by=request.user,
                now=timezone.now(),
            )
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            messages.success(request, said)
            return redirect(back)
    context = {
        "agreement": agreement,
        "version": agreement.version,
        "method": method,
        "ways": ways_to_prove(request, request.path),
        "problems": problems,
        "name": request.POST.get("name", request.user.name),
        "paper": reverse(paper, args=[agreement.pk, agreement.version.number]),
        "back": back,
        "base": base,
    }
    wrong = bool(problems) or (request.method == "POST" and method is None)
    return render(request, "components/agreements/sign.html", context, status=422 if wrong else 200)
