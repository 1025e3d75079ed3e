"""Bytes a crash left behind go after a day; what any row knows stays, however old."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.applications.domain.files.storage import file_storage, is_stored, place_of, store
from didim.applications.domain.files.sweeping import Swept, naming_columns, sweep_storage
from didim.applications.models import Application, FirmFile, Upload
from tests.applications.builders import NOW

from .test_uploads import CONTENT, begin, send

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)
ORPHAN = b"%PDF-1.7 nobody knows me"
SHA256 = hashlib.sha256(ORPHAN).hexdigest()


def written(path: str, at: datetime) -> None:
    """Let a file in the storage have been written at an instant."""
    os.utime(file_storage().path(path), (at.timestamp(), at.timestamp()))


@pytest.fixture
def known(application: Application) -> FirmFile:
    """Return a firm's file whose bytes lie there since long ago."""
    file = send(begin(application, slot="plan"), CONTENT).file
    written(place_of(file.sha256), NOW - 400 * DAY)
    return file


@pytest.mark.parametrize(("age", "swept"), [(DAY - timedelta(seconds=1), 0), (DAY, 1), (30 * DAY, 1)])
def test_unknown_bytes_go_when_a_day_has_passed_and_known_ones_stay(
    known: FirmFile, age: timedelta, swept: int
) -> None:
    store(BytesIO(ORPHAN))
    written(place_of(SHA256), NOW)
    assert sweep_storage(now=NOW + age) == Swept(files=swept)
    assert is_stored(SHA256) is (swept == 0)
    assert is_stored(known.sha256)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(seconds=st.integers(-3 * 86_400, 3 * 86_400))
def test_clock_decides_for_unknown_bytes_alone(known: FirmFile, seconds: int) -> None:
    store(BytesIO(ORPHAN))
    written(place_of(SHA256), NOW)
    sweep_storage(now=NOW + timedelta(seconds=seconds))
    assert is_stored(SHA256) is (seconds < 86_400)
    assert is_stored(known.sha256)


def test_file_taken_out_of_the_cabinet_is_still_known(known: FirmFile) -> None:
    FirmFile.objects.update(removed_at=NOW)
    assert sweep_storage(now=NOW + 10 * DAY) == Swept()
    assert is_stored(known.sha256)


def test_database_that_knows_none_of_the_files_sweeps_none(caplog: pytest.LogCaptureFixture) -> None:
    store(BytesIO(ORPHAN))
    written(place_of(SHA256), NOW)
    assert sweep_storage(now=NOW + 10 * DAY) == Swept()
    assert is_stored(SHA256)
    assert "rows know none of 1 stored files" in caplog.text


def test_chunks_of_an_upload_nobody_knows_go_and_those_of_a_living_one_stay(
    application: Application, folder: Path
) -> None:
    living, lost = begin(application), begin(application)
    for upload in (living, lost):
        send(upload, CONTENT[:4])
        written(f"uploads/{upload.pk}/{0:013d}", NOW)
    Upload.objects.filter(pk=lost.pk).delete()
    assert sweep_storage(now=NOW + DAY - timedelta(seconds=1)) == Swept()
    assert sweep_storage(now=NOW + DAY) == Swept(uploads=1)
    assert [path.name for path in (folder / "uploads").iterdir()] == [str(living.pk)]


def test_half_written_file_goes_and_what_is_not_ours_stays(known: FirmFile, folder: Path) -> None:
    part = (folder / place_of(known.sha256)).with_name(f".{known.sha256}.abc")
    ours_not = folder / "note.txt"
    for path in (part, ours_not):
        path.write_bytes(b"x")
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert sweep_storage(now=NOW + DAY) == Swept(parts=1)
    assert (part.exists(), ours_not.exists(), is_stored(known.sha256)) == (False, True, True)


def test_every_table_that_may_name_bytes_is_asked() -> None:
    asked = {f"{model._meta.label}.{column}" for model, column in naming_columns()}
    assert {"applications.FirmFile.sha256", "selection.DecisionNotice.pdf_sha256"} <= asked


def test_empty_storage_is_swept_without_a_word() -> None:
    assert sweep_storage(now=datetime(2027, 1, 1, tzinfo=UTC)) == Swept()
