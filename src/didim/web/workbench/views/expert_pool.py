"""The pool of experts: who is in it, their contracts, absences, firms they are kept from."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.experts.domain import pool as acts
from didim.experts.domain.facts import taken_by_month
from didim.experts.domain.inviting import invite_expert
from didim.experts.domain.months import first_of_month
from didim.experts.domain.recruiting import recruit_from_call
from didim.experts.models import PoolExpert
from didim.experts.queries.access import access_absence, access_expert, access_term, access_tie
from didim.experts.queries.pool import LIVE, owner_share, pool_of, waiting
from didim.experts.rules import EXPERT_ROLES, EXPERT_STAFF
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.selection.models import Tie
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import experts as forms
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])


def _back(expert: PoolExpert) -> str:
    return reverse("workbench:expert", args=[expert.pk])


def _opened(request: HttpRequest, expert_id: int) -> PoolExpert:
    return access_expert(actor=request.actor, expert_id=expert_id, task=_("전문가 관리"), roles=EXPERT_ROLES)


def _language(code: str) -> str:
    """Return what a language is called in the language of the page; its code where nobody named it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@guarded(AGENCY_STAFF)
@require_GET
def pool(request: HttpRequest) -> HttpResponse:
    """List the experts of an agency with how full their month is, and the share of working owners."""
    agency, on = agency_choice(request), today()
    filters = forms.PoolFilterForm(request.GET)
    chosen = filters.chosen
    rows = pool_of(agency=agency.current, on=on)
    if not chosen.get("away"):
        rows = rows.filter(under_contract=True)
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("topic"):
        rows = rows.filter(topics__contains=[chosen["topic"]])
    if chosen.get("owners"):
        rows = rows.filter(profile__is_working_owner=True)
    if text := chosen.get("q"):
        person = "profile__person__"
        rows = rows.filter(
            Q(**{f"{person}name__icontains": text}) | Q(**{f"{person}affiliation__icontains": text})
        )
    page = page_of(rows, request)
    note_search(
        task="전문가 풀",
        subject=chosen.get("q", ""),
        shown=len(page.object_list),
        agency_id=agency.current.pk,
    )
    taken = taken_by_month(agency=agency.current, month=first_of_month(on), months=1)
    context = {
        "agency": agency,
        "filters": filters,
        "page": page,
        "rows": [{"row": one, "taken": taken.get(one.pk, [0])[0]} for one in page],
        "share": owner_share(agency=agency.current, on=on),
        "waiting": waiting(agency=agency.current),
        "may_edit": agency.current.pk in request.actor.agencies_with(*EXPERT_ROLES),
    }
    return render(request, "workbench/experts/pool.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def detail(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Show an expert: what they know, contracts, absences, ties, what they are sent to."""
    expert = access_expert(actor=request.actor, expert_id=expert_id, task=_("전문가 확인"))
    person, on = expert.profile.person, today()
    taken = taken_by_month(agency=expert.agency, month=first_of_month(on), months=1)
    grades = dict(forms.grade_choices(on))
    context = {
        "expert": expert,
        "person": person,
        "trades": list(expert.profile.trades.all()),
        "regions": list(expert.profile.regions.all()),
        "languages": [_language(code) for code in expert.profile.languages],
        "topics": [topic for topic in forms.Topic if topic.value in expert.topics],
        "terms": [
            {"row": term, "grade": grades.get(term.fee_grade, term.fee_grade), "runs": term.valid_to >= on}
            for term in expert.terms.all()
        ],
        "absences": list(expert.absences.filter(valid_to__gte=on)),
        "ties": list(expert.ties.select_related("enterprise")),
        "interests": list(
            Tie.objects.filter(Q(person=person) | Q(other_person=person))
            .select_related("person", "other_person", "enterprise")
            .order_by("-recorded_at", "-pk")
        ),
        "dispatches": list(
            expert.dispatches.filter(state__in=LIVE)
            .select_related("request", "enterprise")
            .order_by("-pk")[:30]
        ),
        "taken": taken.get(expert.pk, [0])[0],
        "invitation": expert.invitations.filter(accepted_at=None, revoked_at=None).first(),
        "now": timezone.now(),
        "may_edit": expert.agency_id in request.actor.agencies_with(*EXPERT_ROLES),
    }
    return render(request, "workbench/experts/expert.html", context)


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def edit(request: HttpRequest, expert_id: int | None = None) -> HttpResponse:
    """Take somebody into the pool, or change what is entered about them."""
    expert = _opened(request, expert_id) if expert_id else None
    agency = expert.agency if expert else agency_choice(request, *EXPERT_ROLES).current
    initial = forms.ExpertForm.of(expert) if expert else {}
    form = forms.ExpertForm(request.POST or None, expert=expert, initial=initial)
    kept: list[PoolExpert] = [expert] if expert else []

    def act(_said: object) -> None:
        if expert is not None:
            acts.change_expert(expert=expert, details=form.details(), by=request.user)
        else:
            kept.append(
                acts.register_expert(
                    agency=agency, details=form.details(), by=request.user, now=timezone.now()
                )
            )

    page = act_page(
        request,
        form=form,
        act=act,
        title=_("전문가 고치기") if expert else _("전문가 등록"),
        subject=str(expert) if expert else agency.name,
        said=_("전문가를 저장했습니다."),
        back=_back(expert) if expert else reverse("workbench:expert-pool"),
    )
    return redirect(_back(kept[0])) if page.status_code == 302 and kept else page  # noqa: PLR2004 - a redirect


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def term(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Put an expert under contract."""
    expert = _opened(request, expert_id)
    form = forms.TermForm(request.POST or None, on=today(), initial={"valid_from": today()})
    return act_page(
        request,
        form=form,
        act=lambda _said: acts.conclude_term(
            expert=expert, term=form.term(), by=request.user, now=timezone.now()
        ),
        title=_("계약하기"),
        subject=str(expert),
        said=_("계약을 저장했습니다."),
        back=_back(expert),
    )


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def end(request: HttpRequest, term_id: int) -> HttpResponse:
    """End a contract early."""
    row = access_term(actor=request.actor, term_id=term_id, roles=EXPERT_ROLES)
    form = forms.EndTermForm(request.POST or None, initial={"last_day": today()})
    return act_page(
        request,
        form=form,
        act=lambda said: acts.end_term(term=row, by=request.user, now=timezone.now(), **said),
        title=_("계약 끝내기"),
        subject=str(row.expert),
        said=_("계약을 끝냈습니다. 맡은 방문이 있으면 다시 배정해 주세요."),
        back=_back(row.expert),
    )


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def away(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Record when an expert takes no visits."""
    expert = _opened(request, expert_id)
    form = forms.AwayForm(request.POST or None, initial={"valid_from": today(), "valid_to": today()})
    return act_page(
        request,
        form=form,
        act=lambda _said: acts.note_absence(
            expert=expert, away=form.away(), by=request.user, now=timezone.now()
        ),
        title=_("부재 적기"),
        subject=str(expert),
        said=_("부재를 적었습니다. 그동안 배정하지 않습니다."),
        back=_back(expert),
    )


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def apart(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Keep an expert away from a firm."""
    expert = _opened(request, expert_id)
    form = forms.ApartForm(request.POST or None, initial={"valid_from": today()})
    return act_page(
        request,
        form=form,
        act=lambda said: acts.keep_apart(
            expert=expert,
            by=request.user,
            now=timezone.now(),
            **{**said, "kind": forms.ExpertTieKind(said["kind"])},
        ),
        title=_("기업에 보내지 않기"),
        subject=str(expert),
        said=_("이 기업에는 보내지 않습니다."),
        back=_back(expert),
    )


@guarded(EXPERT_STAFF)
@require_POST
def back(request: HttpRequest, away_id: int) -> HttpResponse:
    """Take an absence back."""
    row = access_absence(actor=request.actor, absence_id=away_id, roles=EXPERT_ROLES)
    expert = row.expert
    acts.remove_absence(absence=row, by=request.user)
    messages.success(request, _("부재를 지웠습니다."))
    return redirect(_back(expert))


@guarded(EXPERT_STAFF)
@require_POST
def lift(request: HttpRequest, apart_id: int) -> HttpResponse:
    """Let an expert go to a firm again."""
    row = access_tie(actor=request.actor, tie_id=apart_id, roles=EXPERT_ROLES)
    expert = row.expert
    acts.lift_tie(tie=row, by=request.user)
    messages.success(request, _("이제 이 기업에도 보낼 수 있습니다."))
    return redirect(_back(expert))


@guarded(EXPERT_STAFF)
@require_POST
def invite(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Invite an expert to work with an account."""
    expert = _opened(request, expert_id)
    try:
        invite_expert(
            expert=expert,
            link=lambda token: request.build_absolute_uri(reverse("portal:expert-invitation", args=[token])),
            by=request.user,
            now=timezone.now(),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("초대하는 전자우편을 보냈습니다."))
    return redirect(_back(expert))


@guarded(EXPERT_STAFF)
@READ_AND_WRITE
def recruit(request: HttpRequest) -> HttpResponse:
    """Take everybody a call selected into the pool."""
    agency = agency_choice(request, *EXPERT_ROLES).current
    form = forms.RecruitForm(request.POST or None, agency=agency, on=today(), initial={"valid_from": today()})
    return act_page(
        request,
        form=form,
        act=lambda said: recruit_from_call(
            call=said["call"], offer=form.offer(), by=request.user, now=timezone.now()
        ),
        title=_("공고로 모집한 전문가 들이기"),
        subject=agency.name,
        said=_("선정된 사람을 모두 풀에 들이고 계약했습니다."),
        back=reverse("workbench:expert-pool"),
    )
