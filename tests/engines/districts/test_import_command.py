import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from didim.engines.districts.schemas import DATA_SETS
from didim.project.cli.districts.importing import import_districts

from . import files
from .seoul import SERVICE, serving

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


@pytest.fixture
def seoul(monkeypatch):
    with serving() as server:
        monkeypatch.setenv("DIDIM_SEOUL_ADDRESS", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setattr("didim.engines.districts.open_api.TRIES", 1)
        yield server


def fetch(store, *options, key="secret-key"):
    environment = {"DIDIM_SEOUL_KEY": key} if key else {}
    words = ["--open-api", SERVICE, "--store", str(store), "--json", *options]
    return CliRunner().invoke(import_districts, words, env=environment)


def test_open_api_is_taken_a_break_is_resumed_and_a_second_run_changes_nothing(tmp_path, seoul):
    seoul.faults = [None, None, "broken"]
    broken = fetch(tmp_path, "--quarter", "20244")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["not_taken"][0]["file"] == f"{SERVICE}_20244.csv"
    seoul.asked.clear()
    first, second = (json.loads(fetch(tmp_path, "--quarter", "20244").stdout) for _ in range(2))
    assert seoul.asked[:2] == [(1, 1000), (2001, 3000)]
    assert (first["total"]["rows"], first["total"]["rejected"], first["changed"]) == (2_345, 0, True)
    assert not second["changed"]


def test_quarter_that_is_not_published_yet_is_told_and_the_others_are_taken(tmp_path, seoul):
    answer = fetch(tmp_path, "--quarter", "20251", "--quarter", "20244")
    content = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert content["not_taken"] == [
        {"file": f"{SERVICE}_20251.csv", "error": f"{SERVICE} 20251: 아직 공표된 자료가 없습니다."}
    ]
    assert content["total"]["rows"] == 2_345


def test_key_is_told_nowhere(tmp_path, seoul):
    seoul.faults = ["broken"]
    for answer in (
        fetch(tmp_path, "--quarter", "20244"),
        fetch(tmp_path, "--quarter", "20244"),
        fetch(tmp_path, "--quarter", "20244", key="wrong-key"),
        fetch(tmp_path, "--quarter", "2024"),
        CliRunner().invoke(import_districts, ["--help"], env={"DIDIM_SEOUL_KEY": "secret-key"}),
    ):
        assert "secret-key" not in answer.output
        assert "wrong-key" not in answer.output
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"secret-key" in path.read_bytes() or "secret-key" in path.name for path in kept)


def test_open_api_without_key_or_quarter_says_what_is_missing(tmp_path):
    assert "DIDIM_SEOUL_KEY" in fetch(tmp_path, "--quarter", "20244", key="").output
    assert "--quarter" in fetch(tmp_path).output
    assert "20244처럼" in fetch(tmp_path, "--quarter", "24").output
    assert CliRunner().invoke(import_districts, []).exit_code == 2


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
