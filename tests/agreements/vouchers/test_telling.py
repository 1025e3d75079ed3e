"""Who is told what of a voucher, when, and how often."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from didim.accounts.models import OutboundMessage
from didim.agreements.domain.vouchers.contracts import accept_request, cancel_contract, conclude_contract
from didim.agreements.domain.vouchers.delivering import (
    Transfer,
    deliver,
    inspect_delivery,
    return_delivery,
    settle_contract,
)
from didim.agreements.domain.vouchers.issuing import end_voucher, expire_vouchers
from didim.agreements.domain.vouchers.suppliers import apply_as_supplier, decide_supplier
from didim.agreements.domain.vouchers.telling import tell_expiring
from didim.agreements.enums import SupplierState, VoucherState
from didim.registry.models import EnterpriseMember

from .building import (
    LAST,
    NOW,
    REPORT,
    accepted,
    concluded,
    firm_of,
    issued,
    make_scene,
    of_firm,
    of_supplier,
    person,
    requested,
)

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def scene():
    scene = make_scene()
    joined(scene.firm, scene.member)
    joined(scene.supplier.enterprise, scene.seller)
    return scene


def joined(firm, user):
    EnterpriseMember.objects.create(enterprise=firm, user=user, role="owner", since=NOW)


def told(scene, since=0):
    """Return who was told of what, after the first so many messages."""
    names = {scene.member.email: "firm", scene.seller.email: "supplier"}
    rows = OutboundMessage.objects.order_by("pk").values_list("address", "template")
    return [(names[address], template.removeprefix("voucher-")) for address, template in rows][since:]


def test_each_step_of_a_contract_tells_who_has_to_know(scene):
    voucher = issued(scene)
    contract = requested(scene, voucher)
    accept_request(contract=contract, signer=of_supplier(scene, contract), now=NOW)
    conclude_contract(contract=contract, signer=of_firm(scene, contract), now=NOW)
    deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    inspect_delivery(contract=contract, accepted=False, opinion="도면이 없습니다.", by=scene.member, now=NOW)
    deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    inspect_delivery(contract=contract, accepted=True, opinion="", by=scene.member, now=NOW)
    return_delivery(contract=contract, reason="성적서 누락", by=scene.officer, now=NOW)
    deliver(contract=contract, report=REPORT, file=None, by=scene.seller, now=NOW)
    inspect_delivery(contract=contract, accepted=True, opinion="", by=scene.member, now=NOW)
    settle_contract(contract=contract, transfer=Transfer(NOW.date(), "T1"), by=scene.officer, now=NOW)
    assert told(scene) == [
        ("firm", "issued"),
        ("supplier", "requested"),
        ("firm", "accepted"),
        ("supplier", "concluded"),
        ("firm", "delivered"),
        ("supplier", "failed"),
        ("firm", "delivered"),
        ("supplier", "passed"),
        ("supplier", "failed"),
        ("firm", "delivered"),
        ("supplier", "passed"),
        ("firm", "paid"),
        ("supplier", "paid"),
    ]
    texts = dict(OutboundMessage.objects.values_list("template", "body"))
    assert "도면이 없습니다." in OutboundMessage.objects.filter(template="voucher-failed")[0].body
    assert "1,000,001원(보조금 900,000원, 자기부담금 100,001원)" in texts["voucher-paid"]
    assert f"{voucher.number}-1" in texts["voucher-delivered"]
    assert not [body for body in texts.values() if "%(" in body]


def test_who_steps_back_is_not_told_and_the_other_side_is(scene):
    voucher = issued(scene)
    first, second, third = requested(scene, voucher), accepted(scene, voucher), concluded(scene, voucher)
    before = OutboundMessage.objects.count()
    cancel_contract(contract=first, reason="일정이 맞지 않습니다.", by=scene.seller, now=NOW)
    cancel_contract(contract=second, reason="다른 곳을 찾았습니다.", by=scene.member, now=NOW)
    cancel_contract(contract=third, reason="합의 해지", by=scene.officer, now=NOW)
    cancelled = [("firm", "cancelled"), ("supplier", "cancelled")]
    assert sorted(told(scene, before)) == sorted(cancelled * 2)
    assert "일정이 맞지 않습니다." in OutboundMessage.objects.filter(template="voucher-cancelled")[0].body


def test_supplier_is_told_of_each_decision_with_its_reason(scene):
    firm = firm_of("새수행기관", "71531")
    joined(firm, scene.member)
    supplier = apply_as_supplier(
        scheme=scene.scheme, enterprise=firm, introduction="컨설팅", by=scene.member, now=NOW
    )
    decide = {"supplier": supplier, "by": scene.officer, "now": NOW}
    decide_supplier(**decide, state=SupplierState.REFUSED, reason="실적 증명 누락")
    decide_supplier(**decide, state=SupplierState.REGISTERED, reason="")
    decide_supplier(**decide, state=SupplierState.SUSPENDED, reason="결과물 품질")
    assert [what for _who, what in told(scene)] == [
        "supplier-refused",
        "supplier-registered",
        "supplier-suspended",
    ]
    assert "실적 증명 누락" in OutboundMessage.objects.order_by("pk")[0].body


def test_voucher_is_remembered_30_and_7_days_before_its_end_once_each(scene):
    issued(scene)
    before = OutboundMessage.objects.count()
    days = {}
    for left in range(40, -1, -1):
        at = datetime.combine(LAST - timedelta(days=left), datetime.min.time(), SEOUL)
        if tell_expiring(now=at + timedelta(hours=2)):
            days[left] = OutboundMessage.objects.order_by("-pk")[0]
    assert sorted(days) == [7, 30]
    assert told(scene, before) == [("firm", "expiring")] * 2
    # Asked for at two in the morning, it leaves when the office opens.
    assert [days[left].not_before.astimezone(SEOUL).hour for left in (30, 7)] == [9, 9]
    assert "55,555,556원이 남아" in days[7].body
    assert "7일 남았습니다" in days[7].subject


def test_job_that_did_not_run_for_some_days_reminds_when_it_runs_again(scene):
    issued(scene)
    at = datetime.combine(LAST - timedelta(days=5), datetime.min.time(), SEOUL)
    assert (tell_expiring(now=at), tell_expiring(now=at + timedelta(days=1))) == (1, 0)


def test_voucher_that_is_used_up_or_ended_is_not_remembered(scene):
    voucher = issued(scene)
    end_voucher(voucher=voucher, state=VoucherState.CANCELLED, reason="포기", by=scene.officer, now=NOW)
    assert tell_expiring(now=datetime.combine(LAST, datetime.min.time(), SEOUL)) == 0


def test_firm_is_told_what_expired_and_what_it_gets_back(scene):
    voucher = issued(scene)
    concluded(scene, voucher)
    before = OutboundMessage.objects.count()
    after = NOW + timedelta(days=300)
    assert (expire_vouchers(now=after), expire_vouchers(now=after)) == (1, 0)
    assert sorted(told(scene, before)) == [
        ("firm", "cancelled"),
        ("firm", "own-back"),
        ("supplier", "cancelled"),
    ]
    assert "5,555,556원은 기관이 돌려드립니다" in OutboundMessage.objects.order_by("-pk")[0].body


def test_people_who_left_are_not_told(scene):
    left = person()
    left.is_active = False
    left.save()
    joined(scene.firm, left)
    issued(scene)
    assert told(scene) == [("firm", "issued")]
