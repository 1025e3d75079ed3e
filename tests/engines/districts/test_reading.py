import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.districts import DATA_SETS, DistrictsError, read_file
from didim.engines.districts.columns import plain

from . import files

HEAD = files.STORES_OLD.splitlines()[0]


def stores(*lines):
    return read_file("점포.csv", "\n".join([HEAD, *lines]).encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp949"])
@pytest.mark.parametrize("packed", [False, True])
def test_file_is_read_in_either_encoding_plain_and_gzipped(encoding, packed):
    content = files.STORES_OLD.encode(encoding)
    reading = read_file("점포.csv", gzip.compress(content) if packed else content)
    assert reading.data_set.id == "stores"
    assert reading.rows.column("stores").to_pylist() == [12, 1, 13]
    assert reading.rows.column("quarter").to_pylist() == [20243, 20243, 20244]
    assert reading.rows.column("unit").to_pylist() == ["district"] * 3
    assert (reading.report.rows, reading.report.kept, reading.report.rejected) == (3, 3, 0)


def test_old_new_and_api_headings_mean_the_same_row():
    new = read_file("a.csv", files.STORES_NEW.encode()).rows
    api = read_file("b.csv", files.STORES_API.encode()).rows
    assert new.equals(api)


def test_column_order_and_windows_line_ends_do_not_matter():
    plain_rows = read_file("a.csv", files.CHANGE.encode()).rows
    lines = [line.split(",")[::-1] for line in files.CHANGE.splitlines()]
    turned = "\r\n".join(",".join(cells) for cells in lines)
    assert read_file("a.csv", turned.encode("cp949")).rows.equals(plain_rows)


def test_rate_above_100_is_kept_and_counted():
    report = read_file("점포.csv", files.STORES_OLD.encode()).report
    assert report.over_100 == {"closing_rate": 1}


def test_row_without_its_keys_or_figures_is_rejected_with_line_column_and_value():
    reading = stores(
        "20243,A,3110008,가,CS100010,커피,9,12,8,1,17,2,3",
        "20245,A,3110009,나,CS100010,커피,9,12,8,1,17,2,3",
        "20243,A,3110010,다,커피,커피,9,12,8,1,17,2,3",
        "20243,A,3110011,라,CS100010,커피,9,,8,1,17,2,3",
        "20243,A,3110012,마,CS100010,커피,9,12,8,1,17,-2,3",
        "20243,A,3110013,바,CS100010,커피,9,12.5,8,1,17,2,3",
    )
    assert reading.rows.column("place").to_pylist() == ["3110008"]
    assert reading.report.rejected == 5
    assert [(one.row, one.column, one.value, one.done) for one in reading.report.problems] == [
        (3, "quarter", "20245", "rejected"),
        (4, "trade", "커피", "rejected"),
        (5, "stores", "", "rejected"),
        (6, "closings", "-2", "rejected"),
        (7, "stores", "12.5", "rejected"),
    ]


def test_unusual_writing_is_repaired_and_listed():
    reading = stores('2024년3분기,A,3110008.0,가,CS100010,커피,"1,009",1.012E+3,8,1,17%,2,3')
    rows, report = reading.rows, reading.report
    assert rows.column("quarter").to_pylist() == [20243]
    assert rows.column("place").to_pylist() == ["3110008"]
    assert rows.column("general_stores").to_pylist() == [1009]
    assert rows.column("stores").to_pylist() == [1012]
    assert rows.column("closing_rate").to_pylist() == [17.0]
    assert report.repaired == 5
    assert {one.done for one in report.problems} == {"repaired"}


def test_line_with_too_few_or_too_many_cells_is_rejected_and_the_others_keep_their_lines():
    reading = stores(
        "20243,A,3110008,가",
        "20243,A,3110009,나,CS100010,커피,9,12,8,1,17,2,3",
        "20243,A,3110009,나,CS100010,커피,9,12,8,1,17,2,3,4",
        "",
        "20243,A,3110010,다,CS100010,커피,x,12,8,1,17,2,3",
        "20243,A,,라,CS100010,커피,9,12,8,1,17,2,3",
    )
    report = reading.report
    assert reading.rows.num_rows == 2
    assert (report.rows, report.kept, report.rejected) == (6, 2, 4)
    assert sorted((one.row, one.column) for one in report.problems) == [
        (2, ""),
        (4, ""),
        (5, ""),
        (6, "general_stores"),
        (7, "place"),
    ]


def test_second_row_with_the_same_key_is_rejected():
    line = "20243,A,3110008,가,CS100010,커피,9,12,8,1,17,2,3"
    report = stores(line, line).report
    assert (report.kept, report.rejected) == (1, 1)
    assert report.problems[0].row == 3


def test_catchment_keeps_its_unit_and_takes_its_quarter_from_the_name():
    reading = read_file("상권배후지_업종_매출_20231.csv", files.CATCHMENT.encode())
    assert reading.data_set.id == "catchments"
    assert reading.rows.column("unit").to_pylist() == ["catchment"] * 2
    assert reading.rows.column("quarter").to_pylist() == [20231] * 2
    assert reading.report.dropped_columns == ["(1번째 열, 제목 없음)"]
    assert reading.report.nulls == {"workers": 1}
    assert len(reading.report.notes) == 1


def test_file_without_a_quarter_anywhere_is_refused():
    with pytest.raises(DistrictsError, match="분기가 어디에도 없습니다"):
        read_file("매출.csv", files.CATCHMENT.encode())


def test_year_and_quarter_in_two_columns_are_joined():
    text = files.CHANGE.replace("기준_년분기_코드", "기준_년_코드,기준_분기_코드").replace(
        "20243,", "2024,3,"
    )
    reading = read_file("a.csv", text.encode())
    assert reading.rows.equals(read_file("a.csv", files.CHANGE.encode()).rows)
    assert reading.report.dropped_columns == []


def test_author_columns_are_dropped_and_named():
    text = files.CHANGE.replace("상권_변화_지표_명", "내가_만든_열")
    assert read_file("a.csv", text.encode()).report.dropped_columns == ["내가_만든_열"]


def test_trade_is_taken_from_the_name_where_no_column_says_it():
    text = "\n".join(
        ",".join(line.split(",")[:4] + line.split(",")[6:]) for line in files.STORES_OLD.splitlines()
    )
    with pytest.raises(DistrictsError, match="아는 상권 자료가 아닙니다"):
        read_file("점포.csv", text.encode())
    reading = read_file("점포_CS100010.csv", text.encode())
    assert reading.rows.column("trade").to_pylist() == ["CS100010"] * 3


def test_zero_income_is_not_an_income():
    text = "기준_년분기_코드,상권_코드,월_평균_소득_금액,지출_총금액\n20241,3110008,0,5\n20241,3110009,7,5"
    reading = read_file("a.csv", text.encode())
    assert reading.rows.column("income").to_pylist() == [None, 7]
    assert reading.report.repaired == 1


def test_parts_that_do_not_add_up_are_counted():
    report = stores("20243,A,3110008,가,CS100010,커피,19,12,8,1,17,2,3").report
    assert report.sums_differ == {"stores ≠ general_stores + … + franchise_stores": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "빈 파일"),
        ("이름,주소\n가,나".encode(), "아는 상권 자료가 아닙니다"),
        (b"\xff\xfe\x00\x01", "인코딩"),
    ],
)
def test_what_is_no_official_file_is_refused_with_a_sentence(content, words):
    with pytest.raises(DistrictsError, match=words):
        read_file("x.csv", content)


def test_no_two_columns_of_a_data_set_share_a_heading():
    for data_set in DATA_SETS.values():
        headings = [plain(one) for column in data_set.columns for one in column.headings]
        assert len(headings) == len(set(headings)), data_set.id
        assert len({column.name for column in data_set.columns}) == len(data_set.columns)


@given(st.lists(st.tuples(st.integers(0, 10**12), st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_a_count_is_read_as_it_was_written_whichever_way(numbers):
    lines = []
    for at, (number, pointed, separated) in enumerate(numbers):
        words = f"{number:,}" if separated else str(number)
        words += ".0" if pointed else ""
        lines.append(f'20243,A,{3110000 + at},가,CS100010,커피,0,"{words}",0,0,0,0,0')
    assert stores(*lines).rows.column("stores").to_pylist() == [number for number, *_rest in numbers]
