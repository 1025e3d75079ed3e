"""Guards: who may open a route. Every view and API operation declares one; a test walks all of them.

A guard answers for the kind of visitor. Whether this visitor may see this object is asked again by the
object's own `access_<thing>()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from didim.accounts.models import User


class Answer(IntEnum):
    """What a guard says to a visitor; the greater answer is the friendlier one."""

    FORBIDDEN = 0
    SIGN_IN = 1
    CONSENT = 2
    SECOND_FACTOR = 3
    ALLOWED = 4


class Visitor(Protocol):
    """What every guard may ask; registry's `Actor` answers more."""

    @property
    def user(self) -> User | AnonymousUser:
        """The person, or nobody known."""

    @property
    def mfa(self) -> bool:
        """Whether this session was opened, or confirmed, with a second factor."""

    @property
    def consents_due(self) -> bool:
        """Whether a consent must be answered first: a required one, or a new version of one given before."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A named rule over visitors. `a | b` lets in whoever one of the two lets in."""

    name: str
    answer: Callable[[Any], Answer]

    def __or__(self, other: "Guard") -> "Guard":
        """Return the guard that gives the friendlier of the two answers."""
        return Guard(
            f"{self.name} | {other.name}", lambda actor: max(self.answer(actor), other.answer(actor))
        )

    def allows(self, actor: Visitor) -> bool:
        """Whether the visitor may come in now."""
        return self.answer(actor) is Answer.ALLOWED


def signed_in_guard(
    name: str,
    *,
    test: Callable[[Any], bool] = lambda _actor: True,
    second_factor: bool = False,
    consents: bool = True,
) -> Guard:
    """Return a guard for signed-in visitors who pass `test` (with a second factor, if one is needed).

    Consents that are due come first, except on the account's own pages (`consents` False).
    """

    def answer(actor: Visitor) -> Answer:
        if not actor.user.is_authenticated:
            return Answer.SIGN_IN
        if not test(actor):
            return Answer.FORBIDDEN
        if consents and actor.consents_due:
            return Answer.CONSENT
        return Answer.ALLOWED if actor.mfa or not second_factor else Answer.SECOND_FACTOR

    return Guard(name, answer)


PUBLIC = Guard("public", lambda _actor: Answer.ALLOWED)
SIGNED_IN = signed_in_guard("signed in")
# A person's own account: open to them also while a consent is due, so that they can give it, or leave.
OWN_ACCOUNT = signed_in_guard("own account", consents=False)
OPERATOR = signed_in_guard("operator", test=lambda actor: actor.user.is_superuser, second_factor=True)

View = Callable[..., HttpResponse]
_LED_TO = {
    Answer.CONSENT: "account_pages:consents",
    Answer.SECOND_FACTOR: "account_pages:second-factor",
}


def guarded(guard: Guard) -> Callable[[View], View]:
    """Declare a function view's guard (`view.guard`) and ask it before the view runs.

    Strangers are led to sign in, people with a consent due to give it, and staff without a second factor to
    set one up, all back here afterwards; anybody else gets 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = refuse(guard, request)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        guarded_view.guard = guard  # type: ignore[attr-defined]
        return guarded_view

    return decorate


def refuse(guard: Guard, request: HttpRequest) -> HttpResponse | None:
    """Return where a visitor who may not come in is led, None for one who may; PermissionDenied means 403."""
    answer = guard.answer(request.actor)  # type: ignore[attr-defined]
    if answer is Answer.ALLOWED:
        return None
    if answer is Answer.FORBIDDEN:
        raise PermissionDenied(
            _("이 화면을 볼 권한이 없습니다. 소속 기관의 기관장이나 기업 대표에게 권한을 요청해 주세요.")
        )
    came_from = (
        request.get_full_path()
        if request.method in {"GET", "HEAD"}
        else request.META.get("HTTP_REFERER", "/")
    )
    if answer is Answer.SIGN_IN:
        response: HttpResponseRedirect = redirect_to_login(came_from)
    else:
        response = HttpResponseRedirect(f"{reverse(_LED_TO[answer])}?{urlencode({'next': came_from})}")
    if request.headers.get("HX-Request") == "true":
        # A fragment must not be replaced by a whole sign-in page: the browser goes there itself.
        return HttpResponse(status=204, headers={"HX-Redirect": response.url})
    return response
