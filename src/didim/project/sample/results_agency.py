"""The industry agency's year 2022: thirty programmes, their firms, and what became of these (account S4)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from didim.fairs.enums import DealStage
from didim.outcomes.domain.observing import Said
from didim.outcomes.domain.targets import TargetDetails, set_target
from didim.outcomes.enums import Basis
from didim.programmes.models import Programme
from didim.registry.enums import DesignationKind, EnterpriseStage
from didim.registry.models import Designation, Enterprise
from didim.support.domain.recording import SupportDetails
from didim.support.enums import SupportForm

from .fairs import Met
from .ledger import Ledger
from .portfolio import GENERAL, LISTING, MAKERS, MARKETING, MEETINGS, PORTFOLIO, YEAR, PortfolioProgramme
from .published import stated
from .shares import alike, share_out, uneven
from .world import World, pick, pick_several

FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
BEFORE_FIRST, BEFORE_LAST = date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31)
MEETING_FIRMS = 20
SECOND_HELPINGS = 60  # firms that take part in a second programme
INVESTED, INVENTIVE, EXPORTERS = 14, 31, 7
GRADUATED = 30
RIGHTS = ("특허", "상표", "디자인", "인증")
PARTNERS = ("대학", "금융기관", "공공기관", "대기업")
FUNDS = ("한빛 성장 1호 투자조합(예시)", "한빛 성장 2호 투자조합(예시)")
PLATFORMS = ("누리장터", "다온마켓", "한빛몰")
# ISO 3166-1: where the buyers of the online export meetings are.
COUNTRIES = ("VN", "ID", "JP", "US")
HELD_ON = date(YEAR, 5, 26)
EQUIPMENT = (
    "항온항습기", "네트워크 분석기", "열충격 시험기", "스펙트럼 분석기", "신호 발생기", "3차원 측정기",
    "3D 프린터", "레이저 가공기", "오실로스코프",
)  # fmt: skip
CENTS, TEN_THOUSAND, MILLION = 100, 10_000, 1_000_000


def make_agency_results(world: World, ledger: Ledger, firms: Sequence[Enterprise]) -> None:
    """Note all that the agency gave in the year and what was observed of its firms."""
    dice = world.dice(40)
    makers, others = _supported(dice, firms)
    marketed, listed = others[: _firms_of("S4.7")], _listed(others)
    met = others[-MEETING_FIRMS:]
    _give(
        world,
        ledger,
        dice,
        _recipients(dice, makers, others, {MARKETING: marketed, LISTING: listed, MEETINGS: met}),
    )
    _let(world, ledger, dice, firms)
    supported = [*makers, *others]
    _grow(world, ledger, dice, supported)
    _win(world, ledger, dice, supported, firms)
    _sell_more(world, ledger, dice, marketed)
    _list_products(world, ledger, dice, listed)
    _export(world, ledger, dice, met)
    _own(world, ledger)


def _firms_of(source: str) -> int:
    return stated(source, "firms-of-programme").total


def _listed(others: Sequence[Enterprise]) -> Sequence[Enterprise]:
    """Return those whose products are listed: some of them had their marketing done, too."""
    first = _firms_of("S4.7") - 4
    return others[first : first + _firms_of("S4.8")]


def _supported(
    dice: np.random.Generator, firms: Sequence[Enterprise]
) -> tuple[list[Enterprise], list[Enterprise]]:
    """Return the micro-manufacturers and the other firms of the year, all of them older than a year."""
    old = [
        firm
        for firm in firms
        if firm.stage == EnterpriseStage.OPERATING and firm.opened_on and firm.opened_on < BEFORE_FIRST
    ]
    certified = set(
        Designation.objects.filter(kind=DesignationKind.SMALL_MANUFACTURER).values_list(
            "enterprise", flat=True
        )
    )
    many = _firms_of("S4.11")
    makers = pick_several(dice, [firm for firm in old if firm.pk in certified], many)
    rest = [firm for firm in old if firm.pk not in certified]
    return makers, pick_several(dice, rest, stated("S4.1", "firms-supported").total - many)


def _recipients(
    dice: np.random.Generator,
    makers: Sequence[Enterprise],
    others: Sequence[Enterprise],
    sellers: dict[str, Sequence[Enterprise]],
) -> dict[PortfolioProgramme, list[Enterprise]]:
    """Return who takes part in what: everybody in one programme at least, nobody twice in the same."""
    by_name = {programme.name: list(sellers.get(programme.name, ())) for programme in PORTFOLIO}
    placed = {firm.pk for chosen in sellers.values() for firm in chosen}
    for at, firm in enumerate(makers):
        by_name[MAKERS[at % len(MAKERS)].name].append(firm)
    for at, firm in enumerate(firm for firm in others if firm.pk not in placed):
        by_name[GENERAL[at % len(GENERAL)].name].append(firm)
    for firm in pick_several(dice, [*makers, *others], SECOND_HELPINGS):
        chosen = by_name[pick(dice, GENERAL).name]
        if all(firm.pk != one.pk for one in chosen):
            chosen.append(firm)
    return {programme: by_name[programme.name] for programme in PORTFOLIO}


def _give(
    world: World,
    ledger: Ledger,
    dice: np.random.Generator,
    recipients: dict[PortfolioProgramme, list[Enterprise]],
) -> None:
    """Share each programme's budget out among its firms."""
    agency = world.agencies["promotion"]
    rows = {row.name: row for row in Programme.objects.filter(agency=agency, year=YEAR)}
    for programme, firms in recipients.items():
        row = rows[programme.name]
        amounts = share_out(row.budget, uneven(dice, len(firms), spread=0.4), step=TEN_THOUSAND)
        for firm, amount in zip(firms, amounts, strict=True):
            details = SupportDetails(
                form=programme.form,
                programme_name=programme.name,
                programme_id=row.pk,
                year=YEAR,
                received_on=_day(dice, FIRST + timedelta(days=40), LAST - timedelta(days=20)),
                amount_won=amount,
                evidence="협약서, 완료보고서(예시)",
            )
            ledger.supported(agency, "portfolio", firm, details)


def _day(dice: np.random.Generator, first: date, last: date) -> date:
    return first + timedelta(days=int(dice.integers((last - first).days + 1)))


def _let(world: World, ledger: Ledger, dice: np.random.Generator, firms: Sequence[Enterprise]) -> None:
    """Let rooms to tenants, and have had some who left before the year's end."""
    young = [firm for firm in firms if firm.opened_on and date(2012, 1, 1) < firm.opened_on < FIRST]
    many = stated("S4.1", "tenants").total
    for at, firm in enumerate(pick_several(dice, young, many + GRADUATED)):
        left = at >= many
        since = (
            _day(dice, date(2018, 1, 1), date(2019, 6, 30)) if left else _day(dice, date(2020, 3, 2), LAST)
        )
        details = SupportDetails(
            form=SupportForm.SPACE,
            programme_name="입주공간 제공",
            year=since.year,
            received_on=since,
            ends_on=since + timedelta(days=3 * 365 - 1),
            evidence="입주계약서(예시)",
        )
        ledger.supported(world.agencies["promotion"], "tenancy", firm, details)


def _grow(world: World, ledger: Ledger, dice: np.random.Generator, firms: Sequence[Enterprise]) -> None:
    """Observe employees and sales of every supported firm, this year and the year before."""
    agency, size = world.agencies["promotion"], uneven(dice, len(firms))
    people = stated("S4.2", "employees")
    now = share_out(people.total, size, least=1)
    before = share_out(people.before, alike(dice, now), least=1)
    for day, counts in ((BEFORE_LAST, before), (LAST, now)):
        for firm, count in zip(firms, counts, strict=True):
            said = Said(
                "employees",
                day,
                day,
                Decimal(count),
                enterprise_id=firm.pk,
                evidence="4대보험 가입자 명부(예시)",
            )
            ledger.observed(agency, "employees", said)
    sales = stated("S4.2", "sales")
    now = share_out(sales.total, alike(dice, now, spread=0.5), least=MILLION, step=TEN_THOUSAND)
    before = share_out(sales.before, alike(dice, now), least=MILLION)
    for (first, last), amounts in (((BEFORE_FIRST, BEFORE_LAST), before), ((FIRST, LAST), now)):
        for firm, amount in zip(firms, amounts, strict=True):
            said = _won("sales", first, last, firm, amount, "부가가치세 과세표준증명(예시)")
            ledger.observed(agency, "sales", said)


def _won(
    code: str,
    first: date,
    last: date,
    firm: Enterprise,
    amount: int,
    evidence: str,
    programme: str = "",
    basis: Basis | None = None,
) -> Said:
    return Said(
        code,
        first,
        last,
        Decimal(amount),
        currency="KRW",
        enterprise_id=firm.pk,
        evidence=evidence,
        programme_name=programme,
        basis=basis,
    )


def _win(
    world: World,
    ledger: Ledger,
    dice: np.random.Generator,
    supported: Sequence[Enterprise],
    firms: Sequence[Enterprise],
) -> None:
    """Observe what was raised, registered and agreed, and who moved in."""
    agency = world.agencies["promotion"]
    raised = share_out(
        stated("S4.2", "investment").total, uneven(dice, INVESTED), least=100 * MILLION, step=10 * MILLION
    )
    for firm, amount in zip(pick_several(dice, supported, INVESTED), raised, strict=True):
        ledger.observed(
            agency, "investment", _won("investment", FIRST, LAST, firm, amount, "투자계약서(예시)")
        )
    inventive = pick_several(dice, supported, INVENTIVE)
    for at in range(stated("S4.2", "patents-certificates").total):
        firm = inventive[at % INVENTIVE]
        day = _day(dice, FIRST, LAST)
        said = _one("rights", day, firm, breakdown=pick(dice, RIGHTS), evidence="등록증, 인증서(예시)")
        ledger.observed(agency, "rights", said)
    agreed = stated("S4.2", "agreements-signed").total - stated("S4.7", "agreements-signed").total
    for at in range(agreed):
        day = _day(dice, FIRST, LAST)
        said = Said(
            "agreements_made",
            day,
            day,
            Decimal(1),
            breakdown=PARTNERS[at % len(PARTNERS)],
            evidence="협약서(예시)",
        )
        ledger.observed(agency, "agreements", said)
    known = {firm.pk for firm in supported}
    others = [firm for firm in firms if firm.opened_on and firm.opened_on < FIRST and firm.pk not in known]
    for firm in pick_several(dice, others, stated("S4.2", "firms-moved-in").total):
        said = _one("moved_in", _day(dice, FIRST, LAST), firm, evidence="사업자등록증 변경 전후(예시)")
        ledger.observed(agency, "moved-in", said)


def _one(
    code: str, day: date, firm: Enterprise, *, evidence: str, breakdown: str = "", programme: str = ""
) -> Said:
    """Return one case of a firm on a day."""
    return Said(
        code,
        day,
        day,
        Decimal(1),
        enterprise_id=firm.pk,
        breakdown=breakdown,
        programme_name=programme,
        evidence=evidence,
    )


def _sell_more(world: World, ledger: Ledger, dice: np.random.Generator, firms: Sequence[Enterprise]) -> None:
    """Observe what total marketing brought its firms."""
    agency = world.agencies["promotion"]
    jobs = share_out(stated("S4.7", "jobs-created").total, uneven(dice, len(firms)), least=1)
    for firm, count in zip(firms, jobs, strict=True):
        said = Said(
            "new_jobs",
            FIRST,
            LAST,
            Decimal(count),
            enterprise_id=firm.pk,
            programme_name=MARKETING,
            evidence="4대보험 가입자 명부(예시)",
        )
        ledger.observed(agency, "marketing-jobs", said)
    for code, figure, evidence in (
        ("agreements_made", "agreements-signed", "협약서(예시)"),
        ("awards", "awards", "상장(예시)"),
    ):
        for at in range(stated("S4.7", figure).total):
            day, firm = _day(dice, FIRST, LAST), firms[at % len(firms)]
            ledger.observed(agency, code, _one(code, day, firm, evidence=evidence, programme=MARKETING))
    before = [700 * MILLION + amount for amount in share_out(3_600 * MILLION, uneven(dice, len(firms)))]
    after = share_out(
        int(sum(before) * (1 + stated("S4.7", "sales-change").value)), alike(dice, before, spread=0.1)
    )
    for basis, (first, last), amounts in (
        (Basis.BEFORE, (BEFORE_FIRST, BEFORE_LAST), before),
        (Basis.AFTER, (FIRST, LAST), after),
    ):
        for firm, amount in zip(firms, amounts, strict=True):
            said = _won("sales", first, last, firm, amount, "판매기록(예시)", MARKETING, basis)
            ledger.observed(agency, f"marketing-{basis}", said)


def _list_products(
    world: World, ledger: Ledger, dice: np.random.Generator, firms: Sequence[Enterprise]
) -> None:
    """Observe products listed: one platform or more a firm."""
    counts = share_out(stated("S4.8", "products-listed").total, uneven(dice, len(firms), spread=0.4), least=3)
    for at, (firm, count) in enumerate(zip(firms, counts, strict=True)):
        platforms = pick_several(dice, PLATFORMS, 1 + at % len(PLATFORMS))
        for platform, items in zip(platforms, share_out(count, [1.0] * len(platforms)), strict=True):
            said = Said(
                "products_listed",
                FIRST,
                LAST,
                Decimal(items),
                enterprise_id=firm.pk,
                breakdown=platform,
                programme_name=LISTING,
                evidence="입점 화면(예시)",
            )
            ledger.observed(world.agencies["promotion"], "listed", said)


def _export(world: World, ledger: Ledger, dice: np.random.Generator, firms: Sequence[Enterprise]) -> None:
    """Let them meet buyers online; of some meetings contracts came, in dollars."""
    total = stated("S4.9", "export-contracts").total
    amounts = share_out(total, uneven(dice, EXPORTERS, spread=0.5), step=1_000)
    for at, firm in enumerate(firms):
        met = Met(
            world.agencies["promotion"],
            MEETINGS,
            MEETINGS,
            HELD_ON,
            firm.pk,
            COUNTRIES[at % len(COUNTRIES)],
        )
        if at < EXPORTERS:
            day = _day(dice, date(YEAR, 6, 1), LAST)
            met = replace(
                met,
                country=pick(dice, COUNTRIES),
                stage=DealStage.CONTRACT,
                cents=amounts[at] * CENTS,
                signed_on=day,
                evidence="수출계약서(예시)",
            )
        ledger.met(met)


def _own(world: World, ledger: Ledger) -> None:
    """Observe what the agency itself has: funds against their target, equipment."""
    agency, fund = world.agencies["promotion"], stated("S4.5", "fund-formed")
    for said in (*_funds(fund.total), *_equipment()):
        ledger.observed(agency, said.code, said)
    set_target(
        agency=agency,
        details=TargetDetails("fund_committed", LAST, fund.target or Decimal(0), note="펀드 조성 계획(예시)"),
        by=None,
        now=world.instant(BEFORE_FIRST),
        is_sample=True,
    )


def _funds(total: int) -> Iterable[Said]:
    shares = share_out(total, [3, 2], step=100 * MILLION)
    for name, amount in zip(FUNDS, shares, strict=True):
        yield Said(
            "fund_committed",
            LAST,
            LAST,
            Decimal(amount),
            currency="KRW",
            breakdown=name,
            evidence="조합 규약(예시)",
        )


def _equipment() -> Iterable[Said]:
    units = stated("S4.10", "equipment-units").total
    for kind, count in zip(EQUIPMENT, share_out(units, [1.0] * len(EQUIPMENT), least=1), strict=True):
        yield Said(
            "equipment_units", LAST, LAST, Decimal(count), breakdown=kind, evidence="자산관리대장(예시)"
        )
