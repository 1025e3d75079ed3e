"""Messages about visits: to the firm's people and to the expert, each once."""

from datetime import datetime

from django.utils.translation import gettext, override

from didim.accounts.domain.messages import queue_for_each
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.telling import when_in_words
from didim.experts.models import PoolExpert, Visit, VisitReport, VisitSatisfaction
from didim.experts.visit_enums import VisitSide
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.registry.queries.members import people_of_firm


def tell_of_proposed_visit(visit: Visit, *, now: datetime) -> int:
    """Ask the firm whether a time suits it; at once, because the time is held until it answers."""
    with override("ko"):
        words = {"when": when_in_words(visit.starts_at), "expert": visit.profile.person.name}
        subject = gettext("방문 시간을 확인해 주세요: %(when)s") % words
        body = gettext(
            "%(expert)s 전문가가 이 시간에 방문하려고 합니다.\n"
            "디딤의 ‘전문가 방문’에서 받아들이거나 다른 시간을 부탁해 주세요."
        )
        body = f"{body % words}\n\n{_when_and_where(visit)}"
    return queue_for_each(
        people_of_firm(visit.enterprise_id),
        template="visit-proposed",
        subject=subject,
        body=body,
        key=_key(visit),
        not_before=now,
        now=now,
    )


def tell_of_planned_visit(visit: Visit, *, now: datetime) -> int:
    """Say to both sides that a visit is agreed."""
    with override("ko"):
        words = {"when": when_in_words(visit.starts_at), "expert": visit.profile.person.name}
        subject = gettext("방문 시간이 정해졌습니다: %(when)s") % words
        body = f"{gettext('방문할 전문가: %(expert)s') % words}\n{_when_and_where(visit)}"
    people = [*people_of_firm(visit.enterprise_id), *people_of_expert(visit.expert_id)]
    return queue_for_each(
        people, template="visit-planned", subject=subject, body=body, key=_key(visit), not_before=now, now=now
    )


def tell_of_ended_visit(visit: Visit, *, now: datetime) -> int:
    """Say to the other side that a visit was called off, or that nobody came, and why."""
    with override("ko"):
        words = {"when": when_in_words(visit.starts_at), "state": visit.get_state_display()}
        subject = gettext("방문 %(state)s: %(when)s") % words
        body = gettext("사유: %(reason)s") % {"reason": visit.end_reason}
    firm, expert = people_of_firm(visit.enterprise_id), people_of_expert(visit.expert_id)
    told = {VisitSide.FIRM: expert, VisitSide.EXPERT: firm}.get(VisitSide(visit.ended_side), [*firm, *expert])
    return queue_for_each(
        told, template="visit-ended", subject=subject, body=body, key=_key(visit), not_before=now, now=now
    )


def remind_of_visit(visit: Visit, *, now: datetime) -> int:
    """Remind both sides of a visit that comes; the caller sees to it that this happens once."""
    with override("ko"):
        words = {"when": when_in_words(visit.starts_at), "expert": visit.profile.person.name}
        subject = gettext("방문이 다가옵니다: %(when)s") % words
        body = f"{gettext('방문할 전문가: %(expert)s') % words}\n{_when_and_where(visit)}"
    people = [*people_of_firm(visit.enterprise_id), *people_of_expert(visit.expert_id)]
    return queue_for_each(
        people,
        template="visit-reminder",
        subject=subject,
        body=body,
        key=_key(visit),
        not_before=now,
        now=now,
    )


def remind_of_report(visit: Visit, *, now: datetime) -> int:
    """Remind the expert of a report that is owed."""
    with override("ko"):
        subject = gettext("방문 보고서를 내 주세요: %(firm)s") % {"firm": visit.enterprise.name}
        body = gettext("%(when)s에 다녀온 방문의 보고서가 아직 없습니다. 승인되어야 수당을 지급합니다.") % {
            "when": when_in_words(visit.starts_at)
        }
    return queue_for_each(
        people_of_expert(visit.expert_id),
        template="visit-report-due",
        subject=subject,
        body=body,
        key=f"{visit.pk}",
        not_before=now,
        now=now,
    )


def tell_of_returned_report(report: VisitReport, *, now: datetime) -> int:
    """Say to the expert what a report still wants."""
    with override("ko"):
        subject = gettext("방문 보고서를 보완해 주세요: %(firm)s") % {"firm": report.visit.enterprise.name}
        body = report.return_reason
    key = f"{report.pk}"
    later = next_office_instant(now, WorkingCalendar())
    return queue_for_each(
        people_of_expert(report.visit.expert_id),
        template="visit-returned",
        subject=subject,
        body=body,
        key=key,
        not_before=later,
        now=now,
    )


def ask_satisfaction(question: VisitSatisfaction, *, now: datetime) -> int:
    """Ask the firm how it was, in the next office hours."""
    with override("ko"):
        subject = gettext("전문가 방문은 어떠셨나요?")
        body = gettext("별점 하나면 됩니다. 디딤의 ‘전문가 방문’에서 답해 주세요.")
    later = next_office_instant(now, WorkingCalendar())
    people = people_of_firm(question.enterprise_id)
    return queue_for_each(
        people,
        template="visit-satisfaction",
        subject=subject,
        body=body,
        key=f"{question.pk}",
        not_before=later,
        now=now,
    )


def people_of_expert(expert_id: int) -> list[User]:
    """Return the account of an expert; none before they were invited."""
    with scoped(SYSTEM):
        expert = PoolExpert.objects.select_related("user").get(pk=expert_id)
    return [expert.user] if expert.user is not None and expert.user.is_active else []


def _when_and_where(visit: Visit) -> str:
    lines = [when_in_words(visit.starts_at), visit.place, visit.aim]
    return "\n".join(line for line in lines if line)


def _key(visit: Visit) -> str:
    """Return what a message is about: the visit at its time, so that a moved one is told of again."""
    return f"{visit.pk}:{visit.starts_at:%Y%m%d%H%M}"
