"""Market revival: a market before and after a project, against similar ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.enums import AreaLevel
from didim.districts.models import District, Edition, Footfall, QuarterFigures
from didim.districts.queries.editions import definition_version
from didim.documents.curves import Curves, Line
from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.revival import (
    NotComparable,
    Revival,
    RevivalRule,
    Series,
    load_revival,
    revival,
    told,
)
from didim.kernel.quarters import parse_quarter, quarter_code
from didim.web.portal.districts.charts import Drawn, drawn
from didim.web.portal.districts.editions import address, edition_shown
from didim.web.portal.districts.finding import Found, find, label
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import language, quarter_words, short_quarter

KEPT_SECONDS = 86_400  # an edition never changes
VISITORS, SALES = "visitors", "sales"
Answer = Revival | NotComparable | None


class RevivalForm(forms.Form):
    """Which market, from when, and what is looked at."""

    market = forms.CharField(
        label=gettext_lazy("시장이나 상권"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    begins = forms.ChoiceField(label=gettext_lazy("사업이 시작된 분기"))
    measure = forms.ChoiceField(
        label=gettext_lazy("무엇을 볼까요"),
        choices=[(VISITORS, gettext_lazy("찾아온 사람(유동인구)")), (SALES, gettext_lazy("매출(추정)"))],
    )

    def __init__(self, *args: Any, edition: Edition, options: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["market"].widget.attrs["data-combo"] = options
        fields["begins"].choices = [
            (quarter_code(one), quarter_words(one))
            for one in range(edition.last_quarter, edition.first_quarter, -1)
        ]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a market: a sentence, the course beside similar markets, and who these are."""

    sentence: str
    chart: Drawn | None
    similar: list[District]
    definition: str


@guarded(PUBLIC)
@require_GET
def market_revival(request: HttpRequest) -> HttpResponse:
    """Ask for a market and the quarter a project began, and hold it against similar ones."""
    edition = edition_shown(request)
    if edition is None:
        return render(request, "portal/districts/none.html")
    asked = request.GET if set(request.GET) & set(RevivalForm.base_fields) else None
    form = RevivalForm(asked, edition=edition, options=address(request, "district-options"))
    found, answer = Found(None, ()), None
    if form.is_valid():
        found = find(edition, form.cleaned_data["market"])
        if found.district is not None:
            answer = _told(edition, found.district, form)
        elif not found.others:
            form.add_error("market", _("그런 상권을 찾지 못했습니다. 이름의 일부만 적어 보세요."))
    context = {
        "edition": edition,
        "form": form,
        "district": found.district,
        "others": [(one, label(one)) for one in found.others],
        "asked": request.GET,
        "answer": answer,
        "sources": source_lines(edition),
    }
    return render(request, "portal/districts/revival.html", context, status=422 if form.errors else 200)


def _told(edition: Edition, district: District, form: RevivalForm) -> Told:
    begins, measure = parse_quarter(form.cleaned_data["begins"]), form.cleaned_data["measure"]
    rule = _rule(edition)
    key = f"revival:{edition.source_digest[:16]}:{edition.number}:{district.code}:{begins}:{measure}"
    kept: tuple[Answer] | None = cache.get(key)
    if kept is None:
        try:
            kept = (revival(_series(edition, measure), district.code, begins, rule),)
        except DistrictsError:
            kept = (None,)
        cache.set(key, kept, KEPT_SECONDS)
    found = kept[0]
    if found is None:
        return Told(_("이 상권의 자료가 없어 견줄 수 없습니다(표본 부족)."), None, [], rule.definition)
    sentence = told(found).text(language())
    if isinstance(found, NotComparable):
        return Told(sentence, None, [], rule.definition)
    alike = District.objects.filter(edition=edition, code__in=found.similar).defer("outline")
    ordered = sorted(alike, key=lambda one: found.similar.index(one.code))
    return Told(sentence, _chart(found, district), ordered, rule.definition)


def _rule(edition: Edition) -> RevivalRule:
    day = edition.published_at.date().isoformat()
    named = edition.definitions.get("districts_revival", f"districts_revival@{day}")
    return load_revival(definition_version("districts_revival", named))


def _chart(found: Revival, district: District) -> Drawn:
    others = _("비슷한 상권 평균")
    curves = Curves(
        title=_("사업 앞 한 해를 100으로 본 흐름"),
        description=_("사업 앞뒤의 흐름을 비슷한 상권과 견줌"),
        labels=tuple(short_quarter(one) for one in found.quarters),
        lines=(Line(district.name, found.own_index), Line(others, found.others_index)),
        top=120,
    )
    rows = [
        (quarter_words(quarter), f"{own:.1f}", f"{other:.1f}")
        for quarter, own, other in zip(found.quarters, found.own_index, found.others_index, strict=True)
    ]
    return drawn(curves, "revival", (_("분기"), district.name, others), rows)


def _series(edition: Edition, measure: str) -> Series:
    """Return a measure of all districts by quarter; a quarter that is not there is NaN: two queries."""
    kinds = dict(District.objects.filter(edition=edition).order_by().values_list("code", "kind"))
    if measure == VISITORS:
        rows = Footfall.objects.filter(edition=edition, total__isnull=False).order_by()
        found = list(rows.values_list("district__code", "quarter", "total"))
    else:
        figures = QuarterFigures.objects.filter(
            edition=edition, level=AreaLevel.DISTRICT, trade_code="", sales_won__isnull=False
        ).order_by()
        found = list(figures.values_list("area_code", "quarter", "sales_won"))
    places = sorted({code for code, _quarter, _value in found})
    quarters = list(range(edition.first_quarter, edition.last_quarter + 1))
    row = {code: at for at, code in enumerate(places)}
    values = np.full((len(places), len(quarters)), np.nan)
    for code, quarter, value in found:
        values[row[code], quarter - edition.first_quarter] = value
    return Series(
        measure, tuple(places), tuple(kinds.get(one, "") for one in places), tuple(quarters), values
    )
