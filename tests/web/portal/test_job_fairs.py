"""At a job fair a firm offers work, people apply, are invited to an interview, and are hired or not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.fairs.domain.hiring import WorkSaid, apply_for_work, invite_to_interview, post_work
from didim.fairs.enums import FairKind, FairState, MeetingState, ParticipantState, Side
from didim.fairs.models import JobApplication, MeetingRequest, Participant, Posting
from didim.fairs.queries.access import link_token
from tests.fairs.attending.conftest import make_fair, meet, take_part
from tests.sign_in import make_firm_member, make_user, sign_in

__all__ = ["make_fair", "meet", "take_part"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FORMAT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def fair(make_fair, now):
    return make_fair(
        "채용 박람회",
        kind=FairKind.JOBS,
        state=FairState.OPEN,
        register_until=now + DAY,
        request_until=now + 2 * DAY,
        answer_until=now + 3 * DAY,
    )


@pytest.fixture
def employer(fair, take_part, make_firm):
    return take_part(fair, Side.PARTNER, enterprise=make_firm("한빛제과"), email="hr@hanbit.example")


@pytest.fixture
def seeker(fair, take_part):
    person = make_user("lee@seek.example")
    return take_part(fair, name="이구직", is_person=True, user=person, email="lee@seek.example")


@pytest.fixture
def hires(employer):
    return sign_in(make_firm_member(employer.enterprise, email="boss@hanbit.example"))


@pytest.fixture
def seeks(seeker):
    return sign_in(seeker.user)


@pytest.fixture
def post(employer, now):
    def make(title="제빵사", **said):
        said = {"wanted": "빵을 좋아하는 사람", "wage_from_won": 30_000_000, **said}
        work = WorkSaid(title, "반죽과 굽기", "한빛시 중앙로", 2, now + 5 * DAY, **said)
        return post_work(employer=employer, said=work, by=None, now=now)

    return make


@pytest.fixture
def posting(post):
    return post()


@pytest.fixture
def apply(posting, now):
    def make(applicant):
        return apply_for_work(
            posting=posting, applicant=applicant, letter="굽고 싶습니다", career="2년", by=None, now=now
        )

    return make


def at(name, *args, language="ko"):
    with override(language):
        return reverse(f"portal:fair-{name}", args=args)


def linked(participant):
    client = Client()
    client.get(at("link", link_token(participant)))
    return client


def test_work_is_posted_found_applied_for_and_given(fair, hires, seeks, seeker, now, whole_page):
    said = {
        "title": "제빵사", "employment": "permanent", "duties": "반죽", "work_place": "한빛시",
        "wage_from_won": "30,000,000", "places": 1, "closes_at": f"{now + DAY:{FORMAT}}",
    }  # fmt: skip
    wrong = hires.post(at("job-create", fair.pk), said | {"wage_to_won": "1"})
    assert (wrong.status_code, "30,000,000" in wrong.text, Posting.objects.count()) == (422, True, 0)
    assert hires.post(at("job-create", fair.pk), said).url == at("own-jobs", fair.pk)
    posting = Posting.objects.get()
    hires.post(at("job-edit", fair.pk, posting.pk), said | {"title": "제과제빵사"})
    assert "제과제빵사" in Client().get(at("jobs", fair.pk), {"q": "제과"}).text
    assert "제과제빵사" not in Client().get(at("jobs", fair.pk), {"q": "용접"}).text

    assert at("job-apply", fair.pk, posting.pk) in seeks.get(at("job", fair.pk, posting.pk)).text
    assert seeks.post(at("job-apply", fair.pk, posting.pk), {"letter": " "}).status_code == 422
    seeks.post(at("job-apply", fair.pk, posting.pk), {"letter": "굽고 싶습니다"})
    row = JobApplication.objects.get()
    assert row.applicant == seeker

    page = hires.get(at("job-application", fair.pk, row.pk))
    assert ("굽고 싶습니다" in page.text, "lee@seek.example" in page.text) == (True, False)
    hires.post(at("job-invite", fair.pk, row.pk))
    assert MeetingRequest.objects.get().state == "accepted"
    assert "lee@seek.example" in hires.get(at("job-application", fair.pk, row.pk)).text
    assert hires.get(at("person", fair.pk, seeker.pk)).status_code == 200
    late = hires.post(at("job-decide", fair.pk, row.pk), {"hired": "1", "answer": "함께해요"})
    assert (late.status_code, "함께해요" in late.text) == (422, True)
    given = {"hired": "1", "answer": "함께해요", "note": "손이 빠름", "starts_on": "2027-01-04"}
    hires.post(at("job-decide", fair.pk, row.pk), given)
    seen = seeks.get(at("job-application", fair.pk, row.pk)).text
    assert ("함께해요" in seen, "손이 빠름" in seen) == (True, False)
    assert seeks.post(at("job-withdraw", fair.pk, row.pk)).status_code == 422
    for language in ("ko", "en"):
        for client, name, args in (
            (hires, "own-jobs", ()), (hires, "job", (posting.pk,)), (hires, "applicants", (posting.pk,)),
            (hires, "job-application", (row.pk,)), (seeks, "job-applications", ()),
            (seeks, "job-application", (row.pk,)), (seeks, "job", (posting.pk,)), (seeks, "jobs", ()),
        ):  # fmt: skip
            whole_page(client.get(at(name, fair.pk, *args, language=language)))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_forms_and_public_pages_are_whole(fair, posting, apply, seeker, hires, seeks, whole_page, language):
    for name, args in (("", ()), ("jobs", ()), ("job", (posting.pk,))):
        page = reverse("portal:fair", args=[fair.pk]) if not name else at(name, fair.pk, *args)
        whole_page(Client().get(page if language == "ko" else f"/en{page}"))
    whole_page(hires.get(at("job-create", fair.pk, language=language)))
    whole_page(hires.get(at("job-edit", fair.pk, posting.pk, language=language)))
    whole_page(seeks.get(at("job-apply", fair.pk, posting.pk, language=language)))
    row = apply(seeker)
    whole_page(hires.get(at("job-application", fair.pk, row.pk, language=language)))
    whole_page(hires.get(at("job-decide", fair.pk, row.pk, language=language)))
    whole_page(seeks.get(at("job", fair.pk, posting.pk, language=language)))


def test_who_comes_by_a_link_hires_alike(fair, employer, posting, apply, seeker):
    row, guest = apply(seeker), linked(employer)
    assert "이구직" in guest.get(at("applicants", fair.pk, posting.pk)).text
    guest.post(at("job-invite", fair.pk, row.pk))
    row.refresh_from_db()
    assert row.state == "interview"


def test_applications_are_the_two_sides_alone(fair, take_part, make_firm, posting, apply, seeker, hires):
    row = apply(seeker)
    others = [
        linked(take_part(fair, name="다른 사람", is_person=True)),
        linked(take_part(fair, Side.PARTNER, name="다른 기업", enterprise=make_firm("다른 기업"))),
        Client(),
    ]
    for client in others:
        for name, number in (
            ("job-application", row.pk),
            ("applicants", posting.pk),
            ("job-edit", posting.pk),
        ):
            assert client.get(at(name, fair.pk, number)).status_code == 404
        for name in ("job-withdraw", "job-invite"):
            assert client.post(at(name, fair.pk, row.pk)).status_code == 404
        assert client.post(at("job-close", fair.pk, posting.pk)).status_code == 404
    # Who hires does not withdraw for who applied, nor the other way round.
    assert hires.post(at("job-withdraw", fair.pk, row.pk)).status_code == 404
    assert sign_in(seeker.user).post(at("job-decide", fair.pk, row.pk), {"hired": "0"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "applied"


def test_application_taken_back_is_gone_for_those_who_hire(fair, posting, apply, seeker, seeks, hires):
    row = apply(seeker)
    seeks.post(at("job-withdraw", fair.pk, row.pk))
    assert hires.get(at("job-application", fair.pk, row.pk)).status_code == 404
    assert "이구직" not in hires.get(at("applicants", fair.pk, posting.pk)).text
    assert at("job-apply", fair.pk, posting.pk) in seeks.get(at("job", fair.pk, posting.pk)).text


def test_closed_work_takes_nobody(fair, posting, hires, seeks):
    hires.post(at("job-close", fair.pk, posting.pk))
    assert at("job-apply", fair.pk, posting.pk) not in seeks.get(at("job", fair.pk, posting.pk)).text
    assert seeks.post(at("job-apply", fair.pk, posting.pk), {"letter": "저요"}).status_code == 422
    assert hires.post(at("job-close", fair.pk, posting.pk)).status_code == 422
    closed = hires.post(at("job-edit", fair.pk, posting.pk), {"title": "다시"})
    assert (closed.status_code, "다시" in closed.text) == (422, True)


def test_interview_tells_its_time_once_it_is_published(
    fair, employer, seeker, apply, meet, seeks, hires, now
):
    row = apply(seeker)
    invite_to_interview(application=row, by=None, now=now)
    page = at("job-application", fair.pk, row.pk)
    assert "10:00" not in seeks.get(page).text
    meet(fair, partner=employer, firm=seeker, enterprise=None, state=MeetingState.PLANNED)
    assert all("10:00" in client.get(page).text for client in (seeks, hires))


def test_work_of_who_takes_part_no_more_is_not_shown(fair, posting, employer):
    Participant.objects.filter(pk=employer.pk).update(state=ParticipantState.WITHDRAWN)
    assert Client().get(at("job", fair.pk, posting.pk)).status_code == 404
    assert posting.title not in Client().get(at("jobs", fair.pk)).text


def test_fair_of_another_kind_has_no_work(make_fair, now):
    other = make_fair(state=FairState.OPEN)
    assert Client().get(at("jobs", other.pk)).status_code == 404


def test_lists_take_as_many_queries_for_three_as_for_one(
    fair, post, apply, take_part, posting, seeker, hires, seeks, now, same_queries_for_three_rows
):
    def work():
        made = post(f"일 {Posting.objects.count()}")
        apply_for_work(posting=made, applicant=seeker, letter="저요", career="", by=None, now=now)

    for client, name in ((seeks, "jobs"), (hires, "own-jobs"), (seeks, "job-applications")):
        same_queries_for_three_rows(add_row=work, read=lambda c=client, n=name: c.get(at(n, fair.pk)))
    same_queries_for_three_rows(
        add_row=lambda: apply(take_part(fair, name=f"사람 {Participant.objects.count()}", is_person=True)),
        read=lambda: hires.get(at("applicants", fair.pk, posting.pk)),
    )
