import gzip

import numpy as np
import pytest

from didim.engines.forecasting.panels import PanelError
from didim.engines.forecasting.reading import parse_panel, read_panel
from didim.kernel.quarters import parse_quarter

from .files import HEADER, file_of, line


def test_counts_are_rebuilt_from_rates():
    panel, report = parse_panel(file_of(line(), line("20192", stores="42.0", closing="2.381", opening="0.0")))
    assert panel.codes == ("3110001",)
    assert (panel.first, panel.last) == (parse_quarter("20191"), parse_quarter("20192"))
    assert panel.closings.tolist() == [[2.0, 1.0]]
    assert panel.openings.tolist() == [[1.0, 0.0]]
    assert panel.stores.tolist() == [[40.0, 42.0]]
    assert np.isnan(panel.residents).all()
    assert (report.rows, report.rejected, report.repaired) == (2, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_encoding_gives_the_same_panel(tmp_path, encoding, packed):
    content = file_of(line()).encode(encoding)
    path = tmp_path / "panel.csv"
    path.write_bytes(gzip.compress(content) if packed else content)
    panel, report = read_panel(path)
    assert (panel.names, panel.kinds, panel.boroughs) == (("이름 3110001",), ("골목상권",), ("11110",))
    assert report.problems == []


def test_a_quarter_without_rows_is_a_gap_in_every_district():
    panel, _report = parse_panel(file_of(line("20191"), line("20193"), line("20193", code="3110002")))
    assert np.isnan(panel.stores).tolist() == [[False, True, False], [True, True, False]]


def test_rows_that_cannot_be_used_are_named_with_line_column_and_value():
    text = file_of(line(), line("20195"), line("20192", code=""), line("20193", stores="많음"), line())
    _panel, report = parse_panel(text)
    assert [(one.line, one.column, one.value, one.done) for one in report.problems] == [
        (3, "기준_년분기_코드", "20195", "rejected"),
        (4, "상권_코드", "", "rejected"),
        (5, "점포_수", "많음", "rejected"),
        (6, "상권_코드", "3110001", "rejected"),
    ]
    assert (report.rows, report.rejected, report.repaired) == (5, 4, 0)


def test_a_count_that_is_not_whole_is_rounded_and_reported():
    panel, report = parse_panel(file_of(line(closing="3.0")))
    assert panel.closings.tolist() == [[1.0]]
    assert [(one.line, one.column, one.done) for one in report.problems] == [(2, "폐업률", "repaired")]


def test_no_shops_and_no_rate_is_no_closing_and_a_rate_without_shops_is_unknown():
    panel, report = parse_panel(
        file_of(line(stores="0", opening="", closing=""), line("20192", stores="0", opening="0", closing="4"))
    )
    assert panel.closings[0, 0] == 0
    assert np.isnan(panel.closings[0, 1])
    assert report.repaired == 1


def test_missing_columns_are_named():
    with pytest.raises(PanelError, match="폐업률"):
        parse_panel(file_of(line()).replace("폐업률", "폐업"))
    with pytest.raises(PanelError, match="쓸 수 있는 줄이 없습니다"):
        parse_panel(HEADER + "\n")
    with pytest.raises(PanelError, match="있는 열: 없음"):
        parse_panel("")


def test_a_file_with_the_needed_columns_alone_is_enough():
    panel, report = parse_panel("기준_년분기_코드,상권_코드,점포_수,폐업률\n20241,1,100,3\n")
    assert panel.closings.tolist() == [[3.0]]
    assert "개업률" in report.missing_columns
