"""Firms as a kind of file that agencies bring."""

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from didim.registry.domain.table_files.kinds import Bringing, ImportKind
from didim.registry.domain.table_files.reading import FileTable, Headings

from .applying import take_firms
from .checking import FirmRow, check_firms

_WORDS: dict[str, tuple[str, ...]] = {
    "name": ("기업명", "업체명", "회사명", "상호", "상호명", "기업체명", "성명또는상호"),
    "business_number": ("사업자등록번호", "사업자번호", "사업자등록증번호"),
    "legal_form": ("법적형태", "기업형태", "사업자구분", "사업자유형", "기업구분", "구분"),
    "corporate_number": ("법인등록번호", "법인번호"),
    "representative_name": ("대표자", "대표자명", "대표", "대표자성명"),
    "representative_birth": ("대표자생년월일", "생년월일", "대표자출생연도", "출생연도", "대표자생년"),
    "opened_on": (
        "사업개시일",
        "개업일",
        "개업일자",
        "개업연월일",
        "설립일",
        "설립일자",
        "창업일",
        "법인설립일",
    ),
    "closed_on": ("폐업일", "폐업일자"),
    "region": ("지역", "시군구", "소재지역", "자치구", "소재지시군구"),
    "address": ("주소", "소재지", "사업장소재지", "사업장주소", "회사주소"),
    "industry": ("업종코드", "표준산업분류", "표준산업분류코드", "산업분류코드", "KSIC", "KSIC코드"),
    "size_class": ("기업규모", "규모"),
    "phone": ("전화", "전화번호", "연락처", "대표전화"),
    "email": ("전자우편", "이메일", "메일", "E-mail", "Email"),
    "website": ("누리집", "홈페이지", "웹사이트"),
    "year": ("기준연도", "연도", "실적연도"),
    "employees": ("상시근로자", "상시근로자수", "직원수", "종업원수", "고용인원", "임직원수"),
    "sales": ("매출액", "매출", "연매출", "연매출액"),
}
_HINTS: dict[str, str] = {
    "business_number": "124-81-00998",
    "legal_form": "개인 / 법인 / 협동조합 / 비영리 / 예비창업자",
    "corporate_number": "110111-0062432",
    "representative_birth": "1985-07-01 또는 1985",
    "opened_on": "2020-03-02",
    "closed_on": "2025-12-31",
    "region": "서울 강남구 또는 11680",
    "industry": "62010",
    "size_class": "소상공인 / 소기업 / 중기업 / 중견기업 / 대기업",
    "year": "2025",
    "employees": "4",
    "sales": "120000000",
}


def _check(table: FileTable, bringing: Bringing) -> list[FirmRow]:
    return check_firms(table, agency=bringing.agency, today=bringing.today)


def _take(rows: Sequence[FirmRow], bringing: Bringing) -> None:
    take_firms(rows, agency=bringing.agency, now=bringing.now)


FIRMS = ImportKind(
    code="firms",
    title=pgettext_lazy("여럿", "기업"),
    headings=Headings(
        _WORDS,
        required=frozenset({"name", "business_number", "legal_form"}),
        known_by=frozenset({"name"}),
        by_year=frozenset({"employees", "sales"}),
        hints=_HINTS,
    ),
    check=_check,
    take=_take,
)
