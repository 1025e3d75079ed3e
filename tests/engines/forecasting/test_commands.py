import csv
import json

import pytest
from click.testing import CliRunner

from didim.engines.forecasting.simulated import City, simulated
from didim.kernel.quarters import quarter_code
from didim.project.cli.districts import districts

from .files import file_of, line
from .survival.licences import made_up


@pytest.fixture
def panel_file(tmp_path):
    panel, _means = simulated(City(districts=8, quarters=7), 5)
    rows = [
        line(
            quarter_code(quarter),
            code,
            f"{panel.stores[at, place]:.0f}",
            "2.5",
            f"{100 * panel.closings[at, place] / round(panel.stores[at, place]):.6f}",
        )
        for at, code in enumerate(panel.codes)
        for place, quarter in enumerate(panel.quarters)
    ]
    path = tmp_path / "panel.csv"
    path.write_text(file_of(*rows), encoding="cp949")
    return path


def run(*words):
    return CliRunner().invoke(districts, [str(word) for word in words])


def test_backtest_writes_the_next_four_quarters_and_one_object(panel_file, tmp_path):
    out = tmp_path / "next.csv"
    done = run("backtest", "--panel", panel_file, "--train-until", "20202", "--out", out, "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["quarters"] == ["20191", "20202"]
    assert result["forecast"]["quarters"] == ["20203", "20204", "20211", "20212"]
    assert result["enough_to_state_errors"] is False
    assert result["scores_after_train_until"]["chosen"]["1"]["rows"] == 8
    with out.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 32
    assert list(rows[0]) == ["quarter", "district", "mean", "lo90", "hi90"]


def test_backtest_answers_what_cannot_be_with_a_sentence(panel_file, tmp_path):
    late = run("backtest", "--panel", panel_file, "--train-until", "20304")
    assert late.exit_code == 2
    assert "20192~20203" in late.output
    wrong = run("backtest", "--panel", panel_file, "--train-until", "2020")
    assert "분기 코드가 아닙니다" in wrong.output
    missing = run("backtest", "--panel", tmp_path / "none.csv")
    assert "없습니다" in missing.output


def test_survival_prints_every_model_and_names_the_regions_for_a_wrong_code(tmp_path):
    path = tmp_path / "licences.csv"
    path.write_text(made_up(500, 1), encoding="utf-8-sig")
    done = run("survival", "--licences", path, "--holdout-region", "1000002", "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout.splitlines()[-1])
    assert list(result["models"]) == ["kaplan_meier", "cox", "boosted_hazard", "average"]
    assert list(result["models"]["cox"]["calibration"]) == ["1", "3", "5"]
    wrong = run("survival", "--licences", path, "--holdout-region", "3220000")
    assert wrong.exit_code == 1
    assert "1000000, 1000001, 1000002, 1000003" in wrong.output
