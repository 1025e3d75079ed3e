"""The parts of a figure on its page: by what they may be told apart, their names, how they have changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from didim.reports.catalogue import Figure
from didim.reports.enums import DataSet, FigureKind
from didim.reports.queries.measuring import Measured
from didim.reports.queries.part_names import IN_ORDER, part_names
from didim.reports.units import signed_percent

_CHOICES: Mapping[DataSet, Mapping[str, Promise | str]] = {
    DataSet.USES: {
        "service": _("서비스"),
        "channel": _("경로"),
        "stage": _("업력 단계"),
        "trade": _("업종"),
        "district": _("시군구"),
        "branch": _("지점"),
        "month": _("달"),
        "weekday": _("요일"),
        "day": _("날짜"),
    },
    DataSet.CHARGES: {"kind": _("구분"), "person": _("담당자"), "district": _("시군구")},
    DataSet.GRIEVANCES: {"class": _("구분"), "topic": _("분야"), "district": _("시군구")},
    DataSet.GRIEVANCE_ANSWERS: {
        "result": _("처리 결과"),
        "class": _("구분"),
        "topic": _("분야"),
        "person": _("담당자"),
    },
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part as its row shows it; `before` and `change` are "" where nothing is known of them."""

    key: str
    name: str
    value: str
    rows: int
    before: str
    change: str


def part_choices(figure: Figure) -> Mapping[str, Promise | str]:
    """Return by what the parts of a figure may be told apart; nothing for rates: theirs do not add up."""
    return _CHOICES.get(figure.value.data, {}) if figure.kind is FigureKind.AMOUNT else {}


def shown_parts(measured: Measured, by: str, names: Mapping[str, str], language: str) -> list[ShownPart]:
    """Return the parts with their names, largest first, days and months in their order: one query at most."""
    keys = [part.key for part in measured.parts]
    named = {**names, **(part_names(measured.figure.value, by, keys, language=language) if by else {})}
    unit = measured.figure.unit.fitting(measured.value) if measured.value else measured.figure.unit
    parts = sorted(measured.parts, key=lambda part: part.key) if by in IN_ORDER else measured.parts
    return [
        ShownPart(
            part.key,
            named.get(part.key, part.key),
            unit.shown(part.value, language),
            part.rows,
            "" if part.before is None else unit.shown(part.before, language),
            signed_percent(part.value / part.before - 1, language) if part.before else "",
        )
        for part in parts
    ]
