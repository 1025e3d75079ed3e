"""What every rendering numbers alike: sections, tables and charts in the order of the report."""

from collections.abc import Iterator
from dataclasses import dataclass

from didim.reports.paper import Block, Chart, Report, Section, Table


@dataclass(frozen=True, slots=True)
class Words:
    """The words a rendering adds of its own."""

    contents: str
    table: str
    chart: str
    annex: str
    number: str
    name: str
    definition: str
    source: str
    counted: str
    rows: str
    sample: str


_KO = Words(
    contents="목차",
    table="표",
    chart="그림",
    annex="수치의 정의와 출처",
    number="번호",
    name="수치",
    definition="정의",
    source="세는 방법과 근거",
    counted="분자 / 분모",
    rows="근거 행",
    sample="예시 자료로 만든 보고서입니다. 실제 성과가 아닙니다.",
)
_EN = Words(
    contents="Contents",
    table="Table",
    chart="Figure",
    annex="Definitions and sources of the figures",
    number="No.",
    name="Figure",
    definition="Definition",
    source="How it is counted, and why so",
    counted="Numerator / denominator",
    rows="Rows",
    sample="Made from sample data. These are not real results.",
)


def words_of(report: Report) -> Words:
    """Return the words in the report's language."""
    return _KO if report.language.startswith("ko") else _EN


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block with its number among its kind (0 for words)."""

    block: Block
    number: int


def numbered(report: Report) -> Iterator[tuple[int, Section, list[Numbered]]]:
    """Yield the sections from 1 on with their blocks; tables and charts are counted through the report."""
    tables = charts = 0
    for place, section in enumerate(report.sections, start=1):
        blocks = []
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                blocks.append(Numbered(block, tables))
            elif isinstance(block, Chart):
                charts += 1
                blocks.append(Numbered(block, charts))
            else:
                blocks.append(Numbered(block, 0))
        yield place, section, blocks
