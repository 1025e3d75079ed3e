import json

import pytest

from didim.registry.models import Person
from didim.selection.domain import reviewing
from didim.selection.domain.reviewing import Written
from didim.selection.models import Recusal, Tie
from tests.selection.panels import NOW, make_judged
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def test_own_data_holds_what_a_reviewer_is_and_wrote():
    judged = make_judged()
    member, person = judged.members[0], judged.reviewers[0].expert.person
    Person.objects.filter(pk=person.pk).update(user=member.user)
    own = judged.assignment(0, 0)
    written = Written({"problem": "20"}, {"problem": "근거"}, "좋다")
    reviewing.save_review(assignment=own, written=written, version=0, by=member.user, now=NOW)
    Tie.objects.create(
        kind="owns",
        person=person,
        enterprise=judged.applications[1].enterprise,
        source="declared",
        recorded_at=NOW,
    )
    Recusal.objects.create(
        agency=judged.agency,
        round=judged.round,
        application=judged.applications[1],
        reviewer=judged.reviewers[0],
        kind="challenged",
        state="asked",
        reason="신청자의 말",
        asked_at=NOW,
    )

    data = json.loads(sign_in(member.user).get("/account/data/").content)["reviewer"]

    assert data["person"]["name"] == person.name
    assert data["qualification"] == judged.reviewers[0].qualification
    assert [pool["agency"] for pool in data["pools"]] == [judged.agency.name]
    assert [(panel["call"], panel["shown_as"]) for panel in data["panels"]] == [
        (judged.call.title, member.alias)
    ]
    assert [tie["with"] for tie in data["ties"]] == [judged.applications[1].enterprise.name]
    assert [(recusal["kind"], recusal["reason"]) for recusal in data["recusals"]] == [("challenged", "")]
    assert [(review["points"], review["comment"]) for review in data["reviews"]] == [
        ({"problem": "20"}, "좋다")
    ]


def test_own_data_holds_nothing_of_other_reviewers():
    judged = make_judged()
    first, second = judged.members[:2]
    Person.objects.filter(pk=judged.reviewers[0].expert.person_id).update(user=first.user)
    data = sign_in(first.user).get("/account/data/").content.decode()
    assert judged.reviewers[1].expert.person.name not in data
    assert second.alias not in data
