"""What changed about a firm, from the rows that triggers keep."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from didim.registry.models import Enterprise

SHOWN_EVENTS = 30
_NOT_SHOWN = frozenset({"id", "created_at", "updated_at", "tax_check_due_at", "tax_checked_at"})


@dataclass(frozen=True)
class Change:
    """One field's value before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """What one act changed."""

    at: datetime
    changes: list[Change]
    registered: bool


def changes_of(firm: Enterprise) -> list[HistoryEntry]:
    """Return a firm's latest changes, newest first; one query."""
    events = list(
        Enterprise.pgh_event_model.objects.filter(pgh_obj_id=firm.pk).order_by("-pgh_id")[: SHOWN_EVENTS + 1]
    )
    fields = [field for field in Enterprise._meta.concrete_fields if field.name not in _NOT_SHOWN]
    entries = []
    for event, before in zip(events, [*events[1:], None], strict=True):
        if before is None:
            if len(events) <= SHOWN_EVENTS:
                entries.append(HistoryEntry(event.pgh_created_at, [], registered=True))
            break
        changes = [
            Change(str(field.verbose_name), _shown(field, before), _shown(field, event))
            for field in fields
            if getattr(event, field.attname) != getattr(before, field.attname)
        ]
        if changes:
            entries.append(HistoryEntry(event.pgh_created_at, changes, registered=False))
    return entries


def _shown(field: Any, row: Any) -> str:
    value = getattr(row, field.attname)
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("예") if value else _("아니오")
    return str(dict(field.flatchoices).get(value, value))
