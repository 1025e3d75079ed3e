import pytest
from django.contrib.auth.models import AnonymousUser

from didim.accounts.models import OutboundMessage
from didim.fairs.domain import registering
from didim.fairs.domain.holding import set_hosts
from didim.fairs.domain.registering import Identity, PersonSaid, Profile
from didim.fairs.enums import FairKind, FairState, ParticipantState, Side
from didim.fairs.models import Fair, Participant
from didim.fairs.queries.access import (
    access_fair,
    access_participant,
    link_token,
    linked_participant,
    participant_link,
)
from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole, FirmRole
from didim.registry.queries.actors import NOBODY, Actor
from didim.registry.queries.visibility import NotVisible
from tests.fairs.joining.conftest import NOW, REGISTER

pytestmark = pytest.mark.django_db
KIM = PersonSaid("김상담", email="kim@example.org")


def register(fair, *, name="가나상사", side=Side.FIRM, people=(KIM,), now=NOW, **who):
    return registering.register_participant(
        fair=fair, side=side, profile=Profile(name), people=people, who=Identity(**who), by=None, now=now
    )


def fields(refusal):
    return list(refusal.value.by_field())


def test_firm_registers_and_is_accepted_with_a_link(fair, make_firm):
    row = register(fair, enterprise=make_firm())
    assert (row.state, row.agency_id) == (ParticipantState.APPLIED, fair.agency_id)
    kept = registering.accept_participant(participant=row, by=None, now=NOW)
    assert (kept.state, kept.decided_at) == (ParticipantState.ACCEPTED, NOW)
    message = OutboundMessage.objects.get()
    assert (message.address, message.is_secret) == ("kim@example.org", True)
    assert participant_link(kept) in message.body


def test_firm_registers_once_until_it_withdraws(fair, make_firm):
    firm = make_firm()
    row = register(fair, enterprise=firm)
    with pytest.raises(RefusedError) as refusal:
        register(fair, enterprise=firm)
    assert fields(refusal) == ["enterprise"]
    registering.withdraw_participant(participant=row, reason="사정", by=None, now=NOW)
    assert register(fair, enterprise=firm).pk != row.pk


def test_registration_is_refused_outside_its_time(fair, make_firm):
    register(fair, enterprise=make_firm(), now=REGISTER)
    with pytest.raises(RefusedError):
        register(fair, enterprise=make_firm("다라"), now=REGISTER.replace(minute=1))
    Fair.objects.filter(pk=fair.pk).update(state=FairState.SCHEDULING)
    with pytest.raises(RefusedError):
        register(fair, enterprise=make_firm("마바"))


def test_registration_says_all_that_is_wrong(fair):
    with pytest.raises(RefusedError) as refusal:
        register(fair, name=" ", people=())
    assert fields(refusal) == ["name", "person_name", "enterprise", "email"]


def test_somebody_alone_takes_part_in_job_fairs_only(fair, make_fair_of, make_user):
    seeker = {"user": make_user(), "is_person": True}
    with pytest.raises(RefusedError):
        register(fair, name="김구직", **seeker)
    jobs = make_fair_of("채용 박람회", kind=FairKind.JOBS)
    assert register(jobs, name="김구직", **seeker).is_person
    with pytest.raises(RefusedError):
        register(jobs, name="김구직", **seeker)


def test_refusal_has_a_reason_and_can_be_taken_back(fair, make_firm):
    row = register(fair, enterprise=make_firm())
    with pytest.raises(RefusedError) as refusal:
        registering.refuse_participant(participant=row, reason=" ", by=None, now=NOW)
    assert fields(refusal) == ["reason"]
    registering.refuse_participant(participant=row, reason="품목이 맞지 않음", by=None, now=NOW)
    assert "품목이 맞지 않음" in OutboundMessage.objects.get().body
    assert (
        registering.accept_participant(participant=row, by=None, now=NOW).state == ParticipantState.ACCEPTED
    )


def test_buyer_abroad_is_told_in_english(fair, join):
    join(fair, "Alpha Trading", Side.PARTNER, country="VN", language="en", email="buyer@example.org")
    message = OutboundMessage.objects.get()
    assert message.subject == f"{fair.name}: you take part"
    assert "/en/fairs/link/" in message.body


def test_profile_is_changed_with_those_who_come(fair, join):
    row = join(fair)
    said = Profile("가나상사(주)", most=3, least=1, trades=("10110",))
    registering.change_profile(participant=row, profile=said, people=[PersonSaid("이대표")], by=None)
    kept = Participant.objects.get(pk=row.pk)
    assert (kept.name, kept.most, kept.trades) == ("가나상사(주)", 3, ["10110"])
    assert [person.name for person in kept.people.all()] == ["이대표"]
    with pytest.raises(RefusedError) as refusal:
        registering.change_profile(
            participant=row, profile=Profile("가", most=99, least=100), people=None, by=None
        )
    assert fields(refusal) == ["least", "most"]


def test_link_opens_its_participant_until_a_new_one_is_sent(fair, join):
    row = join(fair, "Alpha", Side.PARTNER)
    token = link_token(row)
    assert linked_participant(token) == row
    assert linked_participant(token + "x") is None
    renewed = registering.renew_link(participant=row, by=None, now=NOW)
    assert linked_participant(token) is None
    assert linked_participant(link_token(renewed)) == row


def test_own_participant_is_found_by_firm_account_and_link(fair, join, make_user, make_firm):
    firm = make_firm()
    row = join(fair, enterprise=firm)
    buyer = join(fair, "Alpha", Side.PARTNER)
    member = Actor(make_user(), enterprises={firm.pk: FirmRole.MEMBER})
    assert access_participant(actor=member, fair_id=fair.pk, link_participant=None) == row
    assert access_participant(actor=NOBODY, fair_id=fair.pk, link_participant=buyer.pk) == buyer
    for actor, link in ((NOBODY, None), (Actor(make_user()), None), (Actor(AnonymousUser()), 0)):
        with pytest.raises(NotVisible):
            access_participant(actor=actor, fair_id=fair.pk, link_participant=link)


def test_link_of_one_fair_opens_no_other(fair, make_fair_of, join):
    other = make_fair_of("다른 상담회")
    buyer = join(fair, "Alpha", Side.PARTNER)
    with pytest.raises(NotVisible):
        access_participant(actor=NOBODY, fair_id=other.pk, link_participant=buyer.pk)


def test_fair_is_of_the_staff_of_those_who_hold_it(fair, make_agency, staff_of):
    host, stranger = make_agency("공동센터"), make_agency("남의센터")
    set_hosts(fair=fair, agencies=[host], by=None)
    assert access_fair(actor=staff_of(fair.agency), fair_id=fair.pk) == fair
    assert access_fair(actor=staff_of(host), fair_id=fair.pk) == fair
    viewer = staff_of(host, role=AgencyRole.VIEWER)
    for actor, roles in (
        (staff_of(stranger), ()),
        (staff_of(host, mfa=False), ()),
        (viewer, (AgencyRole.OFFICER,)),
    ):
        with pytest.raises(NotVisible):
            access_fair(actor=actor, fair_id=fair.pk, roles=roles)
