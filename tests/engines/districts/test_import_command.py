import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from didim.engines.districts.schemas import DATA_SETS
from didim.project.cli.districts.importing import import_districts

from . import files

SHARED = Path(__file__).parents[4] / ".." / "shared" / "data" / "seoul_districts"


def run(store, *paths):
    return CliRunner().invoke(import_districts, [*map(str, paths), "--store", str(store), "--json"])


def test_command_tells_what_it_took_and_a_second_run_changes_nothing(tmp_path):
    path = tmp_path / "점포.csv"
    path.write_text(files.STORES_OLD, encoding="cp949")
    first, second = (json.loads(run(tmp_path / "store", path).stdout) for _ in range(2))
    assert first["changed"]
    assert not second["changed"]
    assert first["total"]["new_rows"] == 3
    assert [one["file"] for one in second["files"]] == ["점포.csv"]
    assert (second["total"]["rows"], second["total"]["rejected"], second["total"]["repaired"]) == (3, 0, 0)


def test_unreadable_file_is_named_and_the_others_are_taken(tmp_path):
    good, bad = tmp_path / "점포.csv", tmp_path / "나쁨.csv"
    good.write_text(files.STORES_OLD, encoding="utf-8")
    bad.write_text("이름\n가", encoding="utf-8")
    answer = run(tmp_path / "store", bad, good)
    assert answer.exit_code == 1
    content = json.loads(answer.stdout)
    assert [one["file"] for one in content["not_taken"]] == ["나쁨.csv"]
    assert content["total"]["rows"] == 3


@pytest.mark.shared_data
def test_every_shared_file_is_taken_and_a_second_run_changes_nothing(tmp_path):
    paths = sorted(SHARED.glob("*")) if SHARED.is_dir() else []
    if not paths:
        pytest.skip("no public data beside the checkout (../shared/data/seoul_districts)")
    first, second = (json.loads(run(tmp_path, *paths).stdout) for _ in range(2))
    assert (first["not_taken"], second["not_taken"]) == ([], [])
    assert len(first["files"]) == len(paths)
    assert first["changed"]
    assert not second["changed"]
    assert {one["data_set"] for one in first["files"]} == set(DATA_SETS) - {"residents"}
    assert first["total"]["rows"] == first["total"]["kept"] + first["total"]["rejected"]
