"""Two officers at one list of a call: the second hears of the first, keeps what was typed, and decides."""

import html5lib
import pytest

from didim.registry.enums import AgencyRole
from tests.sign_in import make_staff, sign_in

from .test_call_editor import address, begun, call, draft, post, typed_in, typed_in_of

__all__ = ["begun", "call"]
PARSER = html5lib.HTMLParser(namespaceHTMLElements=False)
NEW_BONUS = {"rows-0-label": "수상", "rows-0-points": "1", "rows-0-evidence": "상장"}


@pytest.fixture
def other(agency):
    user = make_staff(agency, AgencyRole.OFFICER, email="other@example.org")
    user.name = "이다른"
    user.save()
    return sign_in(user, second_factor=True)


def again(answer):
    """Return what a browser would send of a page that was answered, if nobody changed anything."""
    return typed_in(PARSER.parse(answer.content.decode()))


def test_second_saver_of_documents_keeps_what_was_typed_and_hears_what_came(begun, officer, other):
    mine = typed_in_of(officer, begun, "documents/") | {"rows-0-help": "최근 것"}
    theirs = typed_in_of(other, begun, "documents/") | {"rows-1-validity_days": "14"}
    post(other, begun, "documents/", **theirs, add=["doc_bank_book"])
    answer = post(officer, begun, "documents/", status=422, **mine)
    page = answer.content.decode()
    for sentence in (
        "그사이 다른 분이 먼저 저장했습니다",
        "이다른",
        "에 &#x27;통장사본&#x27;이(가) 들어왔습니다.",
        "&#x27;국세 납세증명서&#x27;: 30 → 14",
    ):
        assert sentence in page
    assert draft(begun).documents[1]["validity_days"] == 14
    kept = again(answer)
    assert (kept["rows-0-help"], kept["rows-1-validity_days"]) == (["최근 것"], ["30"])
    assert kept["add"] == ["doc_bank_book"]


def test_saving_again_after_the_warning_counts_and_takes_over_what_the_other_put_in(begun, officer, other):
    mine = typed_in_of(officer, begun, "documents/") | {"rows-0-help": "최근 것"}
    post(other, begun, "documents/", **typed_in_of(other, begun, "documents/"), add=["doc_bank_book"])
    answer = post(officer, begun, "documents/", status=422, **mine)
    post(officer, begun, "documents/", **again(answer))
    assert [(row["key"], row.get("help")) for row in draft(begun).documents] == [
        ("doc_business_registration", "최근 것"),
        ("doc_national_tax", None),
        ("doc_bank_book", None),
    ]


def test_a_third_save_in_between_is_told_again(begun, officer, other):
    mine = typed_in_of(officer, begun, "exclusions/")
    post(other, begun, "exclusions/", **typed_in_of(other, begun, "exclusions/"), add=["same_trade"])
    warned = again(post(officer, begun, "exclusions/", status=422, **mine))
    post(other, begun, "exclusions/", **typed_in_of(other, begun, "exclusions/"), add=["sanctioned"])
    assert "그사이 다른 분이" in post(officer, begun, "exclusions/", status=422, **warned).content.decode()


def test_different_lists_of_one_draft_do_not_meet(begun, officer, other):
    mine = typed_in_of(officer, begun, "bonus/") | NEW_BONUS
    post(other, begun, "documents/", **typed_in_of(other, begun, "documents/"), add=["doc_bank_book"])
    post(other, begun, "rounds/", action="add:site_visit")
    post(officer, begun, "bonus/", **mine)
    assert [row["label"] for row in draft(begun).bonus_points] == ["수상"]


def test_page_without_a_version_is_never_taken_for_the_newest(begun, officer):
    mine = typed_in_of(officer, begun, "bonus/") | NEW_BONUS | {"seen": ""}
    post(officer, begun, "bonus/", status=422, **mine)
    assert draft(begun).bonus_points == []


def test_button_on_rounds_somebody_changed_shows_what_they_are_now(begun, officer, other):
    seen = typed_in_of(officer, begun, "rounds/")["seen"]
    post(other, begun, "rounds/", action="add:site_visit")
    answer = post(officer, begun, "rounds/", status=422, action="up:presentation", seen=seen)
    assert "아래는 지금 저장되어 있는 내용입니다" in answer.content.decode()
    assert [row["key"] for row in draft(begun).rounds] == ["written", "presentation", "site_visit"]
    post(officer, begun, "rounds/", action="up:presentation", seen=again(answer)["seen"])
    assert [row["key"] for row in draft(begun).rounds] == ["presentation", "written", "site_visit"]


def test_one_round_is_kept_from_two_and_another_round_is_not_in_the_way(begun, officer, other):
    written, presentation = "rounds/edit/?key=written", "rounds/edit/?key=presentation"
    mine = typed_in_of(officer, begun, written) | {"cutoff": "70"}
    post(other, begun, presentation, **typed_in_of(other, begun, presentation) | {"cutoff": "65"})
    post(officer, begun, written, **mine)
    assert [row["cutoff"] for row in draft(begun).rounds] == ["70", "65"]

    mine = typed_in_of(officer, begun, written) | {"cutoff": "80"}
    post(other, begun, written, **typed_in_of(other, begun, written) | {"cutoff": "75"})
    answer = post(officer, begun, written, status=422, **mine)
    assert "70 → 75" in answer.content.decode()
    assert again(answer)["cutoff"] == ["80"]
    assert draft(begun).rounds[0]["cutoff"] == "75"
    post(officer, begun, written, **again(answer))
    assert draft(begun).rounds[0]["cutoff"] == "80"


def test_round_taken_out_meanwhile_still_shows_what_was_typed(begun, officer, other):
    path = "rounds/edit/?key=presentation"
    mine = typed_in_of(officer, begun, path) | {"cutoff": "80"}
    post(other, begun, "rounds/", action="remove:presentation")
    answer = post(officer, begun, path, status=422, **mine)
    assert again(answer)["cutoff"] == ["80"]
    assert [row["key"] for row in draft(begun).rounds] == ["written"]
    assert officer.get(address(begun, path)).status_code == 404


@pytest.mark.parametrize("language", ["", "/en"])
def test_warning_is_whole_in_both_languages(begun, officer, other, whole_page, language):
    mine = typed_in_of(officer, begun, "documents/")
    post(other, begun, "documents/", **typed_in_of(other, begun, "documents/") | {"rows-1-DELETE": "on"})
    whole_page(officer.post(language + address(begun, "documents/"), mine))
