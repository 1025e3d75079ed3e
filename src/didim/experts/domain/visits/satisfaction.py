"""How an expert's help was: asked once after the last visit, answered once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.experts.models import Visit, VisitSatisfaction
from didim.kernel.refusals import refuse

from .telling import ask_satisfaction

LOWEST, HIGHEST = 1, 5


def ask_once(*, visit: Visit, now: datetime) -> VisitSatisfaction:
    """Ask the firm of a visit how its dispatch was, unless it was asked before."""
    question, created = VisitSatisfaction.objects.get_or_create(
        dispatch_id=visit.dispatch_id,
        defaults={
            "agency_id": visit.agency_id,
            "enterprise_id": visit.enterprise_id,
            "expert_id": visit.expert_id,
            "asked_at": now,
        },
    )
    if created:
        ask_satisfaction(question, now=now)
    return question


@transaction.atomic
def answer_visit_satisfaction(
    *, question: VisitSatisfaction, score: int, comment: str, now: datetime
) -> VisitSatisfaction:
    """Keep what a firm thought of an expert's help; once. RefusedError otherwise."""
    locked = VisitSatisfaction.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if locked.answered_at is not None:
        raise refuse("", _("이미 답해 주셨습니다. 고맙습니다."))
    if not LOWEST <= score <= HIGHEST:
        raise refuse("score", _("1점에서 5점 가운데 골라 주세요."))
    locked.score, locked.comment, locked.answered_at = score, comment.strip()[:500], now
    locked.save(update_fields=["score", "comment", "answered_at"])
    return locked
