"""Staff keep the pool, plan a month, look at why, change by hand; a firm asks for an expert."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from didim.desk.domain.intake import Asked, Visitor, ask_desk
from didim.desk.enums import ContactChannel, Topic
from didim.experts.domain.inviting import invite_expert
from didim.experts.domain.planning import carry_out
from didim.experts.domain.pool import ExpertDetails, Term, conclude_term, register_expert
from didim.experts.domain.requesting import Wish, request_visit
from didim.experts.enums import DispatchState, PoolKind, RequestKind, RequestState
from didim.experts.models import Dispatch, DispatchRun, PoolExpert, VisitRequest
from tests.sign_in import make_firm_member, make_user, sign_in

pytestmark = pytest.mark.django_db


def address(name, *args, language="ko"):
    with translation.override(language):
        return reverse(name, args=args)


@pytest.fixture
def join(agency):
    def make(name="이전문", **details):
        today = timezone.localdate()
        expert = register_expert(
            agency=agency,
            details=ExpertDetails(name, PoolKind.INDUSTRY_DOCTOR, 4, **details),
            by=None,
            now=timezone.now(),
        )
        term = Term(today - timedelta(days=40), today + timedelta(days=400), "first")
        conclude_term(expert=expert, term=term, by=None, now=timezone.now())
        return expert

    return make


@pytest.fixture
def ask(agency, make_firm):
    def make(firm=None):
        today = timezone.localdate()
        wish = Wish(
            RequestKind.VISIT, "진열을 바꾸고 싶습니다", ["market"], today, today + timedelta(days=30)
        )
        return request_visit(
            agency=agency, enterprise=firm or make_firm(), wish=wish, by=None, now=timezone.now()
        )

    return make


@pytest.fixture
def planned(officer, agency, join, ask):
    """Have an officer ask for a plan of a pool and requests, and the job make it."""

    def make(experts=2, requests=2):
        for number in range(experts):
            join(f"전문가{number}")
        for _number in range(requests):
            ask()
        month = timezone.localdate().replace(day=1).isoformat()
        officer.post(address("workbench:dispatch-runs"), {"agency": agency.pk, "month": month, "seed": "3"})
        return carry_out(run_id=DispatchRun.objects.get().pk, now=timezone.now())

    return make


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_whole(officer, whole_page, planned, language):
    run = planned()
    expert, request = PoolExpert.objects.first(), VisitRequest.objects.first()
    for name, *args in (
        ("expert-pool",), ("expert-create",), ("expert-recruit",), ("expert", expert.pk),
        ("expert-edit", expert.pk), ("expert-term", expert.pk), ("expert-away", expert.pk),
        ("expert-apart", expert.pk), ("expert-replace", expert.pk), ("visit-request-list",),
        ("visit-request", request.pk), ("visit-request-cancel", request.pk), ("dispatch-runs",),
        ("dispatch-run", run.pk), ("expert-term-end", expert.terms.get().pk),
    ):  # fmt: skip
        response = officer.get(address(f"workbench:{name}", *args, language=language))
        assert response.status_code == 200, name
        whole_page(response)


def test_officer_takes_somebody_in_and_puts_them_under_contract(officer, agency):
    said = {
        "agency": agency.pk, "name": "한전문", "kind": "mentor", "capacity_month": "6", "topics": ["market"],
        "languages": "ko, en", "is_working_owner": "on",
    }  # fmt: skip
    wrong = officer.post(address("workbench:expert-create"), said | {"enterprise": "1234567890"})
    assert wrong.status_code == 422
    assert 'value="한전문"' in wrong.content.decode()
    response = officer.post(address("workbench:expert-create"), said)
    expert = PoolExpert.objects.get()
    assert response.url == address("workbench:expert", expert.pk)
    assert (expert.kind, expert.capacity_month, expert.profile.languages) == ("mentor", 6, ["ko", "en"])
    today = timezone.localdate()
    officer.post(
        address("workbench:expert-term", expert.pk),
        {"valid_from": today, "valid_to": today + timedelta(days=100), "fee_grade": "second"},
    )
    assert expert.terms.get().fee_grade == "second"
    page = officer.get(address("workbench:expert-pool")).content.decode()
    assert "절반이 넘습니다" in page


def test_plan_is_confirmed_and_a_pair_is_priced(officer, planned):
    run = planned()
    pair = Dispatch.objects.first()
    other = PoolExpert.objects.exclude(pk=pair.expert_id).first()
    page = officer.get(address("workbench:visit-request", pair.request_id), {"instead": other.pk})
    assert "전체 점수가" in page.content.decode()
    officer.post(address("workbench:dispatch-confirm", run.pk))
    assert set(Dispatch.objects.values_list("state", flat=True)) == {DispatchState.CONFIRMED}


def test_officer_sends_somebody_else_with_a_reason(officer, planned):
    planned()
    pair = Dispatch.objects.first()
    other = PoolExpert.objects.exclude(pk=pair.expert_id).first()
    there = address("workbench:visit-request", pair.request_id)
    assert officer.post(there, {"expert": other.pk, "reason": ""}).status_code == 422
    officer.post(there, {"expert": other.pk, "reason": "같은 업종"})
    now = Dispatch.objects.get(request=pair.request_id, state=DispatchState.PROPOSED)
    assert (now.expert_id, now.reason) == (other.pk, "같은 업종")


def test_viewer_only_looks(viewer, join, planned):
    run = planned()
    assert viewer.get(address("workbench:dispatch-run", run.pk)).status_code == 200
    assert viewer.post(address("workbench:dispatch-confirm", run.pk)).status_code == 403


@pytest.mark.parametrize("name", ["expert-pool", "visit-request-list"])
def test_list_asks_the_same_for_one_row_and_three(officer, join, ask, name, django_assert_num_queries):
    join("하나"), ask()
    officer.get(address(f"workbench:{name}"))
    with CaptureQueriesContext(connection) as one:
        officer.get(address(f"workbench:{name}"))
    join("두울"), join("세엣"), ask(), ask()
    with django_assert_num_queries(len(one.captured_queries)):
        officer.get(address(f"workbench:{name}"))


def test_owner_asks_for_an_expert_and_takes_it_back(agency, join, make_firm, whole_page):
    join()
    firm = make_firm()
    owner = sign_in(make_firm_member(firm))
    today = timezone.localdate()
    said = {
        "agency": agency.pk, "subject": "메뉴를 바꾸고 싶습니다", "topics": ["market"], "visits": "3",
        "wanted_from": today, "wanted_until": today + timedelta(days=60),
    }  # fmt: skip
    assert owner.post(address("portal:expert-request"), said | {"topics": []}).status_code == 422
    owner.post(address("portal:expert-request"), said)
    request = VisitRequest.objects.get()
    assert (request.kind, request.visits_planned, request.enterprise_id) == ("clinic", 3, firm.pk)
    whole_page(owner.get(address("portal:expert-request", language="en")))
    owner.post(address("portal:expert-request-cancel", request.pk), {"reason": "해결했습니다"})
    request.refresh_from_db()
    assert request.state == RequestState.CANCELLED


def test_expert_accepts_the_invitation_with_the_address_invited(agency, join, officer):
    expert = join(email="expert@example.org")
    kept = []
    invite_expert(
        expert=expert,
        link=lambda token: kept.append(token) or token,
        by=make_user("boss@example.org"),
        now=timezone.now(),
    )
    there = address("portal:expert-invitation", kept[0])
    sign_in(make_user("stranger@example.org")).post(there)
    expert.refresh_from_db()
    assert expert.user is None
    user = make_user("expert@example.org")
    sign_in(user).post(there)
    expert.refresh_from_db()
    assert (expert.user, expert.profile.person.user) == (user, user)


@pytest.fixture
def need(agency):
    """Have somebody, with a firm or without one, come to the desk about one subject."""

    def make(firm=None):
        row = ask_desk(
            agency=agency,
            visitor=Visitor(firm, person_name="박손님", phone="02-000-0000"),
            asked=Asked((Topic.MARKET,), "진열"),
            channel=ContactChannel.PHONE,
            message="진열을 봐 주세요",
            by=None,
            now=timezone.now(),
        )
        return row.needs.get()

    return make


def wish(**more):
    today = timezone.localdate()
    return {
        "subject": "진열", "topics": ["market"], "visits": "1", "wanted_from": today,
        "wanted_until": today + timedelta(days=20), **more,
    }  # fmt: skip


def test_counsellor_asks_for_an_expert_about_a_subject_once(officer, join, need, make_firm):
    subject = need(make_firm())
    page, form = (
        address("workbench:consultation", subject.consultation_id),
        address("workbench:need-expert", subject.pk),
    )
    assert form not in officer.get(page).content.decode()
    join()
    assert form in officer.get(page).content.decode()
    assert 'value="진열"' in officer.get(form).content.decode()
    wrong = officer.post(form, wish(wanted_until=timezone.localdate() - timedelta(days=1)))
    assert wrong.status_code == 422
    assert officer.post(form, wish(visits="3")).url == page
    row = VisitRequest.objects.get()
    assert (row.need, row.consultation_id, row.kind) == (subject, subject.consultation_id, "clinic")
    shown = officer.get(page).content.decode()
    assert form not in shown
    assert address("workbench:visit-request", row.pk) in shown
    assert officer.post(form, wish()).status_code == 422


def test_nobody_is_sent_to_who_has_no_firm(officer, join, need):
    join()
    subject = need()
    form = address("workbench:need-expert", subject.pk)
    page = officer.get(address("workbench:consultation", subject.consultation_id)).content.decode()
    assert form not in page
    assert officer.post(form, wish()).status_code == 422
    assert not VisitRequest.objects.exists()


def test_agency_takes_a_request_back_with_a_reason(officer, ask):
    row = ask()
    form = address("workbench:visit-request-cancel", row.pk)
    assert officer.post(form, {"reason": ""}).status_code == 422
    assert officer.post(form, {"reason": "예산이 없습니다"}).url == address("workbench:visit-request", row.pk)
    row.refresh_from_db()
    assert (row.state, row.end_reason) == (RequestState.CANCELLED, "예산이 없습니다")
