import json
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from didim.feeds.files.forms import parse_any
from didim.feeds.files.importing import import_files
from didim.feeds.files.reading import read_content
from didim.programmes.domain.notices import record_notices
from didim.programmes.models import Notice
from didim.project.cli.import_notices import import_notices
from didim.registry.models import Agency

from .rows import ANNOUNCEMENT, BIZINFO, DIGEST, FULLTEXT, KSTARTUP, spoilt_rows

NOW = datetime(2026, 8, 24, 3, tzinfo=UTC)
REAL = Path(__file__).parents[3] / "shared/data/notices"
SAME_ID = {
    "url": BIZINFO["pblancUrl"],
    "source": "bizinfo",
    "source_id": "PBLN_000000000100001",
}


def record(*rows, now=NOW):
    return record_notices(parsed=[parse_any(row) for row in rows], now=now)


def counts(result):
    return result.new, result.updated, result.duplicate


@pytest.fixture
def agency(db):
    return Agency.objects.create(name="가나진흥원", kind="promotion")


def test_notice_is_recorded_once(agency):
    assert counts(record(BIZINFO, KSTARTUP, BIZINFO)) == (2, 0, 1)
    before = list(Notice.objects.order_by("id").values())
    assert counts(record(KSTARTUP, BIZINFO, now=datetime(2026, 9, 1, tzinfo=UTC))) == (0, 0, 2)
    assert list(Notice.objects.order_by("id").values()) == before
    notice = Notice.objects.get(source="bizinfo")
    assert notice.agency == agency
    assert notice.rule_reading
    assert notice.listed_on == date(2026, 4, 1)


@pytest.mark.django_db
def test_forms_of_one_notice_merge_into_the_same_whatever_their_order():
    rows = [BIZINFO, FULLTEXT, ANNOUNCEMENT | SAME_ID | {"apply_raw": "2026-03-30 ~ 2026-04-30"}]
    rows.append(DIGEST | {"url": BIZINFO["pblancUrl"]})
    results = []
    for order in permutations(rows):
        Notice.objects.all().delete()
        for row in order:
            record(row)
        notice = Notice.objects.values().get()
        results.append(
            {name: value for name, value in notice.items() if name not in ("id", "readings", "raw")}
        )
    assert all(result == results[0] for result in results)
    merged = results[0]
    assert merged["attachment_text"] == "첨부의 본문"
    assert merged["body"].startswith("사업을 공고합니다.")
    assert merged["how_to_apply"].startswith("우편")
    assert (merged["period_kind"], merged["support_type"]) == ("dated", "global")
    assert merged["closes_on"] == date(2026, 4, 30)


@pytest.mark.django_db
def test_newer_telling_wins_and_older_changes_nothing():
    newer = BIZINFO | {"updtPnttm": "2026-05-01 00:00:00", "reqstBeginEndDe": "2026-03-30 ~ 2026-05-31"}
    record(BIZINFO)
    assert counts(record(newer)) == (0, 1, 0)
    assert counts(record(BIZINFO)) == (0, 0, 1)
    assert Notice.objects.get().closes_on == date(2026, 5, 31)


@pytest.mark.django_db
def test_file_with_a_bad_row_is_not_stored_at_all(tmp_path):
    bad, good = tmp_path / "bad.jsonl", tmp_path / "good.jsonl"
    bad.write_text(f"{json.dumps(BIZINFO)}\n{{}}\n")
    good.write_text(json.dumps(KSTARTUP))
    result = import_files(files=[bad, good], now=NOW)
    assert (result.read, result.new, result.not_stored) == (3, 1, ["bad.jsonl"])
    assert [(row.file, row.line) for row in result.rejected] == [("bad.jsonl", 2)]
    assert import_files(files=[bad], now=NOW, skip_rejected=True).new == 1


@pytest.mark.django_db
def test_command_prints_one_json_object(tmp_path):
    path = tmp_path / "notices.jsonl"
    path.write_text(json.dumps(BIZINFO))
    run = CliRunner().invoke(import_notices, [str(path), "--json"])
    assert run.exit_code == 0
    assert json.loads(run.stdout.splitlines()[-1])["new"] == 1


class AnythingInAFile(TestCase):
    """The database takes whatever the parsers let through."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(spoilt_rows(), max_size=5))
    def test_import_of_spoilt_rows_stores_what_was_read(self, rows):
        content = "\n".join(json.dumps(row) for row in rows).encode()
        reading = read_content(content, name="x")
        result = record_notices(parsed=reading.parsed, now=NOW)
        assert result.read == result.new + result.updated + result.duplicate == len(reading.parsed)
        again = record_notices(parsed=reading.parsed, now=NOW)
        assert (again.new, again.updated) == (0, 0)


@pytest.mark.django_db
def test_parts_of_a_period_come_from_tellings_that_agree():
    early = replace(parse_any(KSTARTUP), form="announcement", as_of="2026-01-01")
    late = parse_any({"pbancSn": "177212", "title": "가", "deadline": "2026-05-15", "structured": {}})
    record_notices(parsed=[early, late], now=NOW)
    notice = Notice.objects.get()
    assert (notice.opens_on, notice.closes_on) == (date(2026, 4, 13), date(2026, 5, 15))


@pytest.mark.shared_data
@pytest.mark.django_db
def test_real_files_are_read_whole_and_only_once():
    files = sorted(REAL.glob("*.jsonl"))
    if not files:
        pytest.skip(f"the public notices are not at {REAL}")
    first = import_files(files=files, now=NOW)
    assert first.rejected == []
    assert first.read == first.new + first.updated + first.duplicate
    assert Notice.objects.count() == first.new
    again = import_files(files=files, now=NOW)
    assert (again.new, again.updated, again.duplicate) == (0, 0, first.read)
