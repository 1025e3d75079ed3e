"""Grievances that took a turn: moved on, extended by consent, with files, with others; a reorganisation."""

import io
from collections.abc import Sequence
from datetime import timedelta

from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.assigning import finish_joint, join_grievance, transfer_grievance
from didim.desk.domain.grievances.closing_days import recount_open_cases, set_agency_day
from didim.desk.domain.grievances.consenting import ask_consent, give_consent, refuse_consent
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.grievances.moving import accept_transfer, propose_transfer, return_transfer
from didim.desk.domain.grievances.papers import SentPaper, file_papers
from didim.desk.domain.grievances.reorganising import reorganise_with_cases
from didim.desk.grievance_enums import GrievanceChannel, GrievanceClass, GrievanceTopic
from didim.desk.models import Grievance
from didim.kernel.calendar import WorkingCalendar
from didim.registry.domain.departments import NewDepartment
from didim.registry.models import CaseOfficer, Department, Enterprise, Person

from .agencies import OFFICE_AFTER, OFFICE_BEFORE
from .pictures import shop_front
from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .words import person_name
from .world import World, working_day

ROOM = 68


def make_cases(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the cases, an office's own days, and its reorganisation of today; nobody is told."""
    _consents(world, owned_firm(firms))
    _moves(world)
    _together(world)
    _own_days(world)
    _reorganise(world)
    take_mails_as_sent()


def _case(
    world: World,
    days: int,
    triage: GrievanceClass,
    topic: GrievanceTopic,
    title: str,
    body: str,
    *,
    enterprise: Enterprise | None = None,
    papers: Sequence[SentPaper] = (),
) -> Grievance:
    """Take a case in some days ago, and sort it the same day."""
    at, officer = world.instant(world.day(days), 10), sample_user("officer")
    contact = Contact(person_name(world.dice(ROOM - days)), f"010-0000-{9000 - days:04d}", agreed=True)
    intake = Intake(
        title=title,
        body=body,
        channel=GrievanceChannel.PORTAL if enterprise else GrievanceChannel.VISIT,
        topic=topic,
        enterprise=enterprise,
        region=world.districts[-days % len(world.districts)],
        contact=Contact() if enterprise else contact,
        papers=papers,
        is_sample=True,
    )
    case = receive_grievance(intake=intake, agency=world.agencies["office"], by=officer, now=at).grievance
    return handling.classify_grievance(
        grievance=case,
        triage=triage,
        reason="내용을 읽고 나누었습니다",
        by=officer,
        now=at + timedelta(hours=4),
    )


def _consents(world: World, own: Enterprise) -> None:
    """Ask for a second extension: the owner has not said, somebody agreed, somebody did not."""
    officer = sample_user("officer")
    waits = _case(
        world, -5, GrievanceClass.SIMPLE, GrievanceTopic.STANDARDS, "인증 심사 날짜가 자꾸 밀립니다",
        "시험기관이 심사 날짜를 두 번 미뤘습니다. 납품 날을 지킬 수 있게 도와주세요.", enterprise=own,
    )  # fmt: skip
    cases = [(waits, 7, 5, -3, -1)]
    for days, title, body in (
        (-52, "간판을 다는 기준이 구마다 다릅니다", "같은 간판인데 한 구에서만 허가가 났습니다."),
        (-47, "폐기물 처리 구역을 함께 쓰고 싶습니다", "공장마다 따로 두라고 해서 자리가 모자랍니다."),
    ):  # fmt: skip
        regional = _case(world, days, GrievanceClass.REGIONAL, GrievanceTopic.ENVIRONMENT, title, body)
        cases.append((regional, 1, 1, days + 20, days + 40))
    for number, (case, first, second, extended, asked) in enumerate(cases):
        handling.extend_grievance(
            grievance=case,
            count=first,
            reason="관계 기관의 현장 확인이 남았습니다",
            by=officer,
            now=world.instant(world.day(extended), 14),
        )
        asked_at = world.instant(world.day(asked), 15)
        ask_consent(
            grievance=case, count=second, reason="확인한 결과를 모두 모으려 합니다", by=officer, now=asked_at
        )
        answered_at = asked_at + timedelta(days=1)
        if number == 1:
            give_consent(grievance=case, by=None, now=answered_at)
        if number == 2:
            refuse_consent(grievance=case, text="더 기다릴 수 없습니다.", by=None, now=answered_at)


def _moves(world: World) -> None:
    """Pass cases on: to a colleague, and to other agencies, which look, took one and sent one back."""
    officer = sample_user("officer")
    case = _case(
        world, -9, GrievanceClass.REGIONAL, GrievanceTopic.SITE, "하역장 진입로가 막혀 있습니다",
        "공사 자재가 두 달째 쌓여 있어 짐차가 돌아갑니다. 치워 주세요.",
    )  # fmt: skip
    colleague = (
        CaseOfficer.objects.filter(agency=case.agency, region__isnull=False)
        .exclude(person=case.officer)
        .order_by("pk")[0]
    )
    transfer_grievance(
        grievance=case,
        person=colleague.person,
        department=colleague.department,
        reason="같은 공사 구간의 건을 이미 맡고 있음",
        by=officer,
        now=world.instant(world.day(-7), 11),
    )
    for days, key, reason in (
        (-4, "promotion", "공용장비는 산업진흥원이 운영합니다"),
        (-8, "promotion", "입점 지원은 산업진흥원의 사업입니다"),
        (-11, "technopark", "스마트공장 설비의 고장입니다"),
    ):
        case = _case(
            world, days, GrievanceClass.SIMPLE, GrievanceTopic.TECHNOLOGY, "장비 예약이 늘 차 있습니다",
            "시험 장비를 쓰려면 석 달을 기다려야 합니다. 예약을 나누어 주실 수 있나요?",
        )  # fmt: skip
        sent_at = world.instant(world.day(days + 1), 10)
        offer = propose_transfer(
            grievance=case, to_agency=world.agencies[key], reason=reason, by=officer, now=sent_at
        )
        if days == -8:
            accept_transfer(transfer=offer, by=officer, now=sent_at + timedelta(hours=5))
        if key == "technopark":
            note = "설비가 아니라 건물 전기의 일이어서 돌려보냅니다"
            return_transfer(transfer=offer, note=note, by=None, now=sent_at + timedelta(hours=30))


def _together(world: World) -> None:
    """Work on a case with others; both sides have put files to it."""
    officer = sample_user("officer")
    case = _case(
        world, -14, GrievanceClass.REGIONAL, GrievanceTopic.FACILITY, "시장 지붕에서 비가 샙니다",
        "비가 오면 통로 세 곳에 물이 떨어져 손님이 미끄러집니다. 고쳐 주세요.",
        papers=[_paper("새는 곳.jpg", "#2f6f6d")],
    )  # fmt: skip
    people = list(
        Person.objects.filter(charges__agency=case.agency, charges__region__isnull=False)
        .exclude(pk=case.officer_id or 0)
        .order_by("pk")[:2]
    )
    at = world.instant(world.day(-12), 10)
    handlers = [
        join_grievance(grievance=case, person=person, department=None, task=task, by=officer, now=at)
        for person, task in zip(people, ("지붕 보수 예산 확인", "안전 표지 설치"), strict=True)
    ]
    finish_joint(
        grievance=case,
        handler=handlers[0],
        opinion="시설 현대화 예산에 남은 금액이 있어 다음 달에 보수할 수 있습니다.",
        by=officer,
        now=at + timedelta(days=4),
    )
    file_papers(
        grievance=case,
        papers=[_paper("보수 범위.jpg", "#8c4a2f")],
        from_staff=True,
        by=officer,
        now=at + timedelta(days=5),
    )


def _paper(name: str, sign: str) -> SentPaper:
    content = shop_front(sign)
    return SentPaper(name, len(content), io.BytesIO(content))


def _own_days(world: World) -> None:
    """Close the office on a day of its own, and open it on a Saturday for it."""
    office, officer, now = world.agencies["office"], sample_user("officer"), world.instant(world.today, 7)
    closed = world.day(9)
    closed = closed if WorkingCalendar().is_working_day(closed) else working_day(closed, 1)
    saturday = world.day(5 - world.today.weekday() + 14)
    set_agency_day(agency=office, day=closed, name="개청 기념일", is_worked=False, by=officer, now=now)
    set_agency_day(agency=office, day=saturday, name="토요 민원의 날", is_worked=True, by=officer, now=now)
    recount_open_cases(agency_id=office.pk, now=now)


def _reorganise(world: World) -> None:
    """Make four departments and a centre of five departments and a team; open cases follow."""
    office = world.agencies["office"]
    parts = {part.name: part.pk for part in Department.objects.filter(agency=office, valid_to=None)}
    reorganise_with_cases(
        agency=office,
        on=world.today,
        opening=[
            NewDepartment(key, name, name_en=name_en, kind=kind)
            for key, (name, name_en, kind) in OFFICE_AFTER.items()
        ],
        closing={parts[name]: heir for name, _name_en, _kind, heir in OFFICE_BEFORE.values()},
        by=sample_user("director"),
        now=world.instant(world.today, 8),
    )
