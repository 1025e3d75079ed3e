"""Merging two rows that are one firm: every relation is moved, none is forgotten, and both rows stay.

RELATIONS classifies every relation to Enterprise in the whole installation, by "app.Model.field"; a test
walks all models and fails where one is missing. A room above that adds a relation adds its line here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import refuse
from didim.registry.enums import EnterpriseStage, FirmRole, TaxStatus
from didim.registry.models import Enterprise, EnterpriseMerge
from didim.registry.queries.actors import Actor
from didim.registry.queries.firms import visible_firms

_FIRST_DAY, _LAST_DAY = date.min, date.max
_FILLED = (
    "corporate_number", "opened_on", "region_id", "address", "industry_id", "size_class", "phone", "email",
    "website", "representative_name", "representative_birth_year", "representative_birth_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stay:
    """The rows are about the row as it was (history, earlier merges): they stay where they are."""


@dataclass(frozen=True, slots=True)
class Move:
    """Every row of the loser becomes the winner's."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Rows become the winner's, except where it has one that `agrees`: then `settle` decides what it says.

    `settle(ours, theirs)` returns the fields of the winner's row that change. The loser's row goes, and is
    kept in full in the record of the merge. A row for which `within` holds went from one of the two to the
    other, and goes with nothing in its place.
    """

    agrees: Callable[[Any, Any], bool]
    settle: Callable[[Any, Any], Mapping[str, Any]]
    within: Callable[[Any, Enterprise], bool] = lambda _row, _winner: False


@dataclass(frozen=True, slots=True)
class GiveWay:
    """Rows become the winner's; one that cannot stand beside the winner's (`clashes`) is changed first.

    For rows that others hold on to, so that they cannot go. `change(theirs, now)` returns the fields of the
    loser's row that change; None leaves it with the loser, as it was.
    """

    clashes: Callable[[Any, Any], bool]
    change: Callable[[Any, datetime], Mapping[str, Any] | None]


def _same(*fields: str) -> Callable[[Any, Any], bool]:
    return lambda ours, theirs: all(getattr(ours, name) == getattr(theirs, name) for name in fields)


def _ours(_winners: Any, _losers: Any) -> Mapping[str, Any]:
    return {}


def _fill_gaps(*fields: str) -> Callable[[Any, Any], Mapping[str, Any]]:
    def settle(ours: Any, theirs: Any) -> Mapping[str, Any]:
        return {name: getattr(theirs, name) for name in fields if getattr(ours, name) is None}

    return settle


def _longest_relation(ours: Any, theirs: Any) -> Mapping[str, Any]:
    ends = (ours.until, theirs.until)
    return {"since": min(ours.since, theirs.since), "until": None if None in ends else max(ends)}


def _stronger_member(ours: Any, theirs: Any) -> Mapping[str, Any]:
    role = FirmRole.OWNER if FirmRole.OWNER in (ours.role, theirs.role) else ours.role
    return {"role": role, "since": min(ours.since, theirs.since)}


def _resides_at_once(ours: Any, theirs: Any) -> bool:
    return (
        ours.place_id == theirs.place_id
        and (ours.valid_from or _FIRST_DAY) <= (theirs.valid_to or _LAST_DAY)
        and (theirs.valid_from or _FIRST_DAY) <= (ours.valid_to or _LAST_DAY)
    )


def _both_open(ours: Any, theirs: Any) -> bool:
    ended = (ours.accepted_at, ours.revoked_at, theirs.accepted_at, theirs.revoked_at)
    return ours.email == theirs.email and ended == (None,) * 4


def _both_standing(ours: Any, theirs: Any) -> bool:
    return ours.withdrawn_at is None and theirs.withdrawn_at is None


def _both_closing(ours: Any, theirs: Any) -> bool:
    return bool(ours.agency_id == theirs.agency_id and ours.is_open and theirs.is_open)


def _both_linked(ours: Any, theirs: Any) -> bool:
    """Whether two links of new beginnings would become the same link."""
    standing = ours.undone_at is None and theirs.undone_at is None
    same_end = theirs.earlier_id == ours.earlier_id or theirs.enterprise_id == ours.enterprise_id
    return standing and same_end


def _follows_itself(row: Any, winner: Enterprise) -> bool:
    return winner.pk in (row.earlier_id, row.enterprise_id)


def _both_claimed(ours: Any, theirs: Any) -> bool:
    asked = (ours.state, theirs.state) == ("asked", "asked")
    return asked and _same("agency_id", "earlier_number")(ours, theirs)


def _takes_part_twice(ours: Any, theirs: Any) -> bool:
    return ours.fair_id == theirs.fair_id and "withdrawn" not in (ours.state, theirs.state)


def _withdrawn(_theirs: Any, now: datetime) -> Mapping[str, Any]:
    return {"state": "withdrawn", "reason": str(_("같은 기업으로 합쳐졌습니다.")), "decided_at": now}


def _meets_twice(ours: Any, theirs: Any) -> bool:
    held = ("draft", "planned", "done")
    at_once = ours.starts_at < theirs.ends_at and theirs.starts_at < ours.ends_at
    return at_once and ours.state in held and theirs.state in held


def _cancelled_unless_held(theirs: Any, _now: datetime) -> Mapping[str, Any] | None:
    if theirs.state == "done":
        return None
    return {"state": "cancelled", "end_reason": str(_("같은 기업으로 합쳐졌습니다."))}


RELATIONS: dict[str, Stay | Move | Settle | GiveWay] = {
    # What was signed, paid or handed in is never changed; whoever sees what it belongs to sees it.
    "agreements.Agreement.enterprise": Move(),
    "agreements.AgreementChange.enterprise": Move(),
    "agreements.AgreementChangeEvent.enterprise": Stay(),
    "agreements.AgreementEvent.enterprise": Stay(),
    "agreements.AgreementSignature.enterprise": Stay(),
    "agreements.AgreementVersion.enterprise": Stay(),
    "agreements.Asset.enterprise": Move(),
    "agreements.AssetEvent.enterprise": Stay(),
    "agreements.BannedCounterparty.enterprise": Move(),
    "agreements.BannedCounterpartyEvent.enterprise": Stay(),
    "agreements.BudgetAmount.enterprise": Move(),
    "agreements.BudgetLine.enterprise": Move(),
    "agreements.Disallowance.enterprise": Move(),
    "agreements.DisallowanceEvent.enterprise": Stay(),
    "agreements.Expenditure.enterprise": Move(),
    "agreements.ExpenditureEvent.enterprise": Stay(),
    "agreements.ExpenditureEvidence.enterprise": Move(),
    "agreements.FinalReport.enterprise": Stay(),
    "agreements.Instalment.enterprise": Move(),
    "agreements.InstalmentEvent.enterprise": Stay(),
    "agreements.Participation.enterprise": Move(),
    "agreements.ParticipationEvent.enterprise": Stay(),
    "agreements.Payment.enterprise": Stay(),
    "agreements.PriorApproval.enterprise": Move(),
    "agreements.Recovery.enterprise": Move(),
    "agreements.RecoveryEvent.enterprise": Stay(),
    "agreements.RecoveryInstalment.enterprise": Move(),
    "agreements.RecoveryPayment.enterprise": Stay(),
    "agreements.Sanction.enterprise": Move(),
    "agreements.SanctionEvent.enterprise": Stay(),
    "agreements.Settlement.enterprise": Move(),
    "agreements.SettlementEvent.enterprise": Stay(),
    "agreements.SpendingEntry.enterprise": Stay(),
    "agreements.SpendingLimit.enterprise": Move(),
    "agreements.StageGate.enterprise": Move(),
    "agreements.StageGateEvent.enterprise": Stay(),
    "agreements.Supplier.enterprise": Move(),
    "agreements.SupplierEvent.enterprise": Stay(),
    "agreements.Voucher.enterprise": Move(),
    "agreements.VoucherContract.enterprise": Move(),
    "agreements.VoucherContract.supplier_enterprise": Move(),
    "agreements.VoucherContractEvent.enterprise": Stay(),
    "agreements.VoucherContractEvent.supplier_enterprise": Stay(),
    "agreements.VoucherDelivery.enterprise": Move(),
    "agreements.VoucherDelivery.supplier_enterprise": Move(),
    "agreements.VoucherEvent.enterprise": Stay(),
    "agreements.VoucherPayment.enterprise": Stay(),
    "agreements.VoucherPayment.supplier_enterprise": Stay(),
    "agreements.VoucherSignature.enterprise": Stay(),
    "agreements.VoucherSignature.supplier_enterprise": Stay(),
    "applications.Application.enterprise": Move(),
    "applications.ApplicationEvent.enterprise": Stay(),
    "applications.Attachment.enterprise": Move(),
    "applications.Draft.enterprise": Move(),
    "applications.FirmFile.enterprise": Move(),
    # What was handed in is never changed; whoever sees the application sees it.
    "applications.Receipt.enterprise": Stay(),
    "applications.Submission.enterprise": Stay(),
    "applications.SubmissionFile.enterprise": Stay(),
    "applications.SupplementRequest.enterprise": Move(),
    "applications.Upload.enterprise": Move(),
    "desk.Booking.enterprise": Move(),
    "desk.BookingEvent.enterprise": Stay(),
    "desk.Consultation.enterprise": Move(),
    "desk.ConsultationEvent.enterprise": Stay(),
    "desk.FollowUp.enterprise": Move(),
    "desk.FollowUpEvent.enterprise": Stay(),
    "desk.Grievance.enterprise": Move(),
    "desk.GrievanceHistory.enterprise": Stay(),
    "desk.Need.enterprise": Move(),
    "desk.Prescription.enterprise": Move(),
    "desk.Satisfaction.enterprise": Move(),
    "desk.UseRecord.enterprise": Move(),
    "desk.UseRecordEvent.enterprise": Stay(),
    "experts.Clinic.enterprise": Move(),
    "experts.ClinicEvent.enterprise": Stay(),
    "experts.Dispatch.enterprise": Move(),
    "experts.DispatchEvent.enterprise": Stay(),
    "experts.ExpertTie.enterprise": Move(),
    "experts.ExpertTieEvent.enterprise": Stay(),
    "experts.PoolExpert.enterprise": Move(),
    "experts.PoolExpertEvent.enterprise": Stay(),
    "experts.Visit.enterprise": Move(),
    "experts.VisitEvent.enterprise": Stay(),
    "experts.VisitRequest.enterprise": Move(),
    "experts.VisitRequestEvent.enterprise": Stay(),
    "experts.VisitSatisfaction.enterprise": Move(),
    "fairs.Deal.enterprise": Move(),
    "fairs.DealEvent.enterprise": Stay(),
    # A firm is in one place at a time: of two meetings at once the loser's is cancelled; one held stays.
    "fairs.Meeting.enterprise": GiveWay(_meets_twice, _cancelled_unless_held),
    "fairs.MeetingEvent.enterprise": Stay(),
    # A firm takes part in a fair once: the winner's place stands.
    "fairs.Participant.enterprise": GiveWay(_takes_part_twice, _withdrawn),
    "fairs.ParticipantEvent.enterprise": Stay(),
    # A firm is helped to close once at a time: where both ask an agency, what the winner asked stands.
    "lifecycle.Closure.enterprise": Settle(_both_closing, _ours),
    "lifecycle.ClosureCheck.enterprise": Move(),
    "lifecycle.ClosureCheckEvent.enterprise": Stay(),
    "lifecycle.ClosureEvent.enterprise": Stay(),
    # A group that has both rows keeps both shares, which add up to the firm's own.
    "lifecycle.Member.enterprise": Move(),
    # What was agreed to is never changed.
    "lifecycle.MemberConsent.enterprise": Stay(),
    "lifecycle.MemberEvent.enterprise": Stay(),
    "lifecycle.MemberResult.enterprise": Move(),
    # A firm follows another once, and never itself; what the winner is linked by stands.
    "lifecycle.Restart.earlier": Settle(_both_linked, _ours, _follows_itself),
    "lifecycle.Restart.enterprise": Settle(_both_linked, _ours, _follows_itself),
    "lifecycle.RestartClaim.enterprise": Settle(_both_claimed, _ours),
    "lifecycle.RestartClaimEvent.enterprise": Stay(),
    "lifecycle.RestartEvent.earlier": Stay(),
    "lifecycle.RestartEvent.enterprise": Stay(),
    "outcomes.Observation.enterprise": Move(),
    # A firm is asked once for the same thing: where both were, what the winner was asked stands.
    "outcomes.OutcomeAnswer.enterprise": Settle(_same("request_id"), _ours),
    "outcomes.OutcomeQuestion.enterprise": Settle(
        _same("agency_id", "indicator_id", "period_start", "period_end", "basis"), _ours
    ),
    "registry.AgencyRelation.enterprise": Settle(_same("agency_id", "kind"), _longest_relation),
    "registry.BusinessStatusCheck.enterprise": Move(),
    "registry.Designation.enterprise": Settle(_same("kind", "number", "valid_from", "valid_to"), _ours),
    "registry.Enterprise.merged_into": Move(),
    "registry.EnterpriseEvent.merged_into": Stay(),
    "registry.EnterpriseEvent.pgh_obj": Stay(),
    "registry.EnterpriseMember.enterprise": Settle(_same("user_id"), _stronger_member),
    "registry.EnterpriseMemberEvent.enterprise": Stay(),
    "registry.EnterpriseMerge.loser": Stay(),
    "registry.EnterpriseMerge.winner": Move(),
    "registry.EnterpriseYear.enterprise": Settle(_same("year"), _fill_gaps("employees", "sales")),
    "registry.FileImportRow.enterprise": Move(),
    "registry.FirmInvitation.enterprise": Settle(_both_open, _ours),
    "registry.PlaceResident.enterprise": Settle(_resides_at_once, _ours),
    "selection.Decision.enterprise": Move(),
    "selection.DecisionEvent.enterprise": Stay(),
    "selection.DecisionNotice.enterprise": Move(),
    "selection.Objection.enterprise": Move(),
    "selection.ObjectionEvent.enterprise": Stay(),
    "selection.ReverseRatingBallot.enterprise": Move(),
    "selection.Tie.enterprise": Move(),
    "selection.Tie.other_enterprise": Move(),
    "selection.TieEvent.enterprise": Stay(),
    "selection.TieEvent.other_enterprise": Stay(),
    # Where both have agreed, the winner's word stands.
    "support.HistoryConsent.enterprise": Settle(_both_standing, _ours),
    "support.ParticipationBar.enterprise": Move(),
    "support.ParticipationBarEvent.enterprise": Stay(),
    "support.SupportRecord.enterprise": Move(),
    "support.SupportRecordEvent.enterprise": Stay(),
}


def relations_to_enterprise() -> list[str]:
    """Return every relation to Enterprise that the installed apps have, as "app.Model.field"."""
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is Enterprise
    )


def merge_firms(
    *, actor: Actor | None, winner_id: int, loser_id: int, reason: str, now: datetime
) -> EnterpriseMerge:
    """Make two rows one firm: everything the loser has becomes the winner's; the loser points to it.

    What the winner does not say of itself is filled from the loser. Only rows that can be one firm are
    merged: the loser has no business number, or one the tax service does not know. The actor sees both firms
    (None: the command line). RefusedError otherwise.
    """
    if not reason.strip():
        raise refuse("reason", _("두 기업이 같은 기업인 까닭을 적어 주세요."))
    if winner_id == loser_id:
        raise refuse("loser", _("같은 기업입니다. 합칠 다른 기업을 골라 주세요."))
    both = {winner_id, loser_id}
    if actor is not None and visible_firms(actor=actor, now=now).filter(pk__in=both).count() < len(both):
        raise refuse("loser", _("두 기업을 모두 볼 수 있어야 합칠 수 있습니다."))
    # A firm's relations belong to many agencies: all of them move, also those the actor cannot see.
    with scoped(SYSTEM), transaction.atomic():
        locked = {
            firm.pk: firm
            for firm in Enterprise.objects.select_for_update(no_key=True)
            .filter(pk__in=both, merged_into=None)
            .order_by("pk")
        }
        if locked.keys() != both:
            raise refuse("loser", _("이미 합쳐졌거나 없는 기업입니다. 목록에서 다시 골라 주세요."))
        winner, loser = locked[winner_id], locked[loser_id]
        _check_one_firm(winner, loser)
        moved = {
            name: _apply(name, how, winner=winner, loser=loser, now=now)
            for name, how in RELATIONS.items()
            if not isinstance(how, Stay)
        }
        for name in _FILLED:
            if getattr(winner, name) in (None, ""):
                setattr(winner, name, getattr(loser, name))
        winner.updated_at = loser.updated_at = now
        winner.save()
        loser.merged_into, loser.tax_check_due_at = winner, None
        loser.save()
        user = actor.user if actor is not None and isinstance(actor.user, User) else None
        return EnterpriseMerge.objects.create(
            winner=winner,
            loser=loser,
            merged_at=now,
            merged_by=user,
            reason=reason.strip()[:200],
            moved={name: found for name, found in moved.items() if found["moved"] or found["settled"]},
        )


def _check_one_firm(winner: Enterprise, loser: Enterprise) -> None:
    if winner.stage == EnterpriseStage.PRE_FOUNDER and loser.stage != EnterpriseStage.PRE_FOUNDER:
        raise refuse("winner", _("사업자등록번호가 있는 기업을 남기고 예비창업자를 합쳐 주세요."))
    if loser.business_number is not None and loser.tax_status != TaxStatus.UNREGISTERED:
        sentence = _(
            "사업자등록번호가 서로 다른 기업입니다. 잘못 적은 번호라면 국세청 조회를 먼저 해 주세요."
        )
        raise refuse("loser", sentence)


def _apply(
    name: str, how: Move | Settle | GiveWay, *, winner: Enterprise, loser: Enterprise, now: datetime
) -> dict[str, Any]:
    """Move the loser's rows of one relation; return how many, and the rows that gave way."""
    label, field = name.rsplit(".", 1)
    rows: Any = apps.get_model(label).objects
    theirs = rows.filter(**{field: loser}).order_by("pk")
    settled: list[dict[str, Any]] = []
    if isinstance(how, Settle):
        ours = list(rows.filter(**{field: winner}))
        for row in theirs:
            same = next((mine for mine in ours if how.agrees(mine, row)), None)
            if same is None and not how.within(row, winner):
                continue
            if same is not None:
                for changed, value in how.settle(same, row).items():
                    setattr(same, changed, value)
                same.save()
            settled.append(_in_full(row))
            row.delete()
    if isinstance(how, GiveWay):
        ours = list(rows.filter(**{field: winner}))
        stay: list[int] = []
        for row in theirs:
            if not any(how.clashes(mine, row) for mine in ours):
                continue
            settled.append(_in_full(row))
            fields = how.change(row, now)
            if fields is None:
                stay.append(row.pk)
            else:
                rows.filter(pk=row.pk).update(**fields)
        theirs = theirs.exclude(pk__in=stay)
    return {"moved": theirs.update(**{field: winner}), "settled": settled}


def _in_full(row: Model) -> dict[str, Any]:
    encoder = DjangoJSONEncoder()
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value if isinstance(value, str | int | float | bool | list | None) else encoder.default(value)
        for name, value in values.items()
    }
