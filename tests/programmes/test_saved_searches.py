from datetime import timedelta

import pytest

from didim.accounts.models import User
from didim.kernel.refusals import RefusedError
from didim.programmes.domain.saved_searches import (
    LONGEST_NAME,
    MOST_SEARCHES,
    change_search,
    delete_saved_search,
    save_search,
    set_alerts,
)
from didim.programmes.models import SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter

from .builders import NOW

LATER = NOW + timedelta(hours=1)
EXPORT, LOANS = NoticeFilter(text="수출"), NoticeFilter(text="융자")


@pytest.fixture
def user(db):
    return User.objects.create_user(email="firm@example.kr", password="x")


def keep(user, name="수출", *, alerts=True):
    return save_search(user=user, name=name, wanted=EXPORT, alerts=alerts, now=NOW)


def kept():
    return list(SavedSearch.objects.order_by("pk").values_list("name", "alerts", "alerted_until"))


def refused_fields(act):
    with pytest.raises(RefusedError) as refusal:
        act()
    return [problem.field for problem in refusal.value.problems]


def test_search_is_kept_under_its_name_without_doubled_spaces(user):
    keep(user, "  수출   바우처 ")
    assert kept() == [("수출 바우처", True, NOW)]


@pytest.mark.parametrize("name", ["", "  ", "가" * (LONGEST_NAME + 1)])
def test_search_without_a_fitting_name_is_refused(user, name):
    assert refused_fields(lambda: keep(user, name)) == ["name"]
    assert kept() == []


def test_name_is_taken_once_a_person(user):
    keep(user)
    other = keep(user, "융자")
    keep(User.objects.create_user(email="other@example.kr", password="x"))
    assert refused_fields(lambda: keep(user)) == ["name"]
    changes = {"name": "수출", "wanted": EXPORT, "alerts": True}
    assert refused_fields(lambda: change_search(search=other, now=LATER, **changes)) == ["name"]
    assert kept() == [("수출", True, NOW), ("융자", True, NOW), ("수출", True, NOW)]


def test_searches_are_capped_for_each_person(user):
    SavedSearch.objects.bulk_create(
        SavedSearch(user=user, name=f"검색 {n}", query={}, created_at=NOW, alerted_until=NOW)
        for n in range(MOST_SEARCHES)
    )
    assert refused_fields(lambda: keep(user)) == [""]
    keep(User.objects.create_user(email="other@example.kr", password="x"))
    assert SavedSearch.objects.filter(user=user).count() == MOST_SEARCHES
    assert SavedSearch.objects.count() == MOST_SEARCHES + 1


@pytest.mark.parametrize(
    ("before", "after", "begins"),
    [(False, True, LATER), (True, True, NOW), (True, False, NOW), (False, False, NOW)],
)
def test_alerts_begin_when_they_are_switched_on(user, before, after, begins):
    set_alerts(search=keep(user, alerts=before), alerts=after, now=LATER)
    assert kept() == [("수출", after, begins)]


@pytest.mark.parametrize(("wanted", "begins"), [(EXPORT, NOW), (LOANS, LATER)])
def test_alerts_begin_anew_when_something_else_is_looked_for(user, wanted, begins):
    change_search(search=keep(user), name="새 이름", wanted=wanted, alerts=True, now=LATER)
    assert kept() == [("새 이름", True, begins)]


def test_deleted_search_is_gone_and_cannot_be_changed(user):
    search = keep(user)
    gone = SavedSearch.objects.get()
    delete_saved_search(search=search)
    delete_saved_search(search=gone)
    assert kept() == []
    assert refused_fields(lambda: set_alerts(search=gone, alerts=True, now=LATER)) == [""]
