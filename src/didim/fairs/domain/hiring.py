"""Job fairs: offering work, asking for it, interviews as meetings of the fair, and who is hired."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.offering import LONGEST, OPEN_STATES, accepted_at, blank_problems, tell_of_offer
from didim.fairs.domain.requesting import unwant_meeting, want_meeting
from didim.fairs.enums import (
    ApplicationState,
    Employment,
    FairKind,
    PostingState,
    Side,
)
from didim.fairs.models import JobApplication, Participant, Posting
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.outcomes.domain.observing import Said, record_observation
from didim.outcomes.enums import ObservationSource


@dataclass(frozen=True, slots=True)
class WorkSaid:
    """What somebody who hires says of work; wages are won a year."""

    title: str
    duties: str
    work_place: str
    places: int
    closes_at: datetime
    employment: Employment = Employment.PERMANENT
    wanted: str = ""
    wage_from_won: int | None = None
    wage_to_won: int | None = None


def post_work(*, employer: Participant, said: WorkSaid, by: User | None, now: datetime) -> Posting:
    """Offer work at a job fair. RefusedError by field, and for whoever does not hire there."""
    with scoped(SYSTEM), recorded("post_work", by):
        held = accepted_at(employer, kind=FairKind.JOBS, side=Side.PARTNER)
        _check(said, now)
        posting = Posting(
            agency_id=held.agency_id, fair=held.fair, employer=held, posted_at=now, posted_by=by
        )
        _say(posting, said)
        posting.save()
        return posting


def change_work(*, posting: Posting, said: WorkSaid, by: User | None, now: datetime) -> Posting:
    """Say anew what work is offered, while it is. RefusedError by field, and for what is closed."""
    with scoped(SYSTEM), recorded("change_work", by):
        kept = _open(posting)
        _check(said, now)
        _say(kept, said)
        kept.save()
        return kept


def close_work(*, posting: Posting, by: User | None) -> Posting:
    """Offer it no more; who asked for it already is answered as before."""
    with scoped(SYSTEM), recorded("close_work", by):
        kept = _open(posting)
        kept.state = PostingState.CLOSED
        kept.save(update_fields=["state"])
        return kept


def apply_for_work(
    *, posting: Posting, applicant: Participant, letter: str, career: str, by: User | None, now: datetime
) -> JobApplication:
    """Ask for the work of a posting; those who hire are told.

    RefusedError after its last day, without a letter, the second time, and for whoever does not take part.
    """
    with scoped(SYSTEM), recorded("apply_for_work", by):
        kept = _open(posting)
        person = accepted_at(applicant, kind=FairKind.JOBS, side=Side.FIRM)
        if now > kept.closes_at:
            raise refuse("", _("지원 마감이 지난 공고입니다."))
        if person.fair_id != kept.fair_id:
            raise refuse("", _("이 박람회에 참가를 신청한 뒤 지원할 수 있습니다."))
        if not letter.strip():
            raise refuse("letter", _("지원 동기를 적어 주세요."))
        earlier = kept.applications.filter(applicant=person).exclude(state=ApplicationState.WITHDRAWN)
        if earlier.exists():
            raise refuse("", _("이미 지원한 공고입니다."))
        application = JobApplication.objects.create(
            agency_id=kept.agency_id,
            posting=kept,
            applicant=person,
            letter=letter.strip()[:LONGEST],
            career=career.strip()[:LONGEST],
            applied_at=now,
        )
        _tell(application, kept.employer, what=_("새 지원이 들어왔습니다"), body="", now=now)
        return application


def withdraw_application(*, application: JobApplication, by: User | None, now: datetime) -> JobApplication:
    """Take an application back before it is decided; an interview is not planned any more.

    RefusedError after that.
    """
    with scoped(SYSTEM), recorded("withdraw_application", by):
        kept = _undecided(application)
        _spare_interview(kept, by, now)
        kept.state = ApplicationState.WITHDRAWN
        kept.save(update_fields=["state"])
        return kept


def invite_to_interview(*, application: JobApplication, by: User | None, now: datetime) -> JobApplication:
    """Want to see somebody: an interview becomes a meeting both want, which the plan gives a time.

    RefusedError for one that is decided, or once the plan of the fair is published.
    """
    with scoped(SYSTEM), recorded("invite_to_interview", by):
        kept = _undecided(application)
        want_meeting(partner=kept.posting.employer, firm=kept.applicant, by=by, now=now)
        kept.state = ApplicationState.INTERVIEW
        kept.save(update_fields=["state"])
        _tell(kept, kept.applicant, what=_("면접에 초대받았습니다"), body="", now=now)
        return kept


def decide_application(
    *,
    application: JobApplication,
    hired: bool,
    answer: str,
    by: User | None,
    now: datetime,
    note: str = "",
    starts_on: date | None = None,
) -> JobApplication:
    """Hire somebody or not; the applicant is told, and a hire counts as a new job of the firm at once.

    An interview that has no time yet is not planned any more.

    RefusedError for one that is decided, and by field.
    """
    with scoped(SYSTEM), recorded("decide_application", by):
        kept = _undecided(application)
        if hired and starts_on is None:
            raise refuse("starts_on", _("첫 출근일을 적어 주세요."))
        _spare_interview(kept, by, now)
        kept.state = ApplicationState.HIRED if hired else ApplicationState.REJECTED
        kept.answer, kept.note = answer.strip()[:300], note.strip()[:LONGEST]
        kept.decided_at, kept.starts_on = now, starts_on if hired else None
        kept.save(update_fields=["state", "answer", "note", "decided_at", "starts_on"])
        if hired:
            _count(kept, by, now)
        subject = _("합격을 축하합니다") if hired else _("지원 결과를 알려 드립니다")
        _tell(kept, kept.applicant, what=subject, body=kept.answer, now=now)
        return kept


def _spare_interview(application: JobApplication, by: User | None, now: datetime) -> None:
    """Plan no meeting for what is over, unless the two are to talk of other work."""
    partner, firm = application.posting.employer, application.applicant
    invited = JobApplication.objects.filter(
        posting__employer=partner, applicant=firm, state=ApplicationState.INTERVIEW
    )
    if application.state == ApplicationState.INTERVIEW and invited.count() == 1:
        unwant_meeting(partner=partner, firm=firm, by=by, now=now)


def _open(posting: Posting) -> Posting:
    rows = Posting.objects.select_for_update(of=("self",)).select_related("fair", "employer__user")
    kept = rows.get(pk=posting.pk)
    if kept.state != PostingState.OPEN or kept.fair.state not in OPEN_STATES:
        raise refuse("", _("마감한 공고입니다."))
    return kept


def _undecided(application: JobApplication) -> JobApplication:
    rows = JobApplication.objects.select_for_update(of=("self",)).select_related(
        "posting__fair__agency", "posting__employer__user", "posting__employer__enterprise", "applicant__user"
    )
    kept = rows.get(pk=application.pk)
    if kept.state not in (ApplicationState.APPLIED, ApplicationState.INTERVIEW):
        raise refuse("", _("이미 결정했거나 취소한 지원입니다."))
    return kept


def _check(said: WorkSaid, now: datetime) -> None:
    problems = blank_problems(said, ("title", "duties", "work_place"))
    if said.places < 1:
        problems.append(Problem("places", _("한 명 이상이어야 합니다.")))
    if said.closes_at <= now:
        problems.append(Problem("closes_at", _("마감은 지금보다 뒤여야 합니다.")))
    if None not in (said.wage_from_won, said.wage_to_won) and said.wage_from_won > said.wage_to_won:  # type: ignore[operator]
        problems.append(Problem("wage_to_won", _("연봉 상한은 하한보다 작을 수 없습니다.")))
    if problems:
        raise RefusedError(problems)


def _say(posting: Posting, said: WorkSaid) -> None:
    posting.title, posting.work_place = said.title.strip()[:120], said.work_place.strip()[:120]
    posting.duties, posting.wanted = said.duties.strip()[:LONGEST], said.wanted.strip()[:LONGEST]
    posting.employment, posting.places, posting.closes_at = said.employment, said.places, said.closes_at
    posting.wage_from_won, posting.wage_to_won = said.wage_from_won, said.wage_to_won


def _count(application: JobApplication, by: User | None, now: datetime) -> None:
    posting = application.posting
    enterprise = posting.employer.enterprise
    if enterprise is None:
        return
    day = now.astimezone(SEOUL).date()
    record_observation(
        agency=posting.fair.agency,
        said=Said(
            "new_jobs",
            day,
            day,
            Decimal(1),
            enterprise_id=enterprise.merged_into_id or enterprise.pk,
            programme_id=posting.fair.programme_id,
            programme_name=posting.fair.name,
            evidence=posting.title,
            reference=f"fair-hire-{application.pk}",
        ),
        source=ObservationSource.DELIVERY,
        by=by,
        now=now,
        is_sample=posting.fair.is_sample,
    )


def _tell(
    application: JobApplication, told: Participant, *, what: str | Promise, body: str, now: datetime
) -> int:
    posting = application.posting
    other = application.applicant if told.side == Side.PARTNER else posting.employer
    key = f"{application.pk}:{application.state}"
    return tell_of_offer(
        told, other, what=what, title=posting.title, body=body, template="fair-work", key=key, now=now
    )
