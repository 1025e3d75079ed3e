from pathlib import Path

import pytest

from didim.applications.domain.files.storage import file_storage, place_of
from didim.applications.domain.files.verifying import Damage, broken_files
from didim.applications.models import Application, Submission, SubmissionFile
from tests.applications.builders import NOW

from . import contents
from .test_uploads import CONTENT, begin, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(application: Application) -> list[SubmissionFile]:
    """Two files that were handed in, and one that was not."""
    files = [send(begin(application), CONTENT).file]
    files.append(send(begin(application, contents.PNG, slot="photos", name="사진.png"), contents.PNG).file)
    send(begin(application, contents.PDF, slot="tax"), contents.PDF)
    submission = Submission.objects.create(
        agency_id=application.agency_id,
        enterprise_id=application.enterprise_id,
        application=application,
        number=1,
        revision_id=application.draft.revision_id,
        draft_version=1,
        content="{}",
        content_hash="0" * 64,
        submitted_at=NOW,
        submitted_by=application.created_by,
    )
    return [
        SubmissionFile.objects.create(
            agency_id=application.agency_id,
            enterprise_id=application.enterprise_id,
            submission=submission,
            slot=slot,
            file=file,
        )
        for slot, file in zip(("plan", "photos"), files, strict=True)
    ]


def path_of(row: SubmissionFile) -> Path:
    return Path(file_storage().path(place_of(row.file.sha256)))


def test_whole_files_are_not_named(handed_in: list[SubmissionFile]) -> None:
    assert list(broken_files()) == []


def test_altered_byte_and_missing_file_are_named(handed_in: list[SubmissionFile]) -> None:
    plan, photo = handed_in
    content = bytearray(path_of(plan).read_bytes())
    content[77] ^= 1
    path_of(plan).write_bytes(content)
    path_of(photo).unlink()
    found = {(each.damage, each.slot, each.name, each.application_id) for each in broken_files()}
    application_id = plan.submission.application_id
    assert found == {
        (Damage.ALTERED, "plan", "계획서.pdf", application_id),
        (Damage.MISSING, "photos", "사진.png", application_id),
    }
    assert list(broken_files(call_id=plan.submission.application.call_id + 1)) == []
