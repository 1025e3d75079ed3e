"""What firms have received from any agency: a firm's page, and the facts a duplicate check needs."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Coalesce

from didim.accounts.tenancy import SYSTEM, scoped
from didim.registry.models import Enterprise
from didim.registry.queries.actors import Actor
from didim.registry.queries.firms import access_enterprise
from didim.support.enums import SupportForm
from didim.support.models import HistoryConsent, SupportRecord


@dataclass(frozen=True, slots=True)
class SupportFact:
    """One support as other agencies may know of it; amount in won, None where it has no price.

    `programme_id` is the programme's own number where it was run here. `record_id` names the row as
    evidence; what else stands in the row stays with its agency.
    """

    record_id: int
    agency_id: int
    agency_name: str
    programme_id: int | None
    programme_name: str
    year: int
    form: SupportForm
    amount_won: int | None
    received_on: date
    ends_on: date | None

    def runs_on(self, day: date) -> bool:
        """Whether the support has begun and has not ended on a day; without an end it is over at once."""
        return self.received_on <= day <= (self.ends_on or self.received_on)


def support_history(
    *, enterprise_ids: Collection[int], until: date | None = None
) -> dict[int, list[SupportFact]]:
    """Return what firms received from all agencies, newest first, by the firm's id: one query.

    Rows of firms that were merged count for the firm they became. `until` leaves out what came after that
    day. It reads across agencies: whoever shows the result to a person has checked before that the firm
    applied to a call of that person's agency, and notes it in the access log
    (selection.queries.checks.access_check).
    """
    history: defaultdict[int, list[SupportFact]] = defaultdict(list)
    rows = SupportRecord.objects.annotate(firm=Coalesce("enterprise__merged_into", "enterprise")).filter(
        firm__in=list(enterprise_ids)
    )
    if until is not None:
        rows = rows.filter(received_on__lte=until)
    with scoped(SYSTEM):
        for firm, *fields, form, amount, received_on, ends_on in rows.order_by(
            "-received_on", "-pk"
        ).values_list(
            "firm",
            "pk",
            "agency_id",
            "agency__name",
            "programme_id",
            "programme_name",
            "year",
            "form",
            "amount_won",
            "received_on",
            "ends_on",
        ):
            history[firm].append(SupportFact(*fields, SupportForm(form), amount, received_on, ends_on))
    return dict(history)


@dataclass(frozen=True, slots=True)
class FirmHistory:
    """What a firm has received, newest first, as far as the actor may see it.

    `is_whole` says that lines of every agency are among them: for the firm itself, and for staff with its
    consent. Otherwise they are those of the staff's own agencies.
    """

    firm: Enterprise
    lines: list[SupportRecord]
    is_whole: bool

    @property
    def amount_won(self) -> int:
        """What the lines are worth in all; what has no price counts nothing."""
        return sum(line.amount_won or 0 for line in self.lines)


def history_of_firm(*, enterprise_id: int) -> list[SupportRecord]:
    """Return a firm's lines with their agencies, newest first; row security decides which: one query."""
    return list(
        SupportRecord.objects.filter(enterprise=enterprise_id)
        .select_related("agency")
        .order_by("-received_on", "-pk")
    )


def has_history_consent(*, enterprise_id: int) -> bool:
    """Whether a firm lets the agencies it deals with see what it received from others."""
    with scoped(SYSTEM):
        return HistoryConsent.objects.filter(enterprise=enterprise_id, withdrawn_at=None).exists()


def firm_history(*, actor: Actor, enterprise_id: int, now: datetime) -> FirmHistory:
    """Return a firm's history for one of its people or for staff; what staff look at is noted in the log.

    Raises NotVisible (404) for a firm the actor may not see.
    """
    own = enterprise_id in actor.enterprises
    consented = own or has_history_consent(enterprise_id=enterprise_id)
    task = "지원이력(다른 기관 포함)" if consented else "지원이력"
    firm = access_enterprise(actor=actor, enterprise_id=enterprise_id, task=task, now=now)
    if consented and not own:
        with scoped(SYSTEM):
            return FirmHistory(firm, history_of_firm(enterprise_id=firm.pk), is_whole=True)
    lines = history_of_firm(enterprise_id=firm.pk)
    if not own:
        lines = [line for line in lines if line.agency_id in actor.agencies]
    return FirmHistory(firm, lines, is_whole=own)
