"""Who used the centre for the self-employed in 2015 and its first year (account S2), and the industry agency.

Every user is a row, every consultation among them a finished consultation of the desk. Rows of a desk's past
are written in bulk: one by one by their acts they would take minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from didim.desk.domain.counters import BranchDetails, save_branch
from didim.desk.domain.uses import Use, record_uses
from didim.desk.enums import ConsultationState, ContactChannel, NeedState, Topic, UseKind
from didim.desk.models import Branch, Consultation, Need
from didim.kernel.calendar import WorkingCalendar
from didim.registry.enums import EnterpriseStage, RelationKind
from didim.registry.models import Agency, AgencyRelation, Enterprise
from didim.support.domain.recording import SupportDetails, SupportLine, record_supports
from didim.support.enums import RecordSource, SupportForm

from .published import stated
from .shares import share_out, uneven
from .words import person_name
from .world import SEOUL, T, World, pick_several

CONSULTED_BEFORE = 0.35  # share of the users of 2015
BASE = (date(2015, 1, 1), date(2015, 12, 31))
FIRST = (date(2016, 7, 1), date(2017, 6, 30))
# Working days on which the centre was shut: Labour Day, and two days between holidays.
SHUT = frozenset({date(2017, 5, 1), date(2017, 5, 2), date(2017, 5, 4)})
BRANCHES = 17
# The accounts of 2015 and 2016 count the firms that were supported; who came as a firm came after them.
FIRMS_FROM, FIRM_EVERY, FIRMS = date(2017, 1, 1), 6, 400
SERVICES_BEFORE = {UseKind.TRAINING: 7, UseKind.CONSULTING: 3}
SERVICES = {UseKind.TRAINING: 10, UseKind.CONSULTING: 5, UseKind.FIELD: 2, UseKind.EVENT: 3}
CHANNELS_BEFORE = {ContactChannel.WALK_IN: 7, ContactChannel.PHONE: 3}
CHANNELS = {
    ContactChannel.WALK_IN: 9, ContactChannel.PHONE: 5, ContactChannel.ONLINE: 3, ContactChannel.BRANCH: 3,
    ContactChannel.VISIT: 1,
}  # fmt: skip
STAGES = {
    EnterpriseStage.PRE_FOUNDER: 45, EnterpriseStage.OPERATING: 47, EnterpriseStage.SUSPENDED: 2,
    EnterpriseStage.CLOSED: 6,
}  # fmt: skip
TRADES = {"56": 34, "47": 27, "96": 12, "85": 8, "46": 5, "14": 4, "10": 4, "74": 3, "55": 3}
# What each comes for, and what the counsellor wrote down.
CAME_FOR = (
    (Topic.FUNDING, "창업자금 융자를 알아봅니다", "정책자금과 보증의 순서를 안내함"),
    (Topic.START_UP, "가게를 열려고 합니다", "상권과 초기 비용을 함께 따져 봄"),
    (Topic.MANAGEMENT, "매출이 줄었습니다", "원가와 차림표를 함께 살핌"),
    (Topic.DISTRICT, "가게 자리를 고르고 있습니다", "후보 상권 세 곳을 견주어 봄"),
    (Topic.LAW_AND_TAX, "세금 신고가 처음입니다", "신고 기한과 준비물을 설명함"),
    (Topic.CLOSURE, "가게를 정리하려 합니다", "철거 비용 지원과 재기 교육을 안내함"),
)
WHAT = {
    UseKind.TRAINING: "소상공인 교육", UseKind.CONSULTING: "점포 컨설팅", UseKind.FIELD: "창업 현장 체험",
    UseKind.EVENT: "지원사업 설명회",
}  # fmt: skip
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A time of a centre: its open days, how many were consulted and came for the rest, and in which ways."""

    key: str
    days: tuple[date, ...]
    consulted: int
    others: int
    services: dict[UseKind, int]
    channels: dict[ContactChannel, int]


def make_uses(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the centre's users of 2015 and of its first year, and the agency's of this year and the last."""
    dice = world.dice(64)
    owners, promotion = world.agencies["owners"], world.agencies["promotion"]
    branches = _make_branches(world, owners)
    first_year, base_year = stated("S2.8", "users").total, stated("S2.8", "users", at=1).total
    before = round(base_year * CONSULTED_BEFORE)
    consulted = round(before * stated("S2.8", "consultation-users-multiple").value)
    coming = pick_several(dice, firms, min(FIRMS, len(firms)))
    for stretch in (
        _Stretch("2015", _open_days(*BASE), before, base_year - before, SERVICES_BEFORE, CHANNELS_BEFORE),
        _Stretch("first", _open_days(*FIRST), consulted, first_year - consulted, SERVICES, CHANNELS),
    ):
        uses = [
            *_consultations(world, dice, owners, stretch, branches, coming),
            *_others(world, dice, stretch, branches),
        ]
        now = world.instant(stretch.days[-1] + timedelta(days=10))
        record_uses(agency=owners, uses=uses, by=None, now=now, is_sample=True)
    days = _open_days(date(world.today.year - 1, 1, 1), world.day(-1))
    lately = _Stretch("lately", days, 0, 8 * len(days), SERVICES, CHANNELS)
    here = list(Branch.objects.filter(agency=promotion).order_by("pk"))
    now = world.instant(world.today, 8)
    record_uses(
        agency=promotion, uses=list(_others(world, dice, lately, here)), by=None, now=now, is_sample=True
    )


def _open_days(first: date, last: date) -> tuple[date, ...]:
    calendar = WorkingCalendar()
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return tuple(day for day in days if calendar.is_working_day(day) and day not in SHUT)


def _make_branches(world: World, agency: Agency) -> list[Branch]:
    """Make the branch offices that take applications for the centre."""
    return [
        save_branch(
            agency=agency,
            details=BranchDetails(f"{region.name} 지점", f"{region.name_en} branch", region=region),
            on=FIRST[0],
        )
        for region in world.districts[:BRANCHES]
    ]


def _spread(dice: np.random.Generator, stretch: _Stretch, total: int) -> Iterator[date]:
    """Yield a day for each of so many people, some days busier than others."""
    counts = share_out(total, uneven(dice, len(stretch.days), spread=0.25), least=1 if total else 0)
    for day, count in zip(stretch.days, counts, strict=True):
        for _ in range(count):
            yield day


class _Draws:
    """Weighted draws for many at once: one array of numbers for each thing that is drawn."""

    def __init__(self, world: World, dice: np.random.Generator, count: int, stretch: _Stretch) -> None:
        self.channels = self._of(dice, stretch.channels, count)
        self.services = self._of(dice, stretch.services, count)
        self.stages = self._of(dice, STAGES, count)
        self.trades = self._of(dice, TRADES, count)
        districts = world.districts
        sizes = uneven(dice, len(districts), spread=0.4)
        self.regions = self._of(dice, dict(zip([one.code for one in districts], sizes, strict=True)), count)

    @staticmethod
    def _of(dice: np.random.Generator, weights: Mapping[T, float], count: int) -> list[T]:
        keys, total = list(weights), sum(weights.values())
        chances = [weight / total for weight in weights.values()]
        return [keys[at] for at in dice.choice(len(keys), size=count, p=chances).tolist()]


def _others(
    world: World, dice: np.random.Generator, stretch: _Stretch, branches: Sequence[Branch]
) -> Iterator[tuple[str, Use]]:
    draws = _Draws(world, dice, stretch.others, stretch)
    for at, day in enumerate(_spread(dice, stretch, stretch.others)):
        kind, channel = draws.services[at], draws.channels[at]
        use = Use(
            used_on=day,
            kind=kind,
            channel=channel,
            branch_id=branches[at % len(branches)].pk if channel == ContactChannel.BRANCH else None,
            stage=draws.stages[at],
            region_id=draws.regions[at],
            industry_id=draws.trades[at],
            what=WHAT[kind],
        )
        yield f"sample-{stretch.key}-{at}", use


def _consultations(
    world: World,
    dice: np.random.Generator,
    agency: Agency,
    stretch: _Stretch,
    branches: Sequence[Branch],
    firms: Sequence[Enterprise],
) -> Iterator[tuple[str, Use]]:
    """Hold the finished consultations of a stretch and yield the use that each is."""
    draws = _Draws(world, dice, stretch.consulted, stretch)
    names = [person_name(dice) for _ in range(97)]
    rows = []
    for at, day in enumerate(_spread(dice, stretch, stretch.consulted)):
        firm = firms[at % len(firms)] if day >= FIRMS_FROM and at % FIRM_EVERY == 0 else None
        began = datetime.combine(day, time(9 + at % 8, 30 * (at % 2)), SEOUL)
        channel = draws.channels[at]
        _topic, subject, record = CAME_FOR[at % len(CAME_FOR)]
        rows.append(
            Consultation(
                agency=agency,
                enterprise=firm,
                person_name="" if firm else names[at % len(names)],
                channel=channel,
                branch=branches[at % len(branches)] if channel == ContactChannel.BRANCH else None,
                state=ConsultationState.FINISHED,
                subject=subject,
                stage=firm.stage if firm else draws.stages[at],
                region_id=firm.region_id if firm else draws.regions[at],
                industry_id=firm.industry_id if firm else draws.trades[at],
                asked_at=began,
                started_at=began,
                finished_at=began + timedelta(minutes=25),
                record=record,
                is_sample=True,
            )
        )
    Consultation.objects.bulk_create(rows, batch_size=BATCH)
    Need.objects.bulk_create(
        (
            Need(
                agency=agency,
                enterprise_id=row.enterprise_id,
                consultation=row,
                topic=CAME_FOR[at % len(CAME_FOR)][0],
                state=NeedState.MET,
                met_at=row.finished_at,
            )
            for at, row in enumerate(rows)
        ),
        batch_size=BATCH,
    )
    _support(world, agency, [row for row in rows if row.enterprise_id])
    for row in rows:
        use = Use(
            used_on=row.asked_at.date(),
            kind=UseKind.CONSULTATION,
            channel=ContactChannel(row.channel),
            enterprise_id=row.enterprise_id,
            consultation_id=row.pk,
            branch_id=row.branch_id,
            stage=row.stage,
            region_id=row.region_id,
            industry_id=row.industry_id,
            what=row.subject,
        )
        yield f"consultation-{row.pk}", use


def _support(world: World, agency: Agency, rows: Sequence[Consultation]) -> None:
    """Write what the firms among them received, and that the centre knows them."""
    if not rows:
        return
    lines = [
        SupportLine(
            row.enterprise_id,
            f"consultation-{row.pk}",
            SupportDetails(
                form=SupportForm.ADVICE,
                programme_name="상담 창구",
                year=row.asked_at.year,
                received_on=row.asked_at.date(),
                evidence=row.subject,
            ),
        )
        for row in rows
        if row.enterprise_id
    ]
    now = world.instant(rows[-1].asked_at.date() + timedelta(days=10))
    record_supports(
        agency=agency, lines=lines, source=RecordSource.DELIVERED, by=None, now=now, is_sample=True
    )
    AgencyRelation.objects.bulk_create(
        (
            AgencyRelation(agency=agency, enterprise_id=line.enterprise_id, kind=RelationKind.CASE, since=now)
            for line in {line.enterprise_id: line for line in lines}.values()
        ),
        ignore_conflicts=True,
    )
