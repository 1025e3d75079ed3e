"""Files of district statistics, their reports, publishing, and the editions readers see: the operator's."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.accounts.models import User
from didim.applications.domain.files.storage import store
from didim.districts.domain.importing import (
    BroughtFile,
    dismiss_import,
    order_publishing,
    receive_import,
)
from didim.districts.domain.publishing import withdraw_edition
from didim.districts.enums import ImportState
from didim.districts.models import DistrictImport, Edition
from didim.districts.queries.editions import published_editions
from didim.districts.rules import OPERATOR
from didim.kernel.quarters import quarter_name
from didim.kernel.refusals import RefusedError
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.workbench.lists import page_of
from didim.web.workbench.tasks import publish_district_imports, read_district_import

PROBLEMS_A_PAGE = 50
READ_AND_WRITE = require_http_methods(["GET", "POST"])


class DistrictFileForm(forms.Form):
    """A file as the publisher gives it."""

    file = forms.FileField(
        label=gettext_lazy("상권 자료 파일"),
        help_text=gettext_lazy(
            "내려받은 그대로(CSV, CSV.GZ) 올리세요. 올려도 공개하기 전에는 아무것도 바뀌지 않습니다."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.gz"}),
    )


class PublishForm(forms.Form):
    """Which files are published, and that their reports were looked at."""

    imports = forms.ModelMultipleChoiceField(
        label=gettext_lazy("공개할 파일"), queryset=DistrictImport.objects.none(),
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label=gettext_lazy("보고를 확인했고, 새 판으로 공개합니다."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["imports"].queryset = DistrictImport.objects.filter(state=ImportState.READ).order_by("pk")


class WithdrawForm(forms.Form):
    """Why an edition is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("내리는 까닭"), max_length=300, required=False,
        help_text=gettext_lazy("이 판을 여는 사람에게 그대로 보입니다."),
    )  # fmt: skip


def _person(request: HttpRequest) -> User:
    """Return who acts: the guard has let in nobody unknown."""
    return cast("User", request.user)


@guarded(OPERATOR)
@READ_AND_WRITE
def import_list(request: HttpRequest) -> HttpResponse:
    """Take a file in, which a job then reads; list those brought before."""
    form = DistrictFileForm(request.POST, request.FILES) if request.method == "POST" else DistrictFileForm()
    made: list[DistrictImport] = []

    def take(typed: dict[str, Any]) -> None:
        made.append(_taken(request, typed["file"]))

    if request.method == "POST" and done(form, take):
        messages.success(request, _("파일을 받았습니다. 다 읽으면 보고가 나옵니다."))
        return redirect("workbench:district-import", made[0].pk)
    rows = DistrictImport.objects.select_related("uploaded_by", "edition").defer("report")
    context = {
        "form": form,
        "page": page_of(rows.order_by("-uploaded_at", "-pk"), request),
        "waiting": DistrictImport.objects.filter(state=ImportState.READ).count(),
    }
    return render(request, "workbench/districts/imports.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _taken(request: HttpRequest, file: Any) -> DistrictImport:
    kept = store(file)
    brought = BroughtFile(name=file.name or "", size=kept.size, sha256=kept.sha256)
    made = receive_import(brought=brought, by=_person(request), now=timezone.now())
    # A job is a row of the same database: it is there when this is, and not before.
    read_district_import.defer(import_id=made.pk)
    return made


@guarded(OPERATOR)
@require_GET
def import_detail(request: HttpRequest, district_import_id: int) -> HttpResponse:
    """Show the report of a file: rows, what was rejected and repaired, where, and what was done."""
    found = get_object_or_404(
        DistrictImport.objects.select_related("uploaded_by", "decided_by", "edition"), pk=district_import_id
    )
    report = found.report
    problems = Paginator(report.get("problems", []), PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "report": report,
        "problems": problems,
        "reasons": sorted(report.get("reasons", {}).items(), key=lambda pair: -pair[1]),
        "columns": [
            (_("빈 값"), report.get("nulls", {})),
            (_("100%를 넘는 비율"), report.get("over_100", {})),
            (_("합이 맞지 않는 행"), report.get("sums_differ", {})),
        ],
        "is_waiting": found.state in {ImportState.RECEIVED, ImportState.READ},
    }
    return render(request, "workbench/districts/import.html", context)


@guarded(OPERATOR)
@require_POST
def dismiss(request: HttpRequest, district_import_id: int) -> HttpResponse:
    """Leave a file unused."""
    found = get_object_or_404(DistrictImport, pk=district_import_id)
    try:
        dismiss_import(district_import=found, by=_person(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("이 파일을 쓰지 않기로 했습니다."))
    return redirect("workbench:district-import", found.pk)


@guarded(OPERATOR)
@READ_AND_WRITE
def publish(request: HttpRequest) -> HttpResponse:
    """Choose files that were read, confirm, and let a job make a new edition of them."""
    form = PublishForm(request.POST if request.method == "POST" else None)

    @transaction.atomic
    def order(typed: dict[str, Any]) -> None:
        ordered = order_publishing(
            imports=list(typed["imports"]),
            confirmed=typed["confirmed"],
            by=_person(request),
            now=timezone.now(),
        )
        publish_district_imports.defer(import_ids=[one.pk for one in ordered])

    return act_page(
        request,
        form=form,
        act=order,
        title=_("상권 통계 공개"),
        subject=_(
            "고른 파일을 지금까지의 자료에 더해 새 판을 만듭니다. 앞의 판은 번호로 계속 볼 수 있습니다."
        ),
        said=_("새 판을 만들고 있습니다. 몇 분 뒤 판 목록에서 확인해 주세요."),
        back=reverse("workbench:district-imports"),
        button=_("공개"),
    )


@guarded(OPERATOR)
@require_GET
def edition_list(request: HttpRequest) -> HttpResponse:
    """List all editions, the newest first."""
    rows = [(one, quarter_name(one.last_quarter)) for one in published_editions()]
    return render(request, "workbench/districts/editions.html", {"rows": rows})


@guarded(OPERATOR)
@READ_AND_WRITE
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an edition back, saying why; readers then see the newest that stands."""
    edition = get_object_or_404(Edition, number=number)

    def act(typed: dict[str, Any]) -> None:
        withdraw_edition(edition=edition, reason=typed["reason"], by=_person(request), now=timezone.now())

    return act_page(
        request,
        form=WithdrawForm(request.POST if request.method == "POST" else None),
        act=act,
        title=_("판 내리기"),
        subject=_("제%(number)d판을 내립니다. 읽는 사람은 남은 판 가운데 가장 새것을 보게 됩니다.")
        % {"number": number},
        said=_("판을 내렸습니다."),
        back=reverse("workbench:district-editions"),
        button=_("내리기"),
    )
