"""Forms as JSON: what is refused, in words that say where."""

import copy

import pytest
from hypothesis import given

from didim.engines.forms import Form, FormError

from .strategies import EVERY_KIND, form_of, forms, json_values


def faults(content):
    with pytest.raises(FormError) as caught:
        Form.load(content)
    return [str(fault) for fault in caught.value.faults]


def of_field(**field):
    return faults(form_of({"key": "a", "label": "가"} | field))


def test_dump_gives_back_what_was_loaded():
    form = Form.load(EVERY_KIND)
    assert Form.load(form.dump()).structure == form.structure
    assert form.dump()["steps"][0]["fields"][0] == EVERY_KIND["steps"][0]["fields"][0] | {"max_chars": 200}


@given(forms())
def test_every_form_survives_storing(content):
    form = Form.load(content)
    assert Form.load(form.dump()) is Form.load(form.dump())
    assert Form.load(form.dump()).structure == form.structure


@given(json_values)
def test_any_json_is_read_or_refused(content):
    assert faults({"steps": content}) != []


def test_same_form_is_read_once():
    assert Form.load(EVERY_KIND) is Form.load(copy.deepcopy(EVERY_KIND))


def test_faults_say_where():
    content = form_of(
        {"key": "a", "label": "가", "kind": "choice"}, {"key": "a", "label": "나", "kind": "text"}
    )
    assert faults(content) == [
        "'하나' 단계 '가': 보기를 하나 이상 적어 주세요.",
        "키 'a'이(가) 두 번 쓰였습니다.",
    ]


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({"kind": "what"}, "종류는 text, long_text"),
        ({"kind": "text", "key": "A"}, "키는 영문 소문자로"),
        ({"kind": "text", "label": ""}, "항목의 이름을"),
        ({"kind": "text", "max_chars": 0}, "1 이상 100,000 이하의 정수로"),
        ({"kind": "number", "min": 5, "max": 3}, "최솟값이 최댓값보다"),
        ({"kind": "date", "min": "3월"}, "날짜를 2026-01-31처럼"),
        ({"kind": "table"}, "열을 하나 이상"),
        ({"kind": "table", "columns": [{"key": "x", "label": "x", "kind": "table"}]}, "열의 종류는"),
        ({"kind": "consent"}, "동의할 내용을"),
        ({"kind": "plan", "section": "x"}, "부분은 summary"),
        ({"kind": "file", "types": [".pdf"]}, "파일 종류를"),
        ({"kind": "text", "prefill": "sales"}, "미리 채울 수 없습니다"),
        ({"kind": "text", "shown_when": {"kind": "filled", "field": "later"}}, "앞에서 물은 항목"),
        ({"kind": "text", "shown_when": {"kind": "all", "parts": []}}, "빈 조건 묶음"),
        ({"kind": "text", "shown_when": {}}, "조건은 filled"),
        ({"kind": "text", "label": "a\0"}, "쓸 수 없는 글자"),
        ({"kind": "text", "required": "yes"}, "참 또는 거짓"),
    ],
)
def test_fault_of_a_field(field, sentence):
    assert any(sentence in said for said in of_field(**field))


def test_form_is_bounded():
    many = [{"key": f"a{at}", "label": "가", "kind": "text"} for at in range(201)]
    assert faults(form_of(*many))[-1].endswith("200개까지 넣을 수 있습니다.")
    halves = {"steps": [{"key": f"s{n}", "title": "단계", "fields": many[n::2]} for n in range(2)]}
    assert faults(halves) == ["항목이 200개를 넘습니다. 표로 묶거나 줄여 주세요."]
