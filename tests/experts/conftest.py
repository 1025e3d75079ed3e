from datetime import date, datetime, timedelta

import pytest

from didim.desk.enums import Topic
from didim.experts.domain.pool import ExpertDetails, Term, conclude_term, register_expert
from didim.experts.domain.requesting import Wish, request_visit
from didim.experts.enums import PoolKind, RequestKind
from didim.kernel.calendar import SEOUL
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "staff_of"]

# A Friday, 09:30 in Seoul.
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=SEOUL)
NOVEMBER = date(2026, 11, 1)
YEAR = Term(date(2026, 1, 1), date(2026, 12, 31), "first")


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def officer(make_user):
    return make_user(name="정담당")


@pytest.fixture
def join_pool(agency):
    """Take an expert into the pool, under contract for the year unless `term` says otherwise."""

    def join(name: str = "이전문", *, capacity: int = 4, term: Term | None = YEAR, at=None, **details):
        expert = register_expert(
            agency=at or agency,
            details=ExpertDetails(name, PoolKind.INDUSTRY_DOCTOR, capacity, **details),
            by=None,
            now=NOW,
        )
        if term is not None:
            conclude_term(expert=expert, term=term, by=None, now=NOW)
        return expert

    return join


@pytest.fixture
def ask(agency, make_firm):
    """Have a firm ask for an expert."""

    def ask(firm=None, *, visits: int = 1, now: datetime = NOW, topics=(Topic.MARKET,), **more):
        wish = Wish(
            kind=RequestKind.VISIT if visits == 1 else RequestKind.CLINIC,
            subject="매장 진열을 바꾸고 싶습니다",
            topics=topics,
            wanted_from=now.date(),
            wanted_until=now.date() + timedelta(days=30),
            visits=visits,
            **more,
        )
        return request_visit(agency=agency, enterprise=firm or make_firm(), wish=wish, by=None, now=now)

    return ask
