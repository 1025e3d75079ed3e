"""A small made-up region for the tests of the portal: agencies, a network, notices, a firm with its owner."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from didim.accounts.models import User
from didim.kernel.periods import Period
from didim.programmes.domain.notices import ParsedNotice, record_notices
from didim.programmes.models import Notice
from didim.registry.domain.firms import FirmDetails, add_designation, record_firm_year, register_firm
from didim.registry.domain.members import add_firm_member
from didim.registry.enums import FirmRole
from didim.registry.models import (
    Agency,
    Appointment,
    BoardField,
    CaseOfficer,
    Department,
    Duty,
    Enterprise,
    Network,
    NetworkMember,
    Person,
    Region,
    Seat,
)
from tests.sign_in import make_user

LONG_TITLE = (
    "[서울] 2026년 3차 「소상공인·1인 창조기업 글로벌 온라인쇼핑몰(Amazon·Shopee·Qoo10) 입점 및 해외 "
    "판로개척 바우처」 지원사업(후속지원 포함) 참여기업 모집 재공고(연장)"
)


@dataclass(frozen=True)
class SmallRegion:
    """What was made."""

    owner: User
    firm: Enterprise
    agency: Agency
    network: Network
    board: Network
    notice: Notice


def telling(number: int, title: str, *, closes: int | None = 10, **fields: Any) -> ParsedNotice:
    """Return a telling of a notice open since ten days; it closes in so many days (None: no last day)."""
    today = timezone.localdate()
    period = Period("always", None, None, "상시")
    if closes is not None:
        period = Period("dated", today - timedelta(days=10), today + timedelta(days=closes), "")
    given: dict[str, Any] = {
        "source": "bizinfo",
        "form": "bizinfo_api",
        "agency_name": "한빛특별시",
        "operator_name": "한빛산업진흥원",
        "support_type": "global",
        "region_codes": ("11",),
        "targets": ("micro", "sme"),
        "summary": "해외 판로를 여는 소상공인을 돕습니다.",
        "body": "해외 판로를 여는 소상공인을 돕습니다.\n☞ 입점비와 통관 비용을 지원합니다. https://example.org/help",
        "target_text": "서울에 있는 소상공인",
        "how_to_apply": "온라인 접수",
        "contact": "한빛산업진흥원 02-123-4567",
        "url": f"https://example.org/notices/{number}",
        "attachments": ({"name": "공고문.hwp", "url": "https://example.org/a.hwp", "kind": "notice"},),
        "period": period,
        "published_on": today - timedelta(days=12),
        "listed_on": today - timedelta(days=12),
    }
    return ParsedNotice(source_id=f"PBLN_{number:012}", title=title, **(given | fields))


def make_notices(*tellings: ParsedNotice) -> list[Notice]:
    """Record tellings and return their notices in order."""
    record_notices(parsed=tellings, now=timezone.now())
    return [Notice.objects.get(source=told.source, source_id=told.source_id) for told in tellings]


def make_small_region() -> SmallRegion:
    """Make the region; its first notice has a long, messy title."""
    seoul = Region.objects.get(pk="11")
    agency = _make_agency(seoul)
    network, board = _make_bodies(agency, seoul)
    tellings = [
        telling(1, LONG_TITLE, apply_url="https://example.org/apply"),
        telling(2, "2026년 청년 창업 사업화 지원", closes=0, support_type="commercialisation"),
        telling(3, "경영안정자금 융자", closes=None, support_type="loan", region_codes=("00",)),
        telling(4, "지난 공고", closes=-1),
    ]
    tellings += [telling(number, f"수출 바우처 {number}차 모집", closes=20) for number in range(5, 30)]
    notices = make_notices(*tellings)
    owner = make_user("owner@example.org", name="박한빛")
    firm = make_firm(owner)
    return SmallRegion(owner, firm, agency, network, board, notices[0])


def make_firm(owner: User) -> Enterprise:
    """Register a firm with a year and a certificate."""
    now = timezone.now()
    firm = register_firm(
        details=FirmDetails(
            name="한빛소프트웨어 주식회사",
            legal_form="corporation",
            business_number="124-81-00998",
            opened_on=date(2023, 5, 2),
            region="11680",
            industry="62",
            representative_name="박한빛",
        ),
        now=now,
    )
    add_firm_member(enterprise=firm, user=owner, role=FirmRole.OWNER, now=now)
    record_firm_year(enterprise=firm, year=now.year - 1, employees=4, sales=320_000_000, now=now)
    add_designation(enterprise=firm, kind="venture", number="제1호", valid_to=date(2020, 1, 1))
    return firm


def _make_agency(seoul: Region) -> Agency:
    agency = Agency.objects.create(
        name="한빛산업진흥원",
        name_en="Hanbit Industry Promotion Agency",
        kind="promotion",
        region=seoul,
        is_sample=True,
        introduction="한빛의 기업을 돕습니다.",
        phone="02-123-4567",
        website="https://example.org",
    )
    department = Department.objects.create(agency=agency, name="창업지원팀", valid_from=date(2025, 1, 1))
    Duty.objects.create(agency=agency, department=department, name="입주 모집", valid_from=date(2025, 1, 1))
    CaseOfficer.objects.create(
        agency=agency,
        department=department,
        person=Person.objects.create(name="이가람"),
        region=Region.objects.get(pk="11680"),
        valid_from=date(2025, 1, 1),
    )
    return agency


def _make_bodies(agency: Agency, seoul: Region) -> tuple[Network, Network]:
    today = timezone.localdate()
    network = Network.objects.create(hub=agency, kind="network", name="한빛 지원센터 네트워크", region=seoul)
    NetworkMember.objects.create(network=network, agency=agency, valid_from=date(2025, 1, 1))
    board = Network.objects.create(hub=agency, kind="advisory_board", name="한빛 자문위원회", parent=network)
    field = BoardField.objects.create(board=board, name="수출", quota=2)
    first = Seat.objects.create(board=board, field=field, number=1, title="chair")
    Seat.objects.create(board=board, field=field, number=2)
    Appointment.objects.create(
        board=board,
        seat=first,
        person=Person.objects.create(name="최다온", affiliation="한빛대학교"),
        valid_from=today - timedelta(days=30),
        valid_to=today + timedelta(days=700),
    )
    return network, board
