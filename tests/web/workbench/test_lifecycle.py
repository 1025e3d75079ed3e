"""Staff close, link and gather; firms ask, and agree to what they see."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.lifecycle.domain.closing import Situation, request_closure
from didim.lifecycle.domain.collaborating import GroupDetails, add_member, gather_group
from didim.lifecycle.enums import ClosureReason
from didim.lifecycle.models import (
    Closure,
    Collaboration,
    JointProject,
    MemberConsent,
    MemberResult,
    Restart,
    RestartClaim,
)
from didim.registry.domain.firms import close_firm, relate_firm
from didim.registry.enums import RelationKind
from tests.registry.conftest import make_firm, new_number, now
from tests.sign_in import make_firm_member, sign_in
from tests.web.conftest import whole_page

__all__ = ["make_firm", "new_number", "now", "whole_page"]

pytestmark = pytest.mark.django_db
SITUATION = Situation(ClosureReason.SALES, "매출이 줄었다", wants_demolition=True, area=Decimal(33))


def address(name, *args, language="ko"):
    with override(language):
        return reverse(name, args=args)


@pytest.fixture
def known(agency, make_firm):
    def make(name="가나상사"):
        firm = make_firm(name)
        relate_firm(agency=agency, enterprise=firm, kind=RelationKind.CASE, now=timezone.now())
        return firm

    return make


@pytest.fixture
def close(agency, known):
    serial = count(1)

    def make():
        return request_closure(
            agency=agency,
            enterprise=known(f"닫는가게 {next(serial)}"),
            situation=SITUATION,
            by=None,
            now=timezone.now(),
        )

    return make


@pytest.fixture
def group(agency):
    details = GroupDetails("골목카페 협업", terms="이익은 지분대로")
    return gather_group(agency=agency, details=details, by=None, now=timezone.now())


def join(group, firm, share_bp, *, lead=False):
    return add_member(
        collaboration=group,
        enterprise=firm,
        share_bp=share_bp,
        on=timezone.localdate(),
        by=None,
        now=timezone.now(),
        is_lead=lead,
    )


def whole_in_both(client, whole_page, name, *args):
    for language in ("ko", "en"):
        page = client.get(address(name, *args, language=language))
        assert page.status_code == 200, name
        whole_page(page)


def test_officer_takes_in_checks_asks_an_expert_and_finishes(officer, agency, known, whole_page):
    firm = known()
    said = {"agency": agency.pk, "enterprise": firm.business_number, "reason": "health"}
    wrong = officer.post(address("workbench:closure-create"), said | {"wants_demolition": "on"})
    assert wrong.status_code == 422
    officer.post(address("workbench:closure-create"), said)
    case = Closure.objects.get()
    for slug in ("advice", "finish", "withdraw"):
        whole_in_both(officer, whole_page, "workbench:closure-act", case.pk, slug)
    for check in case.checks.all():
        officer.post(address("workbench:closure-check", check.pk), {"verdict": "done", "note": ""})
    today = timezone.localdate()
    wish = {"subject": "폐업 절차", "wanted_from": today, "wanted_until": today, "visits": 1}
    officer.post(address("workbench:closure-act", case.pk, "advice"), wish)
    ended = {"closed_on": today, "result": "보증금을 돌려받고 정리"}
    officer.post(address("workbench:closure-act", case.pk, "finish"), ended)
    case.refresh_from_db()
    assert (case.state, case.visit_request.kind, case.visit_request.subject) == (
        "finished",
        "closure",
        "폐업 절차",
    )
    whole_in_both(officer, whole_page, "workbench:closure", case.pk)
    new = known("새가게")
    linked = {
        "enterprise": new.business_number, "ground": "own_word", "note": "신분증 확인", "carries_bars": "on"
    }  # fmt: skip
    officer.post(address("workbench:closure-act", case.pk, "restart"), linked)
    row = Restart.objects.get()
    assert (row.earlier, row.enterprise) == (firm, new)
    whole_in_both(officer, whole_page, "workbench:restart", row.pk)
    whole_in_both(officer, whole_page, "workbench:closure-list")
    officer.post(address("workbench:restart-undo", row.pk), {"reason": "잘못 이음"})
    row.refresh_from_db()
    assert row.undone_for == "잘못 이음"


def test_grant_page_names_the_ceiling(officer, close, whole_page):
    case = close()
    whole_in_both(officer, whole_page, "workbench:closure-act", case.pk, "grant")
    page = officer.get(address("workbench:closure-act", case.pk, "grant")).content.decode()
    assert "2,000,000" in page


def test_owner_asks_to_close_and_sees_it(agency, make_firm, whole_page):
    firm = make_firm()
    owner = sign_in(make_firm_member(firm))
    whole_in_both(owner, whole_page, "portal:closure-request")
    said = {"agency": agency.pk, "enterprise": firm.pk, "reason": "sales", "area": "12.5", "story": "적은 말"}
    owner.post(address("portal:closure-request"), said)
    assert Closure.objects.get().requested_by.email == "firm@example.org"
    again = owner.post(address("portal:closure-request"), said)
    assert (again.status_code, "적은 말" in again.content.decode()) == (422, True)
    whole_in_both(owner, whole_page, "portal:lifecycle")


def test_group_gathers_agrees_begins_works_and_ends(officer, agency, known, whole_page):
    today = timezone.localdate()
    said = {
        "agency": agency.pk,
        "name": "골목카페 협업",
        "terms": "지분대로",
        "programme_name": "자영업 협업화",
    }
    officer.post(address("workbench:collaboration-create"), said)
    group = Collaboration.objects.get()
    firms = [known("첫가게"), known("둘가게")]
    for number, firm in enumerate(firms):
        member = {"enterprise": firm.business_number, "share": "50", "on": today}
        member |= {} if number else {"is_lead": "on"}
        officer.post(address("workbench:collaboration-act", group.pk, "member"), member)
    for slug in ("member", "shares", "terms", "form", "end"):
        whole_in_both(officer, whole_page, "workbench:collaboration-act", group.pk, slug)
    members = list(group.members.order_by("pk"))
    shares = {f"share_{members[0].pk}": "60.5", f"share_{members[1].pk}": "39.5"}
    officer.post(address("workbench:collaboration-act", group.pk, "shares"), shares)
    begins = {"on": today}
    refused = officer.post(address("workbench:collaboration-act", group.pk, "form"), begins)
    assert refused.status_code == 422
    for number, (firm, member) in enumerate(zip(firms, members, strict=True)):
        owner = sign_in(make_firm_member(firm, email=f"owner{number}@example.org"))
        whole_in_both(owner, whole_page, "portal:own-group", member.pk)
        owner.post(address("portal:own-group-agree", member.pk))
        whole_in_both(owner, whole_page, "portal:lifecycle")
    assert MemberConsent.objects.count() == 2
    officer.post(address("workbench:collaboration-act", group.pk, "form"), begins)
    project = {
        "kind": "buying", "title": "원두 공동 구매", "starts_on": today, "ends_on": today, "cost_won": "900만"
    }  # fmt: skip
    officer.post(address("workbench:collaboration-act", group.pk, "project"), project)
    made = JointProject.objects.get()
    achieved = {
        "code": "sales", "value": "96,000,000", "currency": "KRW", "period_start": today,
        "period_end": today, "project": made.pk, "basis": "after",
    }  # fmt: skip
    whole_in_both(officer, whole_page, "workbench:collaboration-result", members[1].pk)
    officer.post(address("workbench:collaboration-result", members[1].pk), achieved)
    assert MemberResult.objects.get().observation.enterprise == firms[1]
    officer.post(address("workbench:joint-project-finish", made.pk), {"state": "done", "result": "절감"})
    whole_in_both(officer, whole_page, "workbench:collaboration", group.pk)
    whole_in_both(officer, whole_page, "workbench:collaboration-list")
    ended = {"on": today + timedelta(days=0), "reason": "목표 이룸"}
    officer.post(address("workbench:collaboration-act", group.pk, "end"), ended)
    group.refresh_from_db()
    assert group.state == "ended"


def test_other_firms_find_no_group(group, make_firm):
    member = join(group, make_firm("첫가게"), 10_000, lead=True)
    stranger = sign_in(make_firm_member(make_firm("남의가게")))
    assert stranger.get(address("portal:own-group", member.pk)).status_code == 404


def test_viewer_reads_and_changes_nothing(viewer, close, group):
    case = close()
    assert viewer.get(address("workbench:closure", case.pk)).status_code == 200
    assert viewer.get(address("workbench:closure-act", case.pk, "finish")).status_code == 403
    assert viewer.get(address("workbench:collaboration", group.pk)).status_code == 200


def test_closures_take_as_many_queries_for_three_as_for_one(officer, close, same_queries_for_three_rows):
    same_queries_for_three_rows(add_row=close, read=lambda: officer.get(address("workbench:closure-list")))


def test_members_take_as_many_queries_for_three_as_for_one(
    officer, group, make_firm, same_queries_for_three_rows
):
    serial = count(1)
    same_queries_for_three_rows(
        add_row=lambda: join(group, make_firm(f"가게 {next(serial)}"), 100),
        read=lambda: officer.get(address("workbench:collaboration", group.pk)),
    )


def test_groups_take_as_many_queries_for_three_as_for_one(officer, agency, same_queries_for_three_rows):
    serial = count(1)
    same_queries_for_three_rows(
        add_row=lambda: gather_group(
            agency=agency, details=GroupDetails(f"협업 {next(serial)}"), by=None, now=timezone.now()
        ),
        read=lambda: officer.get(address("workbench:collaboration-list")),
    )


def test_owner_asks_to_be_linked_and_an_officer_decides(officer, agency, make_firm, whole_page):
    earlier, new, other = make_firm("앞가게"), make_firm("새가게"), make_firm("남의가게")
    close_firm(enterprise=earlier, closed_on=timezone.localdate() - timedelta(days=90), now=timezone.now())
    owner = sign_in(make_firm_member(new))
    for language in ("ko", "en"):
        whole_page(owner.get(address("portal:restart-request", language=language)))
    said = {"agency": agency.pk, "enterprise": new.pk, "story": "같은 사람"}
    form = address("portal:restart-request")
    assert owner.post(form, said | {"earlier_number": "123"}).status_code == 422
    assert owner.post(form, said | {"enterprise": other.pk}).status_code == 422
    owner.post(form, said | {"earlier_number": earlier.business_number})
    claim = RestartClaim.objects.get()
    whole_in_both(owner, whole_page, "portal:lifecycle")
    assert earlier.name not in owner.get(address("portal:lifecycle")).content.decode()
    assert "새가게" in officer.get(address("workbench:closure-list")).content.decode()
    for name in ("restart-claim", "restart-claim-link", "restart-claim-refuse"):
        whole_in_both(officer, whole_page, f"workbench:{name}", claim.pk)
    assert "앞가게" in officer.get(address("workbench:restart-claim", claim.pk)).content.decode()
    link = address("workbench:restart-claim-link", claim.pk)
    assert officer.post(link, {"ground": "own_word", "note": ""}).status_code == 422
    officer.post(link, {"ground": "own_word", "note": "사업자등록증", "carries_bars": "on"})
    claim.refresh_from_db()
    made = Restart.objects.get()
    assert (claim.state, claim.restart, made.earlier, made.enterprise) == ("linked", made, earlier, new)
    assert (
        officer.post(address("workbench:restart-claim-refuse", claim.pk), {"reason": "x"}).status_code == 422
    )
    whole_in_both(officer, whole_page, "workbench:restart-claim", claim.pk)
