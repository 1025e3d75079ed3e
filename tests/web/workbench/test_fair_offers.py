"""Staff see what is offered and answered at job fairs and open-innovation fairs, and take it with them."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from didim.accounts.models import AccessLogEntry
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.fairs.domain.challenging import ChallengeSaid, propose, set_challenge
from didim.fairs.domain.hiring import WorkSaid, apply_for_work, post_work
from didim.fairs.enums import FairKind, FairState, Side
from didim.fairs.models import Challenge, Participant, Posting
from didim.registry.enums import AgencyRole
from tests.fairs.attending.conftest import make_fair, take_part
from tests.sign_in import make_staff, make_user, sign_in
from tests.web.workbench.conftest import other_agency

__all__ = ["make_fair", "other_agency", "take_part"]

pytestmark = pytest.mark.django_db
REASON = {"reason": "박람회 결과 보고에 씁니다"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def soon(now):
    return now.replace(year=now.year + 1, day=1)


@pytest.fixture
def jobs(make_fair, agency):
    return make_fair("채용 박람회", agency=agency, kind=FairKind.JOBS, state=FairState.OPEN)


@pytest.fixture
def innovation(make_fair, agency):
    return make_fair("개방형 혁신", agency=agency, kind=FairKind.OPEN_INNOVATION, state=FairState.OPEN)


@pytest.fixture
def post(jobs, take_part, now, soon):
    def make(title):
        employer = take_part(jobs, Side.PARTNER, name=f"{title} 기업")
        return post_work(employer=employer, said=WorkSaid(title, "반죽", "한빛시", 1, soon), by=None, now=now)

    return make


@pytest.fixture
def apply(jobs, take_part, now):
    def make(posting, name="이구직"):
        person = take_part(jobs, name=name, is_person=True)
        return apply_for_work(posting=posting, applicant=person, letter="저요", career="", by=None, now=now)

    return make


@pytest.fixture
def pose(innovation, take_part, now, soon):
    def make(title):
        partner = take_part(innovation, Side.PARTNER, name=f"{title} 대기업")
        said = ChallengeSaid(title, "절반으로", "실증", soon)
        return set_challenge(partner=partner, said=said, by=None, now=now)

    return make


@pytest.fixture
def offer(innovation, take_part, now):
    def make(challenge, name="상자상사", **said):
        firm = said.pop("firm", None) or take_part(innovation, name=name)
        return propose(challenge=challenge, firm=firm, idea="종이", proof="", by=None, now=now, **said)

    return make


def at(name, *args, language="ko"):
    with override(language):
        return reverse(f"workbench:fair-{name}", args=args)


def sheets(response):
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    return [book.get_sheet_by_index(number).to_python() for number in range(2)]


def test_work_is_counted_read_and_closed(officer, viewer, jobs, post, apply, whole_page):
    baker, welder = post("제빵사"), post("용접사")
    apply(baker)
    page = officer.get(at("jobs", jobs.pk), {"q": "제빵"})
    assert [(row.title, row.applied, row.waiting) for row in page.context["page"]] == [("제빵사", 1, 1)]
    export = at("jobs-export", jobs.pk)
    assert [export in who.get(at("jobs", jobs.pk)).text for who in (officer, viewer)] == [True, False]
    assert "이구직" in viewer.get(at("job", jobs.pk, baker.pk)).text
    assert AccessLogEntry.objects.filter(subject="제빵사", subjects=1).count() == 1
    assert viewer.post(at("job-close", jobs.pk, welder.pk)).status_code == 403
    officer.post(at("job-close", jobs.pk, welder.pk))
    assert officer.post(at("job-close", jobs.pk, welder.pk)).status_code == 422
    closed = officer.get(at("jobs", jobs.pk), {"state": "closed"}).context["page"]
    assert [row.title for row in closed] == ["용접사"]
    for language in ("ko", "en"):
        for name, args in (("jobs", ()), ("job", (baker.pk,)), ("jobs-export", ())):
            whole_page(officer.get(at(name, jobs.pk, *args, language=language)))
        with override(language):
            whole_page(officer.get(reverse("workbench:fair", args=[jobs.pk])))


def test_challenges_are_counted_and_read(officer, innovation, pose, offer, whole_page):
    challenge = pose("포장재")
    offer(challenge)
    rows = officer.get(at("challenges", innovation.pk), {"q": "포장"}).context["page"]
    assert [(row.title, row.sent, row.waiting, row.chosen) for row in rows] == [("포장재", 1, 1, 0)]
    for language in ("ko", "en"):
        for name, args in (("challenges", ()), ("challenge", (challenge.pk,)), ("challenges-export", ())):
            whole_page(officer.get(at(name, innovation.pk, *args, language=language)))


def test_file_of_a_proposal_is_opened_and_noted(officer, innovation, pose, offer, take_part, now):
    firm = take_part(innovation, name="상자상사")
    file = FirmFile.objects.create(
        enterprise=firm.enterprise, name="소개.pdf", size=1, content_type="application/pdf", sha256="0" * 64,
        scan=ScanState.INFECTED, uploaded_at=now, uploaded_by=make_user("box@firm.example"),
    )  # fmt: skip
    row = offer(pose("포장재"), firm=firm, file=file)
    assert officer.get(at("proposal-file", innovation.pk, row.pk)).status_code == 404
    assert not AccessLogEntry.objects.filter(subject__contains="소개.pdf").exists()
    plain = offer(pose("완충재"))
    assert officer.get(at("proposal-file", innovation.pk, plain.pk)).status_code == 404


def test_workbooks_hold_every_row_and_are_noted(officer, jobs, innovation, post, apply, pose, offer):
    apply(post("제빵사"))
    offer(pose("포장재"))
    for name, fair, first, second in (
        ("jobs-export", jobs, ["제빵사 기업", "제빵사"], ["제빵사 기업", "제빵사", "이구직"]),
        (
            "challenges-export",
            innovation,
            ["포장재 대기업", "포장재"],
            ["포장재 대기업", "포장재", "상자상사"],
        ),
    ):
        assert officer.post(at(name, fair.pk), {"reason": "짧음"}).status_code == 422
        offered, answered = sheets(officer.post(at(name, fair.pk), REASON))
        assert (offered[1][: len(first)], answered[1][: len(second)]) == (first, second)
    assert AccessLogEntry.objects.filter(act="download", subjects=1).count() == 2


def test_pages_are_those_of_the_agency_and_the_kind(jobs, innovation, other_agency, officer, post, pose):
    posting, challenge = post("제빵사"), pose("포장재")
    other = make_staff(other_agency, AgencyRole.OFFICER, email="other@example.org")
    for client in (sign_in(other, second_factor=True),):
        for name, args in (
            ("jobs", (jobs.pk,)), ("job", (jobs.pk, posting.pk)), ("jobs-export", (jobs.pk,)),
            ("challenges", (innovation.pk,)), ("challenge", (innovation.pk, challenge.pk)),
        ):  # fmt: skip
            assert client.get(at(name, *args)).status_code == 404
    assert Client().get(at("jobs", jobs.pk)).status_code == 302
    assert officer.get(at("jobs", innovation.pk)).status_code == 404
    assert officer.get(at("challenges", jobs.pk)).status_code == 404


def test_lists_take_as_many_queries_for_three_as_for_one(
    officer, jobs, innovation, post, apply, pose, offer, same_queries_for_three_rows
):
    def read(name, *args):
        return lambda: officer.get(at(name, *args))

    same_queries_for_three_rows(
        add_row=lambda: apply(post(f"일 {Posting.objects.count()}"), f"사람 {Participant.objects.count()}"),
        read=read("jobs", jobs.pk),
    )
    posting, challenge = post("제빵사"), pose("포장재")
    same_queries_for_three_rows(
        add_row=lambda: apply(posting, f"사람 {Participant.objects.count()}"),
        read=read("job", jobs.pk, posting.pk),
    )
    same_queries_for_three_rows(
        add_row=lambda: offer(
            pose(f"과제 {Challenge.objects.count()}"), f"기업 {Participant.objects.count()}"
        ),
        read=read("challenges", innovation.pk),
    )
    same_queries_for_three_rows(
        add_row=lambda: offer(challenge, f"기업 {Participant.objects.count()}"),
        read=read("challenge", innovation.pk, challenge.pk),
    )
