"""Calls taken in online: decided, told, under review, and what makes a call such a one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from didim.accounts.models import User
from didim.engines.eligibility import AllOf, dump
from didim.engines.scoring import RoundKind
from didim.programmes.domain.call_starts import (
    documents_to_begin_with,
    form_to_begin_with,
    rounds_to_begin_with,
)
from didim.programmes.domain.call_terms import set_form, set_rounds, set_terms
from didim.programmes.domain.calls import create_call, edit_draft, publish_call, set_rule
from didim.programmes.enums import SupportType, Target
from didim.programmes.models import Call, Programme

from .offers import FOUNDED, HERE
from .regions import PROVINCE
from .world import World

MILLION = 1_000_000
DOCUMENTS = ("business_registration",)
# What calls of this kind give bonus points for (창업사업화 지원사업 공고: 서류평가에서, 증빙이 있어야).
BONUS_POINTS = (
    {
        "key": "venture",
        "label": "벤처기업 확인",
        "label_en": "Confirmed venture firm",
        "points": "1",
        "evidence": "공고일에 유효한 벤처기업확인서",
        "evidence_en": "Venture certificate valid on the day of the notice",
    },
    {
        "key": "investment",
        "label": "최근 1년 5억 원 이상 투자유치",
        "label_en": "Investment of KRW 500 million or more within a year",
        "points": "1",
        "evidence": "투자계약서와 입금 확인서",
        "evidence_en": "Investment contract and proof of payment",
    },
    {
        "key": "local",
        "label": "백년소공인·사회적기업",
        "label_en": "Hundred-year maker or social enterprise",
        "points": "2",
        "evidence": "확인서 또는 인증서",
        "evidence_en": "Certificate",
    },
)


@dataclass(frozen=True, slots=True)
class OnlineCall:
    """A call of the industry agency; days are counted from today."""

    name: str
    name_en: str
    published: int
    opens: int
    closes: int
    places: int
    reserves: int
    award_million: int
    kinds: tuple[RoundKind, ...] = (RoundKind.WRITTEN,)
    gives_bonus: bool = False


DECIDED = OnlineCall("블루100 성장기업 육성", "Blue100", -150, -149, -120, 103, 10, 30)
TWO_ROUNDS = OnlineCall(
    "도약기업 경쟁력 강화", "Leap", -84, -83, -54, 12, 3, 50,
    kinds=(RoundKind.WRITTEN, RoundKind.PRESENTATION), gives_bonus=True,
)  # fmt: skip
REVIEWED = OnlineCall("새싹기업 사업화 지원", "Seedling firms", -48, -47, -18, 20, 5, 20)


def take_online(
    *,
    call: Call,
    places: int,
    reserves: int,
    on: date,
    by: User,
    kinds: Sequence[RoundKind] = (RoundKind.WRITTEN,),
    gives_bonus: bool = False,
) -> None:
    """Give a call's draft the standard form, the usual documents, rounds, and bonus points if it has any."""
    set_form(call=call, content=form_to_begin_with("standard", on=on), by=by)
    asked = [row for row in documents_to_begin_with(on=on) if row["kind"] in DOCUMENTS]
    set_terms(call=call, by=by, documents=asked, bonus_points=list(BONUS_POINTS) if gives_bonus else [])
    rounds = rounds_to_begin_with(kinds, on=on)
    if not gives_bonus:
        rounds = [{**one, "bonus_cap": "0"} for one in rounds]
    set_rounds(call=call, content=rounds, by=by)
    edit_draft(call=call, title=call.title, changes={"places": places, "reserves": reserves}, by=by)


def publish_online(world: World, wanted: OnlineCall, by: User) -> Call:
    """Make the programme, write the call the way staff do, and publish it."""
    published, opens, closes = (world.day(days) for days in (wanted.published, wanted.opens, wanted.closes))
    programme = Programme.objects.create(
        agency=world.agencies["promotion"],
        name=wanted.name,
        name_en=wanted.name_en,
        support_type=SupportType.COMMERCIALISATION,
        year=published.year,
        budget=wanted.places * wanted.award_million * MILLION,
        purpose=f"{wanted.name} 사업으로 지역 기업의 성장을 돕습니다. 예시 자료입니다.",
        is_sample=True,
    )
    title = f"{published.year}년 {wanted.name} 참여기업 모집 공고"
    call = create_call(
        programme=programme, title=title, by=by, now=world.instant(world.day(wanted.published - 7))
    )
    edit_draft(call=call, title=title, changes=_text(world, wanted, opens, closes), by=by)
    set_rule(call=call, content=dump(AllOf((HERE, FOUNDED))), by=by)
    take_online(
        call=call,
        places=wanted.places,
        reserves=wanted.reserves,
        on=published,
        by=by,
        kinds=wanted.kinds,
        gives_bonus=wanted.gives_bonus,
    )
    publish_call(call=call, by=by, now=world.instant(published))
    return call


def _text(world: World, wanted: OnlineCall, opens: date, closes: date) -> Mapping[str, Any]:
    return {
        "summary": f"한빛산업진흥원에서 {wanted.name}에 참여할 기업을 모집합니다. (예시 자료)",
        "body": f"1. 사업 목적\n{wanted.name}\n\n2. 선정 규모\n{wanted.places}개사\n\n3. 선정 절차\n"
        f"요건 검토, {_steps(wanted)}를 거쳐 사업운영위원회에서 정합니다. 예시 자료입니다.",
        "region_codes": [PROVINCE],
        "targets": [Target.SME],
        "target_text": "한빛특별시에서 영업 중인 기업",
        "exclusion_text": "휴업 중이거나 폐업한 기업",
        "how_to_apply": "디딤에서 온라인으로 신청합니다.",
        "contact": "한빛산업진흥원 사업 담당 (예시)",
        "opens_at": world.instant(opens),
        "closes_at": world.instant(closes, 18),
        "award_won": wanted.award_million * MILLION,
        "budget_won": wanted.places * wanted.award_million * MILLION,
    }


def _steps(wanted: OnlineCall) -> str:
    return ", ".join("발표 평가" if kind == RoundKind.PRESENTATION else "서류 평가" for kind in wanted.kinds)
