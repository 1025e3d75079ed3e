"""``./didim districts survival``: how long new shops last, each model judged in a region left out."""

import math
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from didim.project.cli.output import print_json, stage

if TYPE_CHECKING:
    from didim.engines.forecasting.survival import (
        Calibration,
        Comparison,
        Group,
        LicenceReport,
        ModelScore,
        TradeOutlook,
    )

DEFINITION_DAY = date(2026, 11, 22)
CAUTION = {
    "ko": (
        "직권말소는 기록한 날을 끝으로 보아 실제보다 늦을 수 있습니다. 휴업은 영업 중으로 봅니다. 밀도는"
        " 개업일에 같은 업종으로 열려 있던 점포 수이며 그 뒤의 일은 쓰지 않습니다."
    ),
    "en": (
        "A licence struck off by the office ends on the day this was recorded, later than the shop may have"
        " closed. A suspended shop counts as open. Density counts shops of the trade open on the opening day;"
        " nothing later is used."
    ),
}


@click.command()
@click.option(
    "--licences",
    "path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="인허가 생애 자료(CSV, gzip) / licence records",
)
@click.option(
    "--holdout-region", "region", required=True, help="남겨 둘 지역의 코드 / code of the region left out"
)
@click.option("--seed", type=int, default=1, show_default=True, help="난수의 씨 / seed")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def survival(path: Path, region: str, seed: int, *, as_json: bool) -> None:
    """새 점포의 생존을 남겨 둔 지역에서 검증합니다. Judge survival of new shops in a region left out."""
    from didim.engines.forecasting import PanelError
    from didim.engines.forecasting.survival import compare, load_survival_rule, read_licences
    from didim.kernel.definitions import shipped_definitions

    rule = load_survival_rule(shipped_definitions().as_of("forecasting_survival", DEFINITION_DAY))
    try:
        with stage("read"):
            spells, report = read_licences(path, rule)
        with stage("fit and judge"):
            found = compare(spells, region.strip(), rule, seed=seed)
    except PanelError as error:
        raise click.ClickException(str(error)) from error
    result = {"file": path.name, **_result(found, report), "shops": len(spells), "seed": seed}
    if as_json:
        print_json(result)
    else:
        _tell(result)


def _result(found: "Comparison", report: "LicenceReport") -> dict[str, Any]:
    return {
        "definition": found.definition,
        "read": {
            "rows": report.rows,
            "left_out": dict(report.left_out),
            "ended_by_state": dict(report.ends),
            "seen_until": report.seen_until,
            "register_begins": report.register_begins,
            "followed_from_a_later_age": report.known_late,
        },
        "holdout_region": found.region,
        "taught_shops": found.taught,
        "judged_shops": found.judged,
        "judged_ended": found.ended,
        "trades_only_in_the_region": found.trades_only_here,
        "models": {one.model: _score(one) for one in found.scores},
        "best": found.best,
        "new_shops_elsewhere": [_outlook(one) for one in found.trades],
        "caution": CAUTION,
    }


def _score(score: "ModelScore") -> dict[str, Any]:
    return {
        "integrated_brier": _rounded(score.integrated),
        "integrated_brier_marginal_weights": _rounded(score.marginal),
        "brier": {f"{years}": _rounded(value) for years, value in score.brier.items()},
        "calibration": {f"{one.years}": _calibration(one) for one in score.calibrations},
    }


def _calibration(one: "Calibration") -> dict[str, Any]:
    return {
        "mean_miss": _rounded(one.miss),
        "by_risk": [_group(group) for group in one.groups],
        "by_trade": [_group(group) for group in one.trades],
    }


def _group(group: "Group") -> dict[str, Any]:
    from didim.engines.forecasting.survival import TOO_FEW

    told = {"group": group.name, "shops": group.shops, "foretold": _rounded(group.foretold)}
    if not group.enough:
        return {**told, "observed": None, "note": TOO_FEW.ko}
    return {
        **told,
        "observed": _rounded(group.observed),
        "band_95": [_rounded(group.low), _rounded(group.high)],
    }


def _outlook(one: "TradeOutlook") -> dict[str, Any]:
    from didim.engines.forecasting.survival import TOO_FEW

    return {
        "trade": one.trade,
        "shops": one.shops,
        "years": {
            f"{years}": {
                "survival": _rounded(value),
                "band_95": [_rounded(low), _rounded(high)],
                "at_risk": one.at_risk[years],
            }
            if one.enough[years]
            else {"survival": None, "note": TOO_FEW.ko, "at_risk": one.at_risk[years]}
            for years, (value, low, high) in one.survival.items()
        },
    }


def _rounded(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def _tell(result: dict[str, Any]) -> None:
    read = result["read"]
    click.echo(
        f"줄 / rows {read['rows']:,}  점포 / shops {result['shops']:,}  제외 / left out {read['left_out']}"
    )
    click.echo(
        f"지역 / region {result['holdout_region']}: {result['judged_shops']:,}곳 / shops,"
        f" {result['judged_ended']:,} 끝남 / ended"
    )
    for name, one in result["models"].items():
        miss = "  ".join(f"{years}: {part['mean_miss']}" for years, part in one["calibration"].items())
        click.echo(f"{name:16} IBS {one['integrated_brier']}  calibration {miss}")
    click.echo(f"가장 나은 모형 / best: {result['best']}")
