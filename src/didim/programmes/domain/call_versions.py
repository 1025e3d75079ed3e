"""Two officers at one part of a draft: a save says which content it was typed over, and none is lost unseen.

The version of a part is its content's own hash, so that two who write different parts never meet. What the
part was when it was shown, and who changed it since, is read from the history that triggers keep.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError
from didim.programmes.domain.call_changes import changes_of_part
from didim.programmes.models import CallRevision

# So far back a version is looked for; an older page still hears that it was overtaken, not by what.
_LOOKED_BACK = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed: a part of a draft (a field's name, or "rounds:KEY" for one round), its version."""

    part: str
    version: str


class OvertakenError(RefusedError):
    """Somebody stored the part since the page was shown; nothing was changed.

    before: the part as the page showed it (None: not in the history any more); after: as it stands now
    (None: a round that was taken out). by, at: the last change (None: not known). changes: what was done,
    in sentences.
    """

    def __init__(
        self, seen: Seen, before: Any, after: Any, by: User | None, at: datetime | None, changes: list[object]
    ) -> None:
        super().__init__([Problem("", _("그사이 다른 분이 먼저 저장했습니다."))])
        self.seen, self.before, self.after = seen, before, after
        self.by, self.at, self.changes = by, at, changes


def version_of(content: Any) -> str:
    """Return the version of a part: 16 hex digits of the SHA-256 of its JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def content_of(revision: Any, part: str) -> Any:
    """Return a part of a revision, or of a row of its history; None for a round that is not there."""
    name, _colon, key = part.partition(":")
    content = getattr(revision, name)
    return next((row for row in content if row["key"] == key), None) if key else content


def check_seen(*, draft: CallRevision, seen: Seen | None) -> None:
    """Raise OvertakenError unless a draft's part is still what was seen (None: nothing was shown)."""
    if seen is None:
        return
    after = content_of(draft, seen.part)
    if version_of(after) == seen.version:
        return
    before, event = _since(draft, seen)
    told = event.pgh_context.metadata if event is not None and event.pgh_context else {}
    raise OvertakenError(
        seen,
        before,
        after,
        User.objects.filter(pk=told["user"]).first() if told.get("user") else None,
        event.pgh_created_at if event is not None else None,
        [] if before is None else changes_of_part(seen.part.partition(":")[0], before, after),
    )


def _since(draft: CallRevision, seen: Seen) -> tuple[Any, Any]:
    """Return the part as it was seen (None: not found) and the history row that changed it last (or None)."""
    last = later = None
    for event in _history(draft):
        content = content_of(event, seen.part)
        if last is None and later is not None and content != content_of(later, seen.part):
            last = later
        if version_of(content) == seen.version:
            return content, last
        later = event
    return None, last


def _history(draft: CallRevision) -> Iterator[Any]:
    tracked: Any = CallRevision
    rows = tracked.pgh_event_model.objects.filter(pgh_obj=draft).select_related("pgh_context")
    yield from rows.order_by("-pgh_id")[:_LOOKED_BACK]
