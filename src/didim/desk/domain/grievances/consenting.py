"""A second extension by the word of whoever brought the case: asked, and said on their own page."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.grievances import telling
from didim.desk.domain.grievances.assigning import MOST_REASON, locked
from didim.desk.domain.grievances.clock import Said, record, tried
from didim.desk.grievance_enums import ConsentState, EventKind
from didim.desk.models import ExtensionConsent, Grievance
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

# What is written into a case is kept in Korean, whatever the language of the page it was written on.
_AGREED = "신청인이 누리집에서 동의했습니다."


def ask_consent(
    *, grievance: Grievance, count: int, reason: str, by: User | None, now: datetime
) -> ExtensionConsent:
    """Ask whoever brought a case to agree to a second extension; counting goes on meanwhile.

    RefusedError without a reason, while they are asked already, or when the rule would not allow it now.
    """
    reason = reason.strip()[:MOST_REASON]
    if not reason:
        raise refuse("reason", _("사유를 적어 주세요. 신청인에게도 보입니다."))
    with recorded("ask_consent", by):
        grievance = locked(grievance)
        if open_question(grievance) is not None:
            raise refuse("", _("이미 동의를 물었습니다. 답을 기다려 주세요."))
        new_day = _day_with(grievance, Said(count=count, reason=reason), now)
        record(grievance, EventKind.ASKED, by=by, now=now, said=Said(count=count, until=new_day, text=reason))
        grievance.save()
        asked = ExtensionConsent.objects.create(
            grievance=grievance, count=count, new_day=new_day, reason=reason, asked_at=now, asked_by=by
        )
        telling.tell_question(grievance, asked, now=now)
        return asked


def open_question(grievance: Grievance) -> ExtensionConsent | None:
    """Return the question that waits for an answer, None if there is none."""
    return ExtensionConsent.objects.filter(grievance=grievance, state=ConsentState.ASKED).first()


def give_consent(*, grievance: Grievance, by: User | None, now: datetime) -> Grievance:
    """Agree to a second extension, by whoever brought the case; the clock takes it up at once.

    It runs as the system. RefusedError when nothing is asked, or when the case is late by now.
    """
    with scoped(SYSTEM), recorded("give_consent", by):
        grievance, asked = _asked(grievance)
        said = Said(count=asked.count, reason=asked.reason, text=f"{_AGREED} {asked.reason}")
        record(grievance, EventKind.CONSENTED, by=by, now=now, said=said)
        grievance.save()
        _decide(asked, ConsentState.AGREED, by=by, now=now)
        telling.tell_extension(grievance, reason=asked.reason, now=now)
        telling.tell_officer(grievance, agreed=True, now=now)
        return grievance


def refuse_consent(*, grievance: Grievance, text: str, by: User | None, now: datetime) -> Grievance:
    """Not agree: the day stays as it was. It runs as the system. RefusedError when nothing is asked."""
    with scoped(SYSTEM), recorded("refuse_consent", by):
        grievance, asked = _asked(grievance)
        record(grievance, EventKind.DISAGREED, by=by, now=now, said=Said(text=text))
        grievance.save()
        _decide(asked, ConsentState.DISAGREED, by=by, now=now)
        telling.tell_officer(grievance, agreed=False, now=now)
        return grievance


def drop_question(grievance: Grievance, *, by: User | None, now: datetime) -> None:
    """Take the question of a locked case back: it ended, or goes to another agency."""
    if (asked := open_question(grievance)) is not None:
        _decide(asked, ConsentState.TAKEN_BACK, by=by, now=now)


def _asked(grievance: Grievance) -> tuple[Grievance, ExtensionConsent]:
    grievance = locked(grievance)
    asked = open_question(grievance)
    if asked is None or not grievance.is_open:
        raise refuse("", _("답을 기다리는 동의 요청이 없습니다."))
    return grievance, asked


def _decide(asked: ExtensionConsent, state: ConsentState, *, by: User | None, now: datetime) -> None:
    asked.state, asked.decided_at, asked.decided_by = state, now, by
    asked.save()


def _day_with(grievance: Grievance, said: Said, now: datetime) -> date:
    """Return the last day a case would have with a second extension; RefusedError if the rule forbids it."""
    told = tried(grievance, EventKind.CONSENTED, now=now, said=said)
    return told.due_at.astimezone(SEOUL).date()
