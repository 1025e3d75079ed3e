import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from didim.engines.districts import DistrictsError, Store
from didim.engines.districts.store import needed

from . import files


def rows(store, data_set):
    return pa.concat_tables([parquet.read_table(path) for path in store.paths(data_set)]).to_pylist()


def snapshot(store):
    return {
        path.relative_to(store.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in store.root.rglob("*")
        if path.is_file()
    }


def test_rows_are_kept_by_quarter(tmp_path):
    store = Store(tmp_path)
    taken = store.take("점포.csv", files.STORES_OLD.encode())
    assert (taken.new_rows, taken.changed_rows, taken.written, taken.known) == (3, 0, 2, False)
    assert store.quarters("stores") == ["20243", "20244"]
    assert [row["stores"] for row in rows(store, "stores")] == [12, 1, 13]
    assert store.data_sets() == ["stores"]


def test_second_import_changes_no_byte(tmp_path):
    store = Store(tmp_path)
    for name, text in (("점포.csv", files.STORES_OLD), ("영역.csv", files.AREAS)):
        store.take(name, text.encode())
    before = snapshot(store)
    for name, text in (("점포.csv", files.STORES_OLD), ("영역.csv", files.AREAS)):
        again = store.take(name, text.encode())
        assert (again.known, again.new_rows, again.changed_rows, again.written) == (True, 0, 0, 0)
        assert again.report["rows"] == 3
    assert snapshot(store) == before


def test_same_rows_in_another_file_change_no_partition(tmp_path):
    store = Store(tmp_path)
    store.take("점포.csv", files.STORES_OLD.encode())
    paths = store.paths("stores")
    taken = store.take("점포_cp949.csv", files.STORES_OLD.encode("cp949"))
    assert (taken.known, taken.new_rows, taken.changed_rows, taken.written) == (False, 0, 0, 0)
    assert store.paths("stores") == paths


def test_corrected_row_replaces_the_old_one_and_leaves_the_others(tmp_path):
    store = Store(tmp_path)
    store.take("점포.csv", files.STORES_OLD.encode())
    corrected = files.STORES_OLD.replace("10,13,8,1,0,0,3", "11,14,7,1,0,0,3")
    taken = store.take("정정.csv", corrected.encode())
    assert (taken.new_rows, taken.changed_rows, taken.written) == (0, 1, 1)
    assert [row["stores"] for row in rows(store, "stores")] == [12, 1, 14]


def test_blank_does_not_erase_what_is_known(tmp_path):
    store = Store(tmp_path)
    store.take("점포.csv", files.STORES_OLD.encode())
    taken = store.take("다시.csv", files.STORES_OLD.replace("커피-음료", "").encode())
    assert taken.changed_rows == 0
    assert {row["trade_name"] for row in rows(store, "stores")} == {"커피-음료"}


def test_district_and_catchment_of_one_code_are_two_places(tmp_path):
    store = Store(tmp_path)
    text = "기준_년분기_코드,{},총_유동인구_수\n20243,3110001,{}"
    store.take("a.csv", text.format("상권_코드", 5).encode())
    store.take("b.csv", text.format("상권배후지_코드", 9).encode())
    assert [(row["unit"], row["footfall"]) for row in rows(store, "footfall")] == [
        ("catchment", 9),
        ("district", 5),
    ]


def test_import_that_was_killed_before_its_last_step_has_changed_nothing(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.take("점포.csv", files.STORES_OLD.encode())
    before = rows(store, "stores")

    def killed(self: Path, target: Path) -> Path:
        if self.name == "manifest.aside":
            raise KeyboardInterrupt
        return original(self, target)

    original = Path.replace
    monkeypatch.setattr(Path, "replace", killed)
    corrected = files.STORES_OLD.replace("10,13,8,1,0,0,3", "11,14,7,1,0,0,3").encode()
    with pytest.raises(KeyboardInterrupt):
        store.take("정정.csv", corrected)
    monkeypatch.undo()
    assert rows(store, "stores") == before
    assert store.take("정정.csv", corrected).changed_rows == 1


def test_file_whose_partition_is_lost_is_taken_again(tmp_path):
    store = Store(tmp_path)
    store.take("점포.csv", files.STORES_OLD.encode())
    store.paths("stores")[0].unlink()
    taken = store.take("점포.csv", files.STORES_OLD.encode())
    assert (taken.known, taken.new_rows) == (False, 2)


def test_files_of_the_manifest_before_last_are_removed(tmp_path):
    store = Store(tmp_path)
    for number in range(20, 25):
        text = files.STORES_OLD.replace("10,13,8,1,0,0,3", f"10,{number},8,1,0,0,3")
        store.take(f"{number}.csv", text.encode())
    assert len(list((tmp_path / "stores").glob("*.parquet"))) == 3
    assert json.loads((tmp_path / "manifest.json").read_text())["before"]


def test_file_that_cannot_be_read_changes_nothing(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(DistrictsError):
        store.take("x.csv", "이름\n가".encode())
    assert store.data_sets() == []


def test_missing_data_set_is_named_with_the_way_out(tmp_path):
    with pytest.raises(DistrictsError, match="'점포' 자료가 없습니다"):
        needed(Store(tmp_path), "stores")


@given(st.permutations([files.STORES_OLD, files.STORES_NEW, files.AREAS, files.CHANGE]))
def test_order_of_files_does_not_matter(tmp_path_factory, texts):
    store = Store(tmp_path_factory.mktemp("store"))
    for at, text in enumerate(texts):
        store.take(f"{at}.csv", text.encode())
    assert [row["stores"] for row in rows(store, "stores")] == [12, 1, 13, 13]
    assert len(rows(store, "change")) == 2
