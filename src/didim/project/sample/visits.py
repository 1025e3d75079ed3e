"""Visits of last month with their reports and fee slips, visits ahead, and the doctor one can sign in as."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from didim.accounts.models import User
from didim.desk.enums import Topic
from didim.experts.domain.fees import approve_slip, draw_slips, pay_slip
from didim.experts.domain.inviting import accept_expert_invitation, invite_expert
from didim.experts.domain.visits.booking import VisitTime, propose_visit
from didim.experts.domain.visits.clinics import finish_clinic, plan_clinic
from didim.experts.domain.visits.photos import add_photo, clean_photo
from didim.experts.domain.visits.reporting import (
    Written,
    approve_report,
    begin_report,
    file_report,
    return_report,
    save_report,
)
from didim.experts.domain.visits.satisfaction import answer_visit_satisfaction
from didim.experts.models import Dispatch, PoolExpert, Visit, VisitReport, VisitSatisfaction
from didim.experts.visit_enums import ClinicOutcome, VisitSide, VisitState
from didim.kernel.refusals import RefusedError
from didim.registry.models import Person

from .pictures import shop_front
from .sign_ins import sample_user
from .world import World, working_day, working_days

MINUTES = 120
HOURS = (10, 14, 16)
# The latest of last month's reports wait for the officer; the one before them was given back.
TO_APPROVE = 4
COMING = 12
STILL_WANTED = "언제까지 무엇을 하기로 했는지 적어 주세요."
AIM = "점심 매출을 지난해 같은 달로 되돌리기"
STEPS = ("손님의 움직임과 원가를 살핌", "차림표와 진열을 바꿈", "바꾼 뒤의 숫자를 함께 봄")
RESULT = "점심 손님이 하루 41명에서 52명으로 늘고, 한 그릇에 남는 돈이 420원 늘었습니다."
# What is seen, advised, done next, by what the firm asked for.
WORDS = {
    Topic.MARKET: (
        "점심 내내 지켜보니 들어왔다 나가는 손님이 열에 셋입니다. 차림표가 줄에서는 보이지 않습니다.",
        "차림표를 문 앞에 하나 더 세우고, 가장 많이 남는 두 가지를 맨 위에 적도록 했습니다.",
        "2주 동안 시간대별 손님 수를 적어 두기",
    ),
    Topic.MANAGEMENT: (
        "주요 재료 여섯 가지의 석 달 치 매입가를 함께 보았습니다. 두 가지가 21% 올랐는데 값은 그대로입니다.",
        "원가표를 만들어 드리고, 값을 올릴 것과 양을 줄일 것을 나누었습니다.",
        "바꾼 값으로 한 달 동안 남는 돈을 견주기",
    ),
    Topic.PEOPLE: (
        "근무표가 손으로 쓴 한 장이고 근로계약서가 두 사람은 없습니다.",
        "표준근로계약서를 함께 채우고 주휴수당을 넣은 근무표를 만들었습니다.",
        "계약서를 받아 두고 한 부씩 나누어 주기",
    ),
    Topic.LAW_AND_TAX: (
        "매입 세금계산서 넉 장이 빠져 있고 카드 매출과 장부가 7만 원 다릅니다.",
        "빠진 계산서를 홈택스에서 찾아 넣고 다른 까닭을 찾는 법을 보여 드렸습니다.",
        "신고 사흘 전까지 전자 장부를 마감하기",
    ),
    Topic.DISTRICT: (
        "옮기려는 자리 두 곳을 저녁까지 보았습니다. 한 곳은 여섯 시 뒤에 다니는 사람이 거의 없습니다.",
        "지금 자리에서 배달을 늘리는 쪽과 옮기는 쪽의 비용을 표로 견주었습니다.",
        "권리금과 임대차 기간을 서면으로 확인하기",
    ),
    Topic.FUNDING: (
        "환기 설비가 낡아 여름에 손님이 줄어듭니다. 견적은 한 곳에서만 받았습니다.",
        "견적을 두 곳 더 받고 시설개선 지원의 순서와 서류를 정리했습니다.",
        "신용보증재단에 상담을 예약하기",
    ),
}  # fmt: skip


def sign_in_doctor(expert: PoolExpert, world: World) -> PoolExpert:
    """Give an expert of the pool the account one can sign in with, by the invitation they accept."""
    user, now = sample_user("expert"), world.instant(world.day(-60))
    Person.objects.filter(pk=expert.profile.person_id).update(email=user.email)
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return token

    invited = PoolExpert.objects.select_related("agency", "profile__person").get(pk=expert.pk)
    invite_expert(expert=invited, link=link, by=sample_user("officer"), now=now)
    return accept_expert_invitation(user=user, token=tokens[0], now=now)


def hold_visits(world: World, held: Sequence[Dispatch], doctor: PoolExpert) -> None:
    """Hold the visits of last month and report them, and draw the month's fee slips.

    The doctor's latest visit stays without a report.
    """
    officer, month = sample_user("officer"), held[0].month
    days = working_days(month, month.replace(day=28))
    _open_accounts(held)
    owed = [one for one in held if one.expert_id == doctor.pk][-1]
    filed = []
    for at, dispatch in enumerate(held):
        _plan(dispatch, world.instant(days[0], 18))
        for number in range(0 if dispatch == owed else dispatch.loads[0]):
            first = (3 * at + 7 * number) % (len(days) - 3)
            if visit := _book(world, dispatch, days[first:], HOURS[at % len(HOURS)]):
                filed.append(_report(visit, number))
    _book(world, owed, [working_day(world.today, -1)], HOURS[0])
    filed.sort(key=lambda one: one.visit.starts_at)
    for at, report in enumerate(filed[:-TO_APPROVE]):
        decided = report.visit.ends_at + timedelta(days=1)
        if at == len(filed) - TO_APPROVE - 1:
            return_report(report=report, reason=STILL_WANTED, by=officer, now=decided)
        else:
            approve_report(report=report, by=officer, now=decided)
    _answer(held)
    _finish_clinics(held)
    _pay(world, month, officer)


def book_visits(
    world: World, held: Sequence[Dispatch], coming: Sequence[Dispatch], doctor: PoolExpert
) -> None:
    """Book visits of the next days: agreed, or proposed and waiting for the firm."""
    first = working_day(world.day(-1), 1)
    days = working_days(first, world.day(25))
    clinic = held[0]
    _book(world, clinic, days[2:], HOURS[0], agreed=False)
    theirs = [one for one in coming if one.expert_id == doctor.pk]
    # The last of the doctor's is left: its time is still to be proposed.
    for at, dispatch in enumerate(theirs[:-1]):
        _book(world, dispatch, days[at:], HOURS[1])
    others = [one for one in coming if one.expert_id != doctor.pk]
    for at, dispatch in enumerate(others[:COMING]):
        _book(world, dispatch, days[at % 5 + 1 :], HOURS[at % len(HOURS)], agreed=at % 3 != 1)


def _open_accounts(held: Iterable[Dispatch]) -> None:
    """Let the others work with accounts of their own, too."""
    for number, expert in enumerate({one.expert_id: one.expert for one in held}.values(), start=1):
        if PoolExpert.objects.filter(pk=expert.pk, user=None).exists():
            user = User.objects.create_user(
                f"doctor{number:02d}@hanbit.example", name=expert.profile.person.name
            )
            Person.objects.filter(pk=expert.profile.person_id).update(user=user, email=user.email)
            PoolExpert.objects.filter(pk=expert.pk).update(user=user)
            Dispatch.objects.filter(expert=expert).update(expert_user=user)


def _account(expert_id: int) -> User:
    return User.objects.get(pool_experts=expert_id)


def _book(
    world: World, dispatch: Dispatch, days: Iterable[date], hour: int, *, agreed: bool = True
) -> Visit | None:
    """Hold the next visit of a dispatch on the first of some days that is free; None where none is."""
    for day in days:
        at = world.instant(day, hour)
        time = VisitTime(
            at, MINUTES, place=dispatch.request.address, aim=dispatch.request.subject, agreed=agreed
        )
        now = min(at - timedelta(days=2), world.instant(world.today))
        try:
            return propose_visit(dispatch=dispatch, time=time, side=VisitSide.EXPERT, now=now, is_sample=True)
        except RefusedError:
            continue
    return None


def _report(visit: Visit, number: int) -> VisitReport:
    """File what was seen and advised; the first visit of a plan with a photo."""
    expert = _account(visit.expert_id)
    saw, advice, next_steps = WORDS[Topic(visit.request.topics[0])]
    ended = visit.ends_at
    report = begin_report(visit=visit, now=ended)
    if number == 0 and visit.request.visits_planned > 1:
        taken = shop_front()
        photo = clean_photo(name="매장.jpg", size=len(taken), content=io.BytesIO(taken))
        add_photo(report=report, photo=photo, caption="들어오는 문에서 본 매장(예시)", by=expert, now=ended)
    minutes = MINUTES + 60 * (visit.pk % 3 == 0)
    save_report(report=report, written=Written(saw, advice, next_steps, minutes), now=ended)
    return file_report(report=report, by=expert, now=ended + timedelta(hours=2))


def _plan(dispatch: Dispatch, now: datetime) -> None:
    if dispatch.request.visits_planned > 1:
        steps = [f"{number}회차: {step}" for number, step in enumerate(STEPS, start=1)]
        plan = "\n".join(steps[: dispatch.request.visits_planned])
        plan_clinic(dispatch=dispatch, aim=AIM, plan=plan, by=_account(dispatch.expert_id), now=now)


def _answer(held: Sequence[Dispatch]) -> None:
    """Let most firms say how it was; the owner's firm has not answered."""
    questions = VisitSatisfaction.objects.filter(dispatch__in=[one.pk for one in held]).order_by("pk")
    for at, question in enumerate(questions.exclude(enterprise=held[0].enterprise_id)):
        if at % 4 != 3:
            answer_visit_satisfaction(
                question=question,
                score=5 - at % 2,
                comment="바로 해 볼 수 있는 말씀이라 좋았습니다." if at % 5 == 0 else "",
                now=question.asked_at + timedelta(days=1),
            )


def _finish_clinics(held: Iterable[Dispatch]) -> None:
    """Say what came of the clinics whose visits are all over."""
    for dispatch in held:
        visits = Visit.objects.filter(request=dispatch.request_id, state=VisitState.DONE)
        if dispatch.request.visits_planned == visits.count() > 1:
            ended = visits.latest("ends_at").ends_at
            finish_clinic(
                clinic=dispatch.request.clinic, outcome=ClinicOutcome.REACHED, result=RESULT,
                now=ended + timedelta(days=3),
            )  # fmt: skip


def _pay(world: World, month: date, officer: User) -> None:
    """Draw the slips of last month: some are paid, some approved, the rest wait."""
    director, now = sample_user("director"), world.instant(world.today, 8)
    for at, slip in enumerate(
        draw_slips(agency=world.agencies["promotion"], month=month, by=officer, now=now)
    ):
        if at % 3 == 2:
            continue
        approved = approve_slip(slip=slip, by=director, now=now)
        if at % 3 == 0:
            pay_slip(slip=approved, paid_on=world.today, now=now)
