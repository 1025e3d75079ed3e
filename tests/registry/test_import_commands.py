import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from didim.project.cli.import_codes import import_codes
from didim.project.cli.import_firms import import_firms
from didim.registry.domain.codes import CodesRead, import_code_file, shipped_industries, shipped_regions
from didim.registry.domain.firm_files.kind import FIRMS
from didim.registry.domain.table_files.reading import read_table
from didim.registry.models import AgencyRelation, Enterprise

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parents[3] / "shared/data/codes"
needs_real = pytest.mark.skipif(
    not REAL.exists(), reason="the public code tables are not beside the checkout"
)
LIST = (
    "기업명,사업자등록번호,구분,지역\n"
    "가나상사,124-81-00998,개인,서울 강남구\n"
    "다라,120-81-47521,법인,{region}\n"
)


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, json.loads(
        result.stdout.splitlines()[-1]
    ) if "--json" in arguments else result.output


def test_firms_are_imported_once_and_told_as_json(tmp_path, make_agency):
    agency = make_agency("한빛진흥원")
    path = tmp_path / "firms.csv"
    path.write_text(LIST.format(region="수원시"), encoding="cp949")
    counts = {
        "read": 2,
        "new": 2,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 0,
        "rejected": [],
        "not_stored": [],
    }
    again = {**counts, "new": 0, "unchanged": 2}
    assert run(import_firms, path, "--dry-run", "--json") == (0, counts)
    assert run(import_firms, path, "--agency", "한빛진흥원", "--json") == (0, counts)
    assert run(import_firms, path, "--agency", "한빛진흥원", "--json") == (0, again)
    assert (Enterprise.objects.count(), AgencyRelation.objects.filter(agency=agency).count()) == (2, 2)


def test_file_with_a_wrong_row_is_not_stored_and_comes_back_with_sentences(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(LIST.format(region="중구"))
    unreadable = tmp_path / "empty.csv"
    unreadable.touch()
    code, told = run(import_firms, path, unreadable, "--errors", tmp_path / "mend", "--json")
    assert (code, told["not_stored"]) == (1, ["firms.csv", "empty.csv"])
    assert [(row["file"], row["line"]) for row in told["rejected"]] == [("firms.csv", 3), ("empty.csv", 0)]
    back = read_table((tmp_path / "mend" / "firms-errors.xlsx").read_bytes(), FIRMS.headings)
    assert [cells[-1][:4] for _number, cells in back.rows] == ["", "[지역]"]
    assert Enterprise.objects.count() == 0


def test_code_tables_are_told_as_json(tmp_path):
    path = tmp_path / "KSIC_11.csv"
    path.write_text("산업코드,산업명\n620,컴퓨터 프로그래밍\n")
    code, told = run(import_codes, path, "--json")
    assert (code, told) == (
        0,
        {
            "files": [
                {
                    "file": path.name,
                    "kind": "industries",
                    "read": 1,
                    "new": 1,
                    "updated": 0,
                    "unchanged": 0,
                    "left_out": 0,
                }
            ]
        },
    )


def test_code_table_of_another_kind_is_refused_by_name(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n")
    code, output = run(import_codes, path)
    assert code == 1
    assert "x.csv" in output


@needs_real
@pytest.mark.shared_data
def test_shipped_regions_agree_with_the_public_table_of_2020():
    with (REAL / "법정동코드_46180행_2020.csv").open(encoding="utf-8") as lines:
        public = {
            row["법정동코드"][:5]: row["법정동명"].split(" ", 1)[1]
            for row in csv.DictReader(lines)
            if row["폐지여부"] == "존재" and row["법정동코드"][5:] == "00000" and " " in row["법정동명"]
        }
    shipped = {row["code"]: row["name"] for row in shipped_regions() if row["level"] == 2}
    assert {code: shipped.get(code) for code in public} == public


@needs_real
@pytest.mark.shared_data
def test_shipped_classes_are_named_as_in_the_tenth_revision():
    with gzip.open(REAL / "KSIC_10.csv.gz", "rt", encoding="utf-8") as lines:
        public = {row["Industy_code"]: row["Industy_name"] for row in csv.DictReader(lines)}
    classes = {row["code"]: row["name"] for row in shipped_industries() if row["revision"] == 10}
    assert {code: public.get(code) for code in classes} == classes


@needs_real
@pytest.mark.shared_data
def test_whole_public_tables_are_read_and_a_second_time_change_nothing():
    for name, kind, rows in (
        ("KSIC_10.csv.gz", "industries", 2000),
        ("법정동코드_46180행_2020.csv", "regions", 46180),
    ):
        content = (REAL / name).read_bytes()
        first = import_code_file(content=content, file_name=name)
        again = import_code_file(content=content, file_name=name)
        assert (first.kind, first.read) == (kind, rows)
        assert again == CodesRead(
            kind, rows, 0, 0, first.new + first.updated + first.unchanged, first.left_out
        )
