"""The rows behind a figure as readers see them: who, what, when, how much, on which evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from didim.kernel.calendar import SEOUL
from didim.outcomes.models import EvidenceFile, Observation
from didim.outcomes.queries.history import evidence_files
from didim.reports.catalogue import Figure, Term
from didim.reports.enums import DataSet
from didim.reports.paper import Cell, Column, ColumnKind
from didim.reports.queries.cells import day_cell, number_cell, text_cell
from didim.reports.queries.desk_cells import DESK_VIEWS
from didim.reports.queries.narrowing import Rows
from didim.reports.queries.partner_cells import PARTNER_VIEWS
from didim.reports.queries.rows import as_text, column, term_rows
from didim.reports.scopes import Period, Scope
from didim.selection.models import Decision
from didim.support.models import SupportRecord

TEXT, NUMBER, DATE = ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A row behind a figure: its cells, and the firm it is about (None where it is about none).

    `files` prove it: those beside an observation, in the order they came.
    """

    pk: int
    cells: tuple[Cell, ...]
    firm_id: int | None
    files: tuple[EvidenceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows behind one term of a figure, newest first, ready to be paged."""

    columns: tuple[Column, ...]
    rows: Rows
    _cells: Callable[[Any], tuple[Cell, ...]]

    def cells_of(self, rows: Iterable[Any]) -> list[OpenedRow]:
        """Return rows of a page as cells."""
        listed = list(rows)
        files = _files(listed)
        return [
            OpenedRow(row.pk, self._cells(row), getattr(row, "enterprise_id", None), files.get(row.pk, ()))
            for row in listed
        ]


def _files(rows: list[Any]) -> dict[int, tuple[EvidenceFile, ...]]:
    """Return the files beside observations, by observation; nothing for rows of another kind."""
    found: dict[int, list[EvidenceFile]] = {}
    if rows and isinstance(rows[0], Observation):
        for file in evidence_files(observations=rows):
            found.setdefault(file.observation_id, []).append(file)
    return {pk: tuple(files) for pk, files in found.items()}


def open_term(
    figure: Figure,
    term: Term,
    *,
    scope: Scope,
    period: Period,
    baseline: Period | None = None,
    part: tuple[str, str] | None = None,
) -> Opened | None:
    """Return the rows that are counted in a term, as the database session may see them; None for no rows.

    `part` leaves those of one part: by what it is told apart, and its key ("" for what nobody said).
    """
    if term.data is DataSet.PERIOD:
        return None
    rows = term_rows(figure, term, scope=scope, period=period, baseline=baseline)
    if part is not None:
        rows = rows.annotate(of_part=Coalesce(as_text(column(term, part[0])), Value("", TextField()))).filter(
            of_part=part[1]
        )
    columns, cells, related, order = _VIEWS[term.data]
    # Rows of a DISTINCT ON keep its order; all others are listed newest first.
    ids = rows.values("pk") if rows.query.distinct_fields else None
    listed = rows if ids is None else rows.model.objects.filter(pk__in=ids)
    return Opened(columns(), listed.select_related(*related).order_by(*order), cells)


def _observation_columns() -> tuple[Column, ...]:
    return (
        Column(_("대상"), weight=1.6),
        Column(_("기관"), weight=1.4),
        Column(_("사업"), weight=1.4),
        Column(_("구분")),
        Column(_("측정 기준")),
        Column(_("기간 시작"), DATE),
        Column(_("기간 끝"), DATE),
        Column(_("값"), NUMBER),
        Column(_("통화")),
        Column(_("출처")),
        Column(_("증빙"), weight=1.4),
    )


def _observation(row: Observation) -> tuple[Cell, ...]:
    subject = row.enterprise or row.place or row.region or row.network or row.agency
    return (
        text_cell(subject.name),
        text_cell(row.agency.name),
        text_cell(row.programme_name),
        text_cell(row.breakdown),
        text_cell(row.get_basis_display()),
        day_cell(row.period_start),
        day_cell(row.period_end),
        number_cell(row.value),
        text_cell(row.currency),
        text_cell(row.get_source_display()),
        text_cell(row.evidence),
    )


def _support_columns() -> tuple[Column, ...]:
    return (
        Column(_("기업"), weight=1.6),
        Column(_("기관"), weight=1.4),
        Column(_("사업"), weight=1.6),
        Column(_("지원 형태")),
        Column(_("지원일"), DATE),
        Column(_("종료일"), DATE),
        Column(_("금액(원)"), NUMBER),
        Column(_("출처")),
        Column(_("근거 번호")),
        Column(_("증빙"), weight=1.4),
    )


def _support(row: SupportRecord) -> tuple[Cell, ...]:
    return (
        text_cell(row.enterprise.name),
        text_cell(row.agency.name),
        text_cell(row.programme_name),
        text_cell(row.get_form_display()),
        day_cell(row.received_on),
        day_cell(row.ends_on),
        number_cell(row.amount_won),
        text_cell(row.get_source_display()),
        text_cell(row.reference),
        text_cell(row.evidence),
    )


def _application_columns() -> tuple[Column, ...]:
    return (
        Column(_("기업"), weight=1.6),
        Column(_("공고"), weight=2),
        Column(_("접수번호"), NUMBER),
        Column(_("접수일"), DATE),
    )


def _application(row: Any) -> tuple[Cell, ...]:
    application = row.application if isinstance(row, Decision) else row
    return (
        text_cell(row.enterprise.name),
        text_cell(row.call.title),
        number_cell(application.number),
        day_cell(application.submitted_at.astimezone(SEOUL).date()),
    )


_VIEWS: dict[DataSet, tuple[Any, Any, tuple[str, ...], tuple[str, ...]]] = {
    DataSet.OBSERVATIONS: (
        _observation_columns,
        _observation,
        ("enterprise", "place", "region", "network", "agency"),
        ("-period_end", "-pk"),
    ),
    DataSet.SUPPORT: (_support_columns, _support, ("enterprise", "agency"), ("-received_on", "-pk")),
    DataSet.APPLICATIONS: (
        _application_columns,
        _application,
        ("enterprise", "call"),
        ("-submitted_at", "-pk"),
    ),
    DataSet.SELECTIONS: (
        _application_columns,
        _application,
        ("enterprise", "call", "application"),
        ("rank", "pk"),
    ),
    **DESK_VIEWS,
    **PARTNER_VIEWS,
}
