"""A step of a form drawn on a page, and what comes back from it."""

import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from didim.engines.forms import Form
from didim.web.components.answers import answers_in, show_step
from tests.engines.forms.strategies import EVERY_KIND, row

FORM = Form.load(EVERY_KIND)
STORED = FORM.normalise(
    {
        "name": "한빛 <전자>",
        "address": {"postcode": "04524", "road": "세종대로 110"},
        "people": "세 명",
        "sales": 1200000,
        "kind": "export",
        "countries": ["us", "vn"],
        "problem": "풀 문제",
        "team": [row("k1", who="김하나", pay=1000), row("k2", who="이둘")],
        "privacy": FORM.fields["privacy"].kind.version,
    }
)


def drawn(key, answers=STORED, *, language="ko", problems=()):
    with override(language):
        shown = show_step(FORM, key, answers, list(problems))
        return render_to_string(
            "components/answers/step.html", {"shown": shown, "slots": "components/answers/slot.html"}
        )


def sent_from(page):
    """Return what a browser would send from a page: names with their values, chosen ones only."""
    sent = QueryDict(mutable=True)
    page = re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)
    for tag in re.findall(r"<input [^>]*>", page):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") not in {"checkbox", "radio"} or " checked" in tag:
            sent.appendlist(attributes["name"], _unescaped(attributes.get("value", "")))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        sent.appendlist(name, _unescaped(text))
    return sent


def _unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_drawn_comes_back_unchanged(language):
    answers = {}
    for step in FORM.steps:
        answers |= answers_in(FORM, sent_from(drawn(step.key, language=language)))
    assert set(answers) == set(FORM.fields) - {"plan_file"}
    assert FORM.normalise(answers) == STORED


def test_emptied_fields_are_told_from_fields_not_drawn():
    sent = QueryDict("asked=countries&asked=name&asked=privacy&asked=team&asked=nothing&a.kind=goods")
    assert answers_in(FORM, sent) == {"countries": None, "name": None, "privacy": None, "team": None}


def test_hidden_field_keeps_its_answer_and_its_condition():
    page = drawn("plan", STORED | {"kind": "goods"})
    (tag,) = re.findall(r'<div class="app-answer" id="answer-countries"[^>]*>', page)
    assert tag.endswith(" hidden>")
    assert "&quot;kind&quot;: &quot;one_of&quot;" in tag
    assert answers_in(FORM, sent_from(page))["countries"] == ["us", "vn"]


def test_problem_stands_at_its_field_and_at_its_cell():
    wrong = STORED | {"team": [row("k1", who="김", pay="많이")]}
    page = drawn("firm", wrong, problems=FORM.check(wrong)) + drawn("plan", wrong, problems=FORM.check(wrong))
    assert "숫자로 적어 주세요. 예: 1,200" in page
    assert "인건비: 금액을 원 단위 숫자로 적어 주세요." in page
    assert page.count("app-cell invalid") == 1


def test_table_has_one_blank_row_while_there_is_room():
    assert drawn("plan").count("data-row>") == 3 + 1
    full = STORED | {"team": [row(f"k{at}", who="김") for at in range(3)]}
    assert drawn("plan", full).count("data-row>") == 3 + 1


def test_korean_words_are_marked_on_an_english_page():
    page = drawn("firm", language="en")
    assert '<label for="a-name">Name</label>' in page
    assert '<label for="a-number"><span lang="ko">사업자등록번호</span> <span class="optional">' in page
