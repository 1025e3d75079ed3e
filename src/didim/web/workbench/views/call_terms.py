"""Documents, exclusions and bonus points of a call: one page each, all rows stored together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.engines.forms.assembling import MAX_ENTRIES
from didim.kernel.refusals import RefusedError
from didim.kernel.wording import Text
from didim.programmes.domain.call_starts import DOCUMENT_PREFIX, known_documents, known_exclusions
from didim.programmes.domain.call_terms import set_terms
from didim.programmes.domain.call_versions import OvertakenError, Seen, version_of
from didim.programmes.queries.calls import access_call
from didim.web.workbench.call_forms.lists import in_order
from didim.web.workbench.forms import call_terms as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.call_form import draft_of

Entry = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One list: its name on the revision, its words, its rows, and what may be put in."""

    name: str
    tab: str
    title: Any
    lead: Any
    form: type
    entry: Callable[[Mapping[str, Any]], Entry]
    known: Callable[[], Sequence[Entry]]
    blank_rows: int


def _document(row: Mapping[str, Any]) -> Entry:
    key = row["key"] or f"{DOCUMENT_PREFIX}{token_hex(3)}"
    return forms.without_blanks(row, keep=("required", "reuse", "validity_days")) | {"key": key}


def _exclusion(row: Mapping[str, Any]) -> Entry:
    return forms.without_blanks(row) | {"key": row["key"] or f"own_{token_hex(3)}"}


def _bonus(row: Mapping[str, Any]) -> Entry:
    return forms.without_blanks(row) | {"key": row["key"] or f"own_{token_hex(3)}"}


def _known_documents() -> list[Entry]:
    return [
        {name: value for name, value in entry.items() if name != "standard"}
        for entry in known_documents(on=today())
    ]


DOCUMENTS = Page(
    "documents",
    "documents",
    gettext_lazy("제출 서류"),
    gettext_lazy("신청자는 앞서 낸 서류가 아직 유효하면 다시 내지 않아도 됩니다."),
    forms.DocumentForm,
    _document,
    _known_documents,
    0,
)
EXCLUSIONS = Page(
    "exclusions",
    "exclusions",
    gettext_lazy("신청 제외"),
    gettext_lazy("신청자는 여기 적힌 어느 것에도 해당하지 않음을 확인해야 신청할 수 있습니다."),
    forms.ExclusionForm,
    _exclusion,
    lambda: [dict(entry) for entry in known_exclusions(on=today()).values["entries"]],
    1,
)
BONUS = Page(
    "bonus_points",
    "bonus",
    gettext_lazy("가점"),
    gettext_lazy("가점은 서류평가에만 더하고, 증빙이 있어야 인정합니다. 한도는 평가 절차에서 정합니다."),
    forms.BonusForm,
    _bonus,
    list,
    2,
)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def call_documents(request: HttpRequest, call_id: int) -> HttpResponse:
    """Write the list of documents a call asks for."""
    return _edit(request, call_id, DOCUMENTS)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def call_exclusions(request: HttpRequest, call_id: int) -> HttpResponse:
    """Write who may not apply."""
    return _edit(request, call_id, EXCLUSIONS)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def call_bonus(request: HttpRequest, call_id: int) -> HttpResponse:
    """Write the bonus points and what proves each."""
    return _edit(request, call_id, BONUS)


def _edit(request: HttpRequest, call_id: int, page: Page) -> HttpResponse:
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    draft = draft_of(request, call)
    if draft is None:
        return redirect("workbench:call-detail", call.pk)
    entries: list[Entry] = getattr(draft, page.name)
    shown = [row["key"] for row in entries]
    if request.method == "POST":
        shown = [value for name, value in request.POST.items() if name.endswith("-key")]
    # What somebody else has put in since this list was shown can be taken over like a standard entry.
    known = {entry["key"]: entry for entry in (*page.known(), *entries) if entry["key"] not in shown}
    rows_of = formset_factory(
        page.form, extra=page.blank_rows, can_order=True, can_delete=True, max_num=MAX_ENTRIES
    )
    rows = rows_of(request.POST if request.method == "POST" else None, initial=entries, prefix="rows")
    problems: list[str] = []
    overtaken: OvertakenError | None = None
    if request.method == "POST" and rows.is_valid():
        typed = [page.entry(row) for row in in_order(rows) if row.get("label") or row.get("text")]
        added = [known[key] for key in request.POST.getlist("add") if key in known]
        try:
            seen = Seen(page.name, request.POST.get("seen", ""))
            set_terms(call=call, by=request.user, seen=seen, **{page.name: typed + added})
        except OvertakenError as error:
            overtaken = error
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            messages.success(request, _("목록을 저장했습니다."))
            return redirect(
                "workbench:call-detail" if not added else request.resolver_match.view_name, call.pk
            )
    context = {
        "call": call,
        "page": page,
        "rows": rows,
        "problems": problems,
        "overtaken": overtaken,
        "seen": _next_version(request, overtaken, entries),
        "chosen": _chosen(request, overtaken),
        "known": [
            (
                key,
                Text(entry.get("label") or entry["text"], entry.get("label_en") or entry.get("text_en", "")),
            )
            for key, entry in known.items()
        ],
    }
    wrong = bool(problems or overtaken) or (request.method == "POST" and not rows.is_valid())
    return render(request, "workbench/calls/list_editor.html", context, status=422 if wrong else 200)


def _next_version(request: HttpRequest, overtaken: OvertakenError | None, entries: list[Entry]) -> str:
    """Return what the page is typed over: what was seen, until somebody has been told of what came since."""
    if request.method == "POST" and overtaken is None:
        return request.POST.get("seen", "")
    return version_of(entries)


def _chosen(request: HttpRequest, overtaken: OvertakenError | None) -> set[str]:
    """Return the keys whose boxes are ticked: those chosen, and what somebody else has put in meanwhile."""
    before = {row["key"] for row in overtaken.before or []} if overtaken else set()
    theirs = {row["key"] for row in overtaken.after if row["key"] not in before} if overtaken else set()
    return theirs | set(request.POST.getlist("add"))
