"""A report made by hand, with every kind of block and tables long enough to break."""

from datetime import date
from decimal import Decimal

from didim.reports.paper import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Definition,
    FigureSheet,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Section,
    Series,
    Table,
    Tone,
)


def number(value: int) -> Cell:
    return Cell(f"{value:,}", value)


def long_table(rows: int = 60) -> Table:
    return Table(
        "지원사업별 실적",
        (
            Column("사업", weight=2.2),
            Column("지원기업(개사)", ColumnKind.NUMBER),
            Column("금액(백만 원)", ColumnKind.NUMBER),
            Column("비고", weight=1.4),
        ),
        tuple(
            (
                Cell(f"{at}번 사업 - 시제품 제작 <지원> & 판로 개척"),
                number(at * 7),
                number(at * 13_000),
                Cell("=1+1" if at % 2 else ""),
            )
            for at in range(1, rows + 1)
        ),
        note="금액은 지원이력의 합계입니다.",
    )


def chart(kind: ChartKind = ChartKind.BAR) -> Chart:
    years = ("2020", "2021", "2022")
    sales = tuple(Decimal(value) for value in (1500, 1819, 2086))
    goals = tuple(Decimal(value) for value in (1400, 1800, 2000))
    return Chart(
        kind,
        "지원기업 매출액",
        "2020년 1,500억 원에서 2022년 2,086억 원으로 늘었습니다.",
        years,
        (
            Series("매출액", sales, tuple(f"{value:,}" for value in sales)),
            Series("목표", goals, tuple(f"{value:,}" for value in goals)),
        ),
        label_heading="연도",
    )


def sample_report(*, rows: int = 60, language: str = "ko") -> Report:
    definition = Definition(
        "sales@2010-01-01", "지원기업 매출액", "기간 안의 매출액을 더함", "208,600,000,000", "", 201
    )
    return Report(
        title="2022년 기업지원 성과보고서",
        kind="연간 성과보고서",
        whose="한빛산업진흥원",
        period="2022년",
        made_on=date(2023, 2, 1),
        language=language,
        is_sample=True,
        sections=(
            Section(
                "개요",
                (
                    Paragraph("2022년 한빛산업진흥원은 30개 사업으로 201개사를 지원했습니다."),
                    Paragraph("매출액은 2,086억 원으로 전년보다 14.7% 늘었습니다.", Tone.POINT),
                    KeyFigures(
                        (
                            KeyFigure("지원기업", "201개사"),
                            KeyFigure("고용", "2,323명", "전년 대비 +6.8%"),
                            KeyFigure("매출액", "2,086억 원", "전년 대비 +14.7%"),
                            KeyFigure("투자 유치", "184억 원"),
                        )
                    ),
                ),
            ),
            Section("추이", (chart(ChartKind.LINE), chart(ChartKind.BAR), chart(ChartKind.PROGRESS))),
            Section(
                "사업별 실적",
                (long_table(rows), Paragraph("금액에는 공간 제공이 들어가지 않습니다.", Tone.NOTE)),
            ),
        ),
        definitions=(definition,),
        sheets=(
            FigureSheet(
                definition,
                "2,086억 원",
                (Column("기업"), Column("값", ColumnKind.NUMBER), Column("기간 끝", ColumnKind.DATE)),
                (
                    (Cell("가나상사"), number(1000), Cell("2022-12-31", date(2022, 12, 31))),
                    (Cell("+다라전자"), number(2000), Cell("2022-12-31", date(2022, 12, 31))),
                ),
            ),
        ),
    )
