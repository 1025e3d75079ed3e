"""Job fairs: what work is offered, who asks for it, how far each came; for both sides and for staff."""

from datetime import datetime

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import ApplicationState, MeetingState, ParticipantState, PostingState
from didim.fairs.models import Fair, JobApplication, Meeting, Participant, ParticipantPerson, Posting
from didim.fairs.queries.words import with_words
from didim.registry.queries.visibility import NotVisible

# Those who hire may call whom they want to see, or have hired: the application says so beforehand.
_CALLED = (ApplicationState.INTERVIEW, ApplicationState.HIRED)
_MET = (MeetingState.PLANNED, MeetingState.DONE, MeetingState.NO_SHOW)
_PARTIES = ("posting__employer", "posting__fair", "applicant")
_COUNTED = ~Q(applications__state=ApplicationState.WITHDRAWN)
_COUNTS = {
    "applied": Count("applications", filter=_COUNTED),
    "waiting": Count("applications", filter=Q(applications__state=ApplicationState.APPLIED)),
    "interviews": Count("applications", filter=Q(applications__state=ApplicationState.INTERVIEW)),
    "hired": Count("applications", filter=Q(applications__state=ApplicationState.HIRED)),
}


def postings_of(*, fair: Fair, now: datetime, text: str = "", employment: str = "") -> QuerySet[Posting]:
    """Return the work offered at a fair, for everybody to read, narrowed by words and kind of employment.

    Each has `takes` (whether one may still apply); those come first, the next to close before the others.
    """
    rows = Posting.objects.filter(fair=fair, employer__state=ParticipantState.ACCEPTED)
    said = ("title", "duties", "wanted", "work_place", "employer__name", "employer__name_en")
    rows = with_words(rows, text, *said)
    if employment:
        rows = rows.filter(employment=employment)
    open_now = When(state=PostingState.OPEN, closes_at__gte=now, then=Value(True))
    takes = Case(open_now, default=Value(False), output_field=BooleanField())
    return rows.select_related("employer").annotate(takes=takes).order_by("-takes", "closes_at", "pk")


def access_posting(*, fair: Fair, posting_id: int, now: datetime) -> Posting:
    """Return work that is offered at a fair, for everybody to read."""
    found = postings_of(fair=fair, now=now).filter(pk=posting_id).first()
    if found is None:
        raise NotVisible(f"posting {posting_id}")
    found.fair = fair
    return found


def own_postings(*, own: Participant) -> list[Posting]:
    """Return what work a participant offers, the newest first, with the counts of who asked: one query."""
    with scoped(SYSTEM):
        rows = Posting.objects.filter(employer=own).annotate(**_COUNTS)
        return list(rows.order_by("-posted_at", "-pk"))


def access_own_posting(*, own: Participant, posting_id: int) -> Posting:
    """Return work a participant offers."""
    with scoped(SYSTEM):
        found = Posting.objects.filter(employer=own, pk=posting_id).first()
    if found is None:
        raise NotVisible(f"posting {posting_id}")
    return found


def applicants_of(*, posting: Posting) -> list[JobApplication]:
    """Return who asked for the work of a posting that `access_own_posting` returned: one query.

    Who waits for an answer comes first; who took it back is left out.
    """
    waits = Case(When(state=ApplicationState.APPLIED, then=Value(0)), default=Value(1))
    with scoped(SYSTEM):
        rows = JobApplication.objects.filter(posting=posting).exclude(state=ApplicationState.WITHDRAWN)
        return list(rows.select_related("applicant").order_by(waits, "applied_at", "pk"))


def own_applications(*, own: Participant) -> list[JobApplication]:
    """Return what work a participant asked for, the newest first: one query."""
    with scoped(SYSTEM):
        rows = JobApplication.objects.filter(applicant=own).select_related(*_PARTIES)
        return list(rows.order_by("-applied_at", "-pk"))


def standing_applications(*, own: Participant) -> dict[int, JobApplication]:
    """Return what a participant asked for and did not take back, by posting: one query."""
    return {
        row.posting_id: row for row in own_applications(own=own) if row.state != ApplicationState.WITHDRAWN
    }


def access_job_application(*, own: Participant, application_id: int) -> JobApplication:
    """Return an application a participant made, or one for work it offers that was not taken back."""
    received = Q(posting__employer=own) & ~Q(state=ApplicationState.WITHDRAWN)
    with scoped(SYSTEM):
        rows = JobApplication.objects.select_related(*_PARTIES)
        found = rows.filter(Q(applicant=own) | received, pk=application_id).first()
    if found is None:
        raise NotVisible(f"job application {application_id}")
    return found


def interview_of(application: JobApplication) -> Meeting | None:
    """Return the meeting of the two sides of an application, once its time is published."""
    with scoped(SYSTEM):
        rows = Meeting.objects.filter(
            partner=application.posting.employer_id, firm=application.applicant_id, state__in=_MET
        )
        return rows.select_related("table").order_by("-starts_at").first()


def reached_at(application: JobApplication) -> list[ParticipantPerson]:
    """Return how those who hire reach whom they invited or hired; nobody before."""
    if application.state not in _CALLED:
        return []
    with scoped(SYSTEM):
        return list(ParticipantPerson.objects.filter(participant=application.applicant_id).order_by("pk"))


def postings_for_staff(*, fair: Fair) -> QuerySet[Posting]:
    """Return the work offered at a fair with the counts of who asked, for those who hold it."""
    return Posting.objects.filter(fair=fair).select_related("employer").annotate(**_COUNTS)


def access_posting_for_staff(*, fair: Fair, posting_id: int) -> Posting:
    """Return work offered at a fair that `access_fair` has returned."""
    found = postings_for_staff(fair=fair).filter(pk=posting_id).first()
    if found is None:
        raise NotVisible(f"posting {posting_id}")
    return found


def applications_for_staff(*, fair: Fair) -> QuerySet[JobApplication]:
    """Return who asked for which work at a fair that `access_fair` has returned."""
    rows = JobApplication.objects.filter(posting__fair=fair).select_related("posting__employer", "applicant")
    return rows.order_by("posting__title", "posting", "applied_at", "pk")
