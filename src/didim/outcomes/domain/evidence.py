"""Files beside a value that prove it: putting one there, taking it out."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.outcomes.models import EvidenceFile, Observation

MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file by all that is known of it; its bytes stand under `sha256`."""

    name: str
    size: int
    content_type: str
    sha256: str


@transaction.atomic
def add_evidence(*, observation: Observation, paper: Paper, by: User | None, now: datetime) -> EvidenceFile:
    """Put a file beside a value, also of a closed period: a proof changes no figure.

    The same file again is the one that stands there. RefusedError (file) beyond ten files.
    """
    # Two people who put something there at once come one after the other.
    Observation.objects.select_for_update(of=("self",), no_key=True).get(pk=observation.pk)
    there = EvidenceFile.objects.filter(observation=observation, removed_at=None)
    standing = there.filter(sha256=paper.sha256).first()
    if standing is not None:
        return standing
    if there.count() >= MOST_FILES:
        message = _("증빙 파일은 %(most)d개까지 붙일 수 있습니다. 쓰지 않는 파일을 뺀 뒤 다시 올려 주세요.")
        raise refuse("file", message % {"most": MOST_FILES})
    return EvidenceFile.objects.create(
        observation=observation,
        name=paper.name,
        size=paper.size,
        content_type=paper.content_type,
        sha256=paper.sha256,
        added_at=now,
        added_by=by,
    )


def remove_evidence(*, evidence: EvidenceFile, by: User | None, now: datetime) -> None:
    """Take a file out; that it stood there, who took it out and when stays."""
    EvidenceFile.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=now, removed_by=by)
