"""Business acts on programmes and their calls: writing drafts, checking them, publishing them.

The history of each row names the act and who did it (`by`; None is the command line). What a user typed
wrong comes back as RefusedError: under each field a sentence that says how to mend it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.eligibility import RuleFormError, load
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.programmes.domain.call_checks import missing_for_publishing
from didim.programmes.domain.call_versions import TEXT, Seen, check_seen, settled
from didim.programmes.domain.notices.merging import digest
from didim.programmes.domain.notices.search_index import index_notice
from didim.programmes.enums import NoticeSource, PeriodKind, RevisionState
from didim.programmes.models import Call, CallRevision, Notice, Programme
from didim.registry.models import Agency

# What a correction begins with, beside the text: a copy of what counts now.
TERMS = ("rule", "form", "documents", "exclusions", "bonus_points", "rounds")


def save_programme(*, programme: Programme, details: Mapping[str, Any], by: User | None) -> Programme:
    """Store what is entered about a new or known programme; one name only once a year at an agency."""
    for name, value in details.items():
        setattr(programme, name, value)
    same = Programme.objects.filter(agency=programme.agency_id, name=programme.name, year=programme.year)
    if same.exclude(pk=programme.pk).exists():
        raise refuse("name", _("같은 해에 같은 이름의 사업이 있습니다. 이름이나 연도를 바꿔 주세요."))
    try:
        with recorded("save_programme", by):
            programme.save()
    except IntegrityError as error:
        raise refuse("name", _("방금 다른 분이 같은 사업을 등록했습니다. 목록을 확인해 주세요.")) from error
    return programme


def create_call(*, programme: Programme, title: str, by: User | None, now: datetime) -> Call:
    """Begin a call of a programme with an empty first draft."""
    with recorded("create_call", by):
        call = Call.objects.create(
            agency_id=programme.agency_id,
            programme=programme,
            title=_title(title),
            created_at=now,
            created_by=by,
        )
        CallRevision.objects.create(agency_id=programme.agency_id, call=call, number=1)
        return call


def revise_call(*, call: Call, by: User | None) -> CallRevision:
    """Return the call's draft; where all is published, begin the next revision as a copy of the last."""
    with recorded("revise_call", by):
        Call.objects.select_for_update().get(pk=call.pk)
        last = call.revisions.order_by("-number").first()
        if last is not None and last.state == RevisionState.DRAFT:
            return last
        copied = {name: getattr(last, name) for name in (*TEXT, *TERMS)} if last else {}
        return CallRevision.objects.create(
            agency_id=call.agency_id, call=call, number=last.number + 1 if last else 1, **copied
        )


def edit_draft(
    *,
    call: Call,
    title: str,
    changes: dict[str, Any],
    by: User | None,
    seen: Seen | None = None,
    title_seen: str = "",
) -> CallRevision:
    """Change a draft's text and period, and the call's title; published revisions never change.

    What somebody else has changed since the text was `seen` stays; where both changed the same value it
    raises OvertakenError.
    """
    if unknown := set(changes) - set(TEXT):
        raise TypeError(f"not a draft's fields: {sorted(unknown)}")
    with recorded("edit_draft", by):
        draft = locked_draft(call)
        if seen is not None:
            titles = {"title": title_seen}, {"title": Call.objects.get(pk=call.pk).title}
            mine = {name: changes.get(name, getattr(draft, name)) for name in TEXT}
            changes = settled(draft=draft, seen=seen, mine={**mine, "title": title}, also=titles)
            title = changes.pop("title")
        opens_at, closes_at = changes.get("opens_at"), changes.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            raise refuse("closes_at", _("접수 마감이 시작보다 빠릅니다. 두 시각을 확인해 주세요."))
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.save()
        Call.objects.filter(pk=call.pk).update(title=_title(title))
        return draft


def set_rule(
    *, call: Call, content: dict[str, Any], by: User | None, seen: Seen | None = None
) -> CallRevision:
    """Store the eligibility rule of a draft, in the JSON form of the eligibility engine.

    Raises OvertakenError when the rule is no longer the one that was `seen`, nor the one to be stored.
    """
    with recorded("set_rule", by):
        try:
            load(content)
        except RuleFormError as error:
            raise RefusedError(Problem("rule", fault.sentence) for fault in error.faults) from error
        draft = locked_draft(call)
        if draft.rule != content:
            check_seen(draft=draft, seen=seen)
        draft.rule = content
        draft.save(update_fields=["rule"])
        return draft


def publish_call(*, call: Call, by: User, now: datetime) -> Notice:
    """Publish a call's draft: it never changes again, and the portal shows it as a notice at once.

    Raises RefusedError with everything that is missing.
    """
    with recorded("publish_call", by):
        Call.objects.select_for_update().get(pk=call.pk)
        draft = locked_draft(call)
        if problems := missing_for_publishing(revision=draft, now=now):
            raise RefusedError(problems)
        draft.state, draft.published_at, draft.published_by = RevisionState.PUBLISHED, now, by
        draft.save()
        return _announce(call, draft, now)


def _announce(call: Call, revision: CallRevision, now: datetime) -> Notice:
    agency, programme = Agency.objects.get(pk=call.agency_id), Programme.objects.get(pk=call.programme_id)
    today = now.astimezone(SEOUL).date()
    notice = Notice.objects.filter(call=call).first() or Notice(
        source=NoticeSource.DIDIM,
        source_id=f"call-{call.pk}",
        call=call,
        first_seen_at=now,
        published_on=today,
        listed_on=today,
        is_sample=programme.is_sample,
    )
    copied = ("region_codes", "targets", "stages", "summary", "body", "target_text", "exclusion_text")
    for name in (*copied, "how_to_apply", "contact", "rule"):
        setattr(notice, name, getattr(revision, name))
    notice.title, notice.agency, notice.agency_name = call.title, agency, agency.name
    notice.support_type = programme.support_type
    notice.period_kind = PeriodKind.DATED
    notice.opens_on = revision.opens_at.astimezone(SEOUL).date() if revision.opens_at else None
    notice.closes_on = revision.closes_at.astimezone(SEOUL).date() if revision.closes_at else None
    notice.content_hash = digest([call.title, revision.body, revision.rule])
    notice.last_seen_at = notice.changed_at = now
    index_notice(notice)
    notice.save()
    return notice


def locked_draft(call: Call) -> CallRevision:
    """Return the call's draft, locked; raise RefusedError when everything is published."""
    draft = call.revisions.select_for_update().filter(state=RevisionState.DRAFT).first()
    if draft is None:
        raise refuse("", _("이미 공고된 내용입니다. 바꾸려면 정정 공고를 시작해 주세요."))
    return draft


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise refuse("title", _("공고명을 적어 주세요."))
    return title
