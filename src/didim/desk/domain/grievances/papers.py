"""Files beside a case: of a firm's cabinet, of staff, of people without an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.domain.files.keeping import keep_paper
from didim.applications.domain.files.scanning import OVERDUE, verdict_on
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.desk.domain.grievances.assigning import locked
from didim.desk.domain.grievances.clock import Said, record
from didim.desk.grievance_enums import EventKind
from didim.desk.models import Grievance, GrievanceFile, GrievancePaper
from didim.kernel.refusals import refuse

# That came with the case, or later: each of both sides' files counts.
MOST_FILES = 5
MOST_OF_A_CASE = 30


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A file as it was sent: its name, its size in bytes, and what can be read twice."""

    name: str
    size: int
    content: BinaryIO


def file_papers(
    *,
    grievance: Grievance,
    files: Sequence[FirmFile] = (),
    papers: Sequence[SentPaper] = (),
    from_staff: bool,
    by: User | None,
    now: datetime,
) -> list[GrievancePaper]:
    """Put files to an open case, by whoever brought it or by staff; what was put there before stays once.

    It runs as the system: whoever has no account sees no row. RefusedError for a file that cannot be taken,
    for none at all, beyond thirty of a case, and for an ended one.
    """
    with scoped(SYSTEM), recorded("file_papers", by):
        grievance = locked(grievance)
        if not grievance.is_open:
            raise refuse("", _("이미 끝난 건입니다."))
        if not files and not papers:
            raise refuse("file", _("붙일 파일을 골라 주세요."))
        kept = add_files(grievance, files, papers, from_staff=from_staff, by=by, now=now)
        names = ", ".join([*(file.name for file in files), *(paper.name for paper in kept)])
        record(grievance, EventKind.FILED, by=by, now=now, said=Said(text=names))
        grievance.save()
        return kept


def add_files(
    grievance: Grievance,
    files: Sequence[FirmFile],
    papers: Sequence[SentPaper],
    *,
    from_staff: bool,
    by: User | None,
    now: datetime,
) -> list[GrievancePaper]:
    """Put files of a cabinet and others to a locked case; RefusedError beyond thirty of a case."""
    standing = GrievanceFile.objects.filter(grievance=grievance).count()
    standing += GrievancePaper.objects.filter(grievance=grievance).count()
    if standing + len(files) + len(papers) > MOST_OF_A_CASE:
        sentence = _("한 건에는 파일을 %(most)d개까지 붙일 수 있습니다.")
        raise refuse("file", sentence % {"most": MOST_OF_A_CASE})
    if files and by is None:
        raise ValueError("a file of a cabinet is put to a case by somebody of the firm")
    for file in files:
        GrievanceFile.objects.get_or_create(
            grievance=grievance, file=file, defaults={"added_at": now, "added_by_id": by.pk if by else 0}
        )
    return keep_papers(grievance, papers, from_staff=from_staff, by=by, now=now)


def keep_papers(
    grievance: Grievance,
    papers: Sequence[SentPaper],
    *,
    from_staff: bool,
    by: User | None,
    now: datetime,
) -> list[GrievancePaper]:
    """Check and store files beside a case, in the transaction of the act; return the rows.

    The caller has them scanned after the commit (`scan_paper`). RefusedError (file) with what is wrong.
    """
    kept = []
    for sent in papers:
        paper = keep_paper(name=sent.name, size=sent.size, content=sent.content)
        row, _new = GrievancePaper.objects.get_or_create(
            grievance=grievance,
            sha256=paper.sha256,
            defaults={
                "name": paper.name,
                "size": paper.size,
                "content_type": paper.content_type,
                "scan": ScanState.WAITING if settings.CLAMD else ScanState.NOT_SCANNED,
                "from_staff": from_staff,
                "added_at": now,
                "added_by": by,
            },
        )
        kept.append(row)
    return kept


def papers_to_scan(*, now: datetime) -> list[int]:
    """Return the files that have waited for a verdict for too long: the daemon was away."""
    waiting = GrievancePaper.objects.filter(scan=ScanState.WAITING, added_at__lte=now - OVERDUE)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def scan_paper(*, paper_id: int) -> ScanState:
    """Ask clamd about a file that waits, and return what it is now; an infected one is handed to nobody.

    Raises ScanFailedError when there is no verdict; the file keeps waiting. Not inside a transaction: the
    daemon may take its time.
    """
    paper = GrievancePaper.objects.get(pk=paper_id)
    if paper.scan != ScanState.WAITING:
        return ScanState(paper.scan)
    state, _virus = verdict_on(paper.sha256)
    GrievancePaper.objects.filter(sha256=paper.sha256, scan=ScanState.WAITING).update(scan=state)
    return state
