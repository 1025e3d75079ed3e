"""What a call asks, gives and judges by: its form, lists and rounds, and what it lacks before publishing."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from didim.accounts.models import User
from didim.engines.forms import Form
from didim.engines.scoring import RoundKind
from didim.kernel.refusals import RefusedError
from didim.programmes.domain.call_changes import changes_between
from didim.programmes.domain.call_checks import missing_for_publishing, warnings_for_publishing
from didim.programmes.domain.call_starts import (
    documents_to_begin_with,
    form_names,
    form_to_begin_with,
    known_documents,
    known_exclusions,
    rounds_to_begin_with,
)
from didim.programmes.domain.call_terms import set_form, set_rounds, set_terms
from didim.programmes.domain.calls import (
    create_call,
    edit_draft,
    publish_call,
    revise_call,
    save_programme,
    set_rule,
)
from didim.programmes.enums import DocumentKind, SupportType
from didim.programmes.models import Programme
from didim.registry.enums import AgencyKind
from didim.registry.models import Agency

NOW = datetime(2026, 8, 3, 1, tzinfo=UTC)  # a Monday
CLOSING = datetime(2026, 9, 1, 9, tzinfo=UTC)  # a Tuesday, 18:00 in Seoul
TODAY = date(2026, 8, 3)
TEXTS = ("summary", "body", "target_text", "how_to_apply", "contact")
QUOTAS = {"places": 10, "reserves": 3, "award_won": 50_000_000, "budget_won": 500_000_000}
EXCLUSIONS = [dict(entry) for entry in known_exclusions(on=TODAY).values["entries"]]
BONUS = [{"key": "award", "label": "장관상", "points": "1", "evidence": "상장 사본"}]
BOTH = (RoundKind.WRITTEN, RoundKind.PRESENTATION)


@pytest.fixture
def author(db):
    return User.objects.create_user(email="officer@example.kr", password="x")


@pytest.fixture
def call(author):
    agency = Agency.objects.create(name="우리", kind=AgencyKind.PROMOTION)
    details = {"name": "사업", "support_type": SupportType.COMMERCIALISATION, "year": 2026}
    programme = save_programme(programme=Programme(agency=agency), details=details, by=author)
    call = create_call(programme=programme, title="모집", by=author, now=NOW)
    changes = dict.fromkeys(TEXTS, "내용") | {"opens_at": NOW, "closes_at": CLOSING}
    edit_draft(call=call, title="모집", changes=changes, by=author)
    set_rule(call=call, content={"kind": "all", "parts": []}, by=author)
    return call


@pytest.fixture
def online(call, author):
    """Return a call with everything that one taken in online needs."""
    edit_draft(call=call, title="모집", changes=QUOTAS, by=author)
    set_form(call=call, content=form_to_begin_with("standard", on=TODAY), by=author)
    set_terms(call=call, by=author, documents=documents_to_begin_with(on=TODAY), exclusions=EXCLUSIONS)
    set_terms(call=call, by=author, bonus_points=BONUS)
    set_rounds(call=call, content=rounds_to_begin_with(BOTH, on=TODAY), by=author)
    return call


def lacking(call):
    draft = call.revisions.order_by("-number").first()
    return [(problem.field, str(problem)) for problem in missing_for_publishing(revision=draft, now=NOW)]


def doubted(call):
    draft = call.revisions.order_by("-number").first()
    return [(problem.field, str(problem)) for problem in warnings_for_publishing(revision=draft, now=NOW)]


def last(call):
    return call.revisions.order_by("-number").first()


def test_shipped_forms_are_whole():
    assert list(form_names()) == ["standard", "short"]
    for key in form_names():
        form = Form.load(form_to_begin_with(key, on=TODAY))
        assert form.structure.page.definition == "plan-page@2024-01-01"
        assert all(field.label.ko and field.label.en for field in form.fields.values())


def test_known_documents_are_all_kinds_of_documents():
    assert [entry["kind"] for entry in known_documents(on=TODAY)] == DocumentKind.values
    with override("ko"):
        assert [entry["label"] for entry in known_documents(on=TODAY)] == [
            str(kind.label) for kind in DocumentKind
        ]


def test_call_taken_elsewhere_needs_no_more_than_its_text(call, author):
    assert lacking(call) == []
    publish_call(call=call, by=author, now=NOW)


def test_whole_call_lacks_nothing_and_is_published(online, author):
    assert lacking(online) == []
    assert doubted(online) == [
        ("rounds", "'서류평가'은(는) 위원이 5명보다 적어 최고·최저 점수를 빼지 않습니다.")
    ]
    publish_call(call=online, by=author, now=NOW)
    with pytest.raises(RefusedError, match="정정 공고"):
        set_form(call=online, content={}, by=author)


def test_call_taken_in_online_names_everything_it_lacks(call, author):
    fields = [{"key": "name", "kind": "text", "label": "이름"}]
    content = {"steps": [{"key": "a", "title": "하나", "fields": fields}, {"key": "b", "title": "둘"}]}
    set_form(call=call, content=content, by=author)
    assert lacking(call) == [
        ("exclusions", "신청 제외 대상을 골라 주세요. 표준 목록에서 고를 수 있습니다."),
        ("places", "선정 규모(몇 곳을 뽑는지)를 적어 주세요."),
        ("documents", "제출 서류를 하나 이상 정해 주세요."),
        ("rounds", "평가 절차와 평가 항목을 정해 주세요."),
        ("form", "개인정보 수집·이용 동의를 필수 항목으로 넣어 주세요."),
        ("form", "'둘' 단계에 항목이 없습니다. 항목을 넣거나 단계를 지워 주세요."),
    ]


def test_criteria_make_a_hundred_points_and_somebody_judges(online, author):
    rounds = rounds_to_begin_with(BOTH, on=TODAY)
    rounds[0]["criteria"][0]["max"] = "30"
    rounds[0]["bonus_cap"] = "0"
    del rounds[1]["reviewers"]
    set_rounds(call=online, content=rounds, by=author)
    assert lacking(online) == [
        ("rounds", "'서류평가'의 배점을 더하면 105점입니다. 100점이 되게 맞춰 주세요."),
        ("rounds", "'발표평가'에서 신청마다 몇 명이 평가하는지 적어 주세요."),
        ("rounds", "가점이 있으면 서류평가의 가점 한도를 정해 주세요."),
    ]


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        (
            datetime(2026, 9, 5, 9, tzinfo=UTC),
            "마감일이 쉬는 날입니다. 문의를 받을 수 있는 근무일이 좋습니다.",
        ),
        (datetime(2026, 9, 1, 14, tzinfo=UTC), "마감 시각이 근무시간 밖입니다. 18:00까지가 좋습니다."),
    ],
)
def test_closing_when_nobody_is_there_is_a_warning(call, author, closing, sentence):
    edit_draft(call=call, title="모집", changes={"closes_at": closing}, by=author)
    assert doubted(call) == [("closes_at", sentence)]
    assert lacking(call) == []


def test_money_that_does_not_add_up_is_a_warning(call, author):
    edit_draft(call=call, title="모집", changes=QUOTAS | {"places": 11}, by=author)
    sentence = "기업당 한도 × 선정 규모가 550,000,000원으로 공고 예산을 넘습니다."
    assert doubted(call) == [("budget_won", sentence)]


def test_form_holds_the_steps_of_the_lists(online, author):
    assert [(step["key"], step.get("origin", "")) for step in last(online).form["steps"]] == [
        ("firm", ""),
        ("plan", ""),
        ("budget", ""),
        ("consents", ""),
        ("call_exclusions", "exclusions"),
        ("call_bonus", "bonus"),
        ("call_documents", "documents"),
    ]
    set_terms(call=online, by=author, bonus_points=[])
    assert "call_bonus" not in [step["key"] for step in last(online).form["steps"]]


def test_lists_of_a_call_taken_elsewhere_make_no_form(call, author):
    set_terms(call=call, by=author, exclusions=EXCLUSIONS)
    assert last(call).form == {}
    set_form(call=call, content=form_to_begin_with("short", on=TODAY), by=author)
    assert "exclusions" in Form.load(last(call).form).fields
    set_form(call=call, content={}, by=author)
    assert last(call).form == {}


def test_wrong_lists_are_refused_and_nothing_is_stored(online, author):
    with pytest.raises(RefusedError) as caught:
        set_terms(call=online, by=author, documents=[{"key": "x"}])
    assert caught.value.by_field() == {"documents[0].label": ["1번째 줄: 내용을 적어 주세요."]}
    with pytest.raises(RefusedError) as caught:
        set_rounds(call=online, content=[{"key": "x"}], by=author)
    assert "rounds[0].kind" in caught.value.by_field()
    assert last(online).documents == documents_to_begin_with(on=TODAY)


def test_correction_begins_with_all_terms_and_says_what_it_changes(online, author):
    publish_call(call=online, by=author, now=NOW)
    draft = revise_call(call=online, by=author)
    published = online.revisions.get(number=1)
    assert changes_between(published, draft) == []
    form = form_to_begin_with("standard", on=TODAY)
    form["steps"][0]["fields"].append(
        {"key": "fax", "kind": "phone", "label": "팩스", "label_en": "Fax", "required": True}
    )
    set_form(call=online, content=form, by=author)
    set_terms(call=online, by=author, documents=documents_to_begin_with(on=TODAY)[1:], bonus_points=BONUS)
    later = datetime(2026, 9, 2, 9, tzinfo=UTC)
    draft = edit_draft(call=online, title="모집", changes={"closes_at": later, "body": "새 내용"}, by=author)
    assert [str(change) for change in changes_between(published, draft)] == [
        "'접수 마감': 2026-09-01 18:00:00 → 2026-09-02 18:00:00",
        "'공고 내용'의 내용이 바뀌었습니다.",
        "'제출 서류'에서 '사업자등록증'이(가) 빠졌습니다.",
        "'팩스': 필수 항목이 새로 생겼습니다.",
    ]
    with override("en"):
        assert str(changes_between(published, draft)[-1]) == "'Fax': new required field."
