"""Papers of a partnership: the signed agreement, minutes, whatever both keep."""

from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.applications.domain.files.keeping import keep_paper
from didim.kernel.refusals import refuse
from didim.partnerships.models import Paper, Partnership

MOST_PAPERS = 30


def add_paper(
    *, partnership: Partnership, name: str, size: int, content: BinaryIO, by: User | None, now: datetime
) -> Paper:
    """Check, store and put a file beside a partnership; the same file again is the one that stands there.

    RefusedError (file) for a kind or size that is not taken, and beyond thirty files.
    """
    with recorded("add_paper", by):
        Partnership.objects.select_for_update(of=("self",), no_key=True).get(pk=partnership.pk)
        stored = keep_paper(name=name, size=size, content=content)
        there = Paper.objects.filter(partnership=partnership, removed_at=None)
        standing = there.filter(sha256=stored.sha256).first()
        if standing is not None:
            return standing
        if there.count() >= MOST_PAPERS:
            message = _("문서는 %(most)d개까지 붙일 수 있습니다. 쓰지 않는 문서를 뺀 뒤 다시 올려 주세요.")
            raise refuse("file", message % {"most": MOST_PAPERS})
        return Paper.objects.create(
            agency_id=partnership.agency_id,
            partnership=partnership,
            name=stored.name,
            size=stored.size,
            content_type=stored.content_type,
            sha256=stored.sha256,
            added_at=now,
            added_by=by,
        )


def remove_paper(*, paper: Paper, by: User | None, now: datetime) -> None:
    """Take a file out; that it stood there, who took it out and when stays."""
    with recorded("remove_paper", by):
        paper.removed_at, paper.removed_by = now, by
        paper.save(update_fields=["removed_at", "removed_by"])
