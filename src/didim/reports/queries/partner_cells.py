"""Commissions and meetings with partners as readers of a figure see them."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from didim.fairs.domain.money import country_name
from didim.fairs.models import Meeting
from didim.kernel.calendar import SEOUL
from didim.registry.models import Commission
from didim.reports.enums import DataSet
from didim.reports.paper import Cell, Column, ColumnKind
from didim.reports.queries.cells import day_cell, text_cell

DATE = ColumnKind.DATE


def _commission_columns() -> tuple[Column, ...]:
    return (
        Column(_("파트너"), weight=1.8),
        Column(_("종류")),
        Column(_("위촉 구분")),
        Column(_("기관"), weight=1.4),
        Column(_("위촉장 번호"), weight=1.2),
        Column(_("위촉일"), DATE),
        Column(_("위촉 마지막 날"), DATE),
    )


def _commission(row: Commission) -> tuple[Cell, ...]:
    return (
        text_cell(row.partner.name),
        text_cell(row.partner.get_kind_display()),
        text_cell(row.get_kind_display()),
        text_cell(row.agency.name),
        text_cell(row.letter_number),
        day_cell(row.valid_from),
        day_cell(row.valid_to),
    )


def _meeting_columns() -> tuple[Column, ...]:
    return (
        Column(_("상담회"), weight=1.8),
        Column(_("종류")),
        Column(_("기업"), weight=1.4),
        Column(_("상대"), weight=1.4),
        Column(_("나라")),
        Column(_("상담일"), DATE),
        Column(_("누가 신청했나")),
        Column(_("기관"), weight=1.4),
    )


def _meeting(row: Meeting) -> tuple[Cell, ...]:
    # Who looks for work is named nowhere outside the fair.
    firm = _("개인") if row.firm.is_person else row.firm.name
    country = country_name(row.partner.country, "ko" if get_language() in (None, "ko") else "en")
    return (
        text_cell(row.fair.name),
        text_cell(row.fair.get_kind_display()),
        text_cell(firm),
        text_cell(row.partner.name),
        text_cell(country),
        day_cell(row.starts_at.astimezone(SEOUL).date()),
        text_cell(row.get_origin_display()),
        text_cell(row.agency.name),
    )


PARTNER_VIEWS: dict[DataSet, tuple[Any, Any, tuple[str, ...], tuple[str, ...]]] = {
    DataSet.COMMISSIONS: (
        _commission_columns,
        _commission,
        ("partner", "agency"),
        ("-valid_from", "-pk"),
    ),
    DataSet.MEETINGS: (
        _meeting_columns,
        _meeting,
        ("fair", "firm", "partner", "agency"),
        ("-starts_at", "-pk"),
    ),
}
