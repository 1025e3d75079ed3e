"""Messages of dispatch: to the people of a firm and to the expert, in office hours, each once."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext, override

from didim.accounts.domain.messages import queue_for_each
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.models import Dispatch, PoolExpert, VisitRequest
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.registry.models import EnterpriseMember
from didim.registry.queries.members import people_of_firm


def tell_of_dispatches(dispatches: Iterable[Dispatch], *, now: datetime) -> int:
    """Tell each firm who comes, and each expert with an account where to go."""
    sent = list(dispatches)
    later = next_office_instant(now, WorkingCalendar())
    with scoped(SYSTEM):
        rows = (
            Dispatch.objects.filter(pk__in=[one.pk for one in sent])
            .select_related("request", "enterprise", "expert__profile__person", "expert__user", "agency")
            .order_by("pk")
        )
        found = list(rows)
        members: dict[int, list[User]] = {}
        firms = [one.enterprise_id for one in found]
        for member in EnterpriseMember.objects.filter(
            enterprise__in=firms, user__is_active=True
        ).select_related("user"):
            members.setdefault(member.enterprise_id, []).append(member.user)
        return sum(_tell(one, members.get(one.enterprise_id, []), now, later) for one in found)


def tell_of_cancelled_request(
    request: VisitRequest, *, held: Dispatch | None, by_agency: bool, now: datetime
) -> int:
    """Tell the other side that nobody comes: who was to go, and the firm where the agency took it back."""
    with scoped(SYSTEM):
        expert = held and PoolExpert.objects.select_related("user").get(pk=held.expert_id)
        firm = request.enterprise.name
    people = [expert.user] if expert and expert.user and expert.user.is_active else []
    if by_agency:
        people += people_of_firm(request.enterprise_id)
    with override("ko"):
        subject = gettext("전문가 방문 요청이 취소되었습니다: %(firm)s") % {"firm": firm}
        words = {"subject": request.subject, "reason": request.end_reason}
        body = gettext("요청: %(subject)s\n사유: %(reason)s") % words
    return queue_for_each(
        people,
        template="visit-request-cancelled",
        subject=subject,
        body=body,
        key=f"{request.pk}",
        not_before=next_office_instant(now, WorkingCalendar()),
        now=now,
    )


def _tell(one: Dispatch, people: list[User], now: datetime, later: datetime) -> int:
    words = {
        "agency": one.agency.name,
        "expert": one.expert.profile.person.name,
        "kind": one.expert.get_kind_display(),
        "firm": one.enterprise.name,
        "subject": one.request.subject,
    }
    with override("ko"):
        to_firm = (
            gettext("%(expert)s %(kind)s가 찾아갑니다") % words,
            gettext(
                "요청: %(subject)s\n\n%(agency)s에서 %(expert)s %(kind)s를 보내기로 했습니다. "
                "곧 전문가가 방문할 시간을 제안합니다."
            )
            % words,
        )
        to_expert = (
            gettext("방문할 기업이 정해졌습니다: %(firm)s") % words,
            gettext(
                "요청: %(subject)s\n\n디딤의 전문가 화면에서 방문할 시간을 제안해 주세요. "
                "갈 수 없으면 사유와 함께 알려 주세요."
            )
            % words,
        )
    account = [] if one.expert.user is None else [one.expert.user]
    return sum(
        queue_for_each(
            to,
            template="expert-dispatch",
            subject=subject,
            body=body,
            key=f"{one.pk}",
            not_before=later,
            now=now,
        )
        for to, (subject, body) in ((people, to_firm), (account, to_expert))
    )
