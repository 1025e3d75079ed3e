"""Grievances: the inbox by due day, one case, what staff were told on a visit."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from didim.accounts.guards import guarded
from didim.applications.enums import ScanState
from didim.desk.domain.grievances.clock import told_of
from didim.desk.domain.grievances.consenting import open_question
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.grievance_enums import GrievanceChannel, GrievanceTopic
from didim.desk.models import Grievance, GrievanceEvent, GrievanceFile, RegisterEntry
from didim.desk.queries.grievances import (
    MOST_COUNTED,
    VIEWS,
    InboxFilter,
    access_grievance,
    acting_officers,
    asked_to_take,
    inbox,
    inbox_counts,
    offered_to,
    similar_grievances,
)
from didim.engines.clocks import State
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.registry.models import Enterprise, Industry, Place, Region
from didim.registry.queries.firms import visible_firms
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.case_papers import have_scanned, paper_of, sent_papers
from didim.web.components.downloads import file_response
from didim.web.components.grievances import clock_words, due_steps, time_line
from didim.web.components.refusals import done
from didim.web.workbench.agencies import AgencyChoice, agency_choice
from didim.web.workbench.forms.grievances import InboxFilterForm, IntakeForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.firms import code_options

_MOST_PLACES = 1500


@guarded(AGENCY_STAFF)
@require_GET
def inbox_page(request: HttpRequest) -> HttpResponse:
    """List an agency's cases, what is due first on top; eleven queries whatever their number."""
    agency = agency_choice(request)
    now = timezone.now()
    regions = Region.objects.filter(case_officers__agency=agency.current).order_by("code").distinct()
    filters = InboxFilterForm(request.GET, regions=regions)
    chosen = filters.chosen
    asked = request.GET.get("view", "")
    view = asked if asked in (*VIEWS, "ended") else "open"
    page = inbox(
        agency_id=agency.current.pk,
        user_id=request.user.pk,
        wanted=InboxFilter(
            view,
            triage=chosen.get("triage", ""),
            topic=chosen.get("topic", ""),
            region=chosen.get("region", ""),
            text=chosen.get("q", ""),
        ),
        after=request.GET.get("after", ""),
        now=now,
    )
    counts = inbox_counts(agency_id=agency.current.pk, user_id=request.user.pk, now=now)
    acting = acting_officers(agency_id=agency.current.pk, day=now.astimezone(SEOUL).date())
    query = request.GET.copy()
    query["after"] = page.next_after
    context = {
        "agency": agency,
        "filters": filters,
        "view": view,
        "views": [(key, label, _counted(counts.get(key))) for key, label in _views()],
        "rows": [
            {
                "case": case,
                "clock": clock_words(case, now=now),
                "away": case.officer_id in acting,
                "stand_in": acting.get(case.officer_id) if case.officer_id else None,
            }
            for case in page.rows
        ],
        "next": f"?{query.urlencode()}" if page.next_after else "",
        "asked": asked_to_take(agency_id=agency.current.pk),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/grievances/inbox.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def case_page(request: HttpRequest, grievance_id: int) -> HttpResponse:
    """Show a case: what was asked, how its due day came about, who had it, what was answered."""
    case = access_grievance(actor=request.actor, grievance_id=grievance_id)
    now = timezone.now()
    rows = list(GrievanceEvent.objects.filter(grievance=case).order_by("number"))
    told = told_of(case, rows, at=now)
    acting = acting_officers(agency_id=case.agency_id, day=now.astimezone(SEOUL).date())
    own = request.actor.agencies_with(*WRITERS)
    joint = list(case.joint_handlers.select_related("person", "department").order_by("pk"))
    waiting = open_question(case)
    context = {
        "case": case,
        "clock": clock_words(case, now=now),
        "told": told,
        "steps": due_steps(told),
        "moments": time_line(rows, internal=True),
        "files": list(GrievanceFile.objects.filter(grievance=case).select_related("file").order_by("pk")),
        "routings": list(
            case.routings.select_related("officer", "department", "from_officer").order_by("pk")
        ),
        "joint": joint,
        "answers": list(case.answers.order_by("round", "pk")),
        "papers": list(case.papers.select_related("added_by").order_by("pk")),
        "transfer": case.transfers.select_related("from_agency", "to_agency").order_by("-pk").first(),
        "offered": offered_to(grievance=case, agencies=own) if case.agency_id not in own else None,
        "question": case.consents.order_by("-pk").first(),
        "earlier": case.same_as,
        "later": list(case.repeated_by.order_by("pk")),
        "may_finish": any(one.done_at is None for one in joint),
        "promises": list(case.promises.order_by("expected_on", "pk")),
        "entry": RegisterEntry.objects.filter(grievance=case).first(),
        "alike": similar_grievances(agency_id=case.agency_id, title=case.title, leave_out=case.pk),
        "is_away": case.officer_id in acting,
        "stand_in": acting.get(case.officer_id) if case.officer_id else None,
        "acts": offered_acts(case, told, asked=waiting is not None) if case.agency_id in own else [],
    }
    return render(request, "workbench/grievances/case.html", context)


def offered_acts(case: Grievance, told: State, *, asked: bool = False) -> list[tuple[str, str]]:
    """Return what may be done with a case now: the name of the act in the address, and its words.

    `asked`: whoever brought it was asked to agree to a second extension.
    """
    if case.same_as_id is not None:
        return [("note", _("메모"))]
    if not case.is_open:
        acts = [("reopen", _("다시 열기")), ("repeat", _("다시 접수"))]
        return (
            [("publish", _("공개 대장에 올리기")), ("promise", _("제도 개선 약속")), *acts]
            if case.result
            else acts
        )
    acts = [("classify", _("분류") if not case.triage else _("다시 분류"))]
    acts += [] if case.triage else [("decline", _("규제·애로 아님"))]
    acts += [("answer", _("답변하기"))] if case.triage else []
    acts += [("pause", _("멈추기"))] if case.triage else []
    acts += [("resume", _("다시 진행"))] if told.pauses else []
    if told.extension and not told.extension_by_consent:
        acts.append(("extend", _("기한 늘리기")))
    elif told.extension:
        acts += [] if asked else [("ask", _("재연장 동의 요청"))]
        acts.append(("consent", _("동의받아 늘리기")))
    acts += [("transfer", _("담당 바꾸기")), ("join", _("함께 처리")), ("send", _("다른 기관으로 보내기"))]
    acts += [("same", _("같은 건으로 합치기")), ("file", _("파일 붙이기"))]
    acts += [("close", _("반복 접수 종결"))] if told.may_close else []
    return [*acts, ("promise", _("제도 개선 약속")), ("withdraw", _("취하로 끝내기")), ("note", _("메모"))]


@guarded(AGENCY_STAFF)
@require_safe
def case_file(request: HttpRequest, grievance_id: int, file_id: int) -> FileResponse:
    """Return a file of a case, for the agency's staff; the access log has the case."""
    case = access_grievance(actor=request.actor, grievance_id=grievance_id)
    row = GrievanceFile.objects.filter(grievance=case, file=file_id).select_related("file").first()
    if row is None or row.file.scan == ScanState.INFECTED:
        raise NotVisible(f"file {file_id} of grievance {grievance_id}")
    return file_response(row.file)


@guarded(AGENCY_STAFF)
@require_safe
def case_paper(request: HttpRequest, grievance_id: int, paper_id: int) -> FileResponse:
    """Return a file that staff or somebody without an account put to a case."""
    case = access_grievance(actor=request.actor, grievance_id=grievance_id)
    return file_response(paper_of(case, paper_id))


@guarded(AGENCY_STAFF)
@require_GET
def similar(request: HttpRequest) -> HttpResponse:
    """Return the earlier cases most like a title, while one types it."""
    agency = agency_choice(request)
    rows = similar_grievances(agency_id=agency.current.pk, title=request.GET.get("title", "")[:120])
    return render(request, "workbench/grievances/_similar.html", {"alike": rows})


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Write down what somebody told staff; earlier cases that are alike stand beside."""
    agency = agency_choice(request, *WRITERS)
    form = IntakeForm(
        request.POST or None, request.FILES or None, initial={"channel": GrievanceChannel.VISIT}
    )
    made: list[Grievance] = []
    if request.method == "POST" and done(form, lambda typed: made.append(_take_in(request, agency, typed))):
        sentence = _("접수했습니다: %(number)s. 담당: %(who)s") % {
            "number": made[0].number,
            "who": made[0].officer.name if made[0].officer else _("없음"),
        }
        messages.success(request, sentence)
        return redirect("workbench:grievance", made[0].pk)
    title = form["title"].value() or ""
    context = {
        "form": form,
        "agency": agency,
        "places": Place.objects.filter(case_officers__agency=agency.current)
        .order_by("name")
        .values_list("name", flat=True)
        .distinct()[:_MOST_PLACES],
        "alike": similar_grievances(agency_id=agency.current.pk, title=title),
        **code_options(),
    }
    return render(request, "workbench/grievances/intake.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, agency: AgencyChoice, typed: dict[str, Any]) -> Grievance:
    now = timezone.now()
    firm = _firm(request, typed["business_number"], now)
    heard = typed["received_on"]
    noon = datetime.combine(heard, time(12), SEOUL) if heard else None
    place: Place | None = typed["place"]
    taken = receive_grievance(
        intake=Intake(
            title=typed["title"],
            body=typed["body"],
            wish=typed["wish"],
            channel=GrievanceChannel(typed["channel"]),
            topic=GrievanceTopic(typed["topic"]),
            enterprise=firm,
            region=Region.objects.filter(pk=typed["region"]).first() if typed["region"] else None,
            place=place,
            industry=Industry.objects.filter(pk=firm.industry_id).first() if firm else None,
            contact=Contact(typed["name"], typed["phone"], typed["email"], typed["agreed"]),
            papers=sent_papers(typed["file"]),
        ),
        agency=agency.current,
        received_at=min(noon, now) if noon else None,
        by=request.user,
        now=now,
    )
    have_scanned(taken.papers)
    if taken.access_code:
        words = {"code": taken.access_code}
        messages.info(
            request, _("조회 번호 %(code)s를 신청인에게 알려 주세요. 다시 보이지 않습니다.") % words
        )
    return taken.grievance


def _firm(request: HttpRequest, typed: str, now: datetime) -> Enterprise | None:
    digits = "".join(letter for letter in typed if letter.isdigit())
    if not digits:
        return None
    found = visible_firms(actor=request.actor, now=now).filter(business_number=digits).first()
    if found is None:
        raise refuse(
            "business_number",
            _("이 기관이 볼 수 있는 기업 가운데 없습니다. 번호를 지우고 이름과 연락처를 적어 주세요."),
        )
    return found


def _views() -> list[tuple[str, str]]:
    return [
        ("open", _("처리 중")),
        ("mine", _("내 것")),
        ("late", _("기한 지남")),
        ("soon", _("사흘 안")),
        ("paused", _("멈춤")),
        ("unsorted", _("분류 전")),
        ("nobody", _("담당자 없음")),
        ("ended", _("끝난 것")),
    ]


def _counted(number: int | None) -> str:
    if number is None:
        return ""
    return f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else f"{number:,}"
