"""What a form asks, and what it says of answers."""

import pytest
from hypothesis import given

from didim.engines.forms import KEPT, FileFact, Form
from didim.engines.forms.values import MAX_DEPTH

from .strategies import CONSENT, EVERY_KIND, answers, form_of, forms, json_values, row

FORM = Form.load(EVERY_KIND)
VERSION = FORM.fields["privacy"].kind.version
PLAN = {"plan_file": [FileFact("계획.pdf", 1000)]}
GOOD = {
    "name": " 한빛  전자 ",
    "number": "124-81-00998",
    "address": {"postcode": "04524", "road": "세종대로 110", "detail": ""},
    "opened": "2020.3.1",
    "people": "3",
    "growth": "12.5",
    "sales": "1,200,000",
    "email": "a@example.kr",
    "phone": "0212345678",
    "kind": "goods",
    "solution": "이렇게 풉니다.",
    "team": [row("k1", who="김하나", pay="100")],
    "privacy": VERSION,
}


def said(form, given_answers, files=None):
    return [(problem.field, str(problem)) for problem in form.check(given_answers, files)]


def one(kind, value, **own):
    return said(Form.load(form_of({"key": "a", "kind": kind, "label": "가", **own})), {"a": value})


def test_good_answers_have_no_problem():
    assert FORM.check(GOOD, PLAN) == []


def test_answers_in_standard_form():
    assert FORM.canonical(GOOD) == {
        "name": "한빛 전자",
        "number": "1248100998",
        "address": {"postcode": "04524", "road": "세종대로 110"},
        "opened": "2020-03-01",
        "people": 3,
        "growth": "12.50",
        "sales": 1200000,
        "email": "a@example.kr",
        "phone": "02-1234-5678",
        "kind": "goods",
        "solution": "이렇게 풉니다.",
        "team": [{"_row": "k1", "who": "김하나", "pay": 100}],
        "privacy": VERSION,
    }


def test_empty_answers_name_every_required_field_and_its_step():
    problems = FORM.check({}, {})
    assert [(problem.field, problem.step, str(problem)) for problem in problems] == [
        ("name", "firm", "값을 적어 주세요."),
        ("kind", "plan", "하나를 골라 주세요."),
        ("solution", "plan", "값을 적어 주세요."),
        ("plan_file", "papers", "파일을 올려 주세요."),
        ("privacy", "papers", "동의해 주세요."),
    ]
    assert problems[0].text("en") == "Please fill this in."


def test_hidden_field_is_neither_required_nor_handed_in():
    with_hidden = GOOD | {"countries": ["us"], "hiring": "열 명"}
    assert "countries" not in FORM.visible(with_hidden)
    assert FORM.check(with_hidden, PLAN) == []
    assert "countries" not in FORM.canonical(with_hidden)
    assert FORM.normalise(with_hidden)["countries"] == ["us"]


def test_shown_field_is_required():
    assert said(FORM, GOOD | {"kind": "export"}, PLAN) == [("countries", "하나를 골라 주세요.")]
    assert said(FORM, GOOD | {"people": 5}, PLAN) == [("hiring", "값을 적어 주세요.")]


def test_condition_on_a_hidden_field_does_not_hold():
    fields = [
        {"key": "a", "kind": "text", "label": "가"},
        {"key": "b", "kind": "text", "label": "나", "shown_when": {"kind": "filled", "field": "a"}},
        {"key": "c", "kind": "text", "label": "다", "shown_when": {"kind": "filled", "field": "b"}},
    ]
    form = Form.load(form_of(*fields))
    assert form.visible({"b": "x"}) == {"a"}
    assert form.visible({"a": "x", "b": "x"}) == {"a", "b", "c"}


@pytest.mark.parametrize(("kind", "shown"), [("all", set()), ("any", {"c"})])
def test_conditions_joined(kind, shown):
    parts = [{"kind": "filled", "field": "a"}, {"kind": "compare", "field": "b", "op": "<", "value": 3}]
    form = Form.load(
        form_of(
            {"key": "a", "kind": "text", "label": "가"},
            {"key": "b", "kind": "number", "label": "나"},
            {"key": "c", "kind": "text", "label": "다", "shown_when": {"kind": kind, "parts": parts}},
        )
    )
    assert form.visible({"b": 2}) - {"a", "b"} == shown
    assert form.visible({"a": "x", "b": 2}) - {"a", "b"} == {"c"}


@pytest.mark.parametrize(
    ("kind", "value", "own", "sentence"),
    [
        ("text", "가나다라", {"max_chars": 3}, "3자까지 적을 수 있습니다. 1자를 줄여 주세요."),
        ("text", 7, {}, "글자로 적어 주세요."),
        ("number", "많이", {}, "숫자로 적어 주세요. 예: 1,200"),
        ("number", "1.5", {}, "소수점 없이 정수로 적어 주세요."),
        ("number", "1.555", {"digits": 2}, "소수 2자리까지 적어 주세요."),
        ("number", 3, {"min": 5, "unit": "명"}, "5명 이상으로 적어 주세요."),
        ("number", True, {}, "숫자로 적어 주세요. 예: 1,200"),
        ("money", "-1", {"min": 0}, "0원 이상으로 적어 주세요."),
        ("money", "백만", {}, "금액을 원 단위 숫자로 적어 주세요. 예: 50,000,000"),
        ("date", "2026-02-30", {}, "날짜를 2026-01-31처럼 적어 주세요."),
        ("date", "2026-02-01", {"max": "2026-01-31"}, "2026-01-31 이전이어야 합니다."),
        ("choice", "q", {"options": [{"value": "x", "label": "엑스"}]}, "보기 가운데서 골라 주세요."),
        (
            "business_number",
            "123-45-67890",
            {},
            "사업자등록번호가 맞지 않습니다. 등록증의 번호를 다시 확인해 주세요.",
        ),
        ("business_number", "124-81", {}, "사업자등록번호는 숫자 10자리입니다."),
        ("email", "a@b", {}, "전자우편 주소를 name@example.kr처럼 적어 주세요."),
        ("phone", "12", {}, "전화번호를 02-123-4567처럼 적어 주세요."),
        ("address", {"road": "세종대로"}, {}, "우편번호 다섯 자리를 적어 주세요."),
        ("consent", "old", {"text": "새 내용"}, "동의 내용이 바뀌었습니다. 다시 읽고 동의해 주세요."),
        ("file", "plan.pdf", {}, "파일은 파일 올리기로 내 주세요."),
        (
            "plan",
            "가" * 21,
            {"section": "team", "max_chars": 20},
            "20자까지 적을 수 있습니다. 1자를 줄여 주세요.",
        ),
    ],
)
def test_value_that_does_not_fit_its_field(kind, value, own, sentence):
    assert one(kind, value, **own) == [("a", sentence)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("010 1234 5678", "010-1234-5678"),
        ("(031) 123-4567", "031-123-4567"),
        ("1588-1234", "1588-1234"),
        ("+81 3 1234 5678", "+81 3 1234 5678"),
    ],
)
def test_telephone_numbers(typed, stored):
    assert Form.load(form_of({"key": "a", "kind": "phone", "label": "가"})).canonical({"a": typed}) == {
        "a": stored
    }


def test_rows_lacking_and_too_many():
    assert said(FORM, GOOD | {"team": [row("k1", pay=5)]}, PLAN) == [("team", "이름: 값을 적어 주세요.")]
    four = [row(f"k{at}", who="김") for at in range(4)]
    assert said(FORM, GOOD | {"team": four}, PLAN) == [("team", "3줄까지 적을 수 있습니다.")]
    (problem,) = FORM.check(GOOD | {"team": [row("k1", who="김", pay="x")]}, PLAN)
    assert (problem.inside, str(problem)) == (
        "k1/pay",
        "인건비: 금액을 원 단위 숫자로 적어 주세요. 예: 50,000,000",
    )


def test_required_table_without_rows():
    column = {"key": "c", "kind": "text", "label": "열"}
    form = Form.load(
        form_of({"key": "a", "kind": "table", "label": "표", "columns": [column], "required": True})
    )
    assert said(form, {"a": [{"_row": "r1", "c": " "}]}) == [("a", "표를 채워 주세요.")]


def test_rows_get_keys_of_their_own():
    given_rows = [{"who": "하나"}, {"_row": "r1", "who": "둘"}, {"_row": "r1", "who": "셋"}, {"who": ""}]
    assert FORM.normalise({"team": given_rows}) == {
        "team": [row("r2", who="하나"), row("r1", who="둘"), row("r3", who="셋")]
    }


def test_pages_of_one_part_and_of_the_whole_plan():
    over = GOOD | {"problem": "가" * 201}
    assert said(FORM, over, PLAN) == [("problem", "2쪽(200자)까지 적을 수 있습니다. 1자를 줄여 주세요.")]
    together = GOOD | {"problem": "가" * 200, "solution": "나" * 101}
    sentence = "사업계획이 모두 4쪽 분량입니다. 3쪽까지 적을 수 있습니다."
    assert said(FORM, together, PLAN) == [("solution", sentence)]


def test_files_by_type_size_and_number():
    files = [FileFact("a.exe", 1), FileFact("b.PDF", 31 * 1024 * 1024)]
    assert said(FORM, GOOD, {"plan_file": files}) == [
        ("plan_file", "파일을 1개까지 올릴 수 있습니다."),
        ("plan_file", "'a.exe': pdf, hwpx 파일만 올릴 수 있습니다."),
        ("plan_file", "'b.PDF': 30 MB까지 올릴 수 있습니다."),
    ]


def test_partial_check_says_what_is_wrong_and_asks_for_nothing():
    assert FORM.check_partial({}) == []
    assert [
        problem.field for problem in FORM.check_partial({"people": "세 명", "team": [row("a", pay=1)]})
    ] == ["people"]


def test_half_typed_answer_is_stored_as_it_is():
    assert FORM.normalise({"people": "세 ", "number": "124-81", "name": "  "}) == {
        "people": "세 ",
        "number": "124-81",
    }


def test_answer_to_an_unknown_field_is_kept_aside():
    stored = FORM.normalise({"name": "한빛", "old": "옛 답"})
    assert stored == {"name": "한빛", KEPT: [{"field": "old", "label": "", "value": "옛 답"}]}
    assert FORM.canonical(stored) == {"name": "한빛"}


def test_too_many_answers_are_refused():
    (problem,) = FORM.check({"solution": "가" * 1_000_001})
    assert str(problem) == "신청 내용이 1 MB를 넘습니다. 긴 내용은 파일로 붙여 주세요."


def test_prefill_takes_facts_that_fit():
    facts = {
        "name": "한빛전자",
        "business_number": "1248100998",
        "address": {"postcode": "04524", "road": "세종대로 110"},
        "opened_on": "1920-01-01",
        "sales": 5,
        "employees": 3,
    }
    assert FORM.prefill(facts) == {
        "name": "한빛전자",
        "number": "1248100998",
        "address": {"postcode": "04524", "road": "세종대로 110"},
        "sales": 5,
    }


def test_consent_to_another_text_is_another_version():
    versions = {
        Form.load(form_of(CONSENT | {"text": text})).fields["privacy"].kind.version for text in ("하나", "둘")
    }
    assert len(versions) == 2


@given(json_values)
def test_check_is_total(content):
    for problem in FORM.check(content, {"plan_file": []}):
        assert problem.field in {"", *FORM.fields}
    FORM.check_partial(content)
    FORM.canonical(content)


@given(forms(), answers())
def test_examining_once_says_what_checking_part_by_part_says(content, given_answers):
    form = Form.load(content)
    examined = form.examine(given_answers, {})
    assert examined.problems == form.check(given_answers, {})
    assert examined.visible == form.visible(given_answers)
    assert examined.canonical == form.canonical(given_answers)


@given(forms(), answers())
def test_normalising_twice_changes_nothing(content, given_answers):
    form = Form.load(content)
    once = form.normalise(given_answers)
    assert form.normalise(once) == once
    assert form.canonical(once) == form.canonical(given_answers)


@given(forms(), answers())
def test_what_is_wrong_in_a_draft_is_wrong_when_handed_in(content, given_answers):
    form = Form.load(content)
    assert set(form.check_partial(given_answers)) <= set(form.check(given_answers))


def test_depth_is_bounded():
    deep = "x"
    for _ in range(MAX_DEPTH + 5):
        deep = [deep]
    stored = FORM.normalise({"name": deep})
    assert str(stored).count("[") == MAX_DEPTH
