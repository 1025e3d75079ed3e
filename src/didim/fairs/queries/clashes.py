"""What stands against a meeting in a slot at a table, in sentences that name who or what is taken."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import ParticipantState
from didim.fairs.fits import language_between, meets_by_video
from didim.fairs.models import (
    Absence,
    FairSlot,
    FairTable,
    Interpreter,
    Meeting,
    Participant,
    TableOutage,
)
from didim.fairs.models.meetings import HOLDS
from didim.kernel.refusals import Problem

# What each guard of the database says, for a row that somebody else wrote in between.
GUARDS = {
    "fair_meeting_partner_once": _("파트너가 그 시간에 다른 상담을 합니다."),
    "fair_meeting_firm_once": _("기업이 그 시간에 다른 상담을 합니다."),
    "fair_meeting_enterprise_once": _("기업이 그 시간에 다른 상담회에서 상담을 합니다."),
    "fair_meeting_table_once": _("그 자리에는 그 시간에 다른 상담이 있습니다."),
    "fair_meeting_interpreter_once": _("통역이 그 시간에 다른 상담을 맡았습니다."),
    "fair_meeting_pair_once": _("두 참가자의 상담이 이미 있습니다."),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a meeting of two is to take place; `moved` is the one that is there already, elsewhere."""

    partner: Participant
    firm: Participant
    slot: FairSlot
    table: FairTable
    moved: Meeting | None = None


def clashes(aim: Aim) -> list[Problem]:
    """Return everything that stands against an aim, field by field; nothing where it may be."""
    return [*_of_people(aim), *_of_absence(aim), *_of_table(aim), *_of_others(aim)]


def free_interpreter(aim: Aim) -> Interpreter | None:
    """Return who can interpret a meeting: who did so far, else who has the fewest meetings that day."""
    language = language_between(aim.partner, aim.firm)
    rows = Interpreter.objects.filter(fair=aim.slot.fair_id, languages__contains=[language])
    busy = _holding(aim).filter(interpreter__isnull=False).values_list("interpreter", flat=True)
    away = Absence.objects.filter(slot=aim.slot, interpreter__isnull=False).values_list(
        "interpreter", flat=True
    )
    free = {one.pk: one for one in rows.exclude(pk__in=[*busy, *away])}
    if aim.moved is not None and aim.moved.interpreter_id in free:
        return free[aim.moved.interpreter_id]
    held = list(Meeting.objects.filter(HOLDS, interpreter__in=free).values_list("interpreter", flat=True))
    return min(free.values(), key=lambda one: (held.count(one.pk), one.pk), default=None)


def needs_interpreter(aim: Aim) -> bool:
    """Return whether a fair with interpreters owes one to this meeting."""
    if not language_between(aim.partner, aim.firm):
        return False
    return Interpreter.objects.filter(fair=aim.slot.fair_id).exists()


def _of_people(aim: Aim) -> list[Problem]:
    return [
        Problem("", _("%(name)s은(는) 이 상담회에 참가하지 않습니다.") % {"name": one.name})
        for one in (aim.partner, aim.firm)
        if one.state != ParticipantState.ACCEPTED or one.fair_id != aim.slot.fair_id
    ]


def _of_absence(aim: Aim) -> list[Problem]:
    away = set(
        Absence.objects.filter(slot=aim.slot, participant__in=[aim.partner, aim.firm]).values_list(
            "participant", flat=True
        )
    )
    return [
        Problem("slot", _("%(name)s은(는) 그 시간에 나올 수 없다고 했습니다.") % {"name": one.name})
        for one in (aim.partner, aim.firm)
        if one.pk in away
    ]


def _of_table(aim: Aim) -> list[Problem]:
    rooms = FairTable.objects.filter(fair=aim.slot.fair_id, is_video=True)
    if not aim.table.is_video and meets_by_video(aim.partner, aim.firm) and rooms.exists():
        return [Problem("table", _("화상으로 참가하는 상대가 있습니다. 화상회의실을 골라 주세요."))]
    out = TableOutage.objects.filter(
        table=aim.table, starts_at__lt=aim.slot.ends_at, ends_at__gt=aim.slot.starts_at
    ).first()
    if out is None:
        return []
    words = {"table": aim.table.name, "reason": out.reason}
    return [Problem("table", _("%(table)s 자리는 그 시간에 쓸 수 없습니다: %(reason)s") % words)]


def _of_others(aim: Aim) -> list[Problem]:
    """Return what the meetings of the fair say; of other fairs only that the firm is at one."""
    problems = []
    both = {aim.partner.pk, aim.firm.pk}
    for one in _holding(aim).select_related("partner", "firm").order_by("pk"):
        words = {"partner": one.partner.name, "firm": one.firm.name, "table": aim.table.name}
        taken = both & {one.partner_id, one.firm_id}
        if taken:
            name = one.partner.name if one.partner_id in taken else one.firm.name
            sentence = _("%(name)s은(는) 그 시간에 상담이 있습니다: %(partner)s – %(firm)s")
            problems.append(Problem("slot", sentence % {**words, "name": name}))
        if one.table_id == aim.table.pk:
            sentence = _("%(table)s 자리에는 그 시간에 상담이 있습니다: %(partner)s – %(firm)s")
            problems.append(Problem("table", sentence % words))
    if _is_elsewhere(aim):
        problems.append(Problem("slot", GUARDS["fair_meeting_enterprise_once"]))
    if aim.moved is None and Meeting.objects.filter(HOLDS, partner=aim.partner, firm=aim.firm).exists():
        problems.append(Problem("", GUARDS["fair_meeting_pair_once"]))
    return problems


def _holding(aim: Aim) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(
        HOLDS, fair=aim.slot.fair_id, starts_at__lt=aim.slot.ends_at, ends_at__gt=aim.slot.starts_at
    )
    return rows if aim.moved is None else rows.exclude(pk=aim.moved.pk)


def _is_elsewhere(aim: Aim) -> bool:
    firm = aim.firm.enterprise_id or aim.partner.enterprise_id
    if firm is None:
        return False
    with scoped(SYSTEM):
        rows = Meeting.objects.filter(
            HOLDS, enterprise=firm, starts_at__lt=aim.slot.ends_at, ends_at__gt=aim.slot.starts_at
        )
        return rows.exclude(fair=aim.slot.fair_id).exists()
