"""What a plan is made from, read from the rows: who is free when, how well they fit, what bars them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from didim.engines.dispatch import (
    Doctor,
    ExpertProfile,
    FitRule,
    Job,
    Problem,
    RequestProfile,
    checked,
    fit_matrix,
    load_rule,
)
from didim.experts.domain.bars import Bars
from didim.experts.domain.months import last_of_month
from didim.experts.enums import DispatchState, RequestKind, RequestState
from didim.experts.models import Dispatch, PoolExpert, RegionMiddle, VisitRequest
from didim.experts.queries.praise import praise_of
from didim.kernel.calendar import months_after
from didim.kernel.definitions import shipped_definitions
from didim.registry.models import Agency


def fit_rule(*, on: date) -> FitRule:
    """Return the rule by which experts are dispatched on a day."""
    version = shipped_definitions().as_of("expert-fit", on)
    return load_rule(version.values, version.id)


def loads_of_visits(kind: str, visits: int, rule: FitRule) -> tuple[int, ...]:
    """Return the visits of a request month by month: a clinic has so many a month, others come at once."""
    if kind != RequestKind.CLINIC:
        return (visits,)
    whole, rest = divmod(visits, rule.clinic_a_month)
    return (*[rule.clinic_a_month] * whole, *([rest] if rest else []))


@dataclass(frozen=True)
class Pool:
    """The experts of a plan with what the plan needs of each, in one order."""

    experts: list[PoolExpert]
    profiles: list[ExpertProfile]
    # Days in the month on which the expert is under contract and not away.
    days: dict[int, set[date]]


@dataclass
class Plan:
    """A problem with the rows behind its ids."""

    problem: Problem
    rule: FitRule
    requests: dict[str, VisitRequest]
    experts: dict[str, PoolExpert]
    profiles: dict[str, ExpertProfile]
    asked: dict[str, RequestProfile]
    held: dict[str, Dispatch] = field(default_factory=dict)


def problem_for(
    *,
    agency: Agency,
    month: date,
    requests: Sequence[VisitRequest],
    seed: int,
    without: PoolExpert | None = None,
    held: Mapping[int, Dispatch] | None = None,
) -> Plan:
    """Return the problem of a month: all requests given, all experts under contract in it.

    `held` are confirmed dispatches (by request) that take part: they count as standing, not as taken. The
    expert `without` takes no part.
    """
    rule = fit_rule(on=month)
    held = held or {}
    middles = {
        region: (longitude, latitude)
        for region, longitude, latitude in RegionMiddle.objects.values_list("region", "longitude", "latitude")
    }
    pool = pool_in(agency=agency, month=month, middles=middles, without=without)
    jobs = [
        Job(str(one.pk), loads_of_visits(one.kind, one.visits_planned, rule), _weight(one, month, rule))
        for one in requests
    ]
    horizon = max((len(job.loads) for job in jobs), default=1)
    taken = taken_by_month(
        agency=agency, month=month, months=horizon, without=[one.pk for one in held.values()]
    )
    doctors = [_doctor(one, pool, month, horizon, taken) for one in pool.experts]
    asked = [request_profile(one, middles) for one in requests]
    order_r = sorted(range(len(jobs)), key=lambda at: jobs[at].id)
    order_e = sorted(range(len(doctors)), key=lambda at: doctors[at].id)
    rows, columns = [requests[at] for at in order_r], [pool.experts[at] for at in order_e]
    fits, barred, reasons = fit_matrix(
        [pool.profiles[at] for at in order_e], [asked[at] for at in order_r], rule
    )
    bars = Bars(barred, reasons, rows, columns)
    bars.put(month=month, days=pool.days)
    in_pool = {str(one.pk) for one in columns}
    problem = Problem(
        tuple(jobs[at] for at in order_r),
        tuple(doctors[at] for at in order_e),
        fits.reshape(len(rows), len(columns)),
        seed,
        rule.balance,
        bars.barred,
        tuple(bars.codes),
        frozenset(
            (str(request), str(one.expert_id))
            for request, one in held.items()
            if str(one.expert_id) in in_pool
        ),
    )
    return Plan(
        checked(problem),
        rule,
        {str(one.pk): one for one in rows},
        {str(one.pk): one for one in columns},
        {one.id: one for one in pool.profiles},
        {one.id: one for one in asked},
        {str(request): one for request, one in held.items()},
    )


def _weight(request: VisitRequest, month: date, rule: FitRule) -> int:
    waited = (month - request.asked_at.date()).days
    return 2 if waited >= rule.waited_days else 1


def pool_in(
    *,
    agency: Agency,
    month: date,
    middles: Mapping[str, tuple[float, float]],
    without: PoolExpert | None = None,
) -> Pool:
    """Return the experts under contract on some day of a month, with what they know and their free days."""
    last = last_of_month(month)
    rows = (
        PoolExpert.objects.filter(agency=agency, terms__valid_from__lte=last, terms__valid_to__gte=month)
        .exclude(pk__in=[without.pk] if without else [])
        .select_related("profile__person", "enterprise", "base")
        .prefetch_related("profile__trades", "profile__regions", "terms", "absences")
        .distinct()
        .order_by("pk")
    )
    experts = list(rows)
    since = months_after(month, -12)
    visits = taken_by_month(agency=agency, month=since, months=12)
    praise = praise_of(agency=agency, since=since)
    profiles = [_profile(one, middles, sum(visits.get(one.pk, ())), praise) for one in experts]
    return Pool(experts, profiles, {one.pk: _days(one, month, last) for one in experts})


def _profile(
    one: PoolExpert,
    middles: Mapping[str, tuple[float, float]],
    visits: int,
    praise: Mapping[int, tuple[int, int]],
) -> ExpertProfile:
    regions = tuple(sorted(region.pk for region in one.profile.regions.all()))
    places = [one.base_id] if one.base_id else regions
    score, answers = praise.get(one.pk, (0, 0))
    own = one.enterprise
    return ExpertProfile(
        id=str(one.pk),
        trades=tuple(sorted(trade.pk for trade in one.profile.trades.all())),
        topics=tuple(one.topics),
        regions=regions,
        points=tuple(middles[place] for place in places if place in middles),
        languages=tuple(one.profile.languages) or ("ko",),
        praise=score,
        praised=answers,
        visits=visits,
        own_trade=(own.industry_id or "") if own else "",
        own_region=(own.region_id or "") if own else "",
    )


def request_profile(one: VisitRequest, middles: Mapping[str, tuple[float, float]]) -> RequestProfile:
    """Return what a request is about, as the engine takes it."""
    return RequestProfile(
        id=str(one.pk),
        trade=one.industry_id or "",
        topics=tuple(one.topics),
        region=one.region_id or "",
        point=middles.get(one.region_id or ""),
        language=one.language,
    )


def _days(one: PoolExpert, first: date, last: date) -> set[date]:
    """Return the days of a span on which an expert is under contract and not away."""

    def span(start: date, end: date) -> set[date]:
        start, end = max(start, first), min(end, last)
        return {start + timedelta(days=at) for at in range((end - start).days + 1)}

    under: set[date] = set()
    for term in one.terms.all():
        under |= span(term.valid_from, term.valid_to)
    for absence in one.absences.all():
        under -= span(absence.valid_from, absence.valid_to)
    return under


def _doctor(
    one: PoolExpert, pool: Pool, month: date, horizon: int, taken: Mapping[int, Sequence[int]]
) -> Doctor:
    """Return what an expert has free: a month holds as much of the capacity as it has days of theirs."""
    mine = taken.get(one.pk, [0] * horizon)
    free = []
    for at in range(horizon):
        begins = months_after(month, at)
        ends = last_of_month(begins)
        here = len(pool.days[one.pk]) if at == 0 else len(_days(one, begins, ends))
        free.append(max(0, one.capacity_month * here // ends.day - mine[at]))
    return Doctor(str(one.pk), tuple(free), one.capacity_month, mine[0])


def taken_by_month(
    *, agency: Agency, month: date, months: int, without: Iterable[int] = ()
) -> dict[int, list[int]]:
    """Return the visits confirmed for each expert in a month and after it (`without` some dispatches)."""
    taken: dict[int, list[int]] = defaultdict(lambda: [0] * months)
    earliest = months_after(month, -24)
    rows = Dispatch.objects.filter(
        agency=agency,
        state=DispatchState.CONFIRMED,
        month__gte=earliest,
        month__lt=months_after(month, months),
    ).exclude(pk__in=list(without))
    for expert, begins, loads in rows.values_list("expert", "month", "loads"):
        ahead = (begins.year - month.year) * 12 + begins.month - month.month
        for at, load in enumerate(loads, ahead):
            if 0 <= at < months:
                taken[expert][at] += load
    return dict(taken)


def open_requests(*, agency: Agency, month: date) -> list[VisitRequest]:
    """Return the requests of an agency that wait for somebody in a month, the longest waiting first."""
    return list(
        VisitRequest.objects.filter(
            agency=agency, state=RequestState.OPEN, wanted_from__lte=last_of_month(month)
        )
        .select_related("enterprise", "industry", "region")
        .order_by("asked_at", "pk")
    )
