from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from didim.applications.domain.drafts import mark_changes_read, save_answers, start_application
from didim.applications.enums import ApplicationState
from didim.applications.models import Application, Draft, SupplementRequest
from didim.engines.forms import MAX_ANSWERS
from didim.kernel.refusals import RefusedError
from didim.registry.models import AgencyRelation, EnterpriseYear

from .builders import CLOSES, FORM, NOW, make_agency, make_call, make_firm, make_member, publish

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def call(db):
    return make_call(make_agency())


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm):
    return make_member(firm)


@pytest.fixture
def colleague(firm):
    return make_member(firm, "colleague@example.org")


@pytest.fixture
def draft(call, firm, owner):
    return start_application(enterprise=firm, call=call, by=owner, now=NOW).draft


def save(draft: Draft, by: Any, base: int, bases: dict[str, int] | None = None, **changes: Any) -> Any:
    return save_answers(draft=draft, base_version=base, changes=changes, by=by, now=LATER, bases=bases)


def test_draft_begins_with_what_the_registry_knows(call, firm, owner):
    EnterpriseYear.objects.create(enterprise=firm, year=2024, employees=3, sales=100)
    EnterpriseYear.objects.create(enterprise=firm, year=2025, employees=None, sales=200)
    fields = [
        {"key": "name", "kind": "text", "label": "기업명", "prefill": "name"},
        {"key": "people", "kind": "number", "label": "인원", "prefill": "employees"},
        {"key": "sales", "kind": "money", "label": "매출", "prefill": "sales"},
        {"key": "place", "kind": "address", "label": "주소", "prefill": "address"},
    ]
    publish(call, number=2, form={"steps": [{"key": "firm", "title": "기업", "fields": fields}]})
    firm.address = "테헤란로 1"
    firm.save()

    draft = start_application(enterprise=firm, call=call, by=owner, now=NOW).draft

    assert draft.answers == {
        "name": "가나상사",
        "people": 3,
        "sales": 200,
        "place": {"road": "테헤란로 1"},
    }
    assert (draft.version, draft.step, set(draft.field_versions.values())) == (1, "firm", {1})


def test_draft_takes_over_what_was_answered_last_time_but_not_the_plan(call, firm, owner, draft):
    save(draft, owner, 1, name="옛 이름", people=7, problem="문제")
    other = start_application(enterprise=firm, call=make_call(make_agency("다라진흥원")), by=owner, now=LATER)

    assert other.draft.answers == {"name": "가나상사", "people": 7}


def test_second_start_leads_to_the_same_draft_also_after_the_end(call, firm, colleague, draft):
    again = start_application(enterprise=firm, call=call, by=colleague, now=CLOSES + timedelta(days=1))

    assert again.draft == draft


def test_agency_gets_no_relation_by_a_draft(draft):
    assert not AgencyRelation.objects.exists()


@pytest.mark.parametrize(
    ("fields", "now"),
    [
        ({}, CLOSES + timedelta(microseconds=1)),
        ({"opens_at": NOW + timedelta(hours=1)}, NOW),
        ({"form": {}}, NOW),
    ],
    ids=["over", "not begun", "not online"],
)
def test_nobody_starts_outside_the_period_or_where_nothing_is_taken_online(call, firm, owner, fields, now):
    publish(call, number=2, **fields)
    with pytest.raises(RefusedError):
        start_application(enterprise=firm, call=call, by=owner, now=now)
    assert not Application.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_starting_at_once_get_the_same_draft():
    call, firm = make_call(make_agency()), make_firm()
    people = [make_member(firm, f"person{number}@example.org") for number in range(4)]
    barrier, begun = Barrier(len(people)), []

    def start(person):
        barrier.wait()
        begun.append(start_application(enterprise=firm, call=call, by=person, now=NOW).draft.pk)
        connection.close()

    threads = [Thread(target=start, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(begun) == 4
    assert set(begun) == {Draft.objects.get().pk}


def test_changes_of_different_fields_both_stay(draft, owner, colleague):
    save(draft, owner, 1, people="1,200")
    saved = save(draft, colleague, 1, problem="문제\r\n둘")

    assert saved.conflicts == ()
    assert saved.others == ("people",)
    assert saved.draft.answers == {"name": "가나상사", "people": 1200, "problem": "문제\n둘"}
    assert (saved.draft.version, saved.draft.updated_by) == (3, colleague)


def test_same_field_changed_by_both_is_a_conflict_with_both_values_and_the_author(draft, owner, colleague):
    save(draft, owner, 1, people=7)
    saved = save(draft, colleague, 1, people=9, problem="문제")

    (conflict,) = saved.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs) == ("people", 9, 7)
    assert (conflict.by_id, conflict.at) == (owner.pk, LATER.isoformat())
    assert saved.draft.answers == {"name": "가나상사", "people": 7, "problem": "문제"}


def test_writer_who_has_read_the_newer_value_may_change_it(draft, owner, colleague):
    save(draft, owner, 1, people=7)
    saved = save(draft, colleague, 2, people=9)

    assert (saved.conflicts, saved.draft.answers["people"]) == ((), 9)


def test_field_read_earlier_than_the_rest_keeps_its_own_base(draft, owner, colleague):
    save(draft, owner, 1, people=7)
    saved = save(draft, colleague, 2, {"people": 1}, people=9)

    assert [conflict.field for conflict in saved.conflicts] == ["people"]


def test_same_value_by_both_is_no_conflict(draft, owner, colleague):
    save(draft, owner, 1, people=7)
    assert save(draft, colleague, 1, people="7").conflicts == ()


def test_rows_of_both_stay_and_the_writer_is_told(draft, owner, colleague):
    save(draft, owner, 1, costs=[{"_row": "a", "item": "재료", "won": 10}])
    saved = save(draft, colleague, 1, costs=[{"_row": "b", "item": "인건비", "won": 20}])

    assert saved.conflicts == ()
    assert saved.others == ("costs",)
    assert [row["_row"] for row in saved.draft.answers["costs"]] == ["a", "b"]


def test_same_row_changed_by_both_is_a_conflict_of_that_row(draft, owner, colleague):
    save(draft, owner, 1, costs=[{"_row": "a", "item": "재료", "won": 10}])
    save(draft, owner, 2, costs=[{"_row": "a", "item": "재료", "won": 30}])
    saved = save(draft, colleague, 2, costs=[{"_row": "a", "item": "재료", "won": 50}])

    (conflict,) = saved.conflicts
    assert (conflict.field, conflict.row, conflict.mine["won"], conflict.theirs["won"]) == (
        "costs",
        "a",
        50,
        30,
    )


def test_emptied_field_goes_and_nothing_changed_makes_no_version(draft, owner):
    saved = save(draft, owner, 1, name="")
    assert saved.draft.answers == {}
    assert save(draft, owner, 2, name=None).draft.version == 2


def test_answer_the_form_does_not_ask_for_is_put_aside(draft, owner):
    saved = save(draft, owner, 1, gone="적은 것")

    assert saved.draft.kept == {"gone": [{"label": "", "value": "적은 것"}]}
    assert "gone" not in saved.draft.answers


def test_wrong_answer_is_stored_as_it_was_typed(draft, owner):
    assert save(draft, owner, 1, people="일곱 명").draft.answers["people"] == "일곱 명"


def test_nothing_is_saved_after_the_end_nor_beyond_a_megabyte(draft, owner):
    with pytest.raises(RefusedError):
        save_answers(
            draft=draft,
            base_version=1,
            changes={"name": "늦음"},
            by=owner,
            now=CLOSES + timedelta(microseconds=1),
        )
    with pytest.raises(RefusedError):
        save(draft, owner, 1, problem="가" * (MAX_ANSWERS + 1))
    draft.refresh_from_db()
    assert draft.answers == {"name": "가나상사"}


def test_only_what_a_supplement_names_is_open_after_the_end(draft, owner):
    application, after = draft.application, CLOSES + timedelta(days=1)
    application.state, application.submitted_at = ApplicationState.SUBMITTED, NOW
    application.save()
    SupplementRequest.objects.create(
        agency_id=application.agency_id,
        enterprise_id=application.enterprise_id,
        application=application,
        text="인원을 다시 적어 주세요.",
        slots=["people"],
        due_at=after + timedelta(days=3),
        asked_at=after,
        asked_by=owner,
    )

    def late(**changes):
        return save_answers(draft=draft, base_version=9, changes=changes, by=owner, now=after)

    assert late(people=5).draft.answers["people"] == 5
    with pytest.raises(RefusedError):
        late(people=5, name="다른 이름")
    application.state = ApplicationState.WITHDRAWN
    application.save()
    with pytest.raises(RefusedError):
        late(people=6)


def test_save_takes_few_queries(draft, owner, django_assert_num_queries):
    save(draft, owner, 1, people=1)
    with django_assert_num_queries(5):  # savepoint, lock, period, update, release
        save(draft, owner, 2, people=2)


def test_changes_of_a_correction_wait_until_they_are_read(call, draft, owner):
    steps = [FORM["steps"][0]]
    publish(call, number=2, form={"steps": steps})
    save(draft, owner, 1, people=3)
    draft.refresh_from_db()
    assert [change["ko"] for change in draft.carried_over] != []

    mark_changes_read(draft=draft, now=LATER)
    draft.refresh_from_db()
    assert draft.carried_over == []


class TwoWritersTests(TestCase):
    """Whatever two people write at the same time: no answer is lost without somebody being asked."""

    @settings(max_examples=25)
    @given(
        one=st.dictionaries(st.sampled_from(["name", "people", "problem"]), st.integers(1, 3), min_size=1),
        other=st.dictionaries(st.sampled_from(["name", "people", "problem"]), st.integers(1, 3), min_size=1),
    )
    def test_every_answer_is_stored_or_in_a_conflict(self, one, other):
        firm = make_firm()
        first, second = make_member(firm), make_member(firm, "second@example.org")
        application = start_application(enterprise=firm, call=make_call(make_agency()), by=first, now=NOW)
        texts = [{key: str(value) for key, value in side.items()} for side in (one, other)]
        save(application.draft, first, 1, **texts[0])
        saved = save(application.draft, second, 1, **texts[1])

        stored = {key: str(value) for key, value in saved.draft.answers.items()}
        disputed = {
            conflict.field: (str(conflict.theirs), str(conflict.mine)) for conflict in saved.conflicts
        }
        for key, value in texts[1].items():
            assert stored[key] == value or disputed[key] == (stored[key], value)
        for key, value in texts[0].items():
            assert stored[key] == value
