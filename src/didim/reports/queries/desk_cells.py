"""The desk's rows as readers of a figure see them; people are counted, never named."""

from typing import Any

from django.utils.translation import gettext as _

from didim.desk.models import Grievance, GrievanceAnswer, UseRecord
from didim.kernel.calendar import SEOUL
from didim.registry.models import CaseOfficer
from didim.reports.enums import DataSet
from didim.reports.paper import Cell, Column, ColumnKind
from didim.reports.queries.cells import day_cell, number_cell, text_cell

NUMBER, DATE = ColumnKind.NUMBER, ColumnKind.DATE


def _use_columns() -> tuple[Column, ...]:
    return (
        Column(_("이용자"), weight=1.4),
        Column(_("기관"), weight=1.4),
        Column(_("이용일"), DATE),
        Column(_("서비스")),
        Column(_("경로")),
        Column(_("업력 단계")),
        Column(_("지역")),
        Column(_("업종"), weight=1.4),
        Column(_("인원"), NUMBER),
        Column(_("내용"), weight=1.8),
        Column(_("근거 번호"), weight=1.2),
    )


def _use(row: UseRecord) -> tuple[Cell, ...]:
    return (
        text_cell(row.enterprise.name if row.enterprise else _("개인")),
        text_cell(row.agency.name),
        day_cell(row.used_on),
        text_cell(row.get_kind_display()),
        text_cell(row.get_channel_display()),
        text_cell(row.get_stage_display()),
        text_cell(row.region and row.region.name),
        text_cell(row.industry and row.industry.name),
        number_cell(row.people),
        text_cell(row.what),
        text_cell(row.reference),
    )


def _charge_columns() -> tuple[Column, ...]:
    return (
        Column(_("맡은 지역·장소"), weight=1.6),
        Column(_("구분")),
        Column(_("담당자")),
        Column(_("기관"), weight=1.4),
        Column(_("부서"), weight=1.2),
        Column(_("시작일"), DATE),
        Column(_("마지막 날"), DATE),
    )


def _charge(row: CaseOfficer) -> tuple[Cell, ...]:
    place = row.place
    return (
        text_cell(place.name if place else row.region and row.region.name),
        text_cell(place.get_kind_display() if place else _("시군구")),
        text_cell(row.person.name),
        text_cell(row.agency.name),
        text_cell(row.department and row.department.name),
        day_cell(row.valid_from),
        day_cell(row.valid_to),
    )


def _grievance_columns() -> tuple[Column, ...]:
    return (
        Column(_("접수번호")),
        Column(_("접수일"), DATE),
        Column(_("제목"), weight=2),
        Column(_("구분")),
        Column(_("분야"), weight=1.2),
        Column(_("지역")),
        Column(_("상태")),
    )


def _grievance(row: Grievance) -> tuple[Cell, ...]:
    return (
        text_cell(row.number),
        day_cell(row.received_at.astimezone(SEOUL).date()),
        text_cell(row.title),
        text_cell(row.get_triage_display()),
        text_cell(row.get_topic_display()),
        text_cell(row.region and row.region.name),
        text_cell(row.get_status_display()),
    )


def _answer_columns() -> tuple[Column, ...]:
    return (
        Column(_("접수번호")),
        Column(_("답변일"), DATE),
        Column(_("제목"), weight=2),
        Column(_("처리 결과")),
        Column(_("한 줄 답"), weight=2),
        Column(_("담당자")),
        Column(_("기한 안")),
    )


def _answer(row: GrievanceAnswer) -> tuple[Cell, ...]:
    return (
        text_cell(row.grievance.number),
        day_cell(row.at.astimezone(SEOUL).date()),
        text_cell(row.grievance.title),
        text_cell(row.get_result_display()),
        text_cell(row.summary),
        text_cell(row.officer and row.officer.name),
        text_cell(_("예") if row.in_time else _("아니요")),
    )


DESK_VIEWS: dict[DataSet, tuple[Any, Any, tuple[str, ...], tuple[str, ...]]] = {
    DataSet.USES: (_use_columns, _use, ("enterprise", "agency", "region", "industry"), ("-used_on", "-pk")),
    DataSet.CHARGES: (
        _charge_columns,
        _charge,
        ("place", "region", "person", "agency", "department"),
        ("region", "place", "pk"),
    ),
    DataSet.GRIEVANCES: (_grievance_columns, _grievance, ("region",), ("-received_at", "-pk")),
    DataSet.GRIEVANCE_ANSWERS: (_answer_columns, _answer, ("grievance", "officer"), ("-at", "-pk")),
}
