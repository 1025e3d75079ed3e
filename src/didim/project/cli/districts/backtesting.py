"""``./didim districts backtest``: models of closings held against each other, and the next four quarters."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from didim.project.cli.output import print_json, progress, stage

if TYPE_CHECKING:
    from didim.engines.forecasting import Backtest, Forecast, Panel, Report, Score

SHOWN_PROBLEMS = 20
PUBLIC_PANEL = "shared/data/seoul_districts/panel_856_districts.csv"
DEFINITION_DAY = date(2026, 11, 22)
CAUTIONS = {
    "ko": (
        "공개 패널의 856개 상권은 전 기간을 보고 고른 것이라 사라진 상권은 들어 있지 않습니다. 2020~2022년은"
        " 코로나19의 단절을 담고 있어 모든 상권이 함께 움직이는 폭을 그만큼 넓게 봅니다."
    ),
    "en": (
        "The 856 districts of the public panel were chosen with the whole period in view: those that vanished"
        " are not among them. 2020 to 2022 hold the break of COVID-19, which widens what is expected of all"
        " districts together."
    ),
}


def public_panel() -> Path:
    """Return where the public panel lies beside the checkout."""
    from didim.project.places import BASE_DIR

    return BASE_DIR.parent / PUBLIC_PANEL


@click.command()
@click.option(
    "--panel",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="같은 열을 가진 다른 패널 / another file with the columns of the public panel",
)
@click.option("--train-until", help="이 분기까지만 배움, 예: 20234 / learn until this quarter only")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="다음 네 분기 예측을 쓸 CSV / the file for the next four quarters",
)
@click.option("--seed", type=int, default=1, show_default=True, help="난수의 씨 / seed")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def backtest(
    path: Path | None, train_until: str | None, out: Path | None, seed: int, *, as_json: bool
) -> None:
    """폐업 예측을 시점을 옮겨 가며 검증합니다. Hold models of closings against each other."""
    from didim.engines.forecasting import as_csv, forecast, load_rule, read_panel, scores_after
    from didim.engines.forecasting import backtest as roll
    from didim.engines.forecasting.panels import PanelError
    from didim.kernel.definitions import shipped_definitions

    rule = load_rule(shipped_definitions().as_of("forecasting", DEFINITION_DAY))
    path = path or public_panel()
    if not path.exists():
        raise click.BadParameter(
            f"{path}가 없습니다. --panel로 파일을 알려 주세요 / not there; name a file with --panel"
        )
    try:
        with stage("read"):
            whole, report = read_panel(path)
        panel = whole.until(_quarter(train_until, whole)) if train_until else whole
        with stage("rolling origins"):
            done = roll(panel, rule, seed=seed, follow=lambda items: progress(items, "origins", len(items)))
    except PanelError as error:
        raise click.ClickException(str(error)) from error
    told = forecast(done)
    if out is not None:
        out.write_text(as_csv(told), encoding="utf-8")
    result = _result(done, told, report, scores_after(done, whole))
    result = {"panel": path.name, **result, "out": None if out is None else str(out), "seed": seed}
    if as_json:
        print_json(result)
    else:
        _tell(result)


def _quarter(code: str, whole: "Panel") -> int:
    from didim.kernel.quarters import parse_quarter, quarter_code

    try:
        quarter = parse_quarter(code)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if not whole.first < quarter <= whole.last:
        first, last = quarter_code(whole.first + 1), quarter_code(whole.last)
        raise click.BadParameter(
            f"{code}까지로는 배울 수 없습니다. {first}~{last} 가운데 고르세요"
            f" / choose one of {first} to {last}"
        )
    return quarter


def _score(score: "Score") -> dict[str, Any]:
    return {
        "origins": score.origins,
        "rows": score.rows,
        "deviance": round(score.deviance, 4),
        "mae": round(score.mae, 4),
        "coverage": {f"{level}": round(share, 4) for level, share in score.coverage.items()},
        "width_90": round(score.width, 2),
    }


def _by_model(scores: tuple["Score", ...]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for score in scores:
        found.setdefault(score.model, {})[f"{score.horizon}"] = _score(score)
    return found


def _result(
    done: "Backtest", told: "Forecast", report: "Report", after: tuple["Score", ...]
) -> dict[str, Any]:
    from didim.engines.forecasting import CHOSEN
    from didim.kernel.quarters import quarter_code

    panel, rule = done.panel, done.rule
    shared = {score.horizon: score.shared for score in done.scores if score.model == CHOSEN}
    return {
        "read": {
            "rows": report.rows,
            "rejected": report.rejected,
            "repaired": report.repaired,
            "missing_columns": report.missing_columns,
            "problems": [
                {
                    "line": one.line,
                    "column": one.column,
                    "value": one.value,
                    "done": one.done,
                    "why": one.sentence,
                }
                for one in report.problems[:SHOWN_PROBLEMS]
            ],
        },
        "definition": rule.definition,
        "districts": len(panel.codes),
        "quarters": [quarter_code(panel.first), quarter_code(panel.last)],
        "origins_scored": [quarter_code(one) for one in done.origins],
        "scores": _by_model(done.scores),
        "enough_to_state_errors": bool(done.scores),
        "choices": {quarter_code(origin): model for origin, model in done.choices.items()},
        "chosen": told.model,
        "combination_weights": dict(done.now.weights),
        "beats_persistence_and_lightgbm": bool(done.scores) and not done.shortfalls,
        "does_not_beat": [
            {
                "horizon": one.horizon,
                "measure": one.measure,
                "rival": one.rival,
                "chosen": round(one.chosen_value, 4),
                "value": round(one.rival_value, 4),
            }
            for one in done.shortfalls
        ],
        "shared_error_of_chosen_by_origin": {
            f"{horizon}": [round(one, 3) for one in errors] for horizon, errors in shared.items()
        },
        "scores_after_train_until": _by_model(after),
        "forecast": {
            "quarters": [quarter_code(panel.last + ahead) for ahead in range(1, rule.horizons + 1)],
            "rows": len(told.rows),
            "sample_too_small": sum(not one.enough for one in told.rows) // rule.horizons,
            "closings_expected": [
                round(sum(one.mean for one in told.rows if one.quarter == panel.last + ahead), 1)
                for ahead in range(1, rule.horizons + 1)
            ],
            "notes": [
                {"ko": told.note(panel.last + ahead).ko, "en": told.note(panel.last + ahead).en}
                for ahead in range(1, rule.horizons + 1)
            ],
        },
        "cautions": CAUTIONS,
    }


def _tell(result: dict[str, Any]) -> None:
    click.echo(f"{'model':16} h  deviance      MAE   50 %   80 %   90 %")
    for model, horizons in result["scores"].items():
        for horizon, one in horizons.items():
            held = "  ".join(f"{share:5.3f}" for share in one["coverage"].values())
            click.echo(f"{model:16} {horizon} {one['deviance']:9.4f} {one['mae']:8.4f}  {held}")
    click.echo(f"선택한 모형 / chosen: {result['chosen']}")
    for one in result["does_not_beat"]:
        click.echo(f"이기지 못함 / not better: {one}")
    for note in result["forecast"]["notes"]:
        click.echo(note["ko"])
