"""What firms have received, from any agency: the facts a duplicate check needs, and nothing else."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from didim.accounts.tenancy import SYSTEM, scoped
from didim.support.enums import SupportForm
from didim.support.models import SupportRecord


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
