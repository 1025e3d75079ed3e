"""Sums of observations, held against sums made by hand, over whatever periods and corrections there are."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from didim.outcomes.domain.importing import OUTCOMES
from didim.outcomes.domain.targets import TargetDetails, set_target
from didim.outcomes.enums import Basis
from didim.outcomes.models import Observation, Target
from didim.outcomes.queries.targets import reached_by, target_progress
from didim.outcomes.queries.totals import ObservationFilter, before_and_after, observation_totals
from didim.registry.domain.table_files.importing import check_content, take_checked
from didim.registry.domain.table_files.kinds import Bringing

from .scene import NOW, few_examples, make_scene, state

pytestmark = pytest.mark.django_db
FIRST = date(2024, 1, 1)
DAYS = 366 + 365
values = st.integers(0, 10**9)
firms = st.integers(0, 2)
# Where two years are cut into periods: the first day of each but the first.
cuts = st.sets(st.integers(1, DAYS - 1), max_size=6).map(sorted)
processes = st.sampled_from(["자재 공급", "포장"])
days = st.integers(0, DAYS - 1).map(lambda number: FIRST + timedelta(days=number))


def periods_of(cut: list[int]) -> list[tuple[date, date]]:
    """Return the periods two years fall into, none overlapping another."""
    starts, ends = [0, *cut], [*cut, DAYS]
    return [
        (FIRST + timedelta(days=start), FIRST + timedelta(days=end - 1))
        for start, end in zip(starts, ends, strict=True)
    ]


def total(code: str, **narrowed: object) -> Decimal:
    found = observation_totals(ObservationFilter(codes=frozenset({code}), **narrowed))
    return sum((row.value for row in found), Decimal(0))


def rolled_back(test: Callable[..., None], *args: object) -> None:
    """Run a test with a scene of its own and leave nothing behind."""
    with transaction.atomic():
        test(make_scene(), *args)
        transaction.set_rollback(True)


@few_examples
@given(cuts, st.data())
def test_flow_of_any_split_of_time_is_the_sum_of_its_periods(cut, data):
    def check(scene):
        periods = periods_of(cut)
        said = {(period, firm): data.draw(values) for period in periods for firm in range(2)}
        for (period, firm), value in said.items():
            scene.say(value, period, firm=firm)
        assert total("sales") == sum(said.values())
        by_year = observation_totals(ObservationFilter(codes=frozenset({"sales"})), by=("year",))
        assert {row.key[0]: row.value for row in by_year} == {
            year: sum(value for (period, _firm), value in said.items() if period[1].year == year)
            for year in {period[1].year for period in periods}
        }
        # A period counts on its last day; two spans that meet count every period once.
        middle = data.draw(days)
        halves = total("sales", last=middle), total("sales", first=middle + timedelta(days=1))
        assert halves[0] == sum(value for (period, _firm), value in said.items() if period[1] <= middle)
        assert sum(halves) == sum(said.values())

    rolled_back(check)


@few_examples
@given(st.dictionaries(st.tuples(firms, days), st.integers(0, 5_000), max_size=8), days, days)
def test_stock_is_the_last_value_of_each_firm_whatever_is_said_between(said, one, other):
    first, last = sorted((one, other))

    def last_values(keep: Callable[[date], bool]) -> dict[int, int]:
        kept = sorted((day, firm, value) for (firm, day), value in said.items() if keep(day))
        return {firm: value for _day, firm, value in kept}

    def check(scene):
        for (firm, day), value in said.items():
            scene.say(value, (day, day), code="employees", firm=firm)
        assert total("employees") == sum(last_values(lambda _day: True).values())
        between = last_values(lambda day: first <= day <= last)
        assert total("employees", first=first, last=last) == sum(between.values())
        found = observation_totals(ObservationFilter(codes=frozenset({"employees"})), by=("year",))
        assert {row.key[0]: (row.value, row.firms) for row in found} == {
            year: (sum(of_year.values()), len(of_year))
            for year in {day.year for _firm, day in said}
            if (of_year := last_values(lambda day, year=year: day.year == year))
        }

    rolled_back(check)


@few_examples
@given(
    st.dictionaries(
        st.tuples(firms, processes, st.sampled_from([Basis.BEFORE, Basis.AFTER])),
        st.lists(st.integers(1, 100), min_size=1, max_size=2),
        max_size=10,
    )
)
def test_before_and_after_compares_the_last_values_of_what_has_both(said):
    def check(scene):
        for (firm, process, basis), measured in said.items():
            for number, value in enumerate(measured):
                day = FIRST + timedelta(days=number)
                scene.say(value, (day, day), code="cycle_time", firm=firm, basis=basis, breakdown=process)
        last = {key: measured[-1] for key, measured in said.items()}
        pairs: dict[str, list[tuple[int, int]]] = {}
        for firm, process, basis in last:
            if basis == Basis.BEFORE and (firm, process, Basis.AFTER) in last:
                pair = last[firm, process, Basis.BEFORE], last[firm, process, Basis.AFTER]
                pairs.setdefault(process, []).append(pair)
        found = before_and_after(ObservationFilter(codes=frozenset({"cycle_time"}), bases=None))
        assert [(row.breakdown, row.subjects, row.before, row.after) for row in found] == [
            (process, len(both), sum(pair[0] for pair in both), sum(pair[1] for pair in both))
            for process, both in sorted(pairs.items())
        ]

    rolled_back(check)


@few_examples
@given(
    cuts,
    st.lists(values, min_size=7, max_size=7),
    st.sets(days, min_size=2, max_size=4).map(sorted),
    days,
    st.data(),
)
def test_path_of_targets_counts_what_was_reached_by_each_day(cut, amounts, due, on, data):
    def check(scene):
        said = list(zip(periods_of(cut), amounts, strict=False))
        for period, value in said:
            scene.say(value, period)
        counts_from = data.draw(st.none() | st.sampled_from([due[0], FIRST]))
        for step, day in enumerate(due, start=1):
            for value in (1, 150 * step):
                set_target(
                    agency=scene.agency,
                    details=TargetDetails("sales", day, Decimal(value), counts_from=counts_from),
                    by=scene.officer,
                    now=NOW,
                )
        path = target_progress(agency_id=scene.agency.pk, on=on)
        assert [(row.target.due_on, row.target.value) for row in path] == [
            (day, 150 * step) for step, day in enumerate(due, start=1)
        ]
        for row in path:
            counted = [
                value
                for (_start, end), value in said
                if (counts_from or FIRST) <= end <= min(on, row.target.due_on)
            ]
            assert row.reached == sum(counted)
            assert row.rate == Decimal(sum(counted)) / row.target.value
        assert [row.reached for row in path] == sorted(row.reached for row in path)
        # What was reached by a target's day is known then and does not change later.
        for target in Target.objects.all():
            by_its_day = reached_by(target=target, on=target.due_on)
            assert by_its_day == reached_by(target=target, on=date(2030, 1, 1))

    rolled_back(check)


rows_of_a_file = st.dictionaries(
    st.tuples(firms, st.sampled_from(["매출액", "고용인원"]), st.sampled_from([2024, 2025])),
    st.integers(0, 10**6),
    min_size=1,
    max_size=6,
)


@few_examples
@given(rows_of_a_file, rows_of_a_file, st.randoms(use_true_random=False))
def test_file_taken_again_changes_nothing_and_a_later_one_corrects(earlier, later, random):
    def take(scene, said, expected):
        lines = [
            f"{code},{scene.firms[firm].business_number},{year},{value}"
            for (firm, code, year), value in said.items()
        ]
        random.shuffle(lines)
        bringing = Bringing(scene.agency, scene.officer, NOW)
        content = "\n".join(["지표,사업자번호,연도,값", *lines]).encode()
        checked = check_content(OUTCOMES, content, bringing)
        take_checked(checked, bringing)
        assert {row.outcome.value for row in checked.rows} <= expected

    def check(scene):
        take(scene, earlier, {"new"})
        taken = state()
        take(scene, earlier, {"unchanged"})
        assert state() == taken
        take(scene, later, {"new", "unchanged", "updated"})
        standing = Observation.objects.filter(is_effective=True).select_related("indicator")
        numbers = [firm.pk for firm in scene.firms]
        assert {
            (numbers.index(row.enterprise_id), row.indicator.name, row.year): row.value for row in standing
        } == earlier | later
        taken = state()
        take(scene, later, {"unchanged"})
        assert state() == taken

    rolled_back(check)
