"""The same case of the same person brought again: joined to the earlier one, which goes on."""

from datetime import datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.domain.grievances import telling
from didim.desk.domain.grievances.assigning import locked
from didim.desk.domain.grievances.clock import Said, record
from didim.desk.domain.grievances.handling import drop_offers, repeat_grievance
from didim.desk.grievance_enums import CaseStatus, EventKind
from didim.desk.models import Grievance
from didim.kernel.refusals import refuse


def earlier_of(grievance: Grievance) -> QuerySet[Grievance]:
    """Return the earlier cases of whoever brought this one, at its agency, the most alike first."""
    return (
        Grievance.objects.filter(
            _asker(grievance),
            agency=grievance.agency_id,
            same_as=None,
            received_at__lte=grievance.received_at,
        )
        .exclude(pk=grievance.pk)
        .annotate(nearness=TrigramSimilarity("keys", grievance.keys))
        .order_by("-nearness", "-received_at", "-pk")
    )


def mark_same(*, grievance: Grievance, earlier: Grievance, by: User | None, now: datetime) -> Grievance:
    """Join an open case to an earlier one of the same person, and return that one.

    An answered one is taken in once more by it, so that the third time may be closed as repeated (민원 처리에
    관한 법률 제23조); an open one goes on. The later case ends; whoever opens it is led to the earlier.
    RefusedError for an ended case, and for one that is another's or came later.
    """
    with recorded("mark_same", by):
        for pk in sorted({grievance.pk, earlier.pk}):
            locked(Grievance(pk=pk))
        grievance, root = locked(grievance), locked(earlier)
        if not grievance.is_open:
            raise refuse("", _("이미 끝난 건입니다."))
        if not earlier_of(grievance).filter(pk=root.pk).exists():
            raise refuse("earlier", _("같은 사람이 이 기관에 먼저 낸 건이 아닙니다. 다시 골라 주세요."))
        drop_offers(grievance, by=by, now=now)
        record(grievance, EventKind.SAME, by=by, now=now, said=Said(text=root.number))
        grievance.same_as, grievance.status = root, CaseStatus.SAME
        grievance.ended_at, grievance.look_at, grievance.paused_for = now, None, ""
        grievance.save()
        words = f"{grievance.number} {grievance.title}"
        if root.is_open:
            record(root, EventKind.SAME, by=by, now=now, said=Said(text=words))
            root.save()
        else:
            root = repeat_grievance(grievance=root, text=words, by=by, now=now)
        telling.tell_same(grievance, root, now=now)
        return root


def _asker(grievance: Grievance) -> Q:
    """Return the condition that a case is of the same firm, or of the same phone number or address."""
    if grievance.enterprise_id is not None:
        return Q(enterprise=grievance.enterprise_id)
    same = Q(pk__in=())
    if grievance.contact_phone:
        same |= Q(contact_phone=grievance.contact_phone)
    if grievance.contact_email:
        same |= Q(contact_email__iexact=grievance.contact_email)
    return Q(enterprise=None) & same
