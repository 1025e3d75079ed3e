"""Figures to take away: CSV, or a workbook with a sheet of definitions."""

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import AreaLevel
from didim.districts.models import Edition
from didim.districts.queries.downloads import definition_lines, download_headings, download_rows
from didim.districts.queries.editions import published_editions
from didim.districts.queries.maps import quarters_of
from didim.districts.queries.trades import known_trades
from didim.documents.tables import Column
from didim.documents.workbooks import Table, workbook
from didim.kernel.quarters import quarter_code
from didim.web.portal.districts.editions import edition_or_404, edition_shown, withdrawn
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import quarter_words

MOST_ROWS = {"xlsx": 100_000, "csv": 300_000}
_BOM = "\ufeff"
_ALL_TRADES = "all"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DownloadForm(forms.Form):
    """Which rows: of a level, a trade (each one, or all together) and a quarter."""

    level = forms.ChoiceField(label=gettext_lazy("무엇마다"), choices=AreaLevel, initial=AreaLevel.DISTRICT)
    trade = forms.ChoiceField(label=pgettext_lazy("상권", "업종"), required=False)
    quarter = forms.ChoiceField(label=gettext_lazy("분기"), required=False)
    ending = forms.ChoiceField(
        label=gettext_lazy("파일"), initial="xlsx",
        choices=[("xlsx", gettext_lazy("엑셀(XLSX), 정의 시트 포함")), ("csv", "CSV (UTF-8)")],
    )  # fmt: skip

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        trades = [(code, one.name) for code, one in known_trades(edition).items()]
        fields["trade"].choices = [
            ("", _("모든 업종을 더한 값")),
            (_ALL_TRADES, _("업종마다 한 줄씩")),
            *trades,
        ]
        quarters = [(quarter_code(one), quarter_words(one)) for one in quarters_of(edition)]
        fields["quarter"].choices = [*quarters, ("", _("모든 분기"))]
        self.numbers = {quarter_code(one): one for one in quarters_of(edition)}

    @property
    def asked(self) -> dict[str, Any]:
        """What `download_rows` is asked for."""
        trade = self.cleaned_data["trade"]
        return {
            "level": AreaLevel(self.cleaned_data["level"]),
            "trade": None if trade == _ALL_TRADES else trade,
            "quarter": self.numbers.get(self.cleaned_data["quarter"]),
        }


@guarded(PUBLIC)
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """Ask what to take, or give it."""
    edition = edition_shown(request)
    if edition is None:
        return render(request, "portal/districts/none.html")
    asked = request.GET if set(request.GET) & set(DownloadForm.base_fields) else None
    form = DownloadForm(asked, edition=edition)
    gone = withdrawn(request, edition) if form.is_bound else None
    if gone is not None:
        return gone
    if form.is_valid():
        ending = form.cleaned_data["ending"]
        rows = list(islice(download_rows(edition, **form.asked), MOST_ROWS[ending] + 1))
        if len(rows) <= MOST_ROWS[ending]:
            content = _csv([download_headings(edition), *rows]) if ending == "csv" else _xlsx(edition, rows)
            return _file(content, _name(edition, form))
        form.add_error(
            "quarter", _("행이 너무 많아 한 번에 드릴 수 없습니다. 분기나 업종을 하나 골라 주세요.")
        )
    context = {
        "edition": edition,
        "form": form,
        "lines": definition_lines(edition),
        "editions": [(one, quarter_words(one.last_quarter)) for one in published_editions()],
        "sources": source_lines(edition),
    }
    return render(request, "portal/districts/download.html", context, status=422 if form.errors else 200)


@guarded(PUBLIC)
@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """Give the sheet of definitions as CSV."""
    rows = _definition_rows(edition_or_404(request))
    return _file(_csv(rows), f"didim-{_('정의')}.csv")


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = StringIO()
    text.write(_BOM)  # or spreadsheets take Korean for something else
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _name(edition: Edition, form: DownloadForm) -> str:
    level = AreaLevel(form.cleaned_data["level"]).label
    quarter = form.cleaned_data["quarter"] or quarter_code(edition.last_quarter)
    return f"didim-{edition.number}-{level}-{quarter}.{form.cleaned_data['ending']}"


def _xlsx(edition: Edition, rows: list[tuple[Any, ...]]) -> bytes:
    """Return a workbook: the rows, their definitions, their sources."""
    headings = download_headings(edition)
    sources = [(one.title, one.publisher, one.rows, one.quarters) for one in source_lines(edition)]
    return workbook(
        [
            Table(_("수치"), [Column(heading, 14) for heading in headings], rows),
            Table(_("정의"), [Column(word, 24) for word in _definition_headings()], _definitions(edition)),
            Table(_("출처"), [Column(_("자료"), 40), Column(_("펴낸 곳"), 24), Column(_("행"), 12),
                            Column(_("분기"), 30)], sources),
        ]
    )  # fmt: skip


def _file(content: bytes, name: str) -> HttpResponse:
    kind = XLSX if name.endswith("xlsx") else "text/csv; charset=utf-8"
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _definition_headings() -> tuple[str, ...]:
    return (pgettext("상권", "산식"), _("이름"), _("셈"), _("단위"), _("최소 표본"), pgettext("상권", "근거"))


def _definitions(edition: Edition) -> list[tuple[str, ...]]:
    lines = definition_lines(edition)
    return [(one.id, one.name, one.formula, one.unit, one.minimum, one.source) for one in lines]


def _definition_rows(edition: Edition) -> list[tuple[str, ...]]:
    return [_definition_headings(), *_definitions(edition)]
