"""Taking a grievance in, from whatever side it comes."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import FirmFile
from didim.desk.domain.grievances.assigning import find_officer
from didim.desk.domain.grievances.clock import TRIAGE, Said, office_code, record
from didim.desk.domain.grievances.in_charge import agency_of
from didim.desk.domain.grievances.numbers import next_number
from didim.desk.domain.grievances.papers import MOST_FILES, SentPaper, keep_papers
from didim.desk.domain.grievances.telling import tell_receipt
from didim.desk.grievance_enums import EventKind, GrievanceChannel, GrievanceTopic, RoutingCause
from didim.desk.models import Grievance, GrievanceFile, GrievancePaper
from didim.engines.clocks import Status
from didim.kernel.calendar import SEOUL
from didim.kernel.korean_text import keystrokes
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.registry.models import Agency, Enterprise, Industry, Place, Region

SHORTEST, LONGEST = 10, 4000
# Letters and digits that are not mistaken for each other when read out over the phone.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Contact:
    """Who may be called or written to; `agreed`: that this is kept for the answer."""

    name: str = ""
    phone: str = ""
    email: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """What somebody asks to be put right, and where."""

    title: str
    body: str
    channel: GrievanceChannel
    topic: GrievanceTopic = GrievanceTopic.OTHER
    wish: str = ""
    enterprise: Enterprise | None = None
    region: Region | None = None
    place: Place | None = None
    industry: Industry | None = None
    contact: Contact = field(default_factory=Contact)
    # Of the firm's cabinet, or (papers) of staff and of people without an account.
    files: Sequence[FirmFile] = ()
    papers: Sequence[SentPaper] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The case, the code that opens it without an account ("" for a firm's; shown once), its papers."""

    grievance: Grievance
    access_code: str
    papers: Sequence[GrievancePaper] = ()


def receive_grievance(
    *,
    intake: Intake,
    by: User | None,
    now: datetime,
    agency: Agency | None = None,
    received_at: datetime | None = None,
) -> TakenIn:
    """Take a grievance in: give it a number, start its clock, find who is in charge, tell who asked.

    Without `agency` it goes to the one whose staff lead for the place or the region. `received_at` is when
    it was said to staff who write it down later; the clock runs from then. It runs as the system, for a firm
    may not see who is in charge. Raises RefusedError for what is missing.
    """
    _check(intake)
    came = received_at or now
    if came > now:
        raise refuse("received_at", _("받은 때는 지금보다 늦을 수 없습니다."))
    with scoped(SYSTEM), recorded("receive_grievance", by):
        region = intake.region or (intake.place.region if intake.place else None)
        if region is None and intake.enterprise is not None:
            region = intake.enterprise.region
        on = came.astimezone(SEOUL).date()
        agency = agency or agency_of(place=intake.place, region=region, on=on)
        if agency is None:
            raise refuse("agency", _("이 지역을 맡은 기관을 찾지 못했습니다. 받을 기관을 골라 주세요."))
        code = "" if intake.enterprise else "".join(secrets.choice(CODE_LETTERS) for _n in range(CODE_LENGTH))
        grievance = _begin(intake, agency=agency, region=region, code=code, came=came, by=by)
        find_officer(grievance, cause=RoutingCause.RECEIVED, by=by, now=now)
        grievance.save()
        office = office_code(grievance.department_id, grievance.officer_id)
        record(grievance, EventKind.RECEIVED, by=by, now=came, said=Said(office=office))
        grievance.save()
        if intake.enterprise is not None:
            relate_firm(agency=agency, enterprise=intake.enterprise, kind=RelationKind.CASE, now=now)
        GrievanceFile.objects.bulk_create(
            GrievanceFile(grievance=grievance, file=file, added_at=now, added_by=by) for file in intake.files
        )
        from_staff = intake.channel != GrievanceChannel.PORTAL
        papers = keep_papers(grievance, intake.papers, from_staff=from_staff, by=by, now=now)
        tell_receipt(grievance, now=now)
    return TakenIn(grievance, code, papers)


def hash_of_code(code: str) -> str:
    """Return what is kept of an access code; spaces, dashes and case do not matter.

    The code is drawn from 31**10, so a plain hash of it can neither be guessed nor reversed.
    """
    plain = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest() if len(plain) == CODE_LENGTH else ""


def _begin(
    intake: Intake, *, agency: Agency, region: Region | None, code: str, came: datetime, by: User | None
) -> Grievance:
    # The clock's fields are set by the first event, in this transaction; a row needs some until then.
    return Grievance.objects.create(
        agency=agency,
        number=next_number(agency, came.astimezone(SEOUL).year),
        enterprise=intake.enterprise,
        channel=intake.channel,
        title=intake.title.strip(),
        keys=keystrokes(intake.title.strip()),
        body=intake.body.strip(),
        wish=intake.wish.strip(),
        topic=intake.topic,
        region=region,
        place=intake.place,
        industry=intake.industry or (intake.enterprise.industry if intake.enterprise else None),
        contact_name=intake.contact.name.strip(),
        contact_phone=intake.contact.phone.strip(),
        contact_email=intake.contact.email.strip(),
        access_hash=hash_of_code(code) if code else "",
        consented_at=came if intake.contact.agreed else None,
        received_at=came,
        received_by=by,
        is_sample=intake.is_sample,
        clock=TRIAGE,
        status=Status.RUNNING,
        due_at=came,
    )


def _check(intake: Intake) -> None:
    problems = []
    if not intake.title.strip():
        problems.append(Problem("title", _("무엇이 어려운지 한 줄로 적어 주세요.")))
    if not SHORTEST <= len(intake.body.strip()) <= LONGEST:
        sentence = _("내용을 %(shortest)d자 이상 %(longest)d자 이하로 적어 주세요.")
        problems.append(Problem("body", sentence % {"shortest": SHORTEST, "longest": LONGEST}))
    if intake.enterprise is None and not (intake.contact.phone.strip() or intake.contact.email.strip()):
        problems.append(Problem("phone", _("답을 받을 전화번호나 전자우편을 적어 주세요.")))
    if intake.files and intake.enterprise is None:
        problems.append(Problem("files", _("보관함의 파일은 기업으로 로그인해야 붙일 수 있습니다.")))
    if len(intake.files) + len(intake.papers) > MOST_FILES:
        sentence = _("파일은 %(most)d개까지 붙일 수 있습니다.")
        problems.append(Problem("files", sentence % {"most": MOST_FILES}))
    if problems:
        raise RefusedError(problems)
