"""Business acts on what is being written: begin an application, save what several people of a firm write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.applications.domain.files.reusing import take_over_files
from didim.applications.domain.moving import kept_by_field, kept_list, move_draft
from didim.applications.domain.prefilling import first_answers
from didim.applications.models import Application, Draft
from didim.applications.queries.forms import form_of
from didim.applications.queries.periods import IntakePeriod, intake_period, open_fields, open_supplement
from didim.engines.forms import ABSENT, KEPT, MAX_ANSWERS, UNKNOWN, Conflict, FileSlot, Form, merge
from didim.engines.forms.forms import keep, size_of
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.registry.models import Enterprise

# The version of a draft as it begins, prefilled; everything later was written by people.
FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field (in a table: one row of it) that somebody else changed too, with both values and who did."""

    field: str
    row: str
    mine: Any
    theirs: Any
    by_id: int | None
    at: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the draft as it stands now, and what could not be decided.

    others: keys of fields whose stored value is not what the writer has: changed since the writer last read
    and not sent, or merged with rows of somebody else. Their values stand in the draft.
    """

    draft: Draft
    conflicts: tuple[FieldConflict, ...]
    others: tuple[str, ...]


@transaction.atomic
def start_application(*, enterprise: Enterprise, call: Call, by: User, now: datetime) -> Application:
    """Begin a firm's application to a call, prefilled; the one there already is where somebody has begun.

    Only while the call takes applications online. The agency learns nothing of it: no relation is made before
    something is handed in.
    """
    begun = Application.objects.filter(call=call, enterprise=enterprise).first()
    if begun is not None:
        return begun
    period = intake_period(call_id=call.pk)
    if period is None or not period.takes_online:
        raise refuse("", _("이 공고는 온라인으로 신청을 받지 않습니다. 공고의 신청방법을 확인해 주세요."))
    if not period.has_begun(now):
        raise refuse("", _("아직 접수를 시작하지 않았습니다. 접수 시작 시각을 확인해 주세요."))
    if period.is_over(now):
        raise refuse("", _("접수가 마감되었습니다. 새로 신청할 수 없습니다."))
    application, created = Application.objects.get_or_create(
        call=call,
        enterprise=enterprise,
        defaults={
            "agency_id": call.agency_id,
            "created_at": now,
            "created_by": by,
            "is_sample": enterprise.is_sample,
        },
    )
    if created:
        _first_draft(application, period, by, now)
        take_over_files(application=application, by=by, now=now)
    return application


def _first_draft(application: Application, period: IntakePeriod, by: User, now: datetime) -> Draft:
    form = form_of(period.revision_id)
    answers = first_answers(form=form, enterprise=application.enterprise, on=now.astimezone(SEOUL).date())
    return Draft.objects.create(
        application=application,
        enterprise_id=application.enterprise_id,
        revision_id=period.revision_id,
        answers=answers,
        version=FIRST_VERSION,
        field_versions=dict.fromkeys(answers, FIRST_VERSION),
        step=form.steps[0].key,
        updated_at=now,
        updated_by=by,
    )


@transaction.atomic
def save_answers(
    *,
    draft: Draft,
    base_version: int,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    bases: Mapping[str, int] | None = None,
    step: str = "",
) -> Saved:
    """Store changed answers, field by field; None or "" empties a field.

    A change wins where nobody else changed its field since the version the writer last read (`base_version`;
    `bases` where it differs for a field). Otherwise the field stays as it is stored and comes back as a
    conflict with both values; rows of a table conflict one by one. `step`: where the writer is. Answers are
    stored also while they are wrong or too long: only handing in is strict.

    RefusedError when the call has closed (fields named in an open request for supplements stay open until its
    own deadline) or the whole grows beyond a megabyte. One short transaction on one locked row.
    """
    draft = (
        Draft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("application")
        .get(pk=draft.pk)
    )
    period = intake_period(call_id=draft.application.call_id)
    if period is None:
        raise refuse("", _("이 공고는 온라인으로 신청을 받지 않습니다. 공고의 신청방법을 확인해 주세요."))
    _refuse_what_is_closed(draft.application, period, set(changes), now)
    if period.takes_online and period.revision_id != draft.revision_id:
        move_draft(draft=draft, revision_id=period.revision_id)
    form = form_of(draft.revision_id)
    before = dict(draft.field_versions)
    mine = _readable(form, draft, changes)
    read = {key: (bases or {}).get(key, base_version) for key in mine}
    conflicts = _merge_into(draft, mine, read, by, now)
    if size_of(draft.answers) > MAX_ANSWERS:
        raise refuse("", _("신청 내용이 1 MB를 넘습니다. 긴 내용은 파일로 붙여 주세요."))
    draft.step = step or draft.step
    draft.save()
    disputed = {conflict.field for conflict in conflicts}
    merged = [key for key in mine if draft.answers.get(key, ABSENT) != mine[key] and key not in disputed]
    unread = [key for key, version in before.items() if version > base_version and key not in mine]
    return Saved(draft, conflicts, (*unread, *merged))


@transaction.atomic
def mark_changes_read(*, draft: Draft, now: datetime) -> None:
    """Forget what the last correction changed: somebody of the firm has read it.

    A draft that was only shown moved is moved now.
    """
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    period = intake_period(call_id=draft.application.call_id)
    if period is not None and period.takes_online and period.revision_id != draft.revision_id:
        move_draft(draft=draft, revision_id=period.revision_id)
        draft.version += 1
        draft.updated_at = now
    draft.carried_over = []
    draft.save()


def _refuse_what_is_closed(
    application: Application, period: IntakePeriod, keys: set[str], now: datetime
) -> None:
    asked = None if period.is_open(now) else open_supplement(application_id=application.pk, now=now)
    allowed = open_fields(period, asked, now)
    if allowed is None or (keys and keys <= allowed):
        return
    if allowed:
        raise refuse("", _("보완을 요청받은 항목만 고칠 수 있습니다."))
    raise refuse("", _("접수가 마감되어 더 고칠 수 없습니다. 적은 내용은 이 기기에 남아 있습니다."))


def _readable(form: Form, draft: Draft, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes in standard form; answers to fields the form has no more are put aside."""
    normal = form.normalise(changes)
    if aside := normal.pop(KEPT, []):
        kept = kept_list(draft.kept)
        for entry in aside:
            keep(kept, entry["field"], entry["label"], entry["value"])
        draft.kept = kept_by_field(kept)
    asked = (key for key in changes if key in form.fields)
    return {key: normal.get(key, ABSENT) for key in asked if not isinstance(form.fields[key].kind, FileSlot)}


def _merge_into(
    draft: Draft, mine: Mapping[str, Any], read: Mapping[str, int], by: User, now: datetime
) -> tuple[FieldConflict, ...]:
    """Merge changes into a locked draft; give each changed field its version and author."""
    theirs = {key: draft.answers.get(key, ABSENT) for key in mine}
    base = {key: theirs[key] if draft.field_versions.get(key, 0) <= read[key] else UNKNOWN for key in mine}
    merged = merge(base, mine, theirs)
    changed = {key: merged.answers.get(key, ABSENT) for key in mine}
    changed = {key: value for key, value in changed.items() if value != theirs[key]}
    if changed:
        draft.version += 1
        draft.updated_at, draft.updated_by = now, by
    for key, value in changed.items():
        if value is ABSENT:
            draft.answers.pop(key, None)
        else:
            draft.answers[key] = value
        draft.field_versions[key] = draft.version
    conflicts = tuple(_with_author(conflict, draft) for conflict in merged.conflicts)
    for key in changed:
        draft.field_authors[key] = {"by": by.pk, "at": now.isoformat()}
    return conflicts


def _with_author(conflict: Conflict, draft: Draft) -> FieldConflict:
    author = draft.field_authors.get(conflict.field, {})
    return FieldConflict(
        conflict.field, conflict.row, conflict.mine, conflict.theirs, author.get("by"), author.get("at", "")
    )
