"""``./didim districts rank``, ``compare``, ``place``: what to open where, and what a place lacks."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from didim.project.cli.districts.importing import districts_folder, store_option
from didim.project.cli.output import print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from didim.engines.districts.ranking import Ranked, TradePlace
    from didim.engines.districts.ranking_inputs import Named
    from didim.engines.districts.ranking_rules import RankingRule
    from didim.engines.districts.running import Engine
    from didim.engines.districts.store import Store
    from didim.engines.districts.survivors import LicenceSurvival

DEFINITION_DAY = date(2026, 11, 22)
LISTED = 10
TOLD_REASONS = 4
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Weights(click.ParamType[dict[str, float]]):
    """Weights of parts: "market=2,rent=0"."""

    name = "weights"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, float]:
        """Return weights by part."""
        if isinstance(value, dict):
            return value
        found = {}
        for piece in filter(None, str(value).split(",")):
            name, _sign, number = piece.partition("=")
            try:
                found[name.strip()] = float(number)
            except ValueError:
                self.fail(f"'{piece}': market=2,rent=0 처럼 적어 주세요 / write market=2,rent=0", param, ctx)
        return found


def source_options(command: Any) -> Any:
    """Give a command the options that say what is read: store, quarter, licences, engine."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / one JSON object"),
        click.option("--engine", default="duckdb", help="duckdb, local[2], spark://…"),
        click.option("--quarter", type=int, help="분기(20244), 없으면 마지막 분기 / else the newest"),
        store_option,
    ):
        command = option(command)
    return command


def _trade_options(command: Any) -> Any:
    for option in (
        click.option("--licences", type=_FILE, help="인허가 생애 자료, 3년 생존율에 / licences for survival"),
        click.option("--weights", type=Weights(), default="", help="market=2,competition=1,… 안 적으면 1"),
        click.option("--trade", required=True, help="업종 코드(CS100010) / code of the trade"),
    ):
        command = option(command)
    return source_options(command)


@click.command()
@_trade_options
@click.option("--limit", type=click.IntRange(min=1), help="앞에서 몇 곳까지 / how many of the best")
def rank(*, trade: str, weights: dict[str, float], limit: int | None, as_json: bool, **source: Any) -> None:
    """업종에 좋은 상권을 차례로 보입니다. Rank districts for a trade, with reasons."""
    from didim.engines.districts import DistrictsError
    from didim.engines.districts.ranking import rank_districts

    rule = _rule()
    try:
        rows, named, head = _trade(trade, **source)
        ranking = rank_districts(rows, rule, weights)
    except DistrictsError as error:
        raise click.ClickException(str(error)) from error
    shown = ranking.ranked[:limit]
    result = {
        **head,
        "definition": ranking.definition,
        "weights": ranking.weights,
        "ranked": len(ranking.ranked),
        "not_ranked": len(ranking.not_ranked),
        "districts": [_district(one, named, rule) for one in shown],
        "too_small": [{"code": one.place, "note": str(one.note)} for one in ranking.not_ranked],
    }
    if as_json:
        print_json(result)
        return
    _tell(result["districts"] if limit else result["districts"][:LISTED])
    if not limit and len(shown) > 2 * LISTED:
        click.echo("  …")
        _tell(result["districts"][-LISTED:])
    click.echo(f"순위 {len(ranking.ranked):,}곳, 표본 부족 {len(ranking.not_ranked):,}곳 ({head['quarter']})")


@click.command()
@click.argument("codes", nargs=-1, required=True)
@_trade_options
def compare(
    *, codes: tuple[str, ...], trade: str, weights: dict[str, float], as_json: bool, **source: Any
) -> None:
    """상권을 여섯 곳까지 견줍니다. Put up to six districts beside each other."""
    from didim.engines.districts import DistrictsError
    from didim.engines.districts.ranking import compare as compared

    rule = _rule()
    try:
        rows, named, head = _trade(trade, **source)
        found = compared(rows, codes, rule, weights)
    except DistrictsError as error:
        raise click.ClickException(str(error)) from error
    result = {
        **head,
        "definition": found.definition,
        "weights": found.weights,
        "compared_with": found.compared_with,
        "districts": [_district(one, named, rule) for one in found.places],
        "best": found.best,
    }
    if as_json:
        print_json(result)
    else:
        _tell(result["districts"])


@click.command()
@click.option("--code", required=True, help="상권 코드 / code of the district")
@source_options
def place(*, code: str, as_json: bool, **source: Any) -> None:
    """비슷한 상권보다 모자란 업종을 보입니다. Say which trades a district lacks."""
    from didim.engines.districts import DistrictsError
    from didim.engines.districts.ranking_inputs import names, place_rows
    from didim.engines.districts.supply import undersupplied

    rule = _rule()
    try:
        engine, store, quarter = _opened(**source)
        found = undersupplied(place_rows(engine, store, rule, quarter), code, rule.supply)
        named, trades = names(engine, store), _trade_names(engine, store)
    except DistrictsError as error:
        raise click.ClickException(str(error)) from error
    result: dict[str, Any] = {
        "quarter": quarter,
        "definition": found.definition,
        "code": code,
        "name": named[code].name,
        "confidence_percent": found.confidence_percent,
        "compared": found.compared,
        "similar": [{"code": one, "name": named[one].name} for one in found.similar],
        "trades": [{**asdict(one), "name": trades.get(one.trade, one.trade)} for one in found.trades],
    }
    if as_json:
        print_json(result)
        return
    for one in result["trades"]:
        click.echo(
            f"{one['name']:14} {one['stores']:,}곳, 비슷한 상권이라면 {one['expected']:.1f}"
            f"({one['low']}–{one['high']})곳: {one['verdict']}"
        )
    click.echo(
        f"비슷한 상권 {len(found.similar)}곳: {', '.join(one['name'] for one in result['similar'][:6])} …"
    )


def _rule() -> "RankingRule":
    from didim.engines.districts.ranking_rules import load_ranking
    from didim.kernel.definitions import shipped_definitions

    return load_ranking(shipped_definitions().as_of("districts_ranking", DEFINITION_DAY))


def _opened(*, store: Path | None, quarter: int | None, engine: str) -> "tuple[Engine, Store, int]":
    """Return engine, store and quarter; raise DistrictsError without stores."""
    from didim.engines.districts import DistrictsError, Store
    from didim.engines.districts.ranking_inputs import last_quarter
    from didim.engines.districts.running import open_engine
    from didim.engines.districts.store import needed

    kept = Store(store or districts_folder())
    needed(kept, "stores")
    there = kept.quarters("stores")
    if quarter is not None and str(quarter) not in there:
        raise DistrictsError(f"{quarter} 분기의 점포 자료가 없습니다. 있는 분기: {there[0]}–{there[-1]}")
    return open_engine(engine), kept, quarter or last_quarter(kept) or 0


def _trade(
    trade: str, *, licences: Path | None, **source: Any
) -> "tuple[tuple[TradePlace, ...], dict[str, Named], dict[str, Any]]":
    """Return the rows of a trade, the names of districts, and what was read."""
    from didim.engines.districts import DistrictsError
    from didim.engines.districts.ranking_inputs import names, trade_rows
    from didim.engines.districts.risk import load_risk
    from didim.kernel.definitions import shipped_definitions

    engine, store, quarter = _opened(**source)
    rule, risk = _rule(), load_risk(shipped_definitions().as_of("districts_risk", DEFINITION_DAY))
    lived = _survival(engine, licences, trade, quarter, risk.pooled_quarters) if licences else None
    rows, quarters = trade_rows(
        engine,
        store,
        risk,
        rule=rule,
        trade=trade,
        quarter=quarter,
        survivors=lived.boroughs if lived else None,
    )
    if not rows:
        raise DistrictsError(f"업종 {trade}의 점포 자료가 {quarter} 분기에 없습니다. 코드를 확인해 주세요.")
    head: dict[str, Any] = {
        "trade": trade,
        "trade_name": _trade_names(engine, store).get(trade, trade),
        "quarter": quarter,
        "quarters_of_people": quarters,
        "growth_quarters": rows[0].growth_quarters,
        "survival": _lived(lived, rows) if lived else None,
    }
    return rows, names(engine, store), head


def _lived(lived: "LicenceSurvival", rows: "tuple[TradePlace, ...]") -> dict[str, Any]:
    return {
        "until": lived.until,
        "boroughs": {code: asdict(one) for code, one in lived.boroughs.items()},
        "counted": any(one.opened_3 is not None for one in rows),
        "differs": lived.differs.ko,
    }


def _survival(
    engine: "Engine", path: Path, trade: str, quarter: int, quarters: int
) -> "LicenceSurvival | None":
    import ibis

    from didim.engines.districts import DistrictsError
    from didim.engines.districts.rules import load_indicators
    from didim.engines.districts.survivors import (
        known_until,
        licence_rows,
        licence_survival,
        load_licences,
    )
    from didim.engines.forecasting import PanelError
    from didim.engines.forecasting.survival import load_survival_rule, read_licences
    from didim.kernel.definitions import shipped_definitions

    definitions = shipped_definitions()
    rule = load_licences(definitions.as_of("districts_licences", DEFINITION_DAY))
    service = rule.service(trade)
    if service is None:
        return None
    try:
        spells, report = read_licences(
            path, load_survival_rule(definitions.as_of("forecasting_survival", DEFINITION_DAY))
        )
    except PanelError as error:
        raise DistrictsError(str(error)) from error
    until = known_until(report, service[0], quarter)
    if until is None:
        return None
    indicators = load_indicators(definitions.as_of("districts_indicators", DEFINITION_DAY))
    table = ibis.memtable(licence_rows(spells, rule, trade))
    return licence_survival(engine, table, indicators, trade, until, service[1], quarters=quarters)


def _trade_names(engine: "Engine", store: "Store") -> dict[str, str]:
    from didim.engines.districts.running import stored

    if not store.paths("trades"):
        return {}
    trades = stored(engine, store, "trades")
    rows = engine.rows(trades.select("trade", "trade_name")).to_pylist()
    return {row["trade"]: row["trade_name"] for row in rows}


def _district(one: "Ranked", named: "Mapping[str, Named]", rule: "RankingRule") -> dict[str, Any]:
    from didim.engines.districts.ranking import sentence

    here = named[one.place]
    return {
        "code": one.place,
        "name": here.name,
        "borough": here.borough_name,
        "kind": here.kind,
        "rank": one.rank,
        "score": one.score,
        "stores": one.stores,
        "risk_index": one.risk_index,
        "note": str(one.note) if one.note else None,
        "missing": one.missing,
        "parts": [asdict(part) for part in one.parts],
        "reasons": [
            {**asdict(reason), "ko": sentence(reason, rule).ko, "en": sentence(reason, rule).en}
            for reason in one.reasons
        ],
    }


def _tell(districts: list[dict[str, Any]]) -> None:
    for one in districts:
        score = f"{one['score']:.1f}" if one["score"] is not None else one["note"]
        click.echo(f"{one['rank'] or '-':>5} {one['name']} ({one['borough']}) {score}, 점포 {one['stores']}")
        for reason in one["reasons"][:TOLD_REASONS]:
            click.echo(f"        {'+' if reason['lifts'] else '−'} {reason['ko']}")
