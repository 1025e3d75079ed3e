"""A file sent along with a form, kept beside a value."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from didim.applications.domain.files.keeping import keep_paper
from didim.outcomes.domain.evidence import add_evidence
from didim.outcomes.models import Observation


def attach(request: HttpRequest, observation: Observation, sent: UploadedFile | None) -> None:
    """Check, store and put a file beside a value; RefusedError (file) for one that cannot be taken."""
    if sent is not None:
        paper = keep_paper(name=sent.name or "", size=sent.size or 0, content=sent)
        add_evidence(observation=observation, paper=paper, by=request.user, now=timezone.now())
