"""The doors to settlements, recoveries and sanctions: staff of the agency, and the firm's own people."""

from django.db.models import QuerySet

from didim.agreements.domain.settling.reports import ENDED
from didim.agreements.enums import AgreementState
from didim.agreements.models import (
    Agreement,
    Disallowance,
    Expenditure,
    FinalReport,
    Recovery,
    Sanction,
    Settlement,
)
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

Roles = tuple[AgencyRole, ...]


def ended_agreements(*, actor: Actor) -> QuerySet[Agreement]:
    """Return the ended and settled agreements of the agencies somebody works for, with their settlements."""
    return Agreement.objects.filter(
        agency__in=actor.agencies_with(), state__in=[*ENDED, AgreementState.SETTLED]
    ).select_related("enterprise", "programme", "settlement")


def settlement_of(agreement: Agreement) -> Settlement | None:
    """Return the settlement of an agreement, or None before it is opened."""
    return Settlement.objects.filter(agreement=agreement).select_related("agreement").first()


def settled(agreement: Agreement) -> Settlement:
    """Return the settlement of an agreement once it is confirmed; else NotVisible."""
    settlement = settlement_of(agreement)
    if settlement is None or settlement.confirmed_at is None:
        raise NotVisible(f"settlement of agreement {agreement.pk}")
    return settlement


def expenditure_in(agreement: Agreement, expenditure_id: int) -> Expenditure:
    """Return an expenditure of an agreement; else NotVisible."""
    expenditure = Expenditure.objects.filter(agreement=agreement, pk=expenditure_id).first()
    if expenditure is None:
        raise NotVisible(f"expenditure {expenditure_id}")
    return expenditure


def report_in(agreement: Agreement, number: int) -> FinalReport:
    """Return a final report of an agreement that has a file; else NotVisible."""
    reports = agreement.final_reports.select_related("file")
    report = reports.filter(number=number, file__isnull=False).first()
    if report is None:
        raise NotVisible(f"final report {number} of agreement {agreement.pk}")
    return report


def access_disallowance(*, actor: Actor, disallowance_id: int, roles: Roles = ()) -> Disallowance:
    """Return a disallowance for staff of its agency; else NotVisible."""
    row = (
        Disallowance.objects.select_related("settlement__agreement")
        .filter(pk=disallowance_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if row is None:
        raise NotVisible(f"disallowance {disallowance_id}")
    return row


def access_recovery(*, actor: Actor, recovery_id: int, roles: Roles = ()) -> Recovery:
    """Return a recovery for staff of its agency; else NotVisible."""
    recovery = (
        Recovery.objects.select_related("agreement__enterprise", "agreement__programme")
        .filter(pk=recovery_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if recovery is None:
        raise NotVisible(f"recovery {recovery_id}")
    return recovery


def access_own_recovery(*, actor: Actor, recovery_id: int) -> Recovery:
    """Return a recovery from a firm of the actor; else NotVisible."""
    recovery = (
        Recovery.objects.select_related("agreement")
        .filter(pk=recovery_id, enterprise__in=actor.enterprises_with())
        .first()
    )
    if recovery is None:
        raise NotVisible(f"recovery {recovery_id}")
    return recovery


def access_sanction(*, actor: Actor, sanction_id: int, roles: Roles = ()) -> Sanction:
    """Return a measure for staff of its agency; else NotVisible."""
    sanction = (
        Sanction.objects.select_related("agreement__enterprise", "enterprise")
        .filter(pk=sanction_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if sanction is None:
        raise NotVisible(f"sanction {sanction_id}")
    return sanction
