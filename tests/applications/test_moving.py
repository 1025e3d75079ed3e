from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.domain.moving import move_drafts
from didim.applications.models import Draft
from didim.applications.queries.drafts import draft_sheet
from didim.engines.forms import Form
from tests.engines.forms.strategies import forms

from .builders import FORM, NOW, make_agency, make_call, make_firm, make_member, member_of, publish

LATER = NOW + timedelta(hours=1)
WITHOUT_PEOPLE = {
    "steps": [
        {
            **FORM["steps"][0],
            "fields": [each for each in FORM["steps"][0]["fields"] if each["key"] != "people"],
        }
    ]
}


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm):
    return make_member(firm)


@pytest.fixture
def call(db):
    return make_call(make_agency())


@pytest.fixture
def draft(call, firm, owner):
    draft = start_application(enterprise=firm, call=call, by=owner, now=NOW).draft
    changes = {"people": 7, "problem": "문제"}
    return save_answers(draft=draft, base_version=1, changes=changes, by=owner, now=NOW).draft


def sheet(draft, firm, owner):
    return draft_sheet(actor=member_of(firm, user=owner), application_id=draft.application_id, now=LATER)


def test_opening_a_draft_after_a_correction_shows_it_moved_without_storing(call, draft, firm, owner):
    publish(call, number=2, form=WITHOUT_PEOPLE)
    seen = sheet(draft, firm, owner)

    assert seen.answers == {"name": "가나상사"}
    assert sorted(seen.kept) == ["people", "problem"]
    assert [str(change) for change in seen.changes] == [
        "'인원': 항목이 없어졌습니다.",
        "'문제인식': 항목이 없어졌습니다.",
        "사업계획의 쪽 기준이 바뀌었습니다.",
        "'인원'에 적은 답은 지우지 않고 따로 보관했습니다.",
        "'문제인식'에 적은 답은 지우지 않고 따로 보관했습니다.",
    ]
    draft.refresh_from_db()
    assert draft.answers["people"] == 7


def test_job_moves_every_draft_once_and_says_what_changed(call, draft, firm, owner):
    other = make_firm("다라상사", 2)
    start_application(enterprise=other, call=call, by=make_member(other, "other@example.org"), now=NOW)
    revision = publish(call, number=2, form=WITHOUT_PEOPLE)

    assert (move_drafts(call_id=call.pk, now=LATER), move_drafts(call_id=call.pk, now=LATER)) == (2, 0)
    draft.refresh_from_db()
    assert (draft.revision, draft.version, draft.answers) == (revision, 3, {"name": "가나상사"})
    assert draft.kept["people"] == [{"label": "인원", "value": 7}]
    assert sheet(draft, firm, owner).changes != ()


def test_answer_put_aside_comes_back_when_it_is_asked_for_again(call, draft, firm, owner):
    publish(call, number=2, form=WITHOUT_PEOPLE)
    move_drafts(call_id=call.pk, now=LATER)
    publish(call, number=3)
    seen = sheet(draft, firm, owner)

    assert (seen.answers["people"], seen.answers["problem"], seen.kept) == (7, "문제", {})


def test_save_of_somebody_with_the_old_page_open_moves_first_and_loses_nothing(call, draft, owner):
    publish(call, number=2, form=WITHOUT_PEOPLE)
    changes = {"name": "새 이름", "people": 9}
    saved = save_answers(draft=draft, base_version=2, changes=changes, by=owner, now=LATER).draft

    assert saved.answers == {"name": "새 이름"}
    assert {entry["value"] for entry in saved.kept["people"]} == {7, 9}


def test_call_that_goes_offline_leaves_its_drafts_as_they_are(call, draft):
    publish(call, number=2, form={})
    assert move_drafts(call_id=call.pk, now=LATER) == 0
    assert Draft.objects.get().answers == draft.answers


class CorrectionTests(TestCase):
    """Whatever a correction does to a form: every answer is in the draft or put aside."""

    @settings(max_examples=25)
    @given(old=forms(), new=forms(), said=st.integers(1, 9))
    def test_no_answer_is_lost(self, old, new, said):
        firm, call = make_firm(), make_call(make_agency())
        owner = make_member(firm)
        publish(call, number=2, form=old)
        draft = start_application(enterprise=firm, call=call, by=owner, now=NOW).draft
        given_answers = Form.load(old).normalise({key: str(said) for key in Form.load(old).fields})
        before = save_answers(draft=draft, base_version=1, changes=given_answers, by=owner, now=NOW).draft
        publish(call, number=3, form=new)
        move_drafts(call_id=call.pk, now=LATER)
        draft.refresh_from_db()

        assert before.answers.keys() <= draft.answers.keys() | draft.kept.keys()
