"""Answers move to the next revision of a form: nothing is lost, and what changed is said."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given

from didim.engines.forms import KEPT, Form, carry_over, differences
from didim.engines.forms.values import cleaned, read_value

from .strategies import EVERY_KIND, answers, form_of, forms, row

FORM = Form.load(EVERY_KIND)


def text(key, **own):
    return {"key": key, "kind": "text", "label": key, **own}


def leaves(value: Any) -> Iterator[Any]:
    """Give the values somebody wrote: numbers and texts, without row keys."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key != "_row":
                yield from leaves(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside)
    elif value not in (None, ""):
        yield str(value)


def survives(new: Form, moved: dict[str, Any], key: str, raw: Any) -> bool:
    """Return whether an answer stands in its field, or waits aside: whole or in parts."""
    kept = [entry["value"] for entry in moved.get(KEPT, []) if entry["field"] == key]
    if raw in kept:
        return True
    if key in new.fields and moved.get(key) == read_value(new.fields[key].kind, raw)[0]:
        return True
    return set(leaves(raw)) <= set(leaves([moved.get(key), kept]))


def test_same_form_changes_nothing():
    stored = FORM.normalise({"name": "한빛", "people": "셋", "team": [row("a", who="김")]})
    assert carry_over(FORM, FORM, stored) == (stored, [])


def test_answer_of_a_removed_field_is_kept_and_comes_back():
    old, new = Form.load(form_of(text("a"), text("b"))), Form.load(form_of(text("a")))
    moved, changes = carry_over(old, new, {"a": "하나", "b": "둘"})
    assert moved == {"a": "하나", KEPT: [{"field": "b", "label": "b", "value": "둘"}]}
    assert [str(change) for change in changes] == [
        "'b': 항목이 없어졌습니다.",
        "'b'에 적은 답은 지우지 않고 따로 보관했습니다.",
    ]
    back, changes = carry_over(new, old, moved)
    assert back == {"a": "하나", "b": "둘"}
    assert [str(change) for change in changes] == [
        "'b': 항목이 새로 생겼습니다.",
        "'b': 따로 보관했던 답을 되살렸습니다.",
    ]


def test_retyped_field_takes_what_it_can_read():
    old = Form.load(form_of(text("a"), text("b")))
    number = {"key": "a", "kind": "number", "label": "a"}
    new = Form.load(form_of(number, number | {"key": "b", "label": "b"}))
    moved, changes = carry_over(old, new, {"a": "1,200", "b": "많음"})
    assert moved == {"a": 1200, KEPT: [{"field": "b", "label": "b", "value": "많음"}]}
    assert [change.kind for change in changes] == ["retyped", "retyped", "kept"]


def test_option_and_column_that_are_gone_keep_their_answers():
    new_content = copy.deepcopy(EVERY_KIND)
    fields = {field["key"]: field for field in new_content["steps"][1]["fields"]}
    fields["countries"]["options"] = [{"value": "us", "label": "us"}]
    fields["team"]["columns"] = [{"key": "who", "kind": "text", "label": "이름"}]
    given_answers = {"countries": ["us", "vn"], "team": [row("k", who="김", pay=5), row("l", pay=7)]}
    moved, changes = carry_over(FORM, Form.load(new_content), given_answers)
    assert moved == {
        "countries": ["us"],
        "team": [row("k", who="김")],
        KEPT: [
            {"field": "countries", "label": "나라", "value": ["vn"]},
            {"field": "team", "label": "팀", "value": [row("k", pay=5), row("l", pay=7)]},
        ],
    }
    assert [str(change) for change in changes if change.kind == "rules"] == [
        "'나라': 보기가 바뀌었습니다 (빠짐: jp, vn).",
        "'팀': 표의 열이 바뀌었습니다.",
    ]


def test_consent_to_the_old_text_is_kept_but_does_not_count():
    new_content = copy.deepcopy(EVERY_KIND)
    new_content["steps"][2]["fields"][1]["text"] = "더 씁니다."
    version = FORM.fields["privacy"].kind.version
    moved, changes = carry_over(FORM, Form.load(new_content), {"privacy": version})
    assert moved == {KEPT: [{"field": "privacy", "label": "동의", "value": version}]}
    assert str(changes[0]) == "'동의': 동의 내용이 바뀌어 다시 동의해야 합니다."


def test_differences_in_words():
    old = Form.load(form_of(text("a"), text("b", required=True)))
    new = Form.load(
        form_of(
            text("b", label="비", max_chars=50, shown_when={"kind": "filled", "field": "a"}),
            text("c", required=True),
            max_pages=3,
        )
        | {"steps": [{"key": "z", "title": "앞", "fields": [text("a", required=True)]}]}
    )
    assert [str(change) for change in differences(old, new)] == [
        "'a': 꼭 답해야 하게 되었습니다.",
        "'b': 항목이 없어졌습니다.",
        "사업계획의 쪽 기준이 바뀌었습니다.",
    ]


@given(forms(), forms(), answers())
def test_carrying_over_never_loses_a_value(old_content, new_content, given_answers):
    old, new = Form.load(old_content), Form.load(new_content)
    stored = old.normalise(given_answers)
    moved, _changes = carry_over(old, new, stored)
    written = [(key, raw) for key, raw in stored.items() if key != KEPT]
    written += [(entry["field"], entry["value"]) for entry in stored.get(KEPT, [])]
    assert [key for key, raw in written if not survives(new, moved, key, raw)] == []


@given(forms(), answers())
def test_carried_answers_are_as_the_database_takes_them(content, given_answers):
    form = Form.load(content)
    moved, _changes = carry_over(form, form, given_answers)
    assert cleaned(moved) == moved
