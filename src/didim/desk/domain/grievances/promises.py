"""Changes of law that were promised, and whether they came."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.grievance_enums import PromiseState
from didim.desk.models import Grievance, LawPromise
from didim.kernel.refusals import refuse


def record_promise(
    *, grievance: Grievance, law: str, promise: str, body: str, expected_on: date, by: User | None
) -> LawPromise:
    """Write down what a body promised to change, and by when."""
    for field, text in (("law", law), ("promise", promise), ("body", body)):
        if not text.strip():
            raise refuse(field, _("이 칸을 적어 주세요."))
    with recorded("record_promise", by):
        return LawPromise.objects.create(
            agency_id=grievance.agency_id,
            grievance=grievance,
            law=law.strip(),
            promise=promise.strip(),
            body=body.strip(),
            expected_on=expected_on,
        )


def check_promise(
    *,
    promise: LawPromise,
    state: PromiseState,
    note: str,
    expected_on: date | None,
    today: date,
    by: User | None,
) -> LawPromise:
    """Record how far a promise is, with what was seen; RefusedError without a note."""
    if not note.strip():
        raise refuse("note", _("무엇을 보고 확인했는지 적어 주세요."))
    with recorded("check_promise", by):
        promise = LawPromise.objects.select_for_update().get(pk=promise.pk)
        promise.state, promise.note, promise.checked_on = state, note.strip()[:300], today
        promise.expected_on = expected_on or promise.expected_on
        promise.save()
        return promise
