"""What was promised and what became of it, what was done together, and the results that came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.outcomes.domain.observing import Said, record_observation
from didim.outcomes.enums import ObservationSource, Subject
from didim.outcomes.models import Indicator
from didim.partnerships.enums import ActivityKind, PromiseSide, PromiseState
from didim.partnerships.models import Activity, Contact, Partnership, Promise, Result


@dataclass(frozen=True, slots=True)
class PromiseDetails:
    """A promise; a target is in the unit of the indicator that counts it."""

    side: PromiseSide
    text: str
    due_on: date | None = None
    indicator: str = ""
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ActivityDetails:
    """What was done on a day; `participants` None where nobody counted."""

    kind: ActivityKind
    title: str
    held_on: date
    participants: int | None = None
    note: str = ""
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Somebody at the other body."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """A value that came of a partnership; of a promise or something done together, where it is known."""

    code: str
    value: Decimal
    period_start: date
    period_end: date
    currency: str = ""
    breakdown: str = ""
    evidence: str = ""
    promise: Promise | None = None
    activity: Activity | None = None


def save_promise(
    *, partnership: Partnership, details: PromiseDetails, by: User | None, promise: Promise | None = None
) -> Promise:
    """Add a promise, or say it anew. RefusedError without words, or with a target nothing counts."""
    with recorded("save_promise", by):
        problems = [] if details.text.strip() else [Problem("text", _("무엇을 약속했는지 적어 주세요."))]
        counted = Indicator.objects.filter(
            code=details.indicator, valid_to=None, subjects__contains=[Subject.AGENCY]
        )
        if details.indicator and not counted.exists():
            problems.append(Problem("indicator", _("기관의 성과로 셀 수 있는 지표를 골라 주세요.")))
        if details.target is not None and not details.indicator:
            problems.append(Problem("indicator", _("목표를 셀 지표를 골라 주세요.")))
        if details.target is not None and details.target <= 0:
            problems.append(Problem("target", _("목표는 0보다 커야 합니다.")))
        if problems:
            raise RefusedError(problems)
        kept = promise or Promise(agency_id=partnership.agency_id, partnership=partnership)
        kept.side, kept.text = details.side, " ".join(details.text.split())
        kept.due_on, kept.indicator, kept.target = details.due_on, details.indicator, details.target
        kept.save()
        return kept


def settle_promise(
    *, promise: Promise, state: PromiseState, on: date | None, note: str, by: User | None, now: datetime
) -> Promise:
    """Say what became of a promise and when; OPEN takes that back. RefusedError for a day to come."""
    with recorded("settle_promise", by):
        if state != PromiseState.OPEN and (on is None or on > now.astimezone(SEOUL).date()):
            raise refuse("on", _("매듭지은 날을 오늘까지의 날짜로 골라 주세요."))
        if state == PromiseState.DROPPED and not note.strip():
            raise refuse("note", _("하지 않기로 한 까닭을 적어 주세요."))
        promise.state, promise.note = state, note.strip()[:300]
        promise.settled_on = None if state == PromiseState.OPEN else on
        promise.save(update_fields=["state", "note", "settled_on"])
        return promise


def save_activity(
    *,
    partnership: Partnership,
    details: ActivityDetails,
    by: User | None,
    now: datetime,
    activity: Activity | None = None,
) -> Activity:
    """Record what was done together, or say it anew. RefusedError for a day to come."""
    with recorded("save_activity", by):
        if details.held_on > now.astimezone(SEOUL).date():
            raise refuse("held_on", _("아직 오지 않은 날입니다. 활동한 뒤에 적어 주세요."))
        _same_partnership(partnership, promise=details.promise)
        kept = activity or Activity(
            agency_id=partnership.agency_id, partnership=partnership, recorded_at=now, recorded_by=by
        )
        kept.kind, kept.title, kept.held_on = details.kind, " ".join(details.title.split()), details.held_on
        kept.participants, kept.note, kept.promise = details.participants, details.note, details.promise
        kept.save()
        return kept


def record_result(
    *, partnership: Partnership, came: Came, by: User | None, now: datetime, is_sample: bool = False
) -> Result:
    """Record a value of the agency as a result of the partnership: a row of results, counted by figures.

    It is corrected where results are (`correct_observation`). RefusedError as there.
    """
    with recorded("record_result", by):
        kept = Partnership.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
        locked = kept.get(pk=partnership.pk)
        _same_partnership(locked, promise=came.promise, activity=came.activity)
        number = Result.objects.filter(partnership=locked).count() + 1
        said = Said(
            came.code,
            came.period_start,
            came.period_end,
            came.value,
            currency=came.currency,
            breakdown=came.breakdown,
            programme_name=locked.title,
            evidence=came.evidence,
            reference=f"partnership-{locked.pk}-result-{number}",
        )
        row = record_observation(
            agency=locked.agency,
            said=said,
            source=ObservationSource.STAFF,
            by=by,
            now=now,
            is_sample=is_sample,
        )
        return Result.objects.create(
            agency=locked.agency,
            partnership=locked,
            promise=came.promise,
            activity=came.activity,
            observation=row,
            reference=said.reference,
        )


def save_contact(
    *, partnership: Partnership, details: ContactDetails, by: User | None, contact: Contact | None = None
) -> Contact:
    """Say whom to speak with at the other body."""
    with recorded("save_contact", by):
        if not details.name.strip():
            raise refuse("name", _("이름을 적어 주세요."))
        kept = contact or Contact(agency_id=partnership.agency_id, partnership=partnership)
        for field in ContactDetails.__dataclass_fields__:
            setattr(kept, field, getattr(details, field).strip())
        kept.save()
        return kept


def remove_contact(*, contact: Contact, by: User | None) -> None:
    """Remove somebody who is no longer the one to speak with."""
    with recorded("remove_contact", by):
        contact.delete()


def _same_partnership(
    partnership: Partnership, *, promise: Promise | None = None, activity: Activity | None = None
) -> None:
    if promise is not None and promise.partnership_id != partnership.pk:
        raise refuse("promise", _("이 협약의 약속 가운데 골라 주세요."))
    if activity is not None and activity.partnership_id != partnership.pk:
        raise refuse("activity", _("이 협약의 활동 가운데 골라 주세요."))
