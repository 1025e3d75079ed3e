"""Promises, activities, results, contacts and papers of a partnership: one page for each act."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from didim.accounts.guards import guarded
from didim.applications.queries.files import is_infected
from didim.partnerships.domain import doing
from didim.partnerships.domain.papers import add_paper, remove_paper
from didim.partnerships.enums import PromiseState
from didim.partnerships.models import Activity, Contact, Partnership, Promise
from didim.partnerships.queries.access import (
    access_activity,
    access_contact,
    access_paper,
    access_promise,
)
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.components.downloads import file_response
from didim.web.components.refusals import done
from didim.web.workbench.forms import partnerships as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.partnership_acts import page_of_one, to_change
from didim.web.workbench.views.partnerships import detail_page

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@guarded(WRITER)
@READ_AND_WRITE
def promise_new(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Add a promise."""
    return _promise(request, to_change(request, partnership_id), None)


@guarded(WRITER)
@READ_AND_WRITE
def promise_edit(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Say a promise anew."""
    promise = access_promise(actor=request.actor, promise_id=promise_id, roles=WRITERS)
    return _promise(request, promise.partnership, promise)


def _promise(request: HttpRequest, partnership: Partnership, promise: Promise | None) -> HttpResponse:
    initial = {name: getattr(promise, name) for name in forms.PromiseForm.base_fields} if promise else {}
    if promise is not None and promise.target is not None:
        initial["target"] = f"{promise.target:f}".rstrip("0").rstrip(".")
    form = forms.PromiseForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _typed: doing.save_promise(
            partnership=partnership, details=form.details(), by=request.user, promise=promise
        ),
        title=_("약속 고치기") if promise else _("약속 적기"),
        subject=partnership.title,
        said=_("약속을 저장했습니다."),
        back=page_of_one(partnership),
    )


@guarded(WRITER)
@READ_AND_WRITE
def promise_settle(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Say what became of a promise."""
    promise = access_promise(actor=request.actor, promise_id=promise_id, roles=WRITERS)
    initial = {"state": PromiseState.KEPT, "on": promise.settled_on or today(), "note": promise.note}

    def act(typed: dict[str, Any]) -> None:
        said = typed | {"state": PromiseState(typed["state"])}
        doing.settle_promise(promise=promise, by=request.user, now=timezone.now(), **said)

    return act_page(
        request,
        form=forms.SettleForm(request.POST or None, initial=initial),
        act=act,
        title=_("약속 매듭짓기"),
        subject=promise.text,
        said=_("약속의 상태를 저장했습니다."),
        back=page_of_one(promise.partnership),
    )


@guarded(WRITER)
@READ_AND_WRITE
def activity_new(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Record what was done together."""
    return _activity(request, to_change(request, partnership_id), None)


@guarded(WRITER)
@READ_AND_WRITE
def activity_edit(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Say anew what was done together."""
    activity = access_activity(actor=request.actor, activity_id=activity_id, roles=WRITERS)
    return _activity(request, activity.partnership, activity)


def _activity(request: HttpRequest, partnership: Partnership, activity: Activity | None) -> HttpResponse:
    initial: dict[str, Any] = {"held_on": today()}
    if activity is not None:
        initial = {name: getattr(activity, name) for name in forms.ActivityForm.base_fields}
    form = forms.ActivityForm(request.POST or None, partnership=partnership, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _typed: doing.save_activity(
            partnership=partnership,
            details=form.details(),
            by=request.user,
            now=timezone.now(),
            activity=activity,
        ),
        title=_("활동 고치기") if activity else _("활동 적기"),
        subject=partnership.title,
        said=_("활동을 저장했습니다."),
        back=page_of_one(partnership),
    )


@guarded(WRITER)
@READ_AND_WRITE
def result_new(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Record what came of a partnership."""
    partnership = to_change(request, partnership_id)
    initial = {"period_start": today(), "period_end": today()}
    form = forms.ResultForm(request.POST or None, partnership=partnership, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _typed: doing.record_result(
            partnership=partnership, came=form.came(), by=request.user, now=timezone.now()
        ),
        title=_("성과 적기"),
        subject=partnership.title,
        said=_("성과를 적었습니다. 성과 값에도 같은 줄이 생깁니다."),
        back=page_of_one(partnership),
    )


@guarded(WRITER)
@READ_AND_WRITE
def contact_new(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Add somebody at the other body."""
    return _contact(request, to_change(request, partnership_id), None)


@guarded(WRITER)
@READ_AND_WRITE
def contact_edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change what is known of somebody at the other body."""
    contact = access_contact(actor=request.actor, contact_id=contact_id, roles=WRITERS)
    return _contact(request, contact.partnership, contact)


def _contact(request: HttpRequest, partnership: Partnership, contact: Contact | None) -> HttpResponse:
    initial = {name: getattr(contact, name) for name in forms.ContactForm.base_fields} if contact else {}
    form = forms.ContactForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _typed: doing.save_contact(
            partnership=partnership, details=form.details(), by=request.user, contact=contact
        ),
        title=_("상대 담당자"),
        subject=partnership.title,
        said=_("상대 담당자를 저장했습니다."),
        back=page_of_one(partnership),
    )


@guarded(WRITER)
@require_POST
def contact_remove(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Remove somebody at the other body."""
    contact = access_contact(actor=request.actor, contact_id=contact_id, roles=WRITERS)
    doing.remove_contact(contact=contact, by=request.user)
    messages.success(request, _("상대 담당자를 지웠습니다."))
    return redirect(page_of_one(contact.partnership))


@guarded(WRITER)
@require_POST
def paper_add(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Put a paper beside a partnership."""
    partnership = to_change(request, partnership_id)
    form = forms.PartnershipPaperForm(request.POST, request.FILES)

    def act(typed: dict[str, Any]) -> None:
        sent = typed["file"]
        add_paper(
            partnership=partnership,
            name=sent.name or "",
            size=sent.size or 0,
            content=sent,
            by=request.user,
            now=timezone.now(),
        )

    if not done(form, act):
        return detail_page(request, partnership, form)
    messages.success(request, _("문서를 붙였습니다."))
    return redirect(page_of_one(partnership))


@guarded(AGENCY_STAFF)
@require_safe
def paper_file(request: HttpRequest, paper_id: int) -> FileResponse:
    """Hand over a paper of a partnership."""
    paper = access_paper(actor=request.actor, paper_id=paper_id)
    if is_infected(paper.sha256):
        raise NotVisible(f"paper {paper_id}")
    return file_response(paper)


@guarded(WRITER)
@require_POST
def paper_remove(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take a paper out."""
    paper = access_paper(actor=request.actor, paper_id=paper_id, roles=WRITERS)
    remove_paper(paper=paper, by=request.user, now=timezone.now())
    messages.success(request, _("문서를 뺐습니다. 뺀 기록은 남습니다."))
    return redirect(page_of_one(paper.partnership))
