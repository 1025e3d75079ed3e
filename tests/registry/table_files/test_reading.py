import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.refusals import RefusedError
from didim.registry.domain.firm_files.kind import FIRMS
from didim.registry.domain.table_files.reading import Column, read_table


def refused(content):
    with pytest.raises(RefusedError) as refusal:
        read_table(content, FIRMS.headings)
    return refusal.value.by_field()


def test_headings_are_found_in_any_order_under_a_title_and_with_marks():
    columns = FIRMS.headings.columns(
        ["연번", "매출액(백만원)", "사업자 등록번호*", "기 업 명", "2024년 매출액", "비고"]
    )
    assert columns == (
        Column("sales", 1, "매출액(백만원)"),
        Column("business_number", 2, "사업자 등록번호*"),
        Column("name", 3, "기 업 명"),
        Column("sales", 4, "2024년 매출액"),
    )


def test_workbook_is_read_from_its_first_filled_sheet_with_true_row_numbers(workbook):
    content = workbook(
        ["2026년 입주기업 현황"],
        [],
        ["연번", "기업명", "사업자등록번호", "개업일"],
        [1, "가나상사", 1248100998, date(2020, 3, 2)],
        [2, "", "", ""],
        [3, "다라상사", "120-81-47521", ""],
        sheets_before=["빈 시트"],
    )
    table = read_table(content, FIRMS.headings)
    assert table.headings == ("연번", "기업명", "사업자등록번호", "개업일")
    assert table.rows == (
        (4, ("1", "가나상사", "1248100998", "2020-03-02")),
        (6, ("3", "다라상사", "120-81-47521", "")),
    )
    assert table.unread == ["연번"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_is_read_in_every_encoding(encoding, delimiter):
    text = "기업명,사업자번호,주소\r\n가나상사,124-81-00998\r\n"
    table = read_table(text.replace(",", delimiter).encode(encoding), FIRMS.headings)
    assert table.rows == ((2, ("가나상사", "124-81-00998", "")),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0broken",
        b"\xff\xff\xff",
        b"a,b\n1,2",
        "기업명,사업자번호\n".encode(),
    ],
    ids=["empty", "broken xlsx", "broken xls", "not text", "no headings", "no rows"],
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(content):
    assert list(refused(content)) == ["file"]


def test_empty_workbook_is_refused(workbook):
    assert list(refused(workbook())) == ["file"]


def test_too_long_a_file_is_refused():
    lines = io.StringIO()
    lines.write("기업명,사업자번호\n")
    lines.writelines("가,1\n" for _ in range(20_001))
    assert list(refused(lines.getvalue().encode())) == ["file"]


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "기업명,사업자번호\n".encode()]), st.binary()
)
def test_any_bytes_are_read_or_refused(head, tail):
    try:
        table = read_table(head + tail, FIRMS.headings)
    except RefusedError as refusal:
        assert list(refusal.by_field()) == ["file"]  # noqa: PT017 - either way is right
    else:
        assert all(len(cells) == len(table.headings) for _number, cells in table.rows)
