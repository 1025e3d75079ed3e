"""``./didim districts revival``: a market before and after a project, against similar markets."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from didim.project.cli.districts.importing import districts_folder, store_option
from didim.project.cli.output import print_json

DEFINITION_DAY = date(2026, 11, 22)


@click.command()
@click.option("--district", "code", required=True, help="상권 코드 / code of the market")
@click.option("--from", "begins", required=True, help="사업이 시작된 분기(20232) / first quarter")
@click.option("--left-out", multiple=True, metavar="CODE", help="다른 사업이 있던 상권 / had projects too")
@store_option
@click.option("--engine", default="duckdb", help="duckdb, local[2], spark://…")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def revival(
    *,
    code: str,
    begins: str,
    left_out: tuple[str, ...],
    store: Path | None,
    engine: str,
    as_json: bool,
) -> None:
    """사업 앞뒤를 비슷한 상권과 견줍니다. Hold a market against similar ones, before and after a project."""
    from didim.engines.districts import DistrictsError, Store
    from didim.engines.districts.ranking_inputs import names
    from didim.engines.districts.revival import load_revival
    from didim.engines.districts.revival_inputs import SOURCES
    from didim.engines.districts.running import open_engine
    from didim.kernel.definitions import shipped_definitions
    from didim.kernel.quarters import parse_quarter

    kept = Store(store or districts_folder())
    rule = load_revival(shipped_definitions().as_of("districts_revival", DEFINITION_DAY))
    try:
        first = parse_quarter(begins)
        runs = open_engine(engine)
        named = {place: one.name for place, one in names(runs, kept).items()}
        measures = {
            measure: _measured(runs, kept, measure, code, first, rule, left_out, named) for measure in SOURCES
        }
    except (DistrictsError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    result = {"district": code, "name": named.get(code, code), "from": begins, "measures": measures}
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['name']} ({code}), {begins}부터")
    for measure, one in measures.items():
        click.echo(f"  {measure:9} {one['sentence']['ko']}")


def _measured(
    engine: Any,
    store: Any,
    measure: str,
    code: str,
    first: int,
    rule: Any,
    left_out: tuple[str, ...],
    named: dict[str, str],
) -> dict[str, Any]:
    from didim.engines.districts import DistrictsError
    from didim.engines.districts.revival import NotComparable, revival, told
    from didim.engines.districts.revival_inputs import series_of, source_of
    from didim.kernel.quarters import quarter_code

    try:
        data_set = source_of(store, measure, code, engine)
    except DistrictsError as error:
        return {"definition": rule.definition, "sentence": {"ko": str(error), "en": "no data"}}
    found = revival(series_of(engine, store, measure, data_set), code, first, rule, left_out=left_out)
    sentence = told(found)
    shown: dict[str, Any] = {
        **asdict(found),
        "data_set": data_set,
        "sentence": {"ko": sentence.ko, "en": sentence.en},
    }
    if not isinstance(found, NotComparable):
        shown["quarters"] = [quarter_code(one) for one in found.quarters]
        shown["similar"] = [{"code": one, "name": named.get(one, one)} for one in found.similar]
    return shown
