"""At an open-innovation fair a large firm sets a challenge; firms propose, are met, chosen or declined."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.fairs.domain.challenging import ChallengeSaid, propose, set_challenge
from didim.fairs.enums import FairKind, FairState, Side
from didim.fairs.models import Challenge, MeetingRequest, Participant, Proposal
from didim.fairs.queries.access import link_token
from tests.fairs.attending.conftest import make_fair, take_part
from tests.sign_in import make_firm_member, sign_in

__all__ = ["make_fair", "take_part"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FORMAT = "%Y-%m-%dT%H:%M"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def fair(make_fair, now):
    return make_fair(
        "개방형 혁신",
        kind=FairKind.OPEN_INNOVATION,
        state=FairState.OPEN,
        register_until=now + DAY,
        request_until=now + 2 * DAY,
        answer_until=now + 3 * DAY,
    )


@pytest.fixture
def partner(fair, take_part):
    return take_part(fair, Side.PARTNER, name="한빛물류", country="KR", email="oi@logis.example")


@pytest.fixture
def firm(fair, take_part):
    return take_part(fair, name="상자상사", email="box@firm.example")


@pytest.fixture
def sets(partner):
    """The large firm, which has no account: it comes by its personal link."""
    return linked(partner)


@pytest.fixture
def proposes(firm):
    return sign_in(make_firm_member(firm.enterprise, email="box@firm.example"))


@pytest.fixture
def pose(partner, now):
    def make(title="포장재 줄이기", **said):
        challenge = ChallengeSaid(title, "택배 포장을 절반으로", "실증 5천만 원", now + 5 * DAY, **said)
        return set_challenge(partner=partner, said=challenge, by=None, now=now)

    return make


@pytest.fixture
def challenge(pose):
    return pose()


@pytest.fixture
def offer(challenge, now):
    def make(firm, challenge=challenge, **said):
        return propose(challenge=challenge, firm=firm, idea="종이 완충재", proof="", by=None, now=now, **said)

    return make


def at(name, *args, language="ko"):
    with override(language):
        return reverse(f"portal:fair-{name}", args=args)


def linked(participant):
    client = Client()
    client.get(at("link", link_token(participant)))
    return client


def test_challenge_is_set_found_answered_and_decided(fair, sets, proposes, firm, now, whole_page):
    said = {
        "title": "포장재 줄이기", "task": "절반으로", "gives": "실증", "places": 1,
        "closes_at": f"{now + DAY:{FORMAT}}",
    }  # fmt: skip
    wrong = sets.post(at("challenge-create", fair.pk), said | {"gives": " "})
    assert (wrong.status_code, "절반으로" in wrong.text, Challenge.objects.count()) == (422, True, 0)
    assert sets.post(at("challenge-create", fair.pk), said).url == at("own-challenges", fair.pk)
    challenge = Challenge.objects.get()
    sets.post(at("challenge-edit", fair.pk, challenge.pk), said | {"title": "포장재 없애기"})
    assert "포장재 없애기" in Client().get(at("challenges", fair.pk), {"q": "절반"}).text
    assert "포장재 없애기" not in Client().get(at("challenges", fair.pk), {"q": "용접"}).text

    assert at("propose", fair.pk, challenge.pk) in proposes.get(at("challenge", fair.pk, challenge.pk)).text
    assert proposes.post(at("propose", fair.pk, challenge.pk), {"idea": ""}).status_code == 422
    proposes.post(at("propose", fair.pk, challenge.pk), {"idea": "종이 완충재"})
    row = Proposal.objects.get()
    assert (row.firm, row.file) == (firm, None)

    assert "종이 완충재" in sets.get(at("proposal", fair.pk, row.pk)).text
    sets.post(at("proposal-answer", fair.pk, row.pk), {"state": "meeting", "answer": "만나요"})
    assert MeetingRequest.objects.get().state == "accepted"
    again = sets.get(at("proposal-answer", fair.pk, row.pk)).context["form"].fields["state"].choices
    assert [value for value, _label in again] == ["chosen", "declined"]
    sets.post(at("proposal-answer", fair.pk, row.pk), {"state": "chosen", "answer": "함께합시다"})
    assert "함께합시다" in proposes.get(at("proposal", fair.pk, row.pk)).text
    assert proposes.post(at("proposal-withdraw", fair.pk, row.pk)).status_code == 422
    for language in ("ko", "en"):
        for client, name, args in (
            (sets, "own-challenges", ()), (sets, "challenge", (challenge.pk,)),
            (sets, "challenge-proposals", (challenge.pk,)), (sets, "proposal", (row.pk,)),
            (proposes, "proposals", ()), (proposes, "proposal", (row.pk,)),
            (proposes, "challenge", (challenge.pk,)), (proposes, "challenges", ()),
        ):  # fmt: skip
            whole_page(client.get(at(name, fair.pk, *args, language=language)))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_forms_and_public_pages_are_whole(fair, challenge, offer, firm, sets, proposes, whole_page, language):
    for name, args in (("challenges", ()), ("challenge", (challenge.pk,))):
        whole_page(Client().get(at(name, fair.pk, *args, language=language)))
    whole_page(sets.get(at("challenge-create", fair.pk, language=language)))
    whole_page(sets.get(at("challenge-edit", fair.pk, challenge.pk, language=language)))
    whole_page(proposes.get(at("propose", fair.pk, challenge.pk, language=language)))
    row = offer(firm)
    whole_page(sets.get(at("proposal", fair.pk, row.pk, language=language)))
    whole_page(sets.get(at("proposal-answer", fair.pk, row.pk, language=language)))
    whole_page(proposes.get(at("proposal", fair.pk, row.pk, language=language)))


def test_file_of_a_proposal_reaches_the_partner_alone(fair, challenge, sets, proposes, firm, take_part):
    sent = SimpleUploadedFile("소개서.pdf", PDF, content_type="application/pdf")
    proposes.post(at("propose", fair.pk, challenge.pk), {"idea": "종이", "file": sent})
    row = Proposal.objects.select_related("file").get()
    assert row.file.enterprise_id == firm.enterprise_id
    for client in (sets, proposes):
        assert client.get(at("proposal-file", fair.pk, row.pk)).getvalue() == PDF
    for client in (Client(), linked(take_part(fair, Side.PARTNER, name="다른 대기업"))):
        assert client.get(at("proposal-file", fair.pk, row.pk)).status_code == 404
    FirmFile.objects.update(scan=ScanState.INFECTED)
    assert sets.get(at("proposal-file", fair.pk, row.pk)).status_code == 404
    assert at("proposal-file", fair.pk, row.pk) not in sets.get(at("proposal", fair.pk, row.pk)).text


def test_firm_by_a_link_proposes_without_a_file(fair, challenge, firm):
    guest = linked(firm)
    assert "file" not in guest.get(at("propose", fair.pk, challenge.pk)).context["form"].fields
    guest.post(at("propose", fair.pk, challenge.pk), {"idea": "종이"})
    assert Proposal.objects.get().firm == firm


def test_proposals_are_the_two_sides_alone(fair, challenge, offer, firm, take_part, sets, proposes):
    row = offer(firm)
    others = [
        linked(take_part(fair, name="다른 기업")),
        linked(take_part(fair, Side.PARTNER, name="다른 대기업")),
        Client(),
    ]
    for client in others:
        for name, number in (("proposal", row.pk), ("challenge-proposals", challenge.pk)):
            assert client.get(at(name, fair.pk, number)).status_code == 404
        assert client.get(at("challenge-edit", fair.pk, challenge.pk)).status_code == 404
        assert client.post(at("proposal-answer", fair.pk, row.pk), {"state": "chosen"}).status_code == 404
        assert client.post(at("proposal-withdraw", fair.pk, row.pk)).status_code == 404
    assert sets.post(at("proposal-withdraw", fair.pk, row.pk)).status_code == 404
    assert proposes.post(at("proposal-answer", fair.pk, row.pk), {"state": "chosen"}).status_code == 404
    proposes.post(at("proposal-withdraw", fair.pk, row.pk))
    assert sets.get(at("proposal", fair.pk, row.pk)).status_code == 404


def test_no_more_are_chosen_than_there_are_places(fair, offer, firm, take_part, sets):
    first, second = offer(firm), offer(take_part(fair, name="둘째 상사"))
    sets.post(at("proposal-answer", fair.pk, first.pk), {"state": "chosen"})
    full = sets.post(at("proposal-answer", fair.pk, second.pk), {"state": "chosen", "answer": "함께해요"})
    assert (full.status_code, "함께해요" in full.text) == (422, True)


def test_fair_of_another_kind_has_no_challenges(make_fair):
    other = make_fair(state=FairState.OPEN)
    assert Client().get(at("challenges", other.pk)).status_code == 404


def test_lists_take_as_many_queries_for_three_as_for_one(
    fair, pose, challenge, offer, firm, take_part, sets, proposes, same_queries_for_three_rows
):
    def posed():
        offer(firm, pose(f"과제 {Challenge.objects.count()}"))

    for client, name in ((proposes, "challenges"), (sets, "own-challenges"), (proposes, "proposals")):
        same_queries_for_three_rows(add_row=posed, read=lambda c=client, n=name: c.get(at(n, fair.pk)))
    same_queries_for_three_rows(
        add_row=lambda: offer(take_part(fair, name=f"기업 {Participant.objects.count()}")),
        read=lambda: sets.get(at("challenge-proposals", fair.pk, challenge.pk)),
    )
