"""A settlement and a recovery as papers, their amounts from the engine."""

from datetime import date
from typing import Any

from didim.documents.pdf import (
    DisallowedRow,
    PaperOfAgreement,
    PartDue,
    RecoveryNotice,
    SettledLine,
    SettlementConfirmation,
    WorkingStep,
)
from didim.engines.settlement import Funding, LineSpending, SettlementRule, settle
from didim.kernel.definitions import shipped_definitions

RULE = SettlementRule.of(shipped_definitions().as_of("settlement", date(2026, 3, 2)))
FUNDING = Funding(70_000_000, 10_000_000, 20_000_000)
SHEET = settle(
    RULE,
    FUNDING,
    (
        LineSpending("재료비", 30_000_000, 28_000_001, 1_000_000),
        LineSpending("외주용역비", 50_000_000, 50_000_000, 2_333_333),
        LineSpending("인건비", 20_000_000, 13_777_777),
    ),
    interest_won=12_345,
)
STEPS = tuple(WorkingStep(step.label.ko, step.working, step.amount_won, step.source) for step in SHEET.steps)


def about(**changes: Any) -> PaperOfAgreement:
    values = {
        "number": "2026-정산-0001",
        "issued_on": date(2026, 5, 6),
        "agency_name": "한빛창조경제혁신센터",
        "firm_name": "주식회사 가나다라",
        "representative_name": "김하나",
        "programme": "2025년 초기창업패키지",
        "agreement_number": "2025-0031",
        "agreement_title": "버려지는 폐목재로 만드는 조립식 가구의 양산",
    }
    return PaperOfAgreement(**(values | changes))


def confirmation(**changes: Any) -> SettlementConfirmation:
    values = {
        "about": about(),
        "starts_on": date(2025, 6, 1),
        "ends_on": date(2026, 3, 31),
        "grant_won": FUNDING.grant_won,
        "own_cash_won": FUNDING.own_cash_won,
        "own_in_kind_won": FUNDING.own_in_kind_won,
        "lines": tuple(
            SettledLine(line.key, line.planned_won, line.spent_won, line.disallowed_won, line.balance_won)
            for line in SHEET.lines
        ),
        "steps": STEPS,
        "recovery_won": SHEET.recovery_won,
        "payable_won": SHEET.payable_won,
        "disallowed": (
            DisallowedRow("재료비", 1_000_000, "통합관리지침 제49조", "협약기간 밖 이용분"),
            DisallowedRow("외주용역비", 2_333_333, "통합관리지침 제49조", "부가가치세 환급분"),
        ),
        "auditor": "한빛회계법인",
    }
    return SettlementConfirmation(**(values | changes))


def notice(**changes: Any) -> RecoveryNotice:
    values = {
        "about": about(number="2026-환수-0001"),
        "principal_won": SHEET.balance_share_won + SHEET.disallowed_share_won,
        "interest_won": SHEET.interest_share_won,
        "surcharge_won": 0,
        "due_on": date(2026, 6, 5),
        "reason": "협약 종료에 따른 정산 잔액과 불인정금의 반납",
        "steps": STEPS,
        "parts": (PartDue(date(2026, 6, 5), 4_050_617), PartDue(date(2026, 7, 6), 4_050_616)),
        "sources": (RULE.sources["notice"], RULE.sources["instalments"]),
    }
    return RecoveryNotice(**(values | changes))
