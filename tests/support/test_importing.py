import json

import pytest
from click.testing import CliRunner

from didim.kernel.refusals import RefusedError
from didim.project.cli.import_support import import_support
from didim.registry.domain.table_files.importing import (
    apply_import,
    check_content,
    error_sheet,
    preview_file,
    template_of,
)
from didim.registry.domain.table_files.kinds import Bringing
from didim.registry.domain.table_files.reading import read_cells
from didim.registry.enums import ImportState
from didim.support.domain.importing import SUPPORT
from didim.support.enums import SupportForm
from didim.support.models import SupportRecord

pytestmark = pytest.mark.django_db
HEAD = "사업자번호,업체명,지원사업명,지원연도,지원형태,지원금액(백만원),협약시작일,협약종료일\n"


@pytest.fixture
def line(make_firm):
    firm = make_firm()
    return lambda name="초기창업패키지", number=None, day="2025. 4. 1.", amount="70": (
        f"{number or firm.business_number},가나,{name},2025,,{amount},{day},2025-12-31\n"
    )


def preview(agency, content: str, now):
    return preview_file(
        SUPPORT, agency=agency, user=None, content=content.encode("cp949"), file_name="지원.csv", now=now
    )


def test_file_is_previewed_and_taken_as_a_whole(make_agency, line, now):
    agency = make_agency()
    made = preview(agency, HEAD + line() + line("판로 지원"), now)
    assert (made.state, SupportRecord.objects.count()) == (ImportState.PREVIEWED, 0)
    assert apply_import(SUPPORT, file_import=made, by=None, now=now).state == ImportState.APPLIED
    first = SupportRecord.objects.get(programme_name="초기창업패키지")
    assert (first.form, first.amount_won, str(first.ends_on)) == (
        SupportForm.MONEY,
        70_000_000,
        "2025-12-31",
    )
    with pytest.raises(RefusedError):
        apply_import(SUPPORT, file_import=made, by=None, now=now)


def test_same_file_again_changes_nothing_and_a_new_amount_updates(make_agency, line, now):
    agency = make_agency()
    for amount in ("70", "70", "60"):
        apply_import(SUPPORT, file_import=preview(agency, HEAD + line(amount=amount), now), by=None, now=now)
    assert list(SupportRecord.objects.values_list("amount_won", flat=True)) == [60_000_000]
    assert (
        check_content(SUPPORT, (HEAD + line(amount="60")).encode(), Bringing(agency, None, now)).counts()[
            "unchanged"
        ]
        == 1
    )


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"number": "1234567890"}, ["business_number"]),
        ({"number": "1208147521"}, ["business_number"]),
        ({"day": "언젠가"}, ["received_on"]),
        ({"day": "2026-04-01"}, ["ends_on"]),
        ({"amount": "많이"}, ["amount_won"]),
        ({"name": ""}, ["programme_name"]),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(make_agency, line, now, wrong, fields):
    made = preview(make_agency(), HEAD + line("먼저 온 것") + line(**wrong), now)
    assert made.state == ImportState.REJECTED
    told = made.rows.get(number=3).problems
    assert [problem["field"] for problem in told] == fields
    assert SupportRecord.objects.count() == 0
    sheet = read_cells(error_sheet(SUPPORT, made))
    assert told[0]["message"] in sheet[2][-1]


def test_row_said_twice_is_one_and_two_that_differ_are_refused(make_agency, line, now):
    agency = make_agency()
    twice = check_content(SUPPORT, (HEAD + line() + line()).encode(), Bringing(agency, None, now))
    assert [row.outcome for row in twice.rows] == ["new", "duplicate"]
    other = check_content(SUPPORT, (HEAD + line() + line(amount="5")).encode(), Bringing(agency, None, now))
    assert [row.outcome for row in other.rows] == ["new", "rejected"]


def test_file_without_headings_is_refused_and_the_template_has_them(make_agency, now):
    with pytest.raises(RefusedError, match="제목을 찾지 못했습니다"):
        check_content(SUPPORT, b"1,2,3\n", Bringing(make_agency(), None, now))
    assert "사업명*" in read_cells(template_of(SUPPORT))[0]


def test_command_tells_what_it_did(make_agency, line, tmp_path):
    agency = make_agency()
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + line(), encoding="utf-8")
    bad.write_text(HEAD + line(number="1234567890"), encoding="utf-8")

    def run(*arguments: object) -> tuple[int, dict[str, object]]:
        words = [*map(str, arguments), "--agency", agency.name, "--errors", str(tmp_path), "--json"]
        result = CliRunner().invoke(import_support, words, catch_exceptions=False)
        return result.exit_code, json.loads(result.stdout.splitlines()[-1])

    assert run(good, "--dry-run")[1]["new"] == 1
    assert SupportRecord.objects.count() == 0
    assert run(good)[0] == 0
    code, told = run(bad)
    assert (code, told["not_stored"], SupportRecord.objects.count()) == (1, ["bad.csv"], 1)
    assert (tmp_path / "bad-errors.xlsx").exists()
