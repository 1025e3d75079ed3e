import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.korean_text import (
    bigrams,
    excerpt,
    first_paragraph,
    index_grams,
    keystrokes,
    mark_terms,
    one_line,
    plain_text,
    search_form,
    search_terms,
    term_is_in,
    unescape,
)

KOREAN = st.text(alphabet="창업지원사업 모집공고AI&-·\n<>가나다", max_size=40)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("기술개발(R&amp;amp;D)", "기술개발(R&D)"),
        ("공고문 내 &apos;모집 제외&apos; &#40;참조&#41;", "공고문 내 '모집 제외' (참조)"),
        ("멘토링ㆍ컨설팅・교육･행사‧네트워크", "멘토링·컨설팅·교육·행사·네트워크"),
        (r"가.\r\n나.", "가.\n나."),
        ("\u200b창\u00ad업\ufeff\x00\ud800", "창업"),
    ],
)
def test_unescape_undoes_every_layer(raw, clean):
    assert unescape(raw) == clean


def test_plain_text_keeps_lines_and_drops_only_real_tags():
    raw = (
        "<p>경기&nbsp;기업</p><p id='x'>☞ <b>지원</b></p><script>a()</script><br><br><br>문의 <TEL> <2026년>"
    )
    assert plain_text(raw) == "경기 기업\n\n☞ 지원\n\n문의 <TEL> <2026년>"
    assert (
        plain_text("[누리집](https://a.kr) [https://b.kr](https://b.kr)")
        == "누리집 (https://a.kr) https://b.kr"
    )
    assert one_line(" <b>2026년</b>\n 공고 ") == "2026년 공고"


def test_first_paragraph_is_cut_at_a_space():
    assert first_paragraph("가나 다라 마바\n둘째 줄", longest=7) == "가나 다라…"


def test_search_form_folds_case_width_and_joins_hyphens():
    assert search_form("[경기] K-Startup ＡＩ·R&D 「창업」") == "경기 kstartup ai r&d 창업"
    assert search_terms("창업 창업 지원!") == ("창업", "지원")


def test_bigrams_cover_words_ends_and_spaces():
    assert list(bigrams("창업 지원")) == ["창업", "업$", "~업지", "지원", "원$"]
    assert index_grams("약", "약") == ["^약$", "약$"]


@given(st.text())
def test_cleaning_never_fails_and_settles(text):
    assert plain_text(plain_text(text)).count("\x00") == 0
    assert search_form(search_form(text)) == search_form(text)
    keystrokes(text)
    mark_terms(text, search_terms(text))


@given(KOREAN, KOREAN)
def test_grams_of_a_found_term_are_all_indexed(query, text):
    form = search_form(text)
    grams = set(bigrams(form))
    for term in search_terms(query):
        if term_is_in(term, form) and len(term) > 1:
            pairs = [term[i : i + 2] for i in range(len(term) - 1)]
            assert all(pair in grams or (len(term) >= 4 and f"~{pair}" in grams) for pair in pairs)


def test_keystrokes_are_those_of_the_two_set_keyboard():
    assert keystrokes("창업 AI 값") == "ckddjq ai rkqt"


@given(KOREAN, KOREAN)
def test_marked_text_is_the_escaped_text_with_marks(text, query):
    marked = mark_terms(text, search_terms(query))
    assert html.unescape(marked.replace("<mark>", "").replace("</mark>", "")) == text


def test_excerpt_shows_the_first_hit():
    text = "앞 " * 100 + "창업 지원 <사업>" + " 뒤" * 200
    found = excerpt(text, ["창업지원"])
    assert "<mark>창업 지원</mark> &lt;사업&gt;" in found
    assert found.startswith("…")
    assert excerpt(text, ["없음"]) == ""
