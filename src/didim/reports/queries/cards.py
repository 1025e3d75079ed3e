"""A firm's own card: its support and results before and after, and what is missing for it."""

from dataclasses import replace

from django.db.models import Q

from didim.kernel.wording import Text
from didim.outcomes.enums import Basis
from didim.outcomes.models import Observation
from didim.reports import paper
from didim.reports.catalogue import Figure, figure
from didim.reports.enums import DataSet, FigureKind
from didim.reports.outlines import Outline
from didim.reports.queries.building import Asked, build_report
from didim.support.models import SupportRecord

_MISSING = Text("아직 없는 값", "What is missing yet")
_NO_VALUE = Text("{name}: {period} 값이 없습니다.", "{name}: there is no value of {period}.")
_NO_BEFORE = Text(
    "{name}: 지원 전 값이 없어 견줄 수 없습니다.",
    "{name}: cannot be compared, as the value before the support is missing.",
)
_NO_AFTER = Text(
    "{name}: 지원 후 값이 없어 견줄 수 없습니다.",
    "{name}: cannot be compared, as the value after the support is missing.",
)
_NO_PAIR = Text(
    "지원 전과 지원 후를 견줄 값이 아직 없습니다.",
    "There are no values from before and after the support to compare yet.",
)


def years_told(*, enterprise_id: int) -> list[int]:
    """Return the years a firm received support in or gave values of, newest first: one query."""
    supported = SupportRecord.objects.filter(enterprise=enterprise_id).order_by().values_list("year")
    observed = Observation.objects.filter(enterprise=enterprise_id, is_effective=True).order_by()
    return sorted((year for (year,) in supported.union(observed.values_list("year"))), reverse=True)


def build_card(outline: Outline, asked: Asked) -> tuple[paper.Report, tuple[str, ...]]:
    """Build a firm's card, and the sentences about what it lacks."""
    report = build_report(outline, asked)
    return report, _lacking(outline, asked, report)


def with_lacking(report: paper.Report, lacking: tuple[str, ...]) -> paper.Report:
    """Return a card that says in a last section what it lacks, as it stands on paper."""
    if not lacking:
        return report
    words = tuple(paper.Paragraph(each, paper.Tone.POINT) for each in lacking)
    return replace(report, sections=(*report.sections, paper.Section(_MISSING.text(report.language), words)))


def _lacking(outline: Outline, asked: Asked, report: paper.Report) -> tuple[str, ...]:
    """Return what the wanted figures lack, then what cannot be set before and after."""
    told = {each.figure_id.partition("@")[0] for each in report.definitions}
    lacking = []
    for code in outline.wanted:
        if code not in told:
            name = figure(code, on=asked.period.end).named_for(firm=True).name.text(asked.language)
            period = asked.period.label.text(asked.language)
            lacking.append(_NO_VALUE.text(asked.language).format(name=name, period=period))
    return (*lacking, *_unpaired(outline, asked))


def _unpaired(outline: Outline, asked: Asked) -> list[str]:
    sides = _sides(asked)
    if not sides:
        return [_NO_PAIR.text(asked.language)]
    lacking = []
    for code in outline.figures():
        of = figure(code, on=asked.period.end)
        if not _is_before_and_after(of):
            continue
        known = {basis for indicator, basis in sides if indicator == of.value.where["indicator"]}
        if len(known) == 1:
            words = _NO_BEFORE if Basis.AFTER in known else _NO_AFTER
            lacking.append(words.text(asked.language).format(name=of.name.text(asked.language)))
    return lacking


def _is_before_and_after(of: Figure) -> bool:
    return (
        of.kind is FigureKind.CHANGE and of.value.data is DataSet.OBSERVATIONS and "basis" in of.value.where
    )


def _sides(asked: Asked) -> set[tuple[str, str]]:
    """Return which indicators have values from before the support, and after it in the period: one query."""
    years = (asked.period.start.year, asked.period.end.year)
    rows = Observation.objects.filter(
        Q(basis=Basis.BEFORE) | Q(basis=Basis.AFTER, year__range=years),
        enterprise=asked.scope.firm,
        is_effective=True,
    )
    return set(rows.order_by().values_list("indicator__code", "basis").distinct())
