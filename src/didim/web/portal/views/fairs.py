"""Matching fairs: which there are, registering, one's own profile, opening a personal link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.attempts import note_attempt
from didim.accounts.guards import PUBLIC, guarded
from didim.accounts.models import User
from didim.accounts.places import client_ip
from didim.fairs.domain.registering import (
    Identity,
    change_profile,
    register_participant,
    withdraw_participant,
)
from didim.fairs.enums import FairKind, FairState, ParticipantState, Side
from didim.fairs.models import Fair
from didim.fairs.queries.access import access_public_fair, linked_participant
from didim.fairs.queries.fairs import public_fairs, takes_in, taking_part, with_days
from didim.registry.models import Enterprise
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.components.fair_forms import ProfileForm, typed_of
from didim.web.portal.fair_links import LINKED, all_own, choose, for_own, own_at

READ_AND_WRITE = require_http_methods(["GET", "POST"])
A_PAGE = 20
# Registrations an hour from one address by people without an account.
MOST_REGISTRATIONS = 5


def signed_in(request: HttpRequest) -> User | None:
    """Return the account of whoever asks; None for somebody with a personal link only."""
    return request.user if isinstance(request.user, User) else None


@guarded(PUBLIC)
@require_GET
def fair_list(request: HttpRequest) -> HttpResponse:
    """List the fairs, the latest first."""
    page = Paginator(public_fairs(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/fairs/list.html", {"page": page, "now": timezone.now()})


@guarded(PUBLIC)
@require_GET
def fair_detail(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show a fair, and to those who take part what there is to do."""
    fair = access_public_fair(fair_id=fair_id)
    dated = with_days(Fair.objects.filter(pk=fair.pk)).get()
    partners, firms = taking_part(fair)
    now, own = timezone.now(), own_at(request, fair_id)
    context = {
        "fair": fair,
        "first": dated.first,
        "last": dated.last,
        "partners": partners,
        "firms": firms,
        "own": own,
        "may_add": own is not None and _others_could(request, fair_id),
        "now": now,
        "takes_in": takes_in(fair, now=now),
        "asks": fair.state == FairState.OPEN and now <= fair.answer_until,
    }
    return render(request, "portal/fairs/detail.html", context)


def _others_could(request: HttpRequest, fair_id: int) -> bool:
    """Return whether another firm of whoever takes part could take part, too."""
    there = {one.enterprise_id for one in all_own(request, fair_id)}
    return bool(set(request.actor.enterprises_with()) - there)  # type: ignore[attr-defined]


class RegisterForm(ProfileForm):
    """A profile, and as whom one comes; which choices there are depends on the fair and on who asks."""

    role = forms.ChoiceField(label=gettext_lazy("참가 자격"), widget=forms.RadioSelect)
    field_order = ("role",)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = choices
        if len(choices) == 1:
            self.fields["role"].initial = choices[0][0]


def _roles(request: HttpRequest, fair: Fair) -> tuple[list[tuple[str, str]], list[Enterprise]]:
    """Return as whom somebody may come: a firm of theirs, a partner, or (at a job fair) themselves."""
    firms = list(Enterprise.objects.filter(pk__in=request.actor.enterprises_with()).order_by("name", "pk"))
    jobs = fair.kind == FairKind.JOBS
    named = {firm.pk: format_html('<span lang="ko">{}</span>', firm.name) for firm in firms}
    as_firm = [] if jobs else [(f"firm-{key}", name) for key, name in named.items()]
    as_partner = [
        (f"partner-{key}", format_html(_("{firm} (파트너로)"), firm=name)) for key, name in named.items()
    ]
    choices = as_firm + as_partner
    if jobs and signed_in(request):
        choices.append(("person", _("일자리를 찾는 개인")))
    if not jobs:
        choices.append(("partner", _("바이어·투자자 등 파트너")))
    return choices, firms


def _as(request: HttpRequest, role: str, firms: list[Enterprise]) -> tuple[Side, Identity]:
    kind, _dash, number = role.partition("-")
    user = signed_in(request)
    if kind == "person":
        return Side.FIRM, Identity(user=user, is_person=True)
    firm = next((one for one in firms if str(one.pk) == number), None)
    side = Side.FIRM if kind == "firm" else Side.PARTNER
    return side, Identity(enterprise=firm, user=user)


@guarded(PUBLIC)
@READ_AND_WRITE
def register(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Apply to take part; buyers and investors need no account."""
    fair = access_public_fair(fair_id=fair_id)
    if fair.state != FairState.OPEN:
        raise Http404("registration")
    choices, firms = _roles(request, fair)
    if not choices:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    first = firms[0].name if firms else ""
    trades = [one.industry_id for one in firms[:1] if one.industry_id]
    user = signed_in(request)
    initial = {
        "name": first,
        "trades": trades,
        "person_name": user.name if user else "",
        "email": user.email if user else "",
    }
    form = RegisterForm(request.POST or None, choices=choices, initial=initial)

    def act(typed: dict[str, Any]) -> None:
        now = timezone.now()
        if user is None:
            who = client_ip(request) or ""
            note_attempt(kind="fair-register", who=who, limit=MOST_REGISTRATIONS, now=now)
        side, who_comes = _as(request, typed["role"], firms)
        register_participant(
            fair=fair,
            side=side,
            profile=form.profile(),
            people=form.people(),
            who=who_comes,
            by=user,
            now=now,
        )

    return act_page(
        request,
        form=form,
        act=act,
        title=_("참가 신청"),
        subject=fair.name,
        said=_("참가를 신청했습니다. 주관기관이 확인하면 전자우편으로 알려 드립니다."),
        back=reverse("portal:fair", args=[fair.pk]),
        button=_("참가 신청하기"),
    )


@guarded(PUBLIC)
@READ_AND_WRITE
def profile(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Change one's own profile and who comes."""
    with for_own(request, fair_id) as own:
        form = ProfileForm(request.POST or None, initial=typed_of(own))
        return act_page(
            request,
            form=form,
            act=lambda _typed: change_profile(
                participant=own, profile=form.profile(), people=form.people(), by=signed_in(request)
            ),
            title=_("내 소개와 나올 사람"),
            subject=own.fair.name,
            said=_("저장했습니다."),
            back=reverse("portal:fair", args=[fair_id]),
        )


class LeaveForm(forms.Form):
    """Why somebody withdraws."""

    reason = forms.CharField(label=gettext_lazy("사유 (선택)"), max_length=200, required=False)


@guarded(PUBLIC)
@READ_AND_WRITE
def leave(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Withdraw from a fair."""
    with for_own(request, fair_id) as own:
        return act_page(
            request,
            form=LeaveForm(request.POST or None),
            act=lambda typed: withdraw_participant(
                participant=own, reason=typed["reason"], by=signed_in(request), now=timezone.now()
            ),
            title=_("참가 취소"),
            subject=own.fair.name,
            said=_("참가를 취소했습니다."),
            back=reverse("portal:fair", args=[fair_id]),
            button=_("참가 취소하기"),
        )


@guarded(PUBLIC)
@require_POST
def act_as(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Choose as which of several participants of one's own (`participant`) one acts at a fair."""
    own = {str(one.pk): one for one in all_own(request, fair_id)}
    chosen = own.get(request.POST.get("participant", ""))
    if chosen is None:
        raise NotVisible(f"participant of fair {fair_id}")
    choose(request, chosen)
    return redirect("portal:fair", fair_id)


@guarded(PUBLIC)
@require_GET
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody in by their personal link; this session then acts for that participant."""
    found = linked_participant(token)
    if found is None or found.state != ParticipantState.ACCEPTED:
        return render(request, "portal/fairs/link_void.html", status=404)
    request.session[LINKED] = token
    choose(request, found)
    messages.success(request, _("본인 주소로 들어왔습니다."))
    return redirect("portal:fair", found.fair_id)
