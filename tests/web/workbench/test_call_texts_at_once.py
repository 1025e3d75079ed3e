"""Two officers at one text, field, step or rule of a draft: both are kept, or somebody chooses."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.programmes.domain.call_versions import three_way
from didim.registry.enums import AgencyRole
from tests.sign_in import make_staff, sign_in

from .test_call_editor import address, begun, call, draft, post, typed_in, typed_in_of

__all__ = ["begun", "call"]
PARSER = html5lib.HTMLParser(namespaceHTMLElements=False)
FIELD = "form/field/?key=problem"
STEP = "form/step/?key=plan"
sides = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@pytest.fixture
def other(agency):
    user = make_staff(agency, AgencyRole.OFFICER, email="other@example.org")
    user.name = "이다른"
    user.save()
    return sign_in(user, second_factor=True)


def again(answer):
    """Return what a browser would send of a page that was answered, if nobody changed anything."""
    return typed_in(PARSER.parse(answer.content.decode()))


def field_of(call, key="problem"):
    return next(one for step in draft(call).form["steps"] for one in step["fields"] if one["key"] == key)


@given(st.none() | sides, sides, sides)
def test_merging_takes_what_one_alone_changed_and_disputes_what_both_did(before, mine, theirs):
    merged, disputed = three_way(before, mine, theirs)
    was = before or {}
    for name in "abcd":
        both = mine.get(name), theirs.get(name)
        if name in disputed:
            assert both[0] != both[1]
            assert before is None or was.get(name) not in both
            assert merged.get(name) == both[0]
        elif both[0] == both[1]:
            assert merged.get(name) == both[0]
        else:
            assert merged.get(name) == (both[1] if both[0] == was.get(name) else both[0])
    assert three_way(before, mine, mine) == (mine, ())
    assert three_way(mine, mine, theirs) == (theirs, ())


def test_two_who_write_different_places_of_the_text_are_both_kept(begun, officer, other):
    mine = typed_in_of(officer, begun, "edit/") | {"summary": "내 요약"}
    theirs = typed_in_of(other, begun, "edit/") | {"contact": "1588-0000", "title": "다른 공고명"}
    post(other, begun, "edit/", **theirs)
    post(officer, begun, "edit/", **mine)
    kept = draft(begun)
    assert (kept.summary, kept.contact, kept.call.title) == ("내 요약", "1588-0000", "다른 공고명")


def test_second_writer_of_one_text_sees_both_and_keeps_what_was_typed(begun, officer, other):
    mine = typed_in_of(officer, begun, "edit/") | {"summary": "내 요약", "places": "7"}
    theirs = typed_in_of(other, begun, "edit/") | {"summary": "다른 요약", "contact": "1588-0000"}
    post(other, begun, "edit/", **theirs)
    answer = post(officer, begun, "edit/", status=422, **mine)
    page = answer.content.decode()
    for text in ("그사이 다른 분이 먼저 저장했습니다", "이다른", "내 요약", "다른 요약"):
        assert text in page
    assert (draft(begun).summary, draft(begun).contact) == ("다른 요약", "1588-0000")
    kept = again(answer)
    assert (kept["summary"], kept["contact"], kept["places"]) == (["내 요약"], ["1588-0000"], ["7"])
    post(officer, begun, "edit/", **kept)
    assert (draft(begun).summary, draft(begun).contact, draft(begun).places) == ("내 요약", "1588-0000", 7)


def test_stored_text_stays_where_it_is_chosen(begun, officer, other):
    mine = typed_in_of(officer, begun, "edit/") | {"summary": "내 요약", "title": "내 공고명"}
    theirs = typed_in_of(other, begun, "edit/") | {"summary": "다른 요약", "title": "다른 공고명"}
    post(other, begun, "edit/", **theirs)
    answer = post(officer, begun, "edit/", status=422, **mine)
    post(officer, begun, "edit/", **again(answer) | {"take.summary": "theirs", "take.title": "mine"})
    assert (draft(begun).summary, draft(begun).call.title) == ("다른 요약", "내 공고명")


def test_third_save_in_between_is_shown_again(begun, officer, other):
    mine = typed_in_of(officer, begun, "edit/") | {"summary": "내 요약"}
    post(other, begun, "edit/", **typed_in_of(other, begun, "edit/") | {"summary": "둘째"})
    warned = again(post(officer, begun, "edit/", status=422, **mine))
    post(other, begun, "edit/", **typed_in_of(other, begun, "edit/") | {"summary": "셋째"})
    assert "셋째" in post(officer, begun, "edit/", status=422, **warned).content.decode()
    assert draft(begun).summary == "셋째"


def test_every_field_that_is_saved_unchanged_stays_what_it_is(begun, officer):
    for step in [step for step in draft(begun).form["steps"] if not step.get("origin")]:
        for field in step["fields"]:
            path = f"form/field/?key={field['key']}"
            post(officer, begun, path, **typed_in_of(officer, begun, path))
            assert field_of(begun, field["key"]) == field


def test_two_who_change_different_words_of_one_field_are_both_kept(begun, officer, other):
    mine = typed_in_of(officer, begun, FIELD) | {"help": "내 도움말"}
    post(other, begun, FIELD, **typed_in_of(other, begun, FIELD) | {"label": "다른 이름"})
    post(officer, begun, FIELD, **mine)
    assert (field_of(begun)["label"], field_of(begun)["help"]) == ("다른 이름", "내 도움말")


def test_second_writer_of_one_field_chooses_word_by_word(begun, officer, other):
    mine = typed_in_of(officer, begun, FIELD) | {"help": "내 도움말", "label": "내 이름"}
    post(other, begun, FIELD, **typed_in_of(other, begun, FIELD) | {"help": "남 도움말", "label": "남 이름"})
    answer = post(officer, begun, FIELD, status=422, **mine)
    page = answer.content.decode()
    for text in ("이다른", "내 도움말", "남 도움말", "내 이름", "남 이름"):
        assert text in page
    assert field_of(begun)["label"] == "남 이름"
    post(officer, begun, FIELD, **again(answer) | {"take.help": "theirs"})
    assert (field_of(begun)["label"], field_of(begun)["help"]) == ("내 이름", "남 도움말")


def test_field_taken_out_meanwhile_keeps_what_was_typed(begun, officer, other):
    mine = typed_in_of(officer, begun, FIELD) | {"help": "내 도움말"}
    post(other, begun, "form/", action="remove:problem")
    answer = post(officer, begun, FIELD, status=422, **mine)
    assert again(answer)["help"] == ["내 도움말"]
    assert officer.get(address(begun, FIELD)).status_code == 404
    post(officer, begun, FIELD, **again(answer))
    assert field_of(begun)["help"] == "내 도움말"


def test_words_of_a_step_are_weighed_like_those_of_a_field(begun, officer, other):
    mine = typed_in_of(officer, begun, STEP) | {"title": "내 단계"}
    post(other, begun, STEP, **typed_in_of(other, begun, STEP) | {"title": "남 단계", "help": "남 도움말"})
    answer = post(officer, begun, STEP, status=422, **mine)
    assert "남 단계" in answer.content.decode()
    post(officer, begun, STEP, **again(answer))
    step = next(step for step in draft(begun).form["steps"] if step["key"] == "plan")
    assert (step["title"], step["help"]) == ("내 단계", "남 도움말")


def test_second_writer_of_a_rule_sees_both_in_words(begun, officer, other):
    def rule(client, months):
        seen = typed_in_of(client, begun, "rule/")["seen"]
        compare = {"r_0-kind": "compare", "r_0-fact": "firm_age", "r_0-op": "<=", "r_0-value": str(months)}
        return {"seen": seen, "r-kind": "all", **compare, "action": "save"}

    mine, theirs = rule(officer, 36), rule(other, 84)
    post(other, begun, "rule/", **theirs)
    looked = officer.post(address(begun, "rule/"), mine | {"action": "look"})
    assert again(looked)["seen"] == mine["seen"]
    answer = post(officer, begun, "rule/", status=422, **mine)
    page = answer.content.decode()
    for text in ("이다른", "36", "84", "저장된 것을 남기기"):
        assert text in page
    assert draft(begun).rule["parts"][0]["value"] == 84
    post(officer, begun, "rule/", **mine | {"seen": again(answer)["seen"]})
    assert draft(begun).rule["parts"][0]["value"] == 36
    # What is stored already is nobody's loss.
    post(other, begun, "rule/", **theirs | {"r_0-value": "36"})


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", ["edit/", FIELD, STEP])
def test_pages_to_choose_on_are_whole_in_both_languages(begun, officer, other, whole_page, language, path):
    name = "summary" if path == "edit/" else "help"
    mine = typed_in_of(officer, begun, path) | {name: "내 글"}
    post(other, begun, path, **typed_in_of(other, begun, path) | {name: "남의 글"})
    whole_page(officer.post(language + address(begun, path), mine))
