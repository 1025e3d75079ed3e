from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.kernel.refusals import RefusedError
from didim.registry.domain.firm_files.kind import FIRMS
from didim.registry.domain.table_files.importing import (
    apply_import,
    check_content,
    error_sheet,
    preview_file,
    take_checked,
    template_of,
)
from didim.registry.domain.table_files.kinds import Bringing
from didim.registry.domain.table_files.reading import read_table
from didim.registry.models import AgencyRelation, Enterprise, EnterpriseYear, FileImport

pytestmark = pytest.mark.django_db

HEAD = [
    "기업명",
    "사업자등록번호",
    "구분",
    "지역",
    "개업일",
    "기준연도",
    "상시근로자수",
    "매출액(백만원)",
    "비고",
]
FIRST = ["가나상사", "124-81-00998", "개인", "서울 강남구", "2020. 3. 2.", "2025", "4명", "1,200", "메모"]
SECOND = ["(주)다라", "120-81-47521", "", "수원시 장안구", date(2015, 1, 5), "2025", "12", "3,400.5", ""]


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def preview(agency, workbook, now):
    def run(*rows, by=None):
        content = workbook(HEAD, *rows)
        return preview_file(
            FIRMS, agency=by or agency, user=None, content=content, file_name="입주.xlsx", now=now
        )

    return run


def outcomes(file_import):
    return list(file_import.rows.values_list("number", "outcome"))


def problems(file_import):
    return [
        (number, [problem["field"] for problem in found])
        for number, found in file_import.rows.order_by("number").values_list("number", "problems")
    ]


def test_preview_touches_nothing_and_applying_takes_all(preview, agency, now):
    previewed = preview(FIRST, SECOND)
    assert (previewed.state, outcomes(previewed), Enterprise.objects.count()) == (
        "previewed",
        [(2, "new"), (3, "new")],
        0,
    )
    applied = apply_import(FIRMS, by=None, file_import=previewed, now=now + timedelta(minutes=5))
    assert (applied.state, outcomes(applied)) == ("applied", [(2, "new"), (3, "new")])
    firms = Enterprise.objects.order_by("opened_on").values_list(
        "name", "legal_form", "business_number", "region_id", "opened_on"
    )
    assert list(firms) == [
        ("(주)다라", "corporation", "1208147521", "41111", date(2015, 1, 5)),
        ("가나상사", "sole", "1248100998", "11680", date(2020, 3, 2)),
    ]
    years = EnterpriseYear.objects.order_by("sales").values_list("year", "employees", "sales")
    assert list(years) == [(2025, 4, 1_200_000_000), (2025, 12, 3_400_500_000)]
    assert set(AgencyRelation.objects.values_list("agency_id", flat=True)) == {agency.pk}
    assert list(applied.rows.order_by("number").values_list("enterprise__name", flat=True)) == [
        "가나상사",
        "(주)다라",
    ]


def test_import_again_changes_nothing(preview, now):
    apply_import(FIRMS, by=None, file_import=preview(FIRST, SECOND), now=now)
    before = list(Enterprise.objects.order_by("pk").values())
    again = preview(FIRST, SECOND)
    assert outcomes(again) == [(2, "unchanged"), (3, "unchanged")]
    apply_import(FIRMS, by=None, file_import=again, now=now + timedelta(1))
    assert list(Enterprise.objects.order_by("pk").values()) == before
    assert Enterprise.objects.first().events.count() == 1


def test_import_changes_only_what_a_row_says(preview, now):
    apply_import(FIRMS, by=None, file_import=preview(FIRST), now=now)
    later = ["가나상사", "1248100998", "", "", "", "2025", "", "1,300", ""]
    changed = preview(later)
    assert outcomes(changed) == [(2, "updated")]
    apply_import(FIRMS, by=None, file_import=changed, now=now)
    assert EnterpriseYear.objects.values_list("employees", "sales").get() == (4, 1_300_000_000)
    assert Enterprise.objects.values_list("region_id", "opened_on").get() == ("11680", date(2020, 3, 2))


def test_one_wrong_row_refuses_the_file_and_says_where(preview, now):
    wrong = ["", "124-81-00999", "공사", "중구", "어제", "25", "몇 명", "많음", ""]
    rejected = preview(SECOND, wrong)
    assert (rejected.state, outcomes(rejected)) == ("rejected", [(2, "new"), (3, "rejected")])
    assert problems(rejected) == [
        (2, []),
        (3, ["legal_form", "opened_on", "region", "year", "name", "business_number"]),
    ]
    with pytest.raises(RefusedError):
        apply_import(FIRMS, by=None, file_import=rejected, now=now)
    assert Enterprise.objects.count() == 0


def test_figures_without_a_year_are_refused(preview):
    row = [*FIRST]
    row[5] = ""
    assert problems(preview(row)) == [(2, ["year", "year"])]


def test_error_sheet_gives_the_file_back_with_a_column_of_sentences(preview):
    rejected = preview(SECOND, ["마바", "124-81-00999", "개인", "", "", "", "", "", "메모"])
    again = read_table(error_sheet(FIRMS, rejected), FIRMS.headings)
    assert again.headings == (*HEAD, "행", "고칠 점")
    assert again.rows[0] == (
        2,
        ("(주)다라", "120-81-47521", "", "수원시 장안구", "2015-01-05", *SECOND[5:], "2", ""),
    )
    assert again.rows[1][1][:2] == ("마바", "124-81-00999")
    assert again.rows[1][1][-2:] == (
        "3",
        "[사업자등록번호] 맞지 않는 사업자등록번호입니다. 사업자등록증과 한 자씩 대조해 주세요.",
    )


def test_same_number_twice_is_passed_over_when_equal_and_refused_when_not(preview):
    assert outcomes(preview(FIRST, FIRST)) == [(2, "new"), (3, "duplicate")]
    rejected = preview(FIRST, ["딴 이름", *FIRST[1:]])
    assert outcomes(rejected) == [(2, "new"), (3, "rejected")]
    assert problems(rejected)[1] == (3, ["business_number"])


def test_firm_of_another_agency_is_not_changed(preview, make_agency, now):
    apply_import(FIRMS, by=None, file_import=preview(FIRST), now=now)
    elsewhere = preview(["바뀐", *FIRST[1:]], by=make_agency("딴 기관"))
    assert (elsewhere.state, problems(elsewhere)) == ("rejected", [(2, ["business_number"])])


def test_pre_founders_have_no_number_and_are_known_again(preview, now):
    founder = ["김예비", "", "예비창업자", "서울 강남구", "", "", "", "", ""]
    apply_import(FIRMS, by=None, file_import=preview(founder), now=now)
    assert list(Enterprise.objects.values_list("stage", "business_number", "tax_check_due_at")) == [
        ("pre_founder", None, None)
    ]
    assert outcomes(preview(founder)) == [(2, "unchanged")]
    assert problems(preview(["김예비", "124-81-00998", "예비창업자"])) == [(2, ["business_number"])]


def test_region_is_read_from_the_address_where_it_is_certain(workbook, agency, now):
    content = workbook(
        ["상호", "사업자번호", "구분", "사업장 소재지"],
        ["가", "124-81-00998", "개인", "경기도 수원시 장안구 정조로 1"],
        ["나", "120-81-47521", "법인", "중구 세종대로 1"],
    )
    checked = check_content(FIRMS, content, Bringing(agency, None, now))
    assert [row.enterprise.region_id for row in checked.rows] == ["41111", None]


def test_file_that_fits_no_more_at_applying_is_refused_as_a_whole(preview, make_firm, now):
    previewed = preview(FIRST, SECOND)
    make_firm("먼저", business_number="124-81-00998")
    applied = apply_import(FIRMS, by=None, file_import=previewed, now=now)
    assert (applied.state, outcomes(applied)) == ("rejected", [(2, "rejected"), (3, "new")])
    assert Enterprise.objects.count() == 1


def test_preview_cannot_be_applied_twice(preview, now):
    previewed = preview(FIRST)
    apply_import(FIRMS, by=None, file_import=previewed, now=now)
    with pytest.raises(RefusedError):
        apply_import(FIRMS, by=None, file_import=previewed, now=now)


@pytest.mark.parametrize("count", [1, 3])
def test_preview_takes_the_same_queries_for_one_row_as_for_three(
    workbook, agency, new_number, now, django_assert_num_queries, count
):
    rows = [
        [f"기업 {at}", new_number(), "개인", "서울 강남구", "", "2025", "1", "2", ""] for at in range(count)
    ]
    content = workbook(HEAD, *rows)
    with django_assert_num_queries(8):
        preview_file(FIRMS, agency=agency, user=None, content=content, file_name="f.xlsx", now=now)


def test_template_has_every_heading_and_no_row():
    with pytest.raises(RefusedError):
        read_table(template_of(FIRMS), FIRMS.headings)
    assert len(FIRMS.headings.words) == 18


def test_operator_brings_firms_without_an_agency(workbook, now):
    operator = Bringing(None, None, now)
    counts = {"new": 2, "updated": 0, "unchanged": 0, "duplicate": 0, "rejected": 0}
    checked = check_content(FIRMS, workbook(HEAD, FIRST, SECOND), operator)
    assert (checked.counts(), Enterprise.objects.count()) == (counts, 0)
    take_checked(checked, operator)
    again = check_content(FIRMS, workbook(HEAD, FIRST, SECOND), operator)
    assert again.counts() == {**counts, "new": 0, "unchanged": 2}
    assert (Enterprise.objects.count(), FileImport.objects.count()) == (2, 0)


def test_file_with_a_refused_row_is_not_taken(workbook, now):
    operator = Bringing(None, None, now)
    with pytest.raises(ValueError, match="refused rows"):
        take_checked(check_content(FIRMS, workbook(HEAD, ["가", "1"]), operator), operator)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=9, max_size=9),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_of_any_text_are_checked_without_a_crash(now, rows):
    lines = [HEAD, *rows]
    text = "\n".join("\t".join(cell.replace("\t", " ").replace('"', "") for cell in line) for line in lines)
    try:
        checked = check_content(FIRMS, text.encode(), Bringing(None, None, now))
    except RefusedError:
        return
    assert len(checked.rows) == len(checked.table.rows)
