from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from didim.applications.models import FirmFile
from didim.engines.forms import Form
from didim.web.components.reading import read_answer, read_steps
from tests.engines.forms.strategies import EVERY_KIND, row

FORM = Form.load(EVERY_KIND)
ANSWERS = FORM.normalise(
    {
        "name": "한빛 <전자>",
        "address": {"postcode": "04524", "road": "세종대로 110", "detail": "3층"},
        "opened": "2020-03-02",
        "people": 1200,
        "growth": "12.5",
        "sales": 1200000,
        "kind": "export",
        "countries": ["us", "vn"],
        "problem": "첫째 줄\n둘째 줄",
        "team": [row("k1", who="김하나", pay=1000), row("k2", who="이둘")],
        "privacy": FORM.fields["privacy"].kind.version,
    }
)


def read(key):
    return read_answer(FORM.fields[key].kind, ANSWERS.get(key))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("name", "한빛 <전자>"),
        ("address", "(04524) 세종대로 110 3층"),
        ("people", "1,200"),
        ("growth", "12.50"),
        ("sales", "1,200,000"),
        ("problem", "첫째 줄\n둘째 줄"),
        ("hiring", ""),
    ],
)
def test_answer_stands_in_words(key, text):
    assert read(key).text == text


def test_day_choice_and_consent_are_told_as_what_they_are():
    assert read("opened").day == date(2020, 3, 2)
    assert [str(word) for word in read("countries").words] == ["us", "vn"]
    assert [str(word) for word in read("privacy").words] == ["동의함"]
    assert [str(word) for word in read_answer(FORM.fields["privacy"].kind, "older").words] == [
        "이전 문안에 동의함"
    ]


def test_what_does_not_fit_its_kind_stands_as_it_was_typed():
    assert read_answer(FORM.fields["opened"].kind, "작년 봄").text == "작년 봄"
    assert read_answer(FORM.fields["sales"].kind, "많이").text == "많이"
    assert read_answer(FORM.fields["team"].kind, "표 아님").text == "표 아님"


def test_only_what_was_asked_is_read():
    steps = read_steps(FORM, ANSWERS | {"kind": "goods"}, {"plan_file": ["계획.pdf"]})
    keys = [shown.field.key for step in steps for shown in step.fields]

    assert "countries" not in keys
    assert "hiring" in keys
    assert next(shown.files for step in steps for shown in step.fields if shown.field.key == "plan_file") == (
        "계획.pdf",
    )


def test_file_of_a_slot_is_named_and_leads_to_its_bytes():
    file = FirmFile(pk=7, name="계획.pdf", size=2048)
    steps = read_steps(FORM, ANSWERS, {"plan_file": [file]})
    page = render_to_string("components/answers/reading.html", {"steps": steps})

    assert '<a href="/files/7/" lang="ko">계획.pdf</a>' in page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_page_shows_every_answer_and_escapes_it(language):
    with override(language):
        page = render_to_string("components/answers/reading.html", {"steps": read_steps(FORM, ANSWERS)})

    assert "한빛 &lt;전자&gt;" in page
    assert page.count("<tbody><tr>") == 1
    assert '<span class="app-number">1,200,000</span>' in page
