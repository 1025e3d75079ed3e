"""Plans handed in as files: their text is read once, by the job that checks."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from didim.applications.domain.files.pdf_text import LARGEST_PDF, read_pdf
from didim.applications.domain.files.storage import open_stored
from didim.applications.enums import ScanState
from didim.applications.models import Submission, SubmissionFile
from didim.engines.forms import FileSlot
from didim.selection.domain.checking.plans import PLAN_DOCUMENT, Paper, submitted_form
from didim.selection.enums import PaperState
from didim.selection.models import PlanPaper

_PDF = "application/pdf"


def read_papers(*, submissions: QuerySet[Submission], now: datetime) -> int:
    """Read the files of plans of submissions that were not read yet, one a transaction; return how many.

    A file with a virus is left alone. What an interrupted job has read it does not read again.
    """
    known = PlanPaper.objects.filter(submission__in=submissions).order_by()
    read = set(known.values_list("submission_id", "file_id"))
    rows = (
        SubmissionFile.objects.filter(submission__in=submissions)
        .exclude(file__scan=ScanState.INFECTED)
        .select_related("file", "submission")
        .order_by("submission", "pk")
    )
    papers = 0
    for row in rows:
        if (row.submission_id, row.file_id) in read or not _is_plan(row):
            continue
        PlanPaper.objects.create(
            agency_id=row.agency_id,
            submission_id=row.submission_id,
            file=row.file,
            read_at=now,
            **_text_of(row),
        )
        papers += 1
    return papers


def _is_plan(row: SubmissionFile) -> bool:
    if row.file.kind == PLAN_DOCUMENT:
        return True
    form = submitted_form(row.submission.revision_id)
    field = form.fields.get(row.slot) if form else None
    return field is not None and isinstance(field.kind, FileSlot) and field.kind.document == PLAN_DOCUMENT


def _text_of(row: SubmissionFile) -> dict[str, Any]:
    if row.file.content_type != _PDF:
        return {"state": PaperState.NO_PDF}
    try:
        with open_stored(row.file.sha256) as file:
            found = read_pdf(file.read(LARGEST_PDF + 1))
    except FileNotFoundError:  # `didim verify` names it
        return {"state": PaperState.UNREADABLE}
    return {"state": PaperState(found.state), "text": found.text, "pages": found.pages}


def papers_of(submissions: Collection[int]) -> defaultdict[int, list[Paper]]:
    """Return the papers of submissions, by submission: one query."""
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    rows = PlanPaper.objects.filter(submission__in=submissions).order_by("submission", "file")
    for submission, file, name, state, text in rows.values_list(
        "submission_id", "file_id", "file__name", "state", "text"
    ):
        found[submission].append(Paper(file, name, PaperState(state), text))
    return found
