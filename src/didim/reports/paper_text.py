"""A report as canonical text, and back: what is published is kept so, whole."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from didim.kernel.hash_chains import canonical_json
from didim.reports import paper

_BLOCKS = {
    "paragraph": paper.Paragraph,
    "table": paper.Table,
    "chart": paper.Chart,
    "key_figures": paper.KeyFigures,
}
_NAMES = {kind: name for name, kind in _BLOCKS.items()}


def report_text(report: paper.Report) -> str:
    """Return the one text of a report; the rows behind its figures (`sheets`) are not part of it."""
    return canonical_json(
        {
            "title": report.title,
            "kind": report.kind,
            "whose": report.whose,
            "period": report.period,
            "made_on": report.made_on,
            "language": report.language,
            "is_sample": report.is_sample,
            "sections": [
                {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
                for section in report.sections
            ],
            "definitions": [
                {
                    "figure_id": each.figure_id,
                    "name": each.name,
                    "source": each.source,
                    "numerator": each.numerator,
                    "denominator": each.denominator,
                    "rows": each.rows,
                }
                for each in report.definitions
            ],
        }
    ).decode()


def read_report(content: Mapping[str, Any]) -> paper.Report:
    """Return the report of a parsed text."""
    return paper.Report(
        title=content["title"],
        kind=content["kind"],
        whose=content["whose"],
        period=content["period"],
        made_on=date.fromisoformat(content["made_on"]),
        language=content["language"],
        is_sample=content["is_sample"],
        sections=tuple(
            paper.Section(section["title"], tuple(_read_block(block) for block in section["blocks"]))
            for section in content["sections"]
        ),
        definitions=tuple(paper.Definition(**each) for each in content["definitions"]),
    )


def _block(block: paper.Block) -> dict[str, Any]:
    content: dict[str, Any] = {"block": _NAMES[type(block)]}
    if isinstance(block, paper.Paragraph):
        return content | {"text": block.text, "tone": block.tone.value}
    if isinstance(block, paper.KeyFigures):
        figures = [{"name": one.name, "value": one.value, "note": one.note} for one in block.figures]
        return content | {"figures": figures}
    if isinstance(block, paper.Chart):
        return content | {
            "kind": block.kind.value,
            "title": block.title,
            "description": block.description,
            "labels": list(block.labels),
            "label_heading": block.label_heading,
            "table_follows": block.table_follows,
            "series": [
                {"name": each.name, "values": list(each.values), "shown": list(each.shown)}
                for each in block.series
            ],
        }
    return content | {
        "caption": block.caption,
        "note": block.note,
        "columns": [
            {"heading": each.heading, "kind": each.kind.value, "weight": Decimal(str(each.weight))}
            for each in block.columns
        ],
        "rows": [[[cell.text, _value(cell.value)] for cell in row] for row in block.rows],
    }


def _value(value: Decimal | int | date | None) -> Any:
    if isinstance(value, date):
        return {"day": value}
    return value if value is None else Decimal(value)


def _read_block(content: Mapping[str, Any]) -> paper.Block:
    kind = _BLOCKS[content["block"]]
    if kind is paper.Paragraph:
        return paper.Paragraph(content["text"], paper.Tone(content["tone"]))
    if kind is paper.KeyFigures:
        return paper.KeyFigures(tuple(paper.KeyFigure(**one) for one in content["figures"]))
    if kind is paper.Chart:
        return paper.Chart(
            paper.ChartKind(content["kind"]),
            content["title"],
            content["description"],
            tuple(content["labels"]),
            tuple(
                paper.Series(
                    each["name"],
                    tuple(None if value is None else Decimal(value) for value in each["values"]),
                    tuple(each["shown"]),
                )
                for each in content["series"]
            ),
            content["label_heading"],
            table_follows=content["table_follows"],
        )
    columns = tuple(
        paper.Column(each["heading"], paper.ColumnKind(each["kind"]), float(each["weight"]))
        for each in content["columns"]
    )
    rows = tuple(
        tuple(paper.Cell(text, _read_value(value)) for text, value in row) for row in content["rows"]
    )
    return paper.Table(content["caption"], columns, rows, content["note"])


def _read_value(value: Any) -> Decimal | date | None:
    if isinstance(value, Mapping):
        return date.fromisoformat(value["day"])
    return None if value is None else Decimal(value)
