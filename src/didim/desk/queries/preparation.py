"""What a counsellor reads before a firm comes: its facts, earlier supports and consultations, what fits."""

from dataclasses import dataclass
from datetime import date, datetime

from didim.desk.models import Consultation, Prescription
from didim.engines.eligibility import Verdict
from didim.programmes.models import Notice
from didim.programmes.queries.matching import matches_for_firm
from didim.programmes.queries.notice_status import with_status
from didim.registry.models import Designation, Enterprise, EnterpriseYear
from didim.registry.queries.actors import Actor
from didim.registry.queries.facts import firm_facts
from didim.support.queries.history import FirmHistory, firm_history

SHOWN = 5
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is known of a firm before it comes. `fitting` counts the open notices whose rules it meets."""

    firm: Enterprise
    years: list[EnterpriseYear]
    designations: list[Designation]
    history: FirmHistory
    supports: list[object]
    earlier: list[Consultation]
    prescriptions: list[Prescription]
    notices: list[Notice]
    fitting: int


def preparation_for(
    *, actor: Actor, consultation: Consultation, today: date, now: datetime
) -> Preparation | None:
    """Return the diagnosis of a consultation's firm from the registry; None for a person without a firm."""
    firm = consultation.enterprise
    if firm is None:
        return None
    history = firm_history(actor=actor, enterprise_id=firm.pk, now=now)
    found = matches_for_firm(facts=firm_facts(enterprise_id=firm.pk, on=today), today=today)
    fitting = [match.notice_id for match in found if match.verdict is Verdict.MET]
    shown = with_status(Notice.objects.filter(pk__in=fitting[:SHOWN]), today).defer(
        "attachment_text", "body", "raw", "readings"
    )
    by_id = {notice.pk: notice for notice in shown}
    return Preparation(
        firm=firm,
        years=list(EnterpriseYear.objects.filter(enterprise=firm).order_by("-year")[:_YEARS]),
        designations=list(Designation.objects.filter(enterprise=firm).order_by("kind", "pk")),
        history=history,
        supports=list(history.lines[:SHOWN]),
        earlier=list(
            Consultation.objects.filter(enterprise=firm, agency=consultation.agency_id)
            .exclude(pk=consultation.pk)
            .select_related("counsellor__user")
            .prefetch_related("needs")
            .order_by("-asked_at", "-pk")[:SHOWN]
        ),
        prescriptions=list(
            Prescription.objects.filter(enterprise=firm, agency=consultation.agency_id)
            .exclude(consultation=consultation)
            .order_by("-written_at", "-pk")[:SHOWN]
        ),
        notices=[by_id[pk] for pk in fitting[:SHOWN] if pk in by_id],
        fitting=len(fitting),
    )
