"""Business that began at a fair, asked after 3, 6 and 12 months; what is signed enters the results."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.attending import programme_name
from didim.fairs.domain.money import country_name, in_whole_units, known_currency
from didim.fairs.enums import DealStage, FairKind, MeetingState
from didim.fairs.models import Deal, DealFollowUp, Meeting
from didim.kernel.calendar import SEOUL, months_after
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.outcomes.domain.observing import Said, correct_observation, record_observation
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import Observation

MONTHS = (3, 6, 12)
SIGNED = (DealStage.MOU, DealStage.CONTRACT)
HOME = "KR"
_LONGEST_NOTE = 2_000
# What may follow what; the same again is what is said now of the same.
_NEXT: dict[str, frozenset[str]] = {
    DealStage.TALKS: frozenset(DealStage.values),
    DealStage.MOU: frozenset({DealStage.MOU, DealStage.CONTRACT, DealStage.LOST}),
    DealStage.CONTRACT: frozenset({DealStage.CONTRACT}),
    DealStage.LOST: frozenset(DealStage.values),
}


@dataclass(frozen=True, slots=True)
class DealSaid:
    """How far a deal came: in minor units of `currency`; signed where it is an agreement or a contract."""

    stage: DealStage
    amount_minor: int | None = None
    currency: str = ""
    signed_on: date | None = None
    evidence: str = ""


def open_deal(*, meeting: Meeting, by: User | None, now: datetime) -> Deal:
    """Follow what a meeting began; once for each meeting, whichever side wants it first.

    The expected amount is the firm's own, else its partner's. RefusedError unless the meeting was held and
    there is a firm that it supported.
    """
    with scoped(SYSTEM), recorded("open_deal", by):
        if meeting.state != MeetingState.DONE or meeting.enterprise is None:
            raise refuse("", _("상담한 기업의 상담에서만 거래를 시작할 수 있습니다."))
        partner, fair = meeting.partner, meeting.fair
        # The firm's record comes first: "firm" is before "partner".
        expected = meeting.records.filter(expected_minor__gt=0).order_by("side").first()
        deal, new = Deal.objects.get_or_create(
            meeting=meeting,
            defaults={
                "agency_id": meeting.agency_id,
                "fair": fair,
                "enterprise": meeting.enterprise,
                "counterpart": partner.name,
                "country": partner.country,
                "amount_minor": expected.expected_minor if expected else None,
                "currency": expected.currency if expected else "",
                "support_record_id": meeting.support_record_id,
                "recorded_at": now,
                "recorded_by": by,
            },
        )
        if new:
            met_on = meeting.starts_at.astimezone(SEOUL).date()
            DealFollowUp.objects.bulk_create(
                DealFollowUp(
                    agency_id=deal.agency_id, deal=deal, months=months, due_on=months_after(met_on, months)
                )
                for months in MONTHS
            )
        elif deal.stage == DealStage.LOST and deal.support_record_id is None:
            # It was given up when the meeting was taken for one that was not held.
            deal.stage, deal.support_record_id = DealStage.TALKS, meeting.support_record_id
            deal.save(update_fields=["stage", "support_record"])
        return deal


def advance_deal(*, deal: Deal, said: DealSaid, by: User | None, now: datetime) -> Deal:
    """Say how far a deal came; an agreement or a contract enters the results in the same transaction.

    Said again of the same stage it corrects what was counted. RefusedError field by field; for a contract
    that is taken back (`cancel_contract`), and for a day in a period whose results are closed.
    """
    with scoped(SYSTEM), recorded("advance_deal", by):
        locked = _locked(deal)
        if problems := _problems(locked, said, now):
            raise RefusedError(problems)
        locked.stage = said.stage
        if said.amount_minor is not None:
            locked.amount_minor, locked.currency = said.amount_minor, said.currency
        locked.signed_on = said.signed_on if said.stage in SIGNED else locked.signed_on
        locked.evidence = said.evidence.strip()[:300] or locked.evidence
        if said.stage in SIGNED:
            locked.observation = _count(locked, by, now)
        locked.save(
            update_fields=["stage", "amount_minor", "currency", "signed_on", "evidence", "observation"]
        )
        return locked


def cancel_contract(*, deal: Deal, reason: str, by: User, now: datetime) -> Deal:
    """Take back a contract, or an agreement: the deal is lost, what was counted counts no longer.

    RefusedError without a reason, for a deal that was not signed, and from `correct_observation`.
    """
    with scoped(SYSTEM), recorded("cancel_contract", by):
        locked = _locked(deal)
        if locked.stage not in SIGNED:
            raise refuse("", _("협약이나 계약을 맺은 거래가 아닙니다."))
        if not reason.strip():
            raise refuse("reason", _("취소된 까닭을 적어 주세요."))
        if locked.observation is not None:
            counted = Observation.objects.filter(
                agency=locked.agency_id, reference=locked.observation.reference, is_effective=True
            ).first()
            if counted is not None:
                correct_observation(
                    observation=counted,
                    value=None,
                    reason=" ".join(reason.split())[:200],
                    source=ObservationSource.STAFF,
                    by=by,
                    now=now,
                )
        locked.stage = DealStage.LOST
        locked.save(update_fields=["stage"])
        return locked


def withdraw_counted(deal: Deal, *, reason: str, by: User | None, now: datetime) -> None:
    """Let nothing that was signed of a deal count any longer. RefusedError from `correct_observation`."""
    counted = Observation.objects.filter(
        agency=deal.agency_id, reference__startswith=f"fair-deal-{deal.pk}-", is_effective=True
    )
    for row in counted.order_by("pk"):
        correct_observation(
            observation=row, value=None, reason=reason, source=ObservationSource.STAFF, by=by, now=now
        )


def answer_follow_up(
    *, follow_up: DealFollowUp, said: DealSaid, note: str, by: User | None, now: datetime
) -> DealFollowUp:
    """Keep what is said of a deal 3, 6 or 12 months later; the deal goes on with it.

    Answered again it becomes what is said now. RefusedError as `advance_deal`, and long before its day.
    """
    with scoped(SYSTEM), recorded("answer_follow_up", by):
        locked = (
            DealFollowUp.objects.select_for_update(of=("self",)).select_related("deal").get(pk=follow_up.pk)
        )
        if now.astimezone(SEOUL).date() < months_after(locked.due_on, -1):
            raise refuse("", _("아직 묻는 때가 아닙니다. 거래 화면에서 바로 적을 수 있습니다."))
        deal = advance_deal(deal=locked.deal, said=said, by=by, now=now)
        locked.answered_at, locked.answered_by = now, by
        locked.stage, locked.note = deal.stage, note.strip()[:_LONGEST_NOTE]
        locked.save(update_fields=["answered_at", "answered_by", "stage", "note"])
        return locked


def _locked(deal: Deal) -> Deal:
    return (
        Deal.objects.select_for_update(of=("self",))
        .select_related(
            "enterprise",
            "observation",
            "meeting__fair__agency",
            "meeting__fair__programme",
            "meeting__partner",
        )
        .get(pk=deal.pk)
    )


def _problems(deal: Deal, said: DealSaid, now: datetime) -> list[Problem]:
    if said.stage not in _NEXT[deal.stage]:
        sentence = _("계약한 거래는 되돌릴 수 없습니다. 계약이 취소되었으면 운영기관에 알려 주세요.")
        return [Problem("stage", sentence)]
    problems = []
    if said.amount_minor is not None and said.amount_minor <= 0:
        problems.append(Problem("amount", _("금액은 0보다 커야 합니다.")))
    if said.amount_minor is not None and not known_currency(said.currency):
        problems.append(Problem("currency", _("금액의 통화를 골라 주세요.")))
    if said.stage not in SIGNED:
        return problems
    if said.amount_minor is None:
        problems.append(Problem("amount", _("협약이나 계약에 적힌 금액을 적어 주세요.")))
    met_on = deal.meeting.starts_at.astimezone(SEOUL).date()
    if said.signed_on is None:
        problems.append(Problem("signed_on", _("체결한 날을 적어 주세요.")))
    elif not met_on <= said.signed_on <= now.astimezone(SEOUL).date():
        problems.append(Problem("signed_on", _("체결한 날은 상담한 날부터 오늘까지여야 합니다.")))
    if not said.evidence.strip() and not deal.evidence:
        problems.append(Problem("evidence", _("협약서나 계약서처럼 근거가 되는 자료를 적어 주세요.")))
    return problems


def indicator_of(*, kind: str, stage: str, country: str) -> str:
    """Return what a signed deal counts as: an agreement, an investment, an export or a sale at home."""
    if stage == DealStage.MOU:
        return "agreement_value"
    if kind == FairKind.INVESTMENT:
        return "investment"
    return "sales_contracts" if country == HOME else "export_contracts"


def _count(deal: Deal, by: User | None, now: datetime) -> Observation:
    """Write the row of results; the row that was first written keeps standing for the deal."""
    fair = deal.meeting.fair
    code = indicator_of(kind=fair.kind, stage=deal.stage, country=deal.country)
    by_country = deal.country if code != "investment" else ""
    try:
        row = record_observation(
            agency=fair.agency,
            said=Said(
                code,
                deal.signed_on or now.date(),
                deal.signed_on or now.date(),
                in_whole_units(deal.amount_minor or 0, deal.currency),
                currency=deal.currency,
                breakdown=country_name(by_country) if by_country else deal.counterpart[:60],
                enterprise_id=deal.enterprise.merged_into_id or deal.enterprise_id,
                programme_id=fair.programme_id,
                programme_name=programme_name(deal.meeting),
                evidence=deal.evidence,
                reference=_reference(deal),
                support_record_id=deal.support_record_id,
            ),
            source=ObservationSource.DELIVERY,
            by=by,
            now=now,
            is_sample=fair.is_sample,
        )
    except RefusedError as refusal:
        raise RefusedError(
            [
                Problem({"period_end": "signed_on", "value": "amount"}.get(one.field, one.field), one.message)
                for one in refusal.problems
            ]
        ) from refusal
    if deal.observation is not None and deal.observation.reference == row.reference:
        return deal.observation
    return row


def _reference(deal: Deal) -> str:
    """Return under what the results know a stage of a deal: signed anew after it was taken back, another."""
    first = f"fair-deal-{deal.pk}-{deal.stage}"
    taken_back = Observation.objects.filter(
        agency=deal.agency_id, reference__startswith=first, value=None
    ).count()
    return f"{first}-{taken_back + 1}" if taken_back else first
