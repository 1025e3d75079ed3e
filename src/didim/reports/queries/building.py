"""A report put together: the figures of its outline measured, told in tables, charts and sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import override

from didim.kernel.wording import Text
from didim.reports import paper
from didim.reports.catalogue import Figure, figure, shipped_figures
from didim.reports.enums import Comparison
from didim.reports.outlines import BlockOutline, Outline, PeriodKind, ScopeKind, SectionOutline
from didim.reports.queries.measuring import Known, Measured, Part, measure, measure_parts
from didim.reports.queries.opening import open_term
from didim.reports.queries.part_names import IN_ORDER, part_names
from didim.reports.scopes import Period, Scope
from didim.reports.units import PERCENT, DisplayUnit, signed_percent
from didim.reports.wording import CHANGES, change_shown, filled, is_told, places, sentence, shown

# A sheet holds at most so many rows; the page of the figure shows all.
MOST_ROWS = 2000
# Parts beyond these are added up in one.
MOST_PARTS = 20
# A chart draws so many bars; a longer time than so many days is told by month.
MOST_BARS = 10
MOST_DAYS = 62

_HEADINGS = {
    "figure": Text("수치", "Figure"),
    "unit": Text("단위", "Unit"),
    "value": Text("실적", "Result"),
    "before": Text("전년", "Year before"),
    "change": Text("증감", "Change"),
    "target": Text("목표", "Target"),
    "progress": Text("달성률", "Reached"),
    "part": Text("구분", "Of"),
    "rows": Text("근거 행", "Rows"),
    "year": Text("연도", "Year"),
    "rest": Text("그 밖", "Others"),
    "none": Text("구분 없음", "Not said"),
    "total": Text("합계", "Total"),
    "daily": Text("하루 평균", "A day"),
}


@dataclass(frozen=True)
class Asked:
    """Of whom, over which time and in which language a report is asked for; `names` tells agencies by id."""

    whose: Text
    scope: Scope
    period: Period
    made_on: date
    baseline: Period | None = None
    language: str = "ko"
    names: Mapping[str, str] = field(default_factory=dict)
    is_sample: bool = False
    with_rows: bool = False


def build_report(outline: Outline, asked: Asked) -> paper.Report:
    """Build a report: a query a figure, one more for each that is told by parts or over years.

    The database session must be allowed to see the rows of the scope; rows for the spreadsheet
    (`with_rows`) are those it may see.
    """
    return _Builder(outline, asked).report()


class _Builder:
    """Builds one report; every figure is measured once."""

    def __init__(self, outline: Outline, asked: Asked) -> None:
        self.outline, self.asked, self.language = outline, asked, asked.language
        named = [name for name in places(outline.lead.ko + outline.lead.en) if name in shipped_figures()]
        codes = dict.fromkeys([*outline.figures(), *named])
        # Figures share terms: what one has asked the next need not.
        self.known: Known = {}
        self.apart: dict[str, dict[str, tuple[Part, ...]]] = {}
        self.measured = {code: self._measure(code, asked.period) for code in codes}

    def report(self) -> paper.Report:
        asked = self.asked
        told = [one for one in self.measured.values() if one.value is not None]
        with override(self.language):
            sections = [
                paper.Section(section.title.text(self.language), tuple(self._blocks(section.blocks)))
                for section in self.outline.sections
            ]
            return paper.Report(
                title=filled(self.outline.title.text(self.language), self._values()) or "",
                kind=self.outline.name.text(self.language),
                whose=asked.whose.text(self.language),
                period=asked.period.label.text(self.language),
                made_on=asked.made_on,
                language=self.language,
                is_sample=asked.is_sample,
                is_brief=self.outline.scope is ScopeKind.FIRM,
                sections=tuple(section for section in sections if section.blocks),
                definitions=tuple(self._definition(one) for one in told),
                sheets=tuple(self._sheet(one) for one in told) if asked.with_rows else (),
            )

    def _measure(self, code: str, period: Period, by: str = "") -> Measured:
        return measure(
            figure(code, on=self.asked.period.end).named_for(firm=self.asked.scope.firm is not None),
            scope=self.asked.scope,
            period=period,
            baseline=self.asked.baseline,
            by=by,
            known=self.known,
        )

    def _beside_before(self, code: str, by: str) -> Measured:
        """Return a figure with its parts, each beside the year before: all that the report tells, at once."""
        one = self.measured[code]
        if code not in self.apart:
            blocks = [block for section in self.outline.sections for block in section.blocks]
            names = dict.fromkeys(self._by(block) for block in blocks if code in block.figures)
            self.apart[code] = measure_parts(
                one.figure,
                scope=self.asked.scope,
                period=self.asked.period,
                baseline=self.asked.baseline,
                by=[name for name in names if name],
            )
        return replace(one, parts=self.apart[code][by])

    def _by(self, block: BlockOutline) -> str:
        """Return by what a block tells parts beside the year before; "" for one that does not."""
        if block.kind == "calendar":
            days = (self.asked.period.end - self.asked.period.start).days
            return "day" if days < MOST_DAYS else "month"
        if block.kind == "parts" and block.with_before:
            return block.by or self.measured[block.figures[0]].figure.by
        return ""

    def _values(self) -> dict[str, str]:
        values = {
            "whose": self.asked.whose.text(self.language),
            "period": self.asked.period.label.text(self.language),
        }
        for code, one in self.measured.items():
            values[code] = shown(one, self.language) if is_told(one) else ""
        return values

    def _blocks(self, outlines: tuple[BlockOutline, ...]) -> list[paper.Block]:
        makers = {
            "press": self._press,
            "key": self._key,
            "table": self._table,
            "parts": self._parts,
            "calendar": self._calendar,
            "trend": self._trend,
            "progress": self._progress,
        }
        blocks: list[paper.Block] = []
        for each in outlines:
            blocks += makers[each.kind](each)
        return blocks

    def _press(self, _block: BlockOutline) -> list[paper.Block]:
        return [
            paper.Paragraph(words, paper.Tone.BODY if at == 0 else paper.Tone.POINT)
            for at, words in enumerate(self.sentences())
        ]

    def sentences(self) -> list[str]:
        """Return the press summary: what was done, then what each figure says."""
        lead = filled(self.outline.lead.text(self.language), self._values())
        told = [sentence(self.measured[code], self.language) for code in self.outline.press]
        return [words for words in (lead, *told) if words]

    def _key(self, block: BlockOutline) -> list[paper.Block]:
        figures = [
            paper.KeyFigure(
                self._name(one.figure),
                shown(one, self.language),
                self._note(one),
            )
            for one in (self.measured[code] for code in block.figures)
            if one.value is not None
        ]
        return [paper.KeyFigures(tuple(figures))] if figures else []

    def _note(self, one: Measured) -> str:
        if change := change_shown(one, self.language):
            return Text("전년 대비 {0}", "{0} on the year before").text(self.language).format(change)
        return ""

    def _name(self, of: Figure) -> str:
        return of.name.text(self.language)

    def _heading(self, name: str) -> str:
        return _HEADINGS[name].text(self.language)

    def _table(self, block: BlockOutline) -> list[paper.Block]:
        rows = [self.measured[code] for code in block.figures if self.measured[code].value is not None]
        if not any(one.value or one.before for one in rows):
            return []
        has_target = any(one.target is not None for one in rows)
        has_before = any(Comparison.YEAR_BEFORE in one.figure.compare for one in rows)
        columns = [
            paper.Column(self._heading("figure"), weight=1.8),
            paper.Column(self._heading("unit"), weight=0.8),
            self._number("value"),
        ]
        columns += [self._number("before"), self._number("change")] if has_before else []
        columns += [self._number("target"), self._number("progress")] if has_target else []
        cells = []
        for one in rows:
            unit = self._unit(one)
            row = [
                paper.Cell(self._name(one.figure)),
                paper.Cell(unit.name(self.language)),
                self._value(one, unit),
            ]
            if has_before:
                row += [
                    self._cell(unit, one.before),
                    self._ratio(one.change, change_shown(one, self.language)),
                ]
            if has_target:
                row += [self._cell(unit, one.target), self._ratio(one.progress)]
            cells.append(tuple(row))
        caption = block.caption.text(self.language)
        return [paper.Table(caption, tuple(columns), tuple(cells))]

    def _number(self, name: str) -> paper.Column:
        return paper.Column(self._heading(name), paper.ColumnKind.NUMBER)

    def _unit(self, one: Measured) -> DisplayUnit:
        """Return the unit of a row: the same for its value, the year before and the target."""
        known = [value for value in (one.value, one.before, one.target) if value]
        return one.figure.unit.fitting(max(known, key=abs, default=Decimal(0)))

    def _value(self, one: Measured, unit: DisplayUnit) -> paper.Cell:
        """Return the number without its unit; words where there is none to show, a sign before a change."""
        if one.value is None or one.is_short:
            return paper.Cell(shown(one, self.language))
        if one.figure.kind in CHANGES:
            return paper.Cell(shown(one, self.language).rstrip("%"), unit.rounded(one.value, self.language))
        return self._cell(unit, one.value)

    def _cell(self, unit: DisplayUnit, value: Decimal | None) -> paper.Cell:
        if value is None:
            return paper.Cell("–")
        return paper.Cell(unit.number(value, self.language), unit.rounded(value, self.language))

    def _ratio(self, value: Decimal | None, text: str = "") -> paper.Cell:
        if value is None:
            return paper.Cell("–")
        words = text or PERCENT.shown(value, self.language)
        return paper.Cell(words, PERCENT.rounded(value, self.language))

    def _parts(self, block: BlockOutline) -> list[paper.Block]:
        code = block.figures[0]
        if block.with_before:
            one = self._beside_before(code, self._by(block))
        else:
            one = self._measure(code, self.asked.period, by=block.by)
        parts = self._named(one, block)
        if not parts:
            return []
        shown_parts = parts[:MOST_BARS]
        # With more parts than the chart draws, the table tells all of them.
        follows = len(parts) > len(shown_parts) or block.with_before
        chart = self._part_chart(one, block, shown_parts, paper.ChartKind.BAR, follows=follows)
        return [chart, self._part_table(one, block, parts)] if follows else [chart]

    def _calendar(self, block: BlockOutline) -> list[paper.Block]:
        """Tell a figure by day, or over a longer time by month, beside the days on which there was any."""
        block = replace(block, by=self._by(block), with_before=True)
        people, opened = (self._beside_before(code, block.by) for code in block.figures)
        parts = self._named(people, block)
        if not any(part.value for _name, part in parts):
            return []
        chart = self._part_chart(people, block, parts, paper.ChartKind.LINE, follows=True)
        table = self._part_table(people, block, parts)
        if block.by == "day":
            return [chart, table]
        days_of = {part.key: part.value for part in opened.parts}
        unit = people.figure.unit
        more = [
            (
                self._cell(opened.figure.unit, days_of.get(part.key)),
                self._cell(unit, part.value / days_of[part.key] if days_of.get(part.key) else None),
            )
            for _name, part in parts
        ]
        columns = (
            paper.Column(f"{self._name(opened.figure)}", paper.ColumnKind.NUMBER),
            self._number("daily"),
        )
        rows = tuple((*row, *extra) for row, extra in zip(table.rows, more, strict=True))
        return [chart, replace(table, columns=(*table.columns, *columns), rows=rows)]

    def _named(self, one: Measured, block: BlockOutline) -> list[tuple[str, Part]]:
        """Return the parts with their names; many small ones as one, except for what has an order."""
        by = block.by or one.figure.by
        parts = list(one.parts)
        if by in IN_ORDER:
            parts.sort(key=lambda part: part.key)
        names = (
            {
                **part_names(one.figure.value, by, [part.key for part in parts], language=self.language),
                **self.asked.names,
            }
            if by
            else self.asked.names
        )
        named = [(names.get(part.key, part.key) or self._heading("none"), part) for part in parts]
        if by in IN_ORDER or len(named) <= MOST_PARTS:
            return named
        rest = [part for _name, part in named[MOST_PARTS:]]
        before = [part.before for part in rest if part.before is not None]
        together = Part(
            "",
            Decimal(sum(part.value for part in rest)),
            sum(part.rows for part in rest),
            Decimal(sum(before)) if before else None,
        )
        return [*named[:MOST_PARTS], (self._heading("rest"), together)]

    def _part_table(self, one: Measured, block: BlockOutline, parts: list[tuple[str, Part]]) -> paper.Table:
        unit = one.figure.unit.fitting(max(part.value for _name, part in parts))
        columns = [
            paper.Column(self._heading("part"), weight=2),
            paper.Column(f"{self._heading('value')} ({unit.name(self.language)})", paper.ColumnKind.NUMBER),
        ]
        columns += [self._number("before"), self._number("change")] if block.with_before else []
        rows = []
        for name, part in parts:
            row = [paper.Cell(name), self._cell(unit, part.value)]
            if block.with_before:
                change = part.value / part.before - 1 if part.before else None
                words = "" if change is None else signed_percent(change, self.language)
                row += [self._cell(unit, part.before), self._ratio(change, words)]
            rows.append((*row, paper.Cell(f"{part.rows:,}", part.rows)))
        columns.append(self._number("rows"))
        return paper.Table(block.caption.text(self.language), tuple(columns), tuple(rows))

    def _part_chart(
        self,
        one: Measured,
        block: BlockOutline,
        parts: list[tuple[str, Part]],
        kind: paper.ChartKind,
        *,
        follows: bool,
    ) -> paper.Chart:
        unit = one.figure.unit.fitting(max(part.value for _name, part in parts))

        def series(name: str, values: list[Decimal]) -> paper.Series:
            texts = tuple(unit.shown(value, self.language) for value in values)
            return paper.Series(name, tuple(values), texts)

        lines = [series(self._name(one.figure), [part.value for _name, part in parts])]
        if kind is paper.ChartKind.LINE and any(part.before for _name, part in parts):
            lines.append(
                series(self._heading("before"), [part.before or Decimal(0) for _name, part in parts])
            )
        return paper.Chart(
            kind,
            block.caption.text(self.language),
            "; ".join(f"{name} {unit.shown(part.value, self.language)}" for name, part in parts),
            tuple(name for name, _part in parts),
            tuple(lines),
            label_heading=self._heading("part"),
            table_follows=follows,
        )

    def _trend(self, block: BlockOutline) -> list[paper.Block]:
        code = block.figures[0]
        period, points = self.asked.period, []
        for _year in range(block.years):
            points.append(self._measure(code, period))
            period = period.year_before
        points.reverse()
        while points and not points[0].value:
            points.pop(0)
        known = [one for one in points if one.value]
        if len(known) < 2:  # noqa: PLR2004 - one point is no line
            return []
        of = known[-1].figure
        labels = tuple(one.period.label.text(self.language) for one in points)
        described = "; ".join(
            f"{one.period.label.text(self.language)} {shown(one, self.language)}" for one in known
        )
        series = paper.Series(
            self._name(of),
            tuple(of.unit.rounded(one.value, self.language) if one.value else None for one in points),
            tuple(of.unit.shown(one.value, self.language) if one.value else "–" for one in points),
        )
        return [
            paper.Chart(
                paper.ChartKind.LINE,
                Text("{0} 추이", "{0} over the years").text(self.language).format(self._name(of)),
                described,
                labels,
                (series,),
                label_heading=self._heading("year"),
            )
        ]

    def _progress(self, block: BlockOutline) -> list[paper.Block]:
        found = [self.measured[code] for code in block.figures]
        known = [one for one in found if one.value is not None and one.target]
        if not known:
            return []

        def series(name: str, values: list[Decimal]) -> paper.Series:
            texts = [
                one.figure.unit.shown(value, self.language) for one, value in zip(known, values, strict=True)
            ]
            return paper.Series(self._heading(name), tuple(values), tuple(texts))

        reached = series("value", [one.value or Decimal(0) for one in known])
        target = series("target", [one.target or Decimal(0) for one in known])
        labels = tuple(self._name(one.figure) for one in known)
        described = "; ".join(
            f"{label} {got} / {goal}"
            for label, got, goal in zip(labels, reached.shown, target.shown, strict=True)
        )
        return [
            paper.Chart(
                paper.ChartKind.PROGRESS,
                block.caption.text(self.language),
                described,
                labels,
                (reached, target),
                label_heading=self._heading("figure"),
            )
        ]

    def _definition(self, one: Measured) -> paper.Definition:
        return paper.Definition(
            figure_id=one.figure.id,
            name=self._name(one.figure),
            source=one.figure.source,
            numerator=_plain(one.numerator),
            denominator=_plain(one.denominator),
            rows=one.rows,
        )

    def _sheet(self, one: Measured) -> paper.FigureSheet:
        opened = open_term(
            one.figure, one.figure.value, scope=one.scope, period=one.period, baseline=one.baseline
        )
        if opened is None:
            return paper.FigureSheet(self._definition(one), shown(one, self.language), (), ())
        rows = list(opened.rows[: MOST_ROWS + 1])
        cells = tuple(row.cells for row in opened.cells_of(rows[:MOST_ROWS]))
        cut = max(0, one.rows - MOST_ROWS) if len(rows) > MOST_ROWS else 0
        return paper.FigureSheet(
            self._definition(one), shown(one, self.language), opened.columns, cells, cut=cut
        )


def press_summary(outline: Outline, asked: Asked) -> list[str]:
    """Return a report's press summary alone, in the language asked for."""
    builder = _Builder(replace(outline, sections=()), asked)
    return builder.sentences()


def figure_report(of: Figure, asked: Asked) -> paper.Report:
    """Build the smallest report: one figure with its definition and the rows behind it."""
    outline = Outline(
        id=of.id,
        code=of.code,
        name=of.name,
        scope=ScopeKind.AGENCY,
        period=PeriodKind.YEAR,
        title=Text("{whose} {period} " + of.name.ko, of.name.en + ", {whose}, {period}"),
        lead=Text("", ""),
        press=(of.code,),
        sections=(
            SectionOutline(
                of.name,
                (BlockOutline("press", (), of.name), BlockOutline("table", (of.code,), of.name)),
            ),
        ),
    )
    return build_report(outline, replace(asked, with_rows=True))


def _plain(value: Decimal | None) -> str:
    if value is None:
        return ""
    whole = value.to_integral_value() if value == value.to_integral_value() else value.normalize()
    return f"{whole:,f}"
