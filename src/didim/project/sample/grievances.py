"""Grievances of the office: told in the districts, sorted, paused, extended, answered, made public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from didim.accounts.models import User
from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.in_charge import put_in_charge, record_absence
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.grievances.promises import record_promise
from didim.desk.domain.grievances.publishing import approve_entry, propose_entry
from didim.desk.grievance_enums import GrievanceChannel, GrievanceClass, GrievanceTopic, ResultCode
from didim.desk.models import Grievance
from didim.registry.models import Enterprise, Person

from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .words import person_name
from .world import World, pick

CASES = 60
OBJECTION = "답변을 받은 날부터 60일 안에 같은 접수번호로 다시 내실 수 있습니다."


@dataclass(frozen=True, slots=True)
class Kind:
    """A difficulty as people tell it, and how it is settled."""

    topic: GrievanceTopic
    triage: GrievanceClass
    title: str
    body: str
    result: ResultCode
    summary: str
    answer: str


KINDS = (
    Kind(
        GrievanceTopic.FACILITY, GrievanceClass.REGIONAL, "손님이 차를 댈 곳이 없습니다",
        "시장 둘레에 공영주차장이 없어 손님이 오래 머물지 못합니다. 저녁만이라도 열어 주세요.",
        ResultCode.PARTLY, "저녁과 주말에 구청 주차장을 엽니다",
        "구청과 협의해 평일 저녁 여섯 시부터, 주말에는 종일 구청 주차장을 쓰실 수 있습니다.",
    ),
    Kind(
        GrievanceTopic.PERMIT, GrievanceClass.SIMPLE, "영업신고 서류를 두 번 냅니다",
        "업종을 하나 더하는데 처음에 낸 서류를 모두 다시 내라고 합니다. 줄일 수 있나요?",
        ResultCode.ACCEPTED, "바뀐 서류만 내시면 됩니다",
        "시설 배치도만 새로 내시면 됩니다. 창구에 안내했으니 다시 가시면 바로 처리됩니다.",
    ),
    Kind(
        GrievanceTopic.LABOUR, GrievanceClass.LEGISLATIVE, "수습 직원 지원금 나이 기준이 좁습니다",
        "쉰이 넘은 분을 뽑으면 지원금을 받을 수 없습니다. 나이 기준을 넓혀 주세요.",
        ResultCode.PROPOSED, "나이 기준을 넓히자고 건의했습니다",
        "지침을 바꿔야 하는 일이라 소관 부처에 건의했습니다. 답이 오면 이 건에서 알려 드립니다.",
    ),
    Kind(
        GrievanceTopic.TAX, GrievanceClass.LEGISLATIVE, "교통유발부담금을 나누어 내고 싶습니다",
        "한 해 치를 한 번에 내야 해서 자금이 막힙니다. 네 번에 나누어 내게 해 주세요.",
        ResultCode.LONG_TERM, "나누어 내는 방안을 검토하고 있습니다",
        "조례를 바꿔야 합니다. 다음 회기에 올릴 수 있도록 검토하고 그 결과를 알려 드립니다.",
    ),
    Kind(
        GrievanceTopic.SITE, GrievanceClass.REGIONAL, "공장 옆 도로가 좁아 큰 차가 못 들어옵니다",
        "원자재를 실은 차가 골목에서 돌지 못해 작은 차로 옮겨 싣습니다. 모퉁이를 넓혀 주세요.",
        ResultCode.NOT_ACCEPTED, "사유지라 지금은 넓힐 수 없습니다",
        "모퉁이는 개인 땅이어서 구청이 바로 넓힐 수 없습니다. 대신 짐 내리는 구역을 정했습니다.",
    ),
    Kind(
        GrievanceTopic.STANDARDS, GrievanceClass.SIMPLE, "시험성적서를 어디서 받는지 모르겠습니다",
        "납품하려는 곳에서 시험성적서를 내라는데 어디서 무엇을 받아야 하는지 모르겠습니다.",
        ResultCode.GUIDED, "가까운 시험기관과 준비물을 알려 드립니다",
        "시험기관 두 곳과 시료의 양, 걸리는 날을 적어 보냅니다. 첫 시험은 비용의 반을 지원합니다.",
    ),
)  # fmt: skip


def make_grievances(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the office's cases of the last months by the acts themselves; some are of the owner's firm."""
    staff = [sample_user("officer"), sample_user("director")]
    dice = world.dice(60)
    office = world.agencies["office"]
    lawyer = Person.objects.create(
        name=person_name(dice), affiliation=office.name, position="법무 담당", is_sample=True
    )
    for topic in (GrievanceTopic.LABOUR, GrievanceTopic.TAX):
        put_in_charge(agency=office, person=lawyer, on=world.day(-400), topic=topic, by=staff[0])
    made = [_one(world, dice, number, firms, staff) for number in range(CASES)]
    take_mails_as_sent()
    away = made[-1].officer
    if away is not None:
        record_absence(
            agency=office, person=away, first_day=world.today, last_day=world.day(4), stand_in=lawyer,
            by=staff[0],
        )  # fmt: skip


def _one(
    world: World, dice: np.random.Generator, number: int, firms: Sequence[Enterprise], staff: list[User]
) -> Grievance:
    kind = KINDS[number % len(KINDS)]
    came = world.instant(world.day(-1 - (CASES - number) * 2), 10)
    of_firm = number % 3 == 0
    contact = Contact(person_name(dice), f"010-0000-{number:04d}", agreed=True)
    intake = Intake(
        title=kind.title,
        body=kind.body,
        channel=pick(dice, list(GrievanceChannel)),
        topic=kind.topic,
        enterprise=_firm(dice, number, firms) if of_firm else None,
        # Every district tells of something within five weeks.
        region=world.districts[number * 7 % len(world.districts)],
        contact=Contact() if of_firm else contact,
        is_sample=True,
    )
    case = receive_grievance(intake=intake, agency=world.agencies["office"], by=staff[0], now=came).grievance
    age = world.instant(world.today, 8) - came
    if age < timedelta(days=3):
        return case
    common = {"grievance": case, "by": staff[0]}
    handling.classify_grievance(
        **common, triage=kind.triage, reason="내용을 읽고 나누었습니다", now=came + timedelta(hours=5)
    )
    if number % 4 == 1:
        _wait(case, staff[0], came)
    if age > timedelta(days=9) and number % 9:
        _answer(world, case, kind, number, staff, came + timedelta(days=6))
    return Grievance.objects.get(pk=case.pk)


def _firm(dice: np.random.Generator, number: int, firms: Sequence[Enterprise]) -> Enterprise:
    return owned_firm(firms) if number % 12 == 0 else pick(dice, firms)


def _wait(case: Grievance, by: User, came: datetime) -> None:
    asked = came + timedelta(days=1)
    handling.pause_grievance(
        grievance=case, reason="supplement", text="사진과 도면을 내 주세요.",
        until=(asked + timedelta(days=10)).date(), by=by, now=asked,
    )  # fmt: skip
    if case.pk % 2:
        handling.supplement_grievance(
            grievance=case, text="사진과 도면을 냅니다.", by=None, now=asked + timedelta(days=2)
        )


def _answer(world: World, case: Grievance, kind: Kind, number: int, staff: list[User], now: datetime) -> None:
    objection = OBJECTION if kind.result == ResultCode.NOT_ACCEPTED else ""
    answer = AnswerText(kind.result, kind.summary, kind.answer, objection)
    handling.answer_grievance(grievance=case, answer=answer, by=staff[0], now=now)
    case = Grievance.objects.get(pk=case.pk)
    if kind.triage == GrievanceClass.LEGISLATIVE:
        record_promise(
            grievance=case, law="지원금 운영 지침" if kind.topic == GrievanceTopic.LABOUR else "교통 조례",
            promise=kind.summary, body="소관 부처", expected_on=world.day(60 - number * 2), by=staff[0],
        )  # fmt: skip
    if number % 5 == 0:
        entry = propose_entry(grievance=case, title=kind.title, outcome=kind.answer, by=staff[0], now=now)
        if number % 10 == 0:
            approve_entry(entry=entry, by=staff[1], now=now + timedelta(days=1))
