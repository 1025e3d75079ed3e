"""What the sample firms answer: plans put together from words, so that no two of them are the same."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from didim.engines.forms import Consent, Form
from didim.registry.models import Enterprise

from .world import World, pick, pick_several


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ADJECTIVES = _words(
    "작은 새로운 오래된 가까운 낯선 튼튼한 가벼운 느린 빠른 고른 드문 잦은 깊은 얕은 맑은 거친 고운 단단한 "
    "부드러운 값싼 귀한 알맞은 꾸준한 조용한 바쁜 젊은 든든한 촘촘한 넓은 좁은"
)
NOUNS = _words(
    "가게 공방 손님 재료 장비 공정 매장 창고 주문 배송 포장 검사 도면 부품 금형 원단 소스 메뉴 간판 진열 "
    "시장 골목 농가 공장 학교 병원 직원 교육 기록 자료 지도 센서 화면 예약 결제 회원 의견 사진 설문 인증 "
    "특허 계약 수출 전시 조달 정비 보험 회계 세금 임대 난방 전기 조명 소음 먼지 냄새 온도 습도 무게 색상"
)
ADVERBS = _words(
    "날마다 천천히 먼저 함께 다시 조금씩 곧바로 가끔 미리 나란히 고르게 따로 새로 직접 틈틈이 넉넉히 "
    "꼼꼼히 가볍게 오래 자주 처음 끝내 함부로 비로소"
)
ACTS = _words(
    "개선 측정 시험 생산 판매 비교 조사 설계 제작 배포 수거 보관 분류 기록 점검 교환 연결 예측 안내 상담 "
    "번역 촬영 편집 조립 세척 건조 포장 운반 등록 확인 공유 절약 확대 축소 분석 검증"
)
PARTICLES = ("에서", "부터", "까지", "도", "만", "에")
ITEMS = (
    "이물 검사기", "재고 관리 앱", "복약 알림 기기", "건축 패널", "자동 재단 서비스", "건강 검진 키트",
    "매출 예측 도구", "친환경 포장재", "충전 관리 장치", "다국어 메뉴판", "농산물 밀키트", "수명 진단 센서",
    "시제품 가공", "창작자 유통 플랫폼", "상자 회수 서비스", "배달 연합", "공기 측정기", "발효 소스",
    "안전 조끼", "가죽 주문 서비스",
)  # fmt: skip
SPENDING = ("materials", "outsourcing", "intangibles", "fees", "advertising")
MILLION = 1_000_000


def plan_answers(world: World, form: Form, firm: Enterprise, dice: np.random.Generator) -> dict[str, Any]:
    """Return what a firm answers beside what the registry knows of it."""
    item = f"{pick(dice, ADJECTIVES)} {pick(dice, NOUNS)} {pick(dice, ITEMS)}"
    requested = (20 + 5 * int(dice.integers(5))) * MILLION
    answers: dict[str, Any] = {
        "representative": firm.representative_name,
        "address": {"postcode": f"99{int(dice.integers(1000)):03d}", "road": firm.address},
        "contact_name": firm.representative_name,
        "contact_phone": f"02-{200 + int(dice.integers(700))}-{int(dice.integers(10_000)):04d}",
        "contact_email": firm.email,
        "item": item,
        "summary": _part(dice, 2),
        "problem": _part(dice, 8),
        "solution": _part(dice, 8),
        "scale_up": _part(dice, 8),
        "team": _part(dice, 5),
        "milestones": [
            {
                "what": f"{step} {number + 1}차",
                "until": (world.today + timedelta(days=45 * (number + 1))).isoformat(),
                "result": pick(dice, ("시험 결과서", "시제품", "계약서", "사용자 조사")),
            }
            for number, step in enumerate(pick_several(dice, ("설계", "시험", "생산", "판매", "인증"), 3))
        ],
        "budget_lines": [
            {"item": kind, "basis": f"{item} 제작 {number + 1}식", "grant": requested // 2}
            for number, kind in enumerate(pick_several(dice, SPENDING, 2))
        ],
        "requested": requested,
    }
    for key, field in form.fields.items():
        if isinstance(field.kind, Consent):
            answers[key] = field.kind.version
    return answers


def _part(dice: np.random.Generator, sentences: int) -> str:
    """Return some paragraphs of made-up sentences; hardly ten letters in a row stand in another plan, too."""
    lines = [_sentence(dice) for _ in range(sentences + int(dice.integers(4)))]
    return "\n\n".join(" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3))


CLAUSE = (ADJECTIVES, NOUNS, PARTICLES, ADVERBS, NOUNS, ACTS)


def _sentence(dice: np.random.Generator) -> str:
    # Drawn together: one by one the draws of all plans would cost more than everything else about them.
    drawn = dice.integers(2**31, size=2 * len(CLAUSE) + 2).tolist()
    words = [words[drawn.pop() % len(words)] for words in (*CLAUSE, *CLAUSE, ACTS)]
    one, other = words[:6], words[6:12]
    return f"{_clause(one)}하고 {_clause(other)} {2 + drawn.pop() % 95}%를 {words[-1]}합니다."


def _clause(words: Sequence[str]) -> str:
    adjective, noun, particle, *rest = words
    return f"{adjective} {noun}{particle} {' '.join(rest)}"
