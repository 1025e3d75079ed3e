"""Agreements that have ended: one settled and paid back in parts, one that reports, one given up."""

from collections.abc import Sequence
from datetime import timedelta

from didim.accounts.models import User
from didim.agreements.domain.assets import AssetDetails, register_asset, see_asset
from didim.agreements.domain.banned import Ban, ban_counterparty
from didim.agreements.domain.endings import end_agreement
from didim.agreements.domain.settling.recoveries import (
    RecoveryTerms,
    allow_instalments,
    earliest_due,
    notify_recovery,
    parts_of,
    record_payment,
)
from didim.agreements.domain.settling.reports import (
    hand_in_final_report,
    hand_in_use_report,
    open_settlement,
)
from didim.agreements.domain.settling.sanctions import exclude_firm, warn
from didim.agreements.domain.settling.settlement import confirm_settlement, disallow
from didim.agreements.domain.terms import LineAmount
from didim.agreements.enums import EndKind, SanctionKind
from didim.agreements.models import Agreement, Expenditure, Settlement
from didim.documents.settlement_papers import recovery_pdf, settlement_pdf
from didim.kernel.business_numbers import business_check_digit
from didim.selection.models import Decision

from .agreements import conclude, pay, requested
from .selection_results import take_mails_as_sent
from .sign_ins import sample_user
from .world import World

LINES = (
    LineAmount("materials", "raw_materials", grant_won=15_000_000, own_cash_won=1_500_000),
    LineAmount("machinery", "tools", grant_won=15_000_000, own_cash_won=1_500_000),
    LineAmount("wages", "employees", own_in_kind_won=5_000_000),
)
REPORT = "시제품 두 점을 만들어 현장 세 곳에서 시험했고, 남은 인증은 자체 자금으로 마칩니다.(예시)"
# Days from today of what happened to the settled one; the others follow the same steps less far.
BOUGHT, ENDED, REPORTED, CUT, CONFIRMED, NOTIFIED, PAID = -70, -40, -28, -20, -15, -14, -3
PARTS = 6
# Nobody's number: no tax office begins with 0.
_BARRED = "099810002"


def make_settlements(world: World, decisions: Sequence[Decision]) -> None:
    """Let three more selected firms conclude their agreements, and end them each in its own way."""
    writer = User.objects.get(email="applicants@hanbit.example")
    settled, reporting, given_up = (conclude(world, one, writer, LINES) for one in decisions[:3])
    _settled(world, settled, writer)
    _equipped(world, reporting)
    _ended(world, reporting, EndKind.EARLY, -10)
    open_settlement(agreement=reporting, by=sample_user("officer"), now=world.instant(world.day(-9)))
    _given_up(world, given_up)
    own = Agreement.objects.filter(enterprise__members__user=sample_user("owner")).first()
    if own is not None:
        _barred(world, own)
    take_mails_as_sent()


def _equipped(world: World, agreement: Agreement) -> Expenditure:
    """Buy a machine that is followed for years, and enter it into the ledger before it is checked."""
    row = requested(world, agreement, BOUGHT, 7_700_000, line="machinery", purpose="시험 장비 구입(예시)")
    asset = register_asset(
        expenditure=row,
        details=AssetDetails(
            "환경 시험기(예시)", f"예시-{agreement.number}", 7_700_000, world.day(BOUGHT + 2), "연구실"
        ),
        by=sample_user("owner"),
        now=world.instant(world.day(BOUGHT + 3)),
    )
    pay(world, row, BOUGHT + 10, f"예시-장비-{agreement.number}")
    see_asset(
        asset=asset,
        seen_on=world.day(-45),
        location="1층 연구실",
        by=sample_user("officer"),
        now=world.instant(world.day(-45), 17),
    )
    return row


def _ended(world: World, agreement: Agreement, kind: EndKind, day: int) -> None:
    end_agreement(
        agreement=agreement,
        kind=kind,
        ended_on=world.day(day),
        reason="목표를 일찍 이룸(예시)" if kind == EndKind.EARLY else "사업을 이어 갈 수 없음(예시)",
        by=sample_user("officer"),
        now=world.instant(world.day(day), 17),
    )


def _settled(world: World, agreement: Agreement, writer: User) -> None:
    """Spend, end, report and settle; what goes back is paid in parts, the first of them already."""
    officer = sample_user("officer")
    _equipped(world, agreement)
    parts_bought = requested(world, agreement, BOUGHT, 4_400_000)
    pay(world, parts_bought, BOUGHT + 10, f"예시-부품-{agreement.number}")
    _ended(world, agreement, EndKind.EARLY, ENDED)
    settlement = open_settlement(agreement=agreement, by=officer, now=world.instant(world.day(ENDED + 1)))
    reported_at = world.instant(world.day(REPORTED), 14)
    hand_in_final_report(agreement=agreement, text=REPORT, file=None, by=writer, now=reported_at)
    settlement = hand_in_use_report(settlement=settlement, interest_won=8_120, by=writer, now=reported_at)
    _confirmed(world, settlement, parts_bought)
    notified_at = world.instant(world.day(NOTIFIED), 11)
    recovery = notify_recovery(
        agreement=agreement,
        terms=RecoveryTerms("정산 잔액과 불인정금의 정부지분 반납(예시)", earliest_due(now=notified_at)),
        render=recovery_pdf,
        by=officer,
        now=notified_at,
    )
    later = notified_at + timedelta(days=2)
    recovery = allow_instalments(recovery=recovery, count=PARTS, render=recovery_pdf, by=officer, now=later)
    record_payment(
        recovery=recovery,
        amount_won=parts_of(recovery)[0].amount_won,
        paid_on=world.day(PAID),
        reference="예시-수납-1",
        by=sample_user("accountant"),
        now=world.instant(world.day(PAID), 15),
    )


def _confirmed(world: World, settlement: Settlement, row: Expenditure) -> None:
    officer = sample_user("officer")
    disallow(
        settlement=settlement,
        expenditure=row,
        amount_won=1_100_000,
        citation="창업사업화 지원사업 통합관리지침 제35조~제49조(협약기간 밖 이용분 불인정)",
        reason="협약이 끝난 뒤에 쓸 부품까지 사 둔 분량(예시)",
        by=officer,
        now=world.instant(world.day(CUT), 11),
    )
    confirm_settlement(
        settlement=settlement,
        auditor="새길회계법인(예시)",
        render=settlement_pdf,
        by=officer,
        now=world.instant(world.day(CONFIRMED), 11),
    )


def _given_up(world: World, agreement: Agreement) -> None:
    """Warn a firm that did not come to its examination; it gives up, is barred and pays everything back."""
    officer, director = sample_user("officer"), sample_user("director")
    warn(
        agreement=agreement,
        kind=SanctionKind.WARNING,
        reason="수시점검에 두 차례 응하지 않음(예시)",
        by=officer,
        now=world.instant(world.day(-50), 11),
    )
    _ended(world, agreement, EndKind.GIVEN_UP, -30)
    open_settlement(agreement=agreement, by=officer, now=world.instant(world.day(-29)))
    decided_at = world.instant(world.day(-20), 15)
    exclude_firm(
        agreement=agreement,
        grounds={"abandoned": None},
        reason="사업운영위원회 제2차 의결(예시)",
        by=director,
        now=decided_at,
    )
    notify_recovery(
        agreement=agreement,
        terms=RecoveryTerms("사업 포기에 따른 전액 환수(예시)", earliest_due(now=decided_at), whole=True),
        render=recovery_pdf,
        by=director,
        now=decided_at,
    )


def _barred(world: World, agreement: Agreement) -> None:
    ban_counterparty(
        agreement=agreement,
        ban=Ban(
            business_number=_BARRED + str(business_check_digit(_BARRED)),
            name="한마음상사(예시)",
            rule="spouse",
            reason="대표자 배우자가 운영하는 기업(예시)",
            evidence="가족관계증명서(예시)",
        ),
        by=sample_user("officer"),
        now=world.instant(world.day(-75), 11),
    )
