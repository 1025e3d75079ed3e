"""Two officers at one part of a draft: a save says which content it was typed over, and none is lost unseen.

The version of a part is its content's own hash, so that two who write different parts never meet. What the
part was when it was shown, and who changed it since, is read from the history that triggers keep.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError
from didim.programmes.domain.call_changes import changes_of_part
from didim.programmes.models import CallRevision

# So far back a version is looked for; an older page still hears that it was overtaken, not by what.
_LOOKED_BACK = 200
# What `edit_draft` changes.
TEXT = (
    "summary",
    "body",
    "region_codes",
    "targets",
    "stages",
    "target_text",
    "exclusion_text",
    "how_to_apply",
    "contact",
    "urgent_reason",
    "opens_at",
    "closes_at",
    "places",
    "reserves",
    "award_won",
    "budget_won",
)
# The words of a step of the form.
WORDS = ("title", "title_en", "help", "help_en")
# Parts of which single values are weighed, or that are shown as a whole.
_VALUES = frozenset({"text", "form", "step", "rule"})
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed: a part of a draft and its version.

    A part is the name of a field, "rounds:KEY" for one round, "form:KEY" for one field of the form,
    "step:KEY" for the words of one of its steps, or "text" for all that `edit_draft` changes.
    """

    part: str
    version: str


class OvertakenError(RefusedError):
    """Somebody stored the part since the page was shown; nothing was changed.

    before: the part as the page showed it (None: not in the history any more); after: as it stands now
    (None: a round that was taken out). by, at: the last change (None: not known). changes: what was done,
    in sentences. Where single values were weighed, merged is what both wrote, and disputed names the values
    that both wrote differently; in merged these are as they were typed.
    """

    def __init__(
        self, seen: Seen, before: Any, after: Any, by: User | None, at: datetime | None, changes: list[object]
    ) -> None:
        super().__init__([Problem("", _("그사이 다른 분이 먼저 저장했습니다."))])
        self.seen, self.before, self.after = seen, before, after
        self.by, self.at, self.changes = by, at, changes
        self.merged: dict[str, Any] = {}
        self.disputed: tuple[str, ...] = ()


def version_of(content: Any) -> str:
    """Return the version of a part: 16 hex digits of the SHA-256 of its JSON (instants as in UTC)."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_in_utc)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _in_utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def content_of(revision: Any, part: str) -> Any:
    """Return a part of a revision, or of a row of its history; None for one that is not there."""
    name, _colon, key = part.partition(":")
    if name == "text":
        return {field: getattr(revision, field) for field in TEXT}
    if name == "step":
        steps = revision.form.get("steps", []) if key else []
        return next(
            ({word: step.get(word, "") for word in WORDS} for step in steps if step["key"] == key), None
        )
    if name == "form" and key:
        return next(
            (
                {**field, "step": step["key"]}
                for step in revision.form.get("steps", [])
                if not step.get("origin")
                for field in step.get("fields", [])
                if field["key"] == key
            ),
            None,
        )
    content = getattr(revision, name)
    return next((row for row in content if row["key"] == key), None) if key else content


def check_seen(*, draft: CallRevision, seen: Seen | None) -> None:
    """Raise OvertakenError unless a draft's part is still what was seen (None: nothing was shown)."""
    if seen is None:
        return
    after = content_of(draft, seen.part)
    if version_of(after) == seen.version:
        return
    error = _overtaken(draft, seen, after)
    name = seen.part.partition(":")[0]
    if error.before is not None and name not in _VALUES:
        error.changes = changes_of_part(name, error.before, after)
    raise error


def settled(
    *,
    draft: CallRevision,
    seen: Seen,
    mine: Mapping[str, Any],
    also: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return what is to be stored of a part whose values were typed over what was seen.

    What one alone has changed is taken, whoever it was. Raises OvertakenError where both wrote the same value
    differently, or where the part is gone. also: values of the part that stand elsewhere (the title of the
    call), as they were seen and as they are.
    """
    seen_elsewhere, elsewhere = also or ({}, {})
    after = content_of(draft, seen.part)
    if version_of(after) == seen.version and seen_elsewhere == elsewhere:
        return dict(mine)
    error = _overtaken(draft, seen, after)
    before = None if error.before is None else {**error.before, **seen_elsewhere}
    error.before, error.after = before, None if after is None else {**after, **elsewhere}
    if error.after is None:
        error.merged = dict(mine)
        raise error
    error.merged, error.disputed = three_way(before, mine, error.after)
    if error.disputed:
        raise error
    return error.merged


def last_of(*, draft: CallRevision, part: str) -> Any:
    """Return a part as it was when it was last there; None where the history does not know it."""
    return next((found for event in _history(draft) if (found := content_of(event, part)) is not None), None)


def three_way(
    before: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values of both writers, and the names of those that both changed to something else.

    A name that is missing counts as a value of its own. Without `before` whatever differs is disputed.
    """
    merged: dict[str, Any] = {}
    disputed = []
    for name in dict.fromkeys([*mine, *theirs]):
        was, here, there = ((side or {}).get(name, _MISSING) for side in (before, mine, theirs))
        chosen = here
        if here != there and before is not None and here == was:
            chosen = there
        elif here != there and (before is None or there != was):
            disputed.append(name)
        if chosen is not _MISSING:
            merged[name] = chosen
    return merged, tuple(disputed)


def _overtaken(draft: CallRevision, seen: Seen, after: Any) -> OvertakenError:
    before, event = _since(draft, seen)
    told = event.pgh_context.metadata if event is not None and event.pgh_context else {}
    return OvertakenError(
        seen,
        before,
        after,
        User.objects.filter(pk=told["user"]).first() if told.get("user") else None,
        event.pgh_created_at if event is not None else None,
        [],
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
