"""The door to studies of effects."""

from django.db.models import QuerySet

from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.reports.models import EffectStudy


def studies_of(*, actor: Actor) -> QuerySet[EffectStudy]:
    """Return the studies of the agencies somebody works for, newest first."""
    return EffectStudy.objects.filter(agency__in=actor.agencies_with()).select_related("agency", "programme")


def access_study(*, actor: Actor, study_id: int) -> EffectStudy:
    """Return a study of an agency somebody works for; else NotVisible."""
    study = studies_of(actor=actor).filter(pk=study_id).first()
    if study is None:
        raise NotVisible(f"effect study {study_id}")
    return study
