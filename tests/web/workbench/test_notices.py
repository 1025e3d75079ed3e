from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from didim.feeds.models import FeedRun
from didim.programmes.enums import NoticeSource, PairState, PeriodKind
from didim.programmes.models import DuplicatePair, Notice
from didim.registry.models import Agency
from didim.web.workbench.text_differences import differences

from .conftest import NOW


def make_notice(at: int, source: NoticeSource = NoticeSource.BIZINFO, **fields: object) -> Notice:
    typed = {"title": f"수출 지원 공고 {at}", "agency_name": "한빛청", "period_kind": PeriodKind.DATED}
    typed |= {"closes_on": timezone.localdate() + timedelta(days=9), "listed_on": timezone.localdate()}
    seen = {"first_seen_at": NOW, "last_seen_at": NOW, "changed_at": NOW}
    return Notice.objects.create(source=source, source_id=str(at), content_hash="", **typed | seen | fields)


def make_pair(at: int = 1) -> DuplicatePair:
    left, right = make_notice(2 * at), make_notice(2 * at + 1, NoticeSource.KSTARTUP)
    return DuplicatePair.objects.create(
        left=left, right=right, score=0.8, title_score=0.9, agency_score=1, period_score=0.5
    )


def test_differences_mark_the_words_that_are_not_in_the_other() -> None:
    left, right = differences("2026년 수출 지원 공고", "2026년 내수 지원 공고 연장")
    assert [text for text, differs in left if differs] == ["수출 ", "공고"]
    assert "".join(text for text, _ in right) == "2026년 내수 지원 공고 연장"


def test_list_shows_copies_and_narrows(officer: Client, agency: Agency) -> None:
    first = make_notice(1)
    make_notice(2, NoticeSource.KSTARTUP, title="창업 공고", canonical=first)
    for query, count in (
        ({}, 2),
        ({"q": "창업"}, 1),
        ({"source": "kstartup"}, 1),
        ({"copies": "copies"}, 1),
        ({"copies": "canonical"}, 1),
        ({"status": "open"}, 2),
        ({"status": "closed"}, 0),
    ):
        assert officer.get("/workbench/notices/", query).context["page"].paginator.count == count, query


def test_lists_take_the_same_queries_for_any_number_of_rows(
    officer: Client, agency: Agency, same_queries_for_three_rows: Callable[..., None]
) -> None:
    at = iter(range(1, 9))
    add_row = lambda: make_pair(next(at))  # noqa: E731 - one row of both lists
    same_queries_for_three_rows(add_row=add_row, read=lambda: officer.get("/workbench/notices/"))
    same_queries_for_three_rows(add_row=add_row, read=lambda: officer.get("/workbench/notices/duplicates/"))


def test_pair_is_decided_and_the_next_one_follows(officer: Client, agency: Agency) -> None:
    first, second = make_pair(1), make_pair(2)
    url = f"/workbench/notices/duplicates/{first.pk}/"
    answer = officer.post(url, {"decision": "same"})
    assert answer.url == f"/workbench/notices/duplicates/{second.pk}/"
    first.refresh_from_db()
    assert (first.state, first.decided_by.email) == (PairState.SAME, "officer@example.org")
    assert Notice.objects.filter(canonical__isnull=False).count() == 1
    officer.post(url, {"decision": "undo"})
    assert Notice.objects.filter(canonical__isnull=False).count() == 0
    officer.post(url, {"decision": "different"})
    first.refresh_from_db()
    assert first.state == PairState.DIFFERENT


def test_viewer_may_not_decide(viewer: Client, agency: Agency) -> None:
    pair = make_pair()
    url = f"/workbench/notices/duplicates/{pair.pk}/"
    assert viewer.get(url).status_code == 200
    assert viewer.post(url, {"decision": "same"}).status_code == 403
    pair.refresh_from_db()
    assert pair.state == PairState.PENDING


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_well_formed(
    officer: Client, agency: Agency, prefix: str, whole_page: Callable[[HttpResponse], object]
) -> None:
    pair = make_pair()
    FeedRun.objects.create(source=NoticeSource.BIZINFO, origin="file", started_at=NOW)
    for path in ("", "duplicates/", f"duplicates/{pair.pk}/"):
        whole_page(officer.get(f"{prefix}/workbench/notices/{path}"))
    officer.post(f"/workbench/notices/duplicates/{pair.pk}/", {"decision": "same"})
    whole_page(officer.get(f"{prefix}/workbench/notices/duplicates/{pair.pk}/"))
    whole_page(officer.get(f"{prefix}/workbench/notices/duplicates/?state=all"))


def test_score_of_what_one_notice_does_not_say_is_not_a_mismatch(officer: Client, agency: Agency) -> None:
    pair = make_pair()
    Notice.objects.filter(pk=pair.left_id).update(agency_name="")
    DuplicatePair.objects.update(agency_score=0)
    answer = officer.get(f"/workbench/notices/duplicates/{pair.pk}/")
    assert [score for _label, score in answer.context["scores"]] == [0.8, 0.9, None, 0.5]
    assert "비교할 수 없음" in answer.content.decode()
