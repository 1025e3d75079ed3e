"""The day of the fair, and the year after it: steps of the walk through an export fair."""

import re
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.asking import ask_follow_ups
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.enums import Interest, MeetingState, Side
from didim.fairs.models import Deal, DealFollowUp, Meeting, MeetingChange, MeetingRecord, Participant
from didim.fairs.queries.access import participant_link
from didim.fairs.queries.days import check_in_address
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.reports.catalogue import figure
from didim.reports.queries.measuring import measure
from didim.reports.queries.scoping import agency_scope
from didim.reports.scopes import Period
from didim.support.models import SupportRecord
from tests.sign_in import make_firm_member

from .fair_rows import BUYER, FIRM_EN, Made, hit_by_changes, the_day_comes
from .looks import width_of
from .test_experts import become
from .test_portal_pages import KOREAN_TEXT


def has_its_day(phone: Page, site: str, made: Made, own: Participant, other: str) -> None:
    """Everybody sees their own day on a phone, takes it into the calendar and carries a code."""
    english = site.endswith("/en")
    phone.goto(f"{site}/fairs/{made.fair.pk}/day/")
    rows = Meeting.objects.filter(fair=made.fair, state=MeetingState.PLANNED)
    rows = rows.filter(partner=own) if own.side == Side.PARTNER else rows.filter(firm=own)
    expect(phone.locator("ol.app-list > li .app-list-row")).to_have_count(rows.count())
    expect(phone.locator("ol.app-list").get_by_text(other).first).to_be_visible()
    expect(phone.locator("svg").filter(has_text="QR")).to_be_visible()
    assert phone.evaluate(KOREAN_TEXT) == [] if english else True
    assert width_of(phone) <= 390
    name = "Add to my calendar" if english else "내 달력에 넣기"
    with phone.expect_download() as coming:
        phone.get_by_role("link", name=name).click()
    events = Calendar.from_ical(coming.value.path().read_bytes()).walk("VEVENT")
    assert sorted(str(event["uid"]) for event in events) == sorted(
        f"fair-meeting-{one.pk}@didim" for one in rows
    )


def _ahead(made: Made) -> QuerySet[Meeting]:
    """Return planned meetings that are still to begin and are not the walk's own."""
    rows = Meeting.objects.filter(fair=made.fair, state=MeetingState.PLANNED, starts_at__gt=timezone.now())
    rows = rows.exclude(partner=made.buyer).exclude(firm=made.firm)
    return rows.select_related("partner", "firm", "table", "slot").order_by("starts_at", "table__number")


def _mailed() -> set[int]:
    """Return the participants who were told that their plan changed."""
    about = OutboundMessage.objects.filter(template="fair-change").values_list("about", flat=True)
    return {int(one.removeprefix("fair-participant-")) for one in about}


def somebody_cancels(phone: Page, site: str, made: Made) -> None:
    """A firm cancels on its phone: the other side and the officer are told why."""
    one = _ahead(made).first()
    become(phone, site, make_firm_member(one.firm.enterprise, email="f@example.org"), second_factor=False)
    phone.goto(f"{site}/fairs/{made.fair.pk}/day/")
    phone.get_by_role("link", name=f"취소 – {one.partner.name}").click()
    phone.get_by_label("취소하는 까닭").fill("시료가 도착하지 않음")
    assert width_of(phone) <= 390
    phone.get_by_role("button", name="상담 취소하기").click()
    expect(phone.get_by_text("상담을 취소하고 상대와 주관기관에 알렸습니다.")).to_be_visible()
    assert width_of(phone) <= 390
    one.refresh_from_db()
    assert (one.state, one.end_reason) == (MeetingState.CANCELLED, f"{one.firm.name}: 시료가 도착하지 않음")
    assert _mailed() == hit_by_changes(made.fair) == {one.partner_id, one.firm_id}
    told = OutboundMessage.objects.get(template="fair-own-cancellation")
    assert (told.recipient, one.end_reason in told.body) == (made.officer, True)
    become(phone, site, made.owner, second_factor=False)


def somebody_leaves(page: Page, site: str, made: Made) -> None:
    """A firm goes home: the officer sees what would change, then lets it change; those hit alone are told."""
    told = MeetingChange.objects.count()
    gone = _ahead(made).first().firm
    lost = _ahead(made).filter(firm=gone).count()
    before = dict(_ahead(made).values_list("pk", "slot"))
    page.goto(f"{site}/workbench/fairs/{made.fair.pk}/plan/")
    page.get_by_role("link", name="당일 변경").click()
    page.get_by_label("무슨 일").select_option("leaves")
    page.locator("select[name=participant]").select_option(str(gone.pk))
    page.get_by_label("사유").fill("급한 사정으로 돌아감")
    page.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_role("heading", name="이렇게 바뀝니다")).to_be_visible()
    expect(page.get_by_text(f"– {gone.name}")).to_have_count(lost)
    assert MeetingChange.objects.count() == told
    page.get_by_role("button", name="바꾸고 알리기").click()
    expect(page.get_by_text("일정을 바꿨습니다.")).to_be_visible()
    assert not _ahead(made).filter(firm=gone).exists()
    stayed = dict(_ahead(made).exclude(firm=gone).values_list("pk", "slot"))
    assert {key: slot for key, slot in before.items() if key in stayed}.items() <= stayed.items()
    assert gone.pk in _mailed() == hit_by_changes(made.fair)
    assert not {made.firm.pk, made.buyer.pk} & _mailed()


def table_breaks(page: Page, phone: Page, site: str, made: Made) -> None:
    """A table is out of use: who had a meeting there meets elsewhere, and reads so on the phone."""
    free = set(made.fair.tables.values_list("pk", flat=True))
    free -= set(Meeting.objects.filter(partner=made.buyer).values_list("table", flat=True))
    moved = _ahead(made).filter(table__in=free).first()
    page.goto(f"{site}/workbench/fairs/{made.fair.pk}/plan/change/")
    page.get_by_label("무슨 일").select_option("table")
    page.locator("select[name=table]").select_option(str(moved.table_id))
    page.get_by_label("사유").fill("천장에서 물이 샘")
    page.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_role("heading", name="이렇게 바뀝니다")).to_be_visible()
    page.get_by_role("button", name="바꾸고 알리기").click()
    expect(page.get_by_text("일정을 바꿨습니다.")).to_be_visible()
    assert not _ahead(made).filter(table=moved.table_id).exists()
    assert _mailed() == hit_by_changes(made.fair)
    assert not {made.firm.pk, made.buyer.pk} & _mailed()
    where = Meeting.objects.select_related("table", "partner").get(pk=moved.pk)
    mail = OutboundMessage.objects.filter(
        template="fair-change", about=f"fair-participant-{where.partner_id}"
    )
    phone.goto(re.search(r"http\S+", mail.latest("pk").body).group())
    phone.get_by_role("link", name="My meetings").click()
    row = phone.locator("ol.app-list > li").filter(has_text=where.firm.name)
    expect(row).to_contain_text(where.table.name)
    assert width_of(phone) <= 390


def arrive(page: Page, site: str, made: Made) -> None:
    """The officer opens the address of the firm's code, and types the number the buyer says."""
    page.goto(check_in_address(made.firm))
    page.locator("section.app-card").get_by_role("button", name="도착 확인").click()
    expect(page.get_by_text(f"도착을 확인했습니다: {made.firm.name}")).to_be_visible()
    page.get_by_label("참가자 번호").fill(str(made.buyer.pk))
    page.get_by_role("button", name="찾기", exact=True).click()
    page.locator("section.app-card").get_by_role("button", name="도착 확인").click()
    expect(page.get_by_text(f"도착을 확인했습니다: {made.buyer.name}")).to_be_visible()
    arrived = made.fair.participants.exclude(checked_in_at=None)
    assert set(arrived) == {made.firm, made.buyer}


def _begun(made: Made) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(fair=made.fair, state=MeetingState.PLANNED, starts_at__lte=timezone.now())
    rows = rows.exclude(partner=made.buyer).exclude(firm=made.firm)
    return rows.select_related("partner", "firm").order_by("starts_at", "table__number")


def somebody_stays_away(page: Page, site: str, made: Made) -> None:
    """One side did not come, another pair did meet: a firm's support is written with it."""
    missed, met = _begun(made)[:2]
    day = f"{site}/workbench/fairs/{made.fair.pk}/day/?day={timezone.localdate(missed.starts_at)}&at=all"
    page.goto(day)
    page.locator(f"#m{missed.pk}").get_by_role("link", name="오지 않음").click()
    page.get_by_label(missed.partner.name).check()
    page.get_by_label("사정").fill("항공편이 늦음")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("오지 않은 것으로 적었습니다.")).to_be_visible()
    missed.refresh_from_db()
    assert (missed.state, missed.absent, missed.end_reason) == (
        MeetingState.NO_SHOW,
        missed.partner,
        "항공편이 늦음",
    )
    page.goto(day)
    page.locator(f"#m{met.pk}").get_by_role("button", name="상담함").click()
    expect(page.get_by_text("지원이력에 남겼습니다.")).to_be_visible()
    assert SupportRecord.objects.get().enterprise == met.firm.enterprise


def meetings_are_recorded(firm: Page, buyer: Page, site: str, made: Made) -> list[Deal]:
    """Both sides of the walk's meeting write on their phones; two more firms want to go on."""
    own = Meeting.objects.select_related("slot").get(partner=made.buyer, firm=made.firm)
    if own.starts_at > timezone.now():
        the_day_comes(made.fair, slot=own.slot.number)
    firm.goto(f"{site}/fairs/{made.fair.pk}/day/")
    firm.get_by_role("link", name=f"기록하기 – {BUYER}").click()
    firm.get_by_label("계약 협의").check()
    firm.get_by_label("예상 금액").fill("360,000")
    firm.get_by_label("통화").select_option("USD")
    firm.get_by_label("나눈 이야기").fill("편의점 30곳에서 먼저 팔아 보기로 함")
    assert width_of(firm) <= 390
    firm.get_by_role("button", name="저장").click()
    expect(firm.get_by_text("상담 기록을 남겼습니다.")).to_be_visible()

    # The phone was another buyer's last: this one's link opens their own day again.
    buyer.goto(participant_link(made.buyer))
    buyer.get_by_role("link", name="My meetings").click()
    buyer.get_by_role("link", name=f"Write record – {FIRM_EN}").click()
    buyer.get_by_label("Ask for a sample").or_(buyer.get_by_label("Sample")).first.check()
    assert buyer.evaluate(KOREAN_TEXT) == []
    assert width_of(buyer) <= 390
    buyer.get_by_role("button", name="Save").click()
    expect(buyer.get_by_text("The record is saved.")).to_be_visible()
    assert list(MeetingRecord.objects.order_by("side").values_list("side", "interest")) == [
        (Side.FIRM, Interest.CONTRACT_TALKS),
        (Side.PARTNER, Interest.SAMPLE),
    ]
    wanted = Written(Interest.CONTRACT_TALKS)
    for meeting in _begun(made)[:2]:
        write_record(meeting=meeting, side=Side.FIRM, written=wanted, by=None, now=timezone.now())
    return list(Deal.objects.order_by("pk"))


def deals_are_followed(page: Page, firm: Page, site: str, made: Made, deals: list[Deal]) -> None:
    """After three months all three are asked: one firm answers itself, two tell the officer on the phone."""
    own, second, third = deals
    assert (own.amount_minor, own.currency) == (360_000_00, "USD")
    assert ask_follow_ups(now=_office_hours()) == len(deals)
    asked = OutboundMessage.objects.filter(template="fair-follow-up", address="f0@firms.example").get()
    firm.goto(re.search(r"http\S+", asked.body).group())
    _say(firm, "업무협약(MOU)", "360,000", "양해각서(김 과자 공급)")
    assert width_of(firm) <= 390
    firm.get_by_role("button", name="저장").click()
    expect(firm.get_by_text("거래 경과를 남겼습니다.")).to_be_visible()
    page.goto(f"{site}/workbench/fairs/{made.fair.pk}/deals/")
    expect(page.get_by_role("heading", name="물을 때가 된 거래 2건")).to_be_visible()
    for deal, stage, amount in ((second, "업무협약(MOU)", "200,000"), (third, "계약", "600,000")):
        page.goto(f"{site}/workbench/fairs/{made.fair.pk}/deals/{deal.pk}/")
        _say(page, stage, amount, "체결한 문서 사본")
        page.get_by_role("button", name="저장").click()
        expect(page.get_by_text("거래 경과를 남겼습니다.")).to_be_visible()
    expect(page.get_by_role("heading", name="물을 때가 된 거래")).to_have_count(0)
    expect(page.get_by_text("USD 560,000").first).to_be_visible()
    expect(page.get_by_text("USD 600,000").first).to_be_visible()
    answered = DealFollowUp.objects.exclude(answered_at=None)
    assert sorted(answered.values_list("months", "stage")) == [(3, "contract"), (3, "mou"), (3, "mou")]


def _say(page: Page, stage: str, amount: str, evidence: str) -> None:
    page.get_by_label(stage, exact=True).check()
    page.get_by_label("금액").fill(amount)
    page.get_by_label("통화").select_option("USD")
    page.get_by_label("체결한 날").fill(f"{timezone.localdate() - timedelta(days=20)}")
    page.get_by_label("근거 자료").fill(evidence)
    page.get_by_label("경과").fill("전화로 확인함")


def _office_hours() -> datetime:
    """Return ten o'clock of the last working day before today."""
    days = (timezone.localdate() - timedelta(days=back) for back in range(1, 15))
    hours = (datetime.combine(day, time(10), SEOUL) for day in days)
    return next(hour for hour in hours if WorkingCalendar().in_office_hours(hour))


def figures_come_of_rows(page: Page, site: str, made: Made) -> None:
    """S3.6 and S4.9: 0.36 m + 0.20 m = 0.56 m US dollars of agreements, 0.6 m of contracts, by rows."""
    today, agency = timezone.localdate(), made.fair.agency
    period = Period(today - timedelta(days=40), today)
    for code, value, rows in (("mou-value", 560_000, 2), ("export-contracts", 600_000, 1)):
        found = measure(figure(code, on=today), scope=agency_scope(agency), period=period)
        assert (found.value, found.rows) == (value, rows)
        assert sum(part.value for part in found.parts) == value
        page.goto(
            f"{site}/workbench/figures/{code}/?agency={agency.pk}&start={period.start}&end={period.end}"
        )
        expect(page.get_by_role("main")).to_contain_text(f"{value // 10_000}")
    held = Meeting.objects.filter(fair=made.fair, state=MeetingState.DONE)
    assert SupportRecord.objects.count() == held.count()
