"""Whatever is corrected keeps what it was, and what is closed stays as it is, whichever way one comes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.importing import OUTCOMES
from didim.outcomes.domain.observing import correct_observation
from didim.outcomes.domain.periods import close_period, reopen_period
from didim.outcomes.domain.requests import RequestDetails, open_request, save_answer, submit_answer
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import ClosedPeriod, Observation, OutcomeAnswer
from didim.outcomes.queries.history import corrections_of
from didim.outcomes.queries.totals import ObservationFilter, observation_totals
from didim.outcomes.rules import may_correct
from didim.registry.domain.table_files.importing import check_content, take_checked
from didim.registry.domain.table_files.kinds import Bringing
from didim.registry.enums import AgencyRole

from .scene import NOW, few_examples, make_scene, state

pytestmark = pytest.mark.django_db
YEARS = {year: (date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025)}
values = st.integers(0, 10**12)
SOURCES = list(ObservationSource)


def effective() -> list[Decimal | None]:
    rows = Observation.objects.filter(is_effective=True)
    return list(rows.order_by("pk").values_list("value", flat=True))


@few_examples
@given(first=values, later=st.lists(st.tuples(st.none() | values, st.sampled_from(SOURCES)), max_size=8))
def test_every_correction_keeps_what_was_and_only_the_last_counts(first, later):
    with transaction.atomic():
        scene = make_scene()
        rows = [scene.say(first, YEARS[2025])]
        for value, source in later:
            act = {"source": source, "by": scene.officer, "now": NOW, "reason": "증빙 확인"}
            said = None if value is None else Decimal(value)
            if not rows[-1].is_effective:
                with pytest.raises(RefusedError, match="이미 정정한"):
                    correct_observation(observation=rows[-1], value=said, **act)
                continue
            rows.append(correct_observation(observation=rows[-1], value=said, **act))
        standing = rows[-1].value
        assert list(Observation.objects.order_by("pk").values_list("value", flat=True)) == [
            row.value for row in rows
        ]
        assert effective() == ([] if standing is None else [standing])
        assert [row.pk for row in corrections_of(observation=rows[-1])] == [row.pk for row in rows[::-1]]
        totals = observation_totals(ObservationFilter(codes=frozenset({"sales"})))
        assert [total.value for total in totals] == effective()
        transaction.set_rollback(True)


def by_staff(scene, year, value):
    scene.say(value, YEARS[year], programme_name="직접 입력")


def by_delivery(scene, year, value):
    scene.say(value, YEARS[year], source=ObservationSource.DELIVERY, reference="contract-1")


def by_form(scene, year, value):
    """Ask the second firm once a year; it answers, and answers again."""
    answer = OutcomeAnswer.objects.filter(request__period_end=YEARS[year][1]).first()
    if answer is None:
        due, remind = date(2026, 12, 18), date(2026, 12, 1)
        details = RequestDetails(f"{year}년 성과", ("sales",), *YEARS[year], due, remind)
        open_request(
            agency=scene.agency, details=details, enterprise_ids=[scene.firms[1].pk], by=None, now=NOW
        )
        answer = OutcomeAnswer.objects.get(request__period_end=YEARS[year][1])
    (question,) = answer.questions.all()
    save_answer(answer=answer, typed={str(question.pk): {"value": str(value)}}, now=NOW)
    submit_answer(answer=answer, by=scene.officer, now=NOW)


def by_file(scene, year, value):
    line = f"지표,사업자번호,연도,값\n매출액,{scene.firms[2].business_number},{year},{value}"
    bringing = Bringing(scene.agency, scene.officer, NOW)
    checked = check_content(OUTCOMES, line.encode(), bringing)
    if not checked.is_acceptable:
        raise RefusedError(checked.rows[0].problems)
    take_checked(checked, bringing)


WAYS = {"staff": by_staff, "delivery": by_delivery, "form": by_form, "file": by_file}
steps = st.lists(
    st.tuples(
        st.sampled_from([*WAYS, "close", "reopen"]),
        st.sampled_from(sorted(YEARS)),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=20,
)


@few_examples
@given(steps)
def test_closed_period_stays_as_it_is_whichever_way_one_comes(plan):
    with transaction.atomic():
        scene = make_scene()
        act = {"by": scene.officer, "now": NOW}
        for way, year, value in plan:
            closed = ClosedPeriod.objects.filter(period_end=YEARS[year][1], reopened_at=None).first()
            before = [row for row in state() if row[2] == YEARS[year][1]]
            refused = ""
            try:
                with transaction.atomic():
                    if way == "close":
                        start, end = YEARS[year]
                        close_period(
                            agency=scene.agency, period_start=start, period_end=end, reason="공표", **act
                        )
                    elif way != "reopen":
                        WAYS[way](scene, year, value)
                    elif closed:
                        reopen_period(period=closed, reason="누락 보완", **act)
            except RefusedError as refusal:
                refused = str(refusal)
            # Staff enter a value once; all else that is refused is refused because the period is closed.
            assert bool(refused) == bool(closed and way != "reopen") or "이미 입력한 값" in refused
            if closed:
                assert [row for row in state() if row[2] == YEARS[year][1]] == before
        transaction.set_rollback(True)


def test_database_takes_no_firms_or_files_correction_in_a_closed_period(observe, make_agency, make_firm, now):
    row = observe(make_agency(), make_firm())
    close_period(
        agency=row.agency,
        period_start=YEARS[2025][0],
        period_end=YEARS[2025][1],
        reason="공표",
        by=None,
        now=now,
    )
    for source in (ObservationSource.FIRM, ObservationSource.IMPORT, ObservationSource.DELIVERY):
        with pytest.raises(RefusedError, match="기관장만"):
            correct_observation(
                observation=row, value=Decimal(1), reason="고침", source=source, by=None, now=now
            )
        with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
            observe(row.agency, row.enterprise, value=1, corrects=row, reason="고침", source=source)
    assert effective() == [1000]


@pytest.mark.parametrize(
    ("role", "is_open", "is_closed"),
    [
        (AgencyRole.DIRECTOR, True, True),
        (AgencyRole.OFFICER, True, False),
        (AgencyRole.VIEWER, False, False),
    ],
)
def test_officer_corrects_open_periods_and_the_director_closed_ones(
    observe, make_agency, make_firm, staff_of, now, role, is_open, is_closed
):
    row = observe(make_agency(), make_firm())
    actor = staff_of(row.agency, role=role)
    assert may_correct(actor=actor, observation=row) is is_open
    assert may_correct(actor=staff_of(make_agency("남의 기관")), observation=row) is False
    start, end = YEARS[2025]
    close_period(agency=row.agency, period_start=start, period_end=end, reason="공표", by=None, now=now)
    assert may_correct(actor=actor, observation=row) is is_closed
