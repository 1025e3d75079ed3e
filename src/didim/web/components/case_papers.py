"""Files that came with a form, as the desk takes them, and what is done about them after the commit."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from didim.applications.domain.files.limits import CABINET_TYPES
from didim.applications.enums import ScanState
from didim.desk.domain.grievances.papers import SentPaper
from didim.desk.models import Grievance, GrievancePaper
from didim.desk.tasks import scan_grievance_paper
from didim.registry.queries.visibility import NotVisible


class PaperField(forms.FileField):
    """A file of one of the kinds that are taken."""

    def __init__(self, *, required: bool = False, hint: object = "") -> None:
        widget = forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in CABINET_TYPES)})
        super().__init__(
            label=_("파일"), required=required, help_text=hint, allow_empty_file=True, widget=widget
        )


def sent_papers(sent: UploadedFile | None) -> list[SentPaper]:
    """Return what came with a form, as the acts of a case take it."""
    return [SentPaper(sent.name or "", sent.size or 0, cast("BinaryIO", sent))] if sent else []


def have_scanned(papers: Iterable[GrievancePaper]) -> None:
    """Ask for a scan of what waits for one."""
    for paper in papers:
        if paper.scan == ScanState.WAITING:
            scan_grievance_paper.defer(paper_id=paper.pk)


def paper_of(case: Grievance, paper_id: int) -> GrievancePaper:
    """Return a file of a case whose door was asked; NotVisible for another's, and for an infected one."""
    found = GrievancePaper.objects.filter(grievance=case, pk=paper_id).exclude(scan=ScanState.INFECTED)
    paper = found.first()
    if paper is None:
        raise NotVisible(f"paper {paper_id} of grievance {case.pk}")
    return paper
