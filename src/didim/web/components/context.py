"""What every page's frame needs: navigation, display theme, whether there is sample data."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.registry.models import Agency

DISPLAY_COOKIE = "didim_display"
SAMPLE_DATA_SECONDS = 60
DISPLAY_THEMES = {
    "auto": _("기기 설정에 맞춤"),
    "light": _("밝은 화면"),
    "dark": _("어두운 화면"),
    "contrast": _("선명한 화면(고대비)"),
}
PORTAL = (
    ("portal:notice-list", _("공고 찾기")),
    ("portal:matches", _("맞춤 지원")),
    ("portal:calendar", _("접수 달력")),
    ("portal:district-map", _("상권분석")),
    ("portal:desk", pgettext_lazy("여럿", "상담")),
    ("portal:fair-list", pgettext_lazy("여럿", "상담회")),
    ("portal:agency-list", pgettext_lazy("여럿", "지원기관")),
    ("portal:network-list", pgettext_lazy("여럿", "네트워크")),
)
# The way of the work: calls, what is agreed and paid, what came of it. (Word, entries) stands for a group.
DASHBOARD = ("workbench:dashboard", _("현황"))
WORKBENCH: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    ("", (DASHBOARD,)),
    (
        _("공고·심사"),
        (
            ("workbench:programme-list", _("사업")),
            ("workbench:call-list", pgettext_lazy("여럿", "공고")),
            ("workbench:application-list", pgettext_lazy("여럿", "신청")),
            ("workbench:reviewer-list", _("평가위원")),
            ("workbench:notice-list", _("수집 공고")),
        ),
    ),
    (
        _("상담 창구"),
        (
            ("workbench:desk", _("오늘의 상담")),
            ("workbench:consultation-list", _("상담 목록")),
            ("workbench:grievance-inbox", _("규제·애로")),
            ("workbench:use-statistics", _("이용 통계")),
            ("workbench:visit-list", pgettext_lazy("여럿", "방문 보고서")),
            ("workbench:fee-list", _("전문가 수당")),
            ("workbench:closure-list", _("사업정리·재기")),
            ("workbench:collaboration-list", _("협업화")),
            ("workbench:expert-pool", pgettext_lazy("여럿", "전문가")),
            ("workbench:desk-setup", _("창구 설정")),
        ),
    ),
    (
        _("협약·정산"),
        (
            ("workbench:agreement-list", pgettext_lazy("여럿", "협약")),
            ("workbench:expenditure-list", pgettext_lazy("여럿", "집행")),
            ("workbench:voucher-scheme-list", _("바우처")),
            ("workbench:settlement-list", _("정산")),
        ),
    ),
    (
        _("성과·보고"),
        (
            ("workbench:outcomes", _("성과")),
            ("workbench:support-totals", _("지원이력")),
            ("workbench:study-list", _("지원 효과")),
            ("workbench:report-list", _("성과보고서")),
        ),
    ),
    ("", (("workbench:firm-list", pgettext_lazy("여럿", "기업")),)),
    (
        _("협력·조직"),
        (
            ("workbench:board-list", _("협의체")),
            ("workbench:commission-list", pgettext_lazy("여럿", "파트너")),
            ("workbench:partnership-list", pgettext_lazy("여럿", "업무협약")),
            ("workbench:fair-list", pgettext_lazy("여럿", "매칭 상담회")),
            ("workbench:department-list", _("부서")),
            ("workbench:place-list", pgettext_lazy("여럿", "장소")),
        ),
    ),
)
# Whole folders of addresses that belong to an entry and do not begin with its own, under the workbench.
BESIDE = {
    "workbench:agreement-list": ("agreement-changes/", "gates/", "instalments/", "banned/"),
    "workbench:expenditure-list": ("assets/",),
    "workbench:voucher-scheme-list": ("vouchers/", "voucher-contracts/", "suppliers/"),
    "workbench:settlement-list": ("recoveries/", "sanctions/", "disallowances/"),
    "workbench:report-list": ("figures/", "published/"),
    "workbench:closure-list": ("closure-checks/", "restarts/"),
    "workbench:collaboration-list": ("collaboration-members/", "joint-projects/"),
    "workbench:fair-list": ("fair-participants/", "fair-interpreters/"),
    "workbench:partnership-list": (
        "partnership-promises/",
        "partnership-activities/",
        "partnership-contacts/",
    ),
}
# For those who run the installation and work at no agency.
OPERATOR_DESK = (
    ("workbench:national", _("전국 성과보고서")),
    ("workbench:district-imports", _("상권 자료")),
)
REVIEW = (("review:home", _("평가")), ("review:ties", _("내 이해관계")))
EXPERT = (("expert:home", _("내 방문")), ("expert:fees", _("내 수당")))
ROOMS = {"review": REVIEW, "expert": EXPERT}
ACCOUNT = (
    ("portal:application-list", _("내 신청")),
    ("portal:desk", _("내 상담")),
    ("portal:rooms", _("내 화상회의")),
    ("portal:visit-list", pgettext_lazy("여럿", "전문가 방문")),
    ("portal:expert-request", _("전문가 요청")),
    ("portal:agreement-list", _("내 협약")),
    ("portal:grievance-list", _("내 규제·애로")),
    ("portal:outcome-list", pgettext_lazy("기업에 물은 것", "성과 입력")),
    ("portal:voucher-list", _("내 바우처")),
    ("portal:lifecycle", _("사업정리·협업")),
    ("portal:firm-profile", _("우리 기업")),
    ("portal:saved-search-list", _("저장한 검색")),
    ("account_pages:overview", _("내 계정")),
)
FOOTER = (
    ("portal:notice-list", _("공고 찾기")),
    ("portal:calendar", _("접수 달력")),
    ("portal:agency-list", pgettext_lazy("여럿", "지원기관")),
    ("portal:grievances", _("규제·애로")),
    ("account_pages:privacy", _("개인정보 처리방침")),
    ("api:schema", _("오픈 API")),
)


@dataclass(frozen=True)
class Link:
    """An entry of a menu; current when the page shown lies under it."""

    url: str
    label: str
    icon: str = ""
    current: bool = False


@dataclass(frozen=True)
class Group:
    """Entries of a menu under one word; current when one of them is."""

    label: str
    links: list[Link]

    @property
    def current(self) -> bool:
        """Whether the page shown lies under one of its entries."""
        return any(link.current for link in self.links)


def links(entries: tuple[tuple[str, Any], ...], path: str) -> list[Link]:
    """Return the entries whose page exists, marking the nearest one the path lies under."""
    found = []
    for name, label in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        under = path == url if name.endswith(":dashboard") else path.startswith(_folders(name, url))
        found.append(Link(url, label, current=under))
    nearest = max((link.url for link in found if link.current), key=len, default="")
    return [replace(link, current=link.url == nearest) for link in found]


def _folders(name: str, url: str) -> tuple[str, ...]:
    """Return where the pages of an entry stand."""
    beside = BESIDE.get(name, ())
    return (url, *(f"{reverse('workbench:dashboard')}{folder}" for folder in beside))


def navigation(room: str, path: str, *, operates: bool = False, staff: bool = True) -> list[Link | Group]:
    """Return the menu of a room: links, in the workbench groups of them for staff, a report for operators."""
    if room != "workbench":
        return [*links(ROOMS.get(room, PORTAL), path)]
    found: list[Link | Group] = [*links(OPERATOR_DESK, path)] if operates else []
    if not staff:
        return found
    for label, entries in WORKBENCH:
        shown = links(entries, path)
        found += [Group(label, shown)] if label else shown
    return found


def display_theme(request: HttpRequest) -> str:
    """Return the theme chosen by cookie; what is not a theme counts as not chosen."""
    chosen = request.COOKIES.get(DISPLAY_COOKIE, "auto")
    return chosen if chosen in DISPLAY_THEMES else "auto"


def _room_switch(request: HttpRequest, *, in_workbench: bool) -> Link | None:
    if in_workbench:
        return Link(reverse("portal:home"), _("포털로"), "home")
    operates, staff = _desks(request)
    entries = (DASHBOARD,) if staff else OPERATOR_DESK if operates else ()
    return next((Link(link.url, _("업무 화면"), "chart") for link in links(entries, "")), None)


def _desks(request: HttpRequest) -> tuple[bool, bool]:
    """Return whether somebody runs the installation, and whether they work at an agency."""
    actor = getattr(request, "actor", None)
    return bool(actor and actor.user.is_superuser), bool(actor and actor.agencies)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the variables base.html and its header read."""
    room = request.resolver_match.app_name if request.resolver_match else ""
    in_workbench = room == "workbench"
    operates, staff = _desks(request)
    return {
        "navigation": navigation(room, request.path, operates=operates, staff=staff),
        "account_links": links(ACCOUNT, request.path),
        "footer_links": links(FOOTER, request.path),
        "switch_room": _room_switch(request, in_workbench=in_workbench),
        "today": timezone.localdate(),
        "display_theme": display_theme(request),
        "display_themes": list(DISPLAY_THEMES.items()),
        "holds_sample_data": SimpleLazyObject(_holds_sample_data),
    }


def _holds_sample_data() -> bool:
    """Say whether the installation holds made-up agencies; asked of the database once a minute."""
    sample = Agency.objects.filter(is_sample=True)
    return bool(cache.get_or_set("holds_sample_data", sample.exists, SAMPLE_DATA_SECONDS))
