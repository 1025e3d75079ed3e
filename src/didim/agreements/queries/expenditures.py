"""The doors to expenditures and their evidence, the queue of an agency, and a firm's list."""

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.agreements.enums import ExpenditureState, FindingResult
from didim.agreements.models import (
    Agreement,
    Expenditure,
    ExpenditureEvidence,
    ExpenditureFinding,
    Payment,
)
from didim.applications.enums import ScanState
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

READING = "사업비 집행 점검"
_NAMES = ("agreement__version", "agreement__enterprise", "agreement__agency", "agreement__programme", "line")
# What a finding counts as: a confirmed override, else what the rule said.
_PASSES = Q(confirmed_by__isnull=False, override=FindingResult.PASS) | Q(
    confirmed_by__isnull=True, result=FindingResult.PASS
)
_FAILS = Q(confirmed_by__isnull=False, override=FindingResult.FAIL) | Q(
    confirmed_by__isnull=True, result=FindingResult.FAIL
)


def access_expenditure(
    *, actor: Actor, expenditure_id: int, roles: tuple[AgencyRole, ...] = ()
) -> Expenditure:
    """Return an expenditure that was handed in, for staff of its agency, and note that they read it."""
    row = (
        Expenditure.objects.select_related(*_NAMES, "requested_by", "decided_by")
        .filter(pk=expenditure_id, agency__in=actor.agencies_with(*roles))
        .exclude(state=ExpenditureState.DRAFT)
        .first()
    )
    if row is None:
        raise NotVisible(f"expenditure {expenditure_id}")
    _note(row)
    return row


def access_own_expenditure(*, actor: Actor, expenditure_id: int) -> Expenditure:
    """Return an expenditure of a firm the actor works for; NotVisible otherwise."""
    row = (
        Expenditure.objects.select_related(*_NAMES)
        .filter(pk=expenditure_id, enterprise__in=actor.enterprises_with())
        .first()
    )
    if row is None:
        raise NotVisible(f"expenditure {expenditure_id}")
    return row


def access_evidence(*, actor: Actor, expenditure_id: int, evidence_id: int) -> ExpenditureEvidence:
    """Return evidence of an expenditure for staff of its agency, with its file; noted in the access log."""
    expenditure = access_expenditure(actor=actor, expenditure_id=expenditure_id)
    evidence = (
        ExpenditureEvidence.objects.select_related("file")
        .filter(pk=evidence_id, expenditure=expenditure)
        .exclude(file__scan=ScanState.INFECTED)
        .first()
    )
    if evidence is None:
        raise NotVisible(f"evidence {evidence_id}")
    return evidence


def _note(row: Expenditure) -> None:
    firm = row.agreement.enterprise
    note_access(
        act=AccessAct.VIEW,
        task=READING,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=firm.pk,
        subject=f"{firm.name}: {row}"[:200],
        agency_id=row.agency_id,
    )


def spending_of_agencies(*, actor: Actor) -> QuerySet[Expenditure]:
    """Return what was handed in at the actor's agencies, with what is open in the last check of each.

    `failing`, `open` and `unconfirmed`: rules that fail, that nobody has decided, and overrides that wait for
    the second officer; `checked`: how often it was checked. One query, whatever the number of rows.
    """
    return (
        Expenditure.objects.filter(agency__in=actor.agencies_with())
        .exclude(state=ExpenditureState.DRAFT)
        .select_related("agreement", "enterprise", "line")
        .annotate(
            won=F("grant_won") + F("own_cash_won") + F("own_in_kind_won"),
            checked=Coalesce(_last_check("pk"), Value(0)),
            failing=_count(_FAILS),
            open=_count(~_FAILS & ~_PASSES),
            unconfirmed=_count(Q(confirmed_by__isnull=True) & ~Q(override="")),
        )
    )


def _last_check(of: str) -> Subquery:
    findings = ExpenditureFinding.objects.filter(expenditure=OuterRef(of)).order_by("-check_number")
    return Subquery(findings.values("check_number")[:1], output_field=IntegerField())


def _count(condition: Q) -> Coalesce:
    findings = (
        ExpenditureFinding.objects.filter(
            condition, expenditure=OuterRef("pk"), check_number=_last_check("expenditure_id")
        )
        .order_by()
        .values("expenditure")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(findings, output_field=IntegerField()), Value(0))


def spending_under(agreement: Agreement) -> QuerySet[Expenditure]:
    """Return the expenditures of an agreement, newest first, with their lines."""
    return (
        Expenditure.objects.filter(agreement=agreement)
        .select_related("line")
        .annotate(won=F("grant_won") + F("own_cash_won") + F("own_in_kind_won"))
        .order_by("-number")
    )


def evidence_of(expenditure: Expenditure) -> QuerySet[ExpenditureEvidence]:
    """Return the evidence that counts, by kind."""
    return (
        ExpenditureEvidence.objects.filter(expenditure=expenditure, removed_at=None)
        .select_related("file")
        .order_by("kind", "pk")
    )


def payments_of(expenditure: Expenditure) -> QuerySet[Payment]:
    """Return what was paid and what came back, in the order it was recorded."""
    return Payment.objects.filter(expenditure=expenditure).select_related("recorded_by").order_by("pk")
