"""Barring firms from support, and lifting it: the acts behind are decided where the money was given."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from didim.registry.models import Agency, Enterprise
from didim.support.enums import BarKind
from didim.support.models import ParticipationBar

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class BarTerms:
    """Why and how long: `ends_on` None where the end is not known yet."""

    kind: BarKind
    reason: str
    starts_on: date
    ends_on: date | None = None


def bar_firm(*, agency: Agency, enterprise: Enterprise, terms: BarTerms, reference: str) -> ParticipationBar:
    """Write that a firm is barred; said again under the same reference it becomes what is said now."""
    with transaction.atomic():
        bar, _new = ParticipationBar.objects.update_or_create(
            agency=agency,
            reference=reference,
            defaults={
                "enterprise_id": enterprise.merged_into_id or enterprise.pk,
                "kind": terms.kind,
                "reason": terms.reason[:LONGEST_REASON],
                "starts_on": terms.starts_on,
                "ends_on": terms.ends_on,
                "lifted_on": None,
            },
        )
        return bar


def lift_bar(*, agency: Agency, reference: str, on: date) -> None:
    """End a bar before its day; one that does not stand, or was lifted, stays as it is."""
    with transaction.atomic():
        ParticipationBar.objects.filter(agency=agency, reference=reference, lifted_on=None).update(
            lifted_on=on
        )
