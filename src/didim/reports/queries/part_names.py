"""What the parts of a figure are called: codes of services, regions, trades, days as words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from didim.desk.enums import ContactChannel, UseKind
from didim.desk.grievance_enums import GrievanceClass, GrievanceTopic, ResultCode
from didim.fairs.enums import FairKind, MeetingOrigin
from didim.kernel.wording import Text
from didim.registry.enums import CommissionKind, EnterpriseStage, PartnerKind, PlaceKind
from didim.registry.models import Agency, Industry, Person, Place, Region
from didim.reports.catalogue import Term
from didim.reports.enums import DataSet

_WEEKDAYS = {
    "1": _("월요일"), "2": _("화요일"), "3": _("수요일"), "4": _("목요일"),
    "5": _("금요일"), "6": _("토요일"), "7": _("일요일"),
}  # fmt: skip
_CHOICES: Mapping[tuple[DataSet, str], Mapping[str, object]] = {
    (DataSet.USES, "service"): dict(UseKind.choices),
    (DataSet.USES, "channel"): dict(ContactChannel.choices),
    (DataSet.USES, "stage"): dict(EnterpriseStage.choices),
    (DataSet.USES, "weekday"): _WEEKDAYS,
    (DataSet.CHARGES, "kind"): dict(PlaceKind.choices),
    (DataSet.GRIEVANCES, "class"): {**dict(GrievanceClass.choices), "": _("분류 전")},
    (DataSet.GRIEVANCES, "topic"): dict(GrievanceTopic.choices),
    (DataSet.GRIEVANCE_ANSWERS, "class"): {**dict(GrievanceClass.choices), "": _("분류 전")},
    (DataSet.GRIEVANCE_ANSWERS, "topic"): dict(GrievanceTopic.choices),
    (DataSet.GRIEVANCE_ANSWERS, "result"): dict(ResultCode.choices),
    (DataSet.COMMISSIONS, "kind"): dict(PartnerKind.choices),
    (DataSet.COMMISSIONS, "commission"): dict(CommissionKind.choices),
    (DataSet.MEETINGS, "kind"): dict(FairKind.choices),
    (DataSet.MEETINGS, "origin"): dict(MeetingOrigin.choices),
}
# What parts are by what the law or nature orders, not by size.
IN_ORDER = frozenset({"day", "month", "weekday"})


_TABLES: Mapping[str, type[Region | Industry | Agency | Place | Person]] = {
    "district": Region,
    "trade": Industry,
    "agency": Agency,
    "place": Place,
    "person": Person,
}


def part_names(term: Term, by: str, keys: Iterable[str], *, language: str) -> dict[str, str]:
    """Return the names of a term's parts by key, in a language: one query at most.

    A key that is a name already (a programme, a fund) is not in it.
    """
    wanted = [key for key in keys if key]
    if (term.data, by) in _CHOICES:
        with override(language):
            return {key: str(name) for key, name in _CHOICES[term.data, by].items()}
    if by in _DATES:
        return {key: _DATES[by](date.fromisoformat(key)).text(language) for key in wanted}
    if by not in _TABLES:
        return {}
    rows = _TABLES[by].objects.filter(pk__in=wanted)
    return {
        str(row.pk): Text(row.name, getattr(row, "name_en", "") or row.name).text(language) for row in rows
    }


def _day(day: date) -> Text:
    return Text(f"{day:%-m}월 {day:%-d}일", f"{day:%-d %b}")


def _month(day: date) -> Text:
    return Text(f"{day:%Y}년 {day:%-m}월", f"{day:%b %Y}")


_DATES: Mapping[str, Callable[[date], Text]] = {"day": _day, "month": _month}
