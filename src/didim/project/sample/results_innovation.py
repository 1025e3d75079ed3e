"""Innovation centres, each paired with a large firm, in their first two years (account S3).

Their firms are older than most of the region's and live in all provinces, so they are made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from didim.fairs.enums import DealStage
from didim.outcomes.domain.observing import Said
from didim.outcomes.enums import Basis
from didim.registry.enums import AgencyKind, Ownership, PlaceKind
from didim.registry.models import Agency, Enterprise, Industry, Place
from didim.support.domain.recording import SupportDetails
from didim.support.enums import SupportForm

from .fairs import Met
from .firms import FIRMS, made_firm
from .ledger import Ledger
from .published import stated
from .regions import PROVINCE
from .shares import alike, share_out, uneven
from .trades import TRADES, Trade
from .world import World, pick, pick_several

FIRST, LAST = date(2015, 1, 1), date(2016, 12, 31)
BEFORE = (date(2014, 1, 1), date(2014, 12, 31))
AFTER = (date(2016, 1, 1), LAST)
# Key, name, field, province of the centres beside the region's own.
CENTRES = (
    ("making", "새길창조혁신센터", "스마트공장", "98"),
    ("patents_open", "푸른창조혁신센터", "특허·소재", "97"),
    ("living", "너른창조혁신센터", "유통·생활", "96"),
)
SMART, OPENED, ABROAD, MARKET = "스마트공장 보급", "대기업 특허 개방", "해외 진출 지원", "전통시장 활성화"
HELPED = (
    ("창업 보육", SupportForm.ADVICE),
    ("액셀러레이팅", SupportForm.ADVICE),
    ("시제품 제작", SupportForm.EQUIPMENT),
    ("판로 개척", SupportForm.MARKET),
    ("자금 연계", SupportForm.LOAN),
    ("멘토링", SupportForm.ADVICE),
)
MEASURED, INVESTED, SOLD, HIRED = 40, 310, 900, 560
COUNTRIES = ("중국", "베트남", "미국", "일본", "독일", "인도네시아")
# By country (ISO 3166-1): their shares of what was agreed.
MOU = (("VN", 0.36), ("MY", 0.20))
ONE_FIRM = "㈜푸른예시정밀"
MILLION = 1_000_000
CENTS = 100
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Helped:
    """The centres in turn, and the firms they helped: start-ups, and firms that were none by then."""

    centres: tuple[Agency, ...]
    young: list[Enterprise]
    old: list[Enterprise]

    def of(self, at: int) -> Agency:
        """Return the centre of the firm at a place of the lists."""
        return self.centres[at % len(self.centres)]


def make_innovation_results(world: World, ledger: Ledger, industries: dict[str, Industry]) -> None:
    """Make the centres and their firms, what these received and what became of them."""
    dice = world.dice(46)
    centres = _make_centres(world)
    helped = Helped(centres, *_make_firms(world, dice, industries))
    _equip(ledger, dice, centres[1], helped.old[: _many("S3.3", "firms-of-programme")])
    opened = helped.old[_many("S3.3", "firms-of-programme") :][: _many("S3.4", "firms-of-programme")]
    _open_patents(ledger, dice, centres[2], opened)
    _help(ledger, dice, helped, _many("S3.3", "firms-of-programme") + len(opened))
    _go_abroad(ledger, dice, helped)
    _revive_market(ledger, centres[3])
    _add_up(ledger, dice, helped)


def _many(source: str, figure: str) -> int:
    return stated(source, figure).total


def _make_centres(world: World) -> tuple[Agency, ...]:
    others = Agency.objects.bulk_create(
        Agency(
            name=name,
            kind=AgencyKind.CENTRE,
            ownership=Ownership.PUBLIC,
            region=world.regions[province],
            specialised_field=field,
            introduction=f"{name}은(는) 예시 자료로 만든 기관입니다.",
            opened_on=date(2014, 12, 1),
            is_sample=True,
        )
        for _key, name, field, province in CENTRES
    )
    return world.agencies["innovation"], *others


def _make_firms(
    world: World, dice: np.random.Generator, industries: dict[str, Industry]
) -> tuple[list[Enterprise], list[Enterprise]]:
    """Make the firms the centres helped; a start-up of then was opened less than seven years before."""
    young, old = _many("S3.8", "startups-supported"), _many("S3.8", "established-supported")
    provinces = [world.regions[code] for code in (PROVINCE, *(row[3] for row in CENTRES))]
    weights = [trade.weight for trade in TRADES]
    making = [trade for trade in TRADES if trade.is_making]
    firms = []
    for at in range(young + old):
        is_young = at < young
        first, last = (
            (date(2010, 7, 1), date(2014, 12, 31)) if is_young else (date(1988, 1, 4), date(2007, 6, 30))
        )
        trade = pick(dice, TRADES, weights) if is_young else pick(dice, making)
        firm = _firm(
            world, dice, trade, FIRMS + at, first + timedelta(days=int(dice.integers((last - first).days)))
        )
        firm.industry, firm.region = industries[trade.code], provinces[at % len(provinces)]
        firms.append(firm)
    firms[young + _many("S3.3", "firms-of-programme")].name = ONE_FIRM
    Enterprise.objects.bulk_create(firms, batch_size=1_000)
    return firms[:young], firms[young:]


def _firm(world: World, dice: np.random.Generator, trade: Trade, serial: int, opened_on: date) -> Enterprise:
    firm = made_firm(world, dice, trade, serial, opened_on)
    firm.created_at = firm.updated_at = world.instant(date(2015, 1, 5), 10)
    return firm


def _day(dice: np.random.Generator) -> date:
    return FIRST + timedelta(days=int(dice.integers((LAST - FIRST).days + 1)))


def _received(
    dice: np.random.Generator,
    programme: str,
    form: SupportForm,
    *,
    amount: int | None = None,
    detail: str = "",
) -> SupportDetails:
    day = _day(dice)
    return SupportDetails(
        form=form,
        programme_name=programme,
        year=day.year,
        received_on=day,
        amount_won=amount,
        detail=detail,
        evidence="지원 확인서(예시)",
    )


def _equip(ledger: Ledger, dice: np.random.Generator, centre: Agency, firms: Sequence[Enterprise]) -> None:
    """Give smart factories, and observe feeding and output of some of them before and after."""
    for firm in firms:
        amount = 10 * MILLION + int(dice.integers(40)) * MILLION
        ledger.supported(centre, "smart", firm, _received(dice, SMART, SupportForm.MONEY, amount=amount))
    measured = firms[:MEASURED]
    for code, process, figure, size in (
        ("cycle_time", "자재 공급", "feed-time-change", 400),
        ("productivity", "조립", "productivity-change", 1_000),
    ):
        # In tenths, as both are measured; so many that the change stated comes out whole.
        before = [100 * amount for amount in share_out(size, uneven(dice, MEASURED, spread=0.2), least=2)]
        after = share_out(
            round(sum(before) * (1 + stated("S3.3", figure).value)), alike(dice, before, spread=0.05)
        )
        for basis, (first, last), values in ((Basis.BEFORE, BEFORE, before), (Basis.AFTER, AFTER, after)):
            for firm, value in zip(measured, values, strict=True):
                said = Said(
                    code,
                    first,
                    last,
                    value * TENTH,
                    basis=basis,
                    enterprise_id=firm.pk,
                    breakdown=process,
                    programme_name=SMART,
                    evidence="측정 기록(예시)",
                )
                ledger.observed(centre, f"{code}-{basis}", said)


def _open_patents(
    ledger: Ledger, dice: np.random.Generator, centre: Agency, firms: Sequence[Enterprise]
) -> None:
    """Hand over patents, one line each; the first of the firms gets seven and sells more."""
    seven = stated("S3.4", "patents-transferred", at=1).total
    rest = stated("S3.4", "patents-transferred").total - seven
    counts = [seven, *share_out(rest, uneven(dice, len(firms) - 1), least=1)]
    for firm, count in zip(firms, counts, strict=True):
        for number in range(1, count + 1):
            details = _received(dice, OPENED, SupportForm.TECHNOLOGY, detail=f"특허 {number}")
            ledger.supported(centre, "patents", firm, details)
    before = 420 * MILLION
    after = int(before * (1 + stated("S3.4", "sales-change").value))
    for basis, (first, last), amount in ((Basis.BEFORE, BEFORE, before), (Basis.AFTER, AFTER, after)):
        said = Said(
            "sales",
            first,
            last,
            Decimal(amount),
            basis=basis,
            currency="KRW",
            enterprise_id=firms[0].pk,
            programme_name=OPENED,
            evidence="손익계산서(예시)",
        )
        ledger.observed(centre, f"patents-{basis}", said)


def _help(ledger: Ledger, dice: np.random.Generator, helped: Helped, done: int) -> None:
    """Help everybody else in one way or another."""
    for firms in (helped.young, helped.old[done:]):
        for at, firm in enumerate(firms):
            programme, form = pick(dice, HELPED)
            ledger.supported(helped.of(at), "helped", firm, _received(dice, programme, form))


def _go_abroad(ledger: Ledger, dice: np.random.Generator, helped: Helped) -> None:
    """Take firms abroad: sales there, subsidiaries, two agreements in dollars."""
    many = _many("S3.6", "firms-abroad")
    firms = [*helped.old[-many // 2 :], *helped.young[: many - many // 2]]
    firms = pick_several(dice, firms, many)
    sales = share_out(_many("S3.6", "overseas-sales"), uneven(dice, many), least=10 * MILLION, step=MILLION)
    for at, (firm, amount) in enumerate(zip(firms, sales, strict=True)):
        centre, country = helped.of(at), pick(dice, COUNTRIES)
        ledger.supported(centre, "abroad", firm, _received(dice, ABROAD, SupportForm.MARKET))
        said = _of_firm(
            "exports", AFTER, firm, amount, "수출실적증명(예시)", currency="KRW", breakdown=country
        )
        ledger.observed(centre, "exports", said)
    for at in range(_many("S3.6", "subsidiaries-abroad")):
        day = _day(dice)
        said = _of_firm(
            "subsidiaries", (day, day), firms[at], 1, "현지 법인등기(예시)", breakdown=pick(dice, COUNTRIES)
        )
        ledger.observed(helped.of(at), "subsidiaries", said)
    values = share_out(_many("S3.6", "mou-value"), [weight for _country, weight in MOU], step=10_000)
    for at, ((country, _weight), value) in enumerate(zip(MOU, values, strict=True)):
        day = _day(dice)
        ledger.met(
            Met(
                helped.of(at),
                "동남아 진출 상담회",
                ABROAD,
                day,
                firms[at].pk,
                country,
                DealStage.MOU,
                value * CENTS,
                day,
                "협약서(예시)",
            )
        )


def _of_firm(
    code: str,
    days: tuple[date, date],
    firm: Enterprise,
    value: int,
    evidence: str,
    *,
    currency: str = "",
    breakdown: str = "",
) -> Said:
    return Said(
        code,
        *days,
        Decimal(value),
        currency=currency,
        breakdown=breakdown,
        enterprise_id=firm.pk,
        evidence=evidence,
    )


def _revive_market(ledger: Ledger, centre: Agency) -> None:
    """Observe one traditional market before and after."""
    place = Place.objects.filter(kind=PlaceKind.MARKET).order_by("pk")[0]
    visitors = _many("S3.7", "visitors-daily")
    before = int(visitors / stated("S3.7", "visitors-multiple").value)
    sold = 1_240 * MILLION
    after = int(sold * stated("S3.7", "sales-multiple").value) + 60 * MILLION
    for code, currency, values in (
        ("visitors_per_day", "", (before, visitors)),
        ("sales", "KRW", (sold, after)),
    ):
        for basis, (first, last), value in zip(
            (Basis.BEFORE, Basis.AFTER), (BEFORE, AFTER), values, strict=True
        ):
            said = Said(
                code,
                first,
                last,
                Decimal(value),
                basis=basis,
                currency=currency,
                place_id=place.pk,
                programme_name=MARKET,
                evidence="계수기 기록, 상인회 조사표(예시)",
            )
            ledger.observed(centre, f"market-{basis}", said)


def _add_up(ledger: Ledger, dice: np.random.Generator, helped: Helped) -> None:
    """Observe what was invested in the firms, what they sold, whom they hired."""
    firms = [*helped.young, *helped.old]
    for code, figure, among, many, least, step, evidence in (
        ("investment", "investment", helped.young, INVESTED, 10 * MILLION, 10 * MILLION, "투자계약서(예시)"),
        ("sales", "sales", firms, SOLD, MILLION, 100_000, "손익계산서(예시)"),
        ("new_jobs", "jobs-created", firms, HIRED, 1, 1, "4대보험 가입자 명부(예시)"),
    ):
        values = share_out(_many("S3.8", figure), uneven(dice, many), least=least, step=step)
        for at, (firm, value) in enumerate(zip(pick_several(dice, among, many), values, strict=True)):
            year = FIRST.year + at % 2
            days = (date(year, 1, 1), date(year, 12, 31))
            currency = "" if code == "new_jobs" else "KRW"
            said = _of_firm(code, days, firm, value, evidence, currency=currency)
            ledger.observed(helped.of(at), code, said)
