"""A case for another agency: handed over, looked at there, and taken or sent back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.grievances import telling
from didim.desk.domain.grievances.assigning import MOST_REASON, find_officer, locked
from didim.desk.domain.grievances.clock import Said, record
from didim.desk.domain.grievances.consenting import drop_question
from didim.desk.domain.grievances.numbers import next_number
from didim.desk.grievance_enums import AgencyTransferState, EventKind, RoutingBasis, RoutingCause
from didim.desk.models import AgencyTransfer, Grievance, RegisterEntry
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.registry.models import Agency

# What is written into a case is kept in Korean, whatever the language of the page it was written on.
_SENT = "{agency}에 보냄: {reason}"
_SENT_BACK = "{agency}에서 되돌려 보냄: {reason}"
_TAKEN_BACK = "{agency}에 보낸 것을 거둠: {reason}"


def propose_transfer(
    *, grievance: Grievance, to_agency: Agency, reason: str, by: User | None, now: datetime
) -> AgencyTransfer:
    """Ask another agency to take an open case; until it does, the case and its clock stay here.

    RefusedError without a reason, to the agency itself, while another one is asked, for an ended case, or
    for one that stands in the register of this agency.
    """
    reason = reason.strip()[:MOST_REASON]
    if not reason:
        raise refuse("reason", _("왜 그 기관의 일인지 적어 주세요. 신청인에게도 보입니다."))
    with recorded("propose_transfer", by):
        grievance = locked(grievance)
        if not grievance.is_open:
            raise refuse("", _("이미 끝난 건입니다. 다시 연 뒤에 보내세요."))
        if to_agency.pk == grievance.agency_id:
            raise refuse("to_agency", _("이 건을 맡고 있는 기관입니다. 다른 기관을 골라 주세요."))
        if AgencyTransfer.objects.filter(grievance=grievance, state=AgencyTransferState.PROPOSED).exists():
            raise refuse("", _("다른 기관에 보낸 건입니다. 답을 기다리거나 거둔 뒤에 다시 보내세요."))
        if RegisterEntry.objects.filter(grievance=grievance).exists():
            raise refuse("", _("공개 대장에 올린 건은 보낼 수 없습니다."))
        _note(grievance, _SENT, to_agency, reason, by=by, now=now)
        return AgencyTransfer.objects.create(
            grievance=grievance,
            from_agency_id=grievance.agency_id,
            to_agency=to_agency,
            number_before=grievance.number,
            reason=reason,
            proposed_at=now,
            proposed_by=by,
        )


def accept_transfer(*, transfer: AgencyTransfer, by: User | None, now: datetime) -> Grievance:
    """Take a case from another agency: a number of one's own, whoever is in charge here.

    The clock goes by its rule for another agency; the person is told. It runs as the system: nobody sees
    both sides. RefusedError when it is not offered any more, or the case has ended.
    """
    with scoped(SYSTEM), recorded("accept_transfer", by):
        transfer, grievance = _offered(transfer)
        if not grievance.is_open:
            raise refuse("", _("이미 끝난 건입니다."))
        _decide(transfer, AgencyTransferState.ACCEPTED, by=by, now=now)
        drop_question(grievance, by=by, now=now)
        agency = transfer.to_agency
        grievance.agency = agency
        grievance.number = next_number(agency, now.astimezone(SEOUL).year)
        grievance.officer = grievance.department = grievance.charge = grievance.in_charge = None
        grievance.basis = RoutingBasis.NOBODY
        words = f"{transfer.from_agency.name} → {agency.name}: {transfer.reason}"
        said = Said(office=f"agency:{agency.pk}", text=words)
        record(grievance, EventKind.MOVED, by=by, now=now, said=said)
        find_officer(grievance, cause=RoutingCause.TRANSFERRED, by=by, now=now)
        grievance.save()
        if grievance.enterprise is not None:
            relate_firm(agency=agency, enterprise=grievance.enterprise, kind=RelationKind.CASE, now=now)
        telling.tell_move(grievance, transfer, now=now)
        return grievance


def return_transfer(*, transfer: AgencyTransfer, note: str, by: User | None, now: datetime) -> AgencyTransfer:
    """Send a case back that is another's; it never left the first agency. RefusedError without a reason."""
    note = note.strip()[:MOST_REASON]
    if not note:
        raise refuse("note", _("되돌려 보내는 사유를 적어 주세요. 보낸 기관이 봅니다."))
    with scoped(SYSTEM), recorded("return_transfer", by):
        transfer, grievance = _offered(transfer)
        transfer.note = note
        _decide(transfer, AgencyTransferState.RETURNED, by=by, now=now)
        _note(grievance, _SENT_BACK, transfer.to_agency, note, by=by, now=now)
        return transfer


def take_back_transfer(*, grievance: Grievance, reason: str, by: User | None, now: datetime) -> None:
    """Keep a case that another agency was asked to take; RefusedError when nobody is asked."""
    with recorded("take_back_transfer", by):
        asked = AgencyTransfer.objects.filter(grievance=grievance, state=AgencyTransferState.PROPOSED)
        found = asked.select_related("to_agency").first()
        if found is None:
            raise refuse("", _("보낸 기관이 없거나 이미 답했습니다."))
        transfer, grievance = _offered(found)
        _decide(transfer, AgencyTransferState.TAKEN_BACK, by=by, now=now)
        _note(grievance, _TAKEN_BACK, transfer.to_agency, reason, by=by, now=now)


def drop_transfer(grievance: Grievance, *, by: User | None, now: datetime) -> None:
    """Take a locked case back that is about to end here, so that nobody elsewhere waits to look at it."""
    for transfer in AgencyTransfer.objects.filter(grievance=grievance, state=AgencyTransferState.PROPOSED):
        _decide(transfer, AgencyTransferState.TAKEN_BACK, by=by, now=now)


def _offered(transfer: AgencyTransfer) -> tuple[AgencyTransfer, Grievance]:
    # The case first, as every act on it does, so that two who act at once wait for each other.
    grievance = locked(Grievance(pk=transfer.grievance_id))
    transfer = AgencyTransfer.objects.select_related("from_agency", "to_agency").get(pk=transfer.pk)
    if transfer.state != AgencyTransferState.PROPOSED:
        raise refuse("", _("이미 답했거나 거둔 이송입니다."))
    return transfer, grievance


def _decide(transfer: AgencyTransfer, state: AgencyTransferState, *, by: User | None, now: datetime) -> None:
    transfer.state, transfer.decided_at, transfer.decided_by = state, now, by
    transfer.save()


def _note(
    grievance: Grievance, words: str, agency: Agency, reason: str, *, by: User | None, now: datetime
) -> None:
    """Write down for the staff what happened between two agencies."""
    said = Said(text=words.format(agency=agency.name, reason=reason.strip()))
    record(grievance, EventKind.NOTED, by=by, now=now, said=said)
    grievance.save()
