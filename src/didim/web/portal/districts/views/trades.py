"""What to open where: a trade's districts ranked by the weights in the reader's hand."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.districts.models import District, Edition
from didim.districts.queries.editions import definition_version
from didim.districts.queries.trades import TradeCard, known_trades, ranking_rows, trade_card
from didim.engines.districts.ranking import Ranked, RankingError, rank_districts, rows_of, sentence
from didim.engines.districts.ranking_rules import RankingRule, load_ranking
from didim.web.portal.districts.asking import grouped
from didim.web.portal.districts.cards import shown_rates, stores_shown
from didim.web.portal.districts.charts import stores_chart
from didim.web.portal.districts.editions import edition_or_404, edition_shown
from didim.web.portal.districts.sources import source_lines
from didim.web.portal.districts.wording import language, quarter_words

ROWS = 20
MOST_WEIGHT = 10
FIRST_WEIGHT = 5
_REASONS = 3


class WeightsForm(forms.Form):
    """How much each part counts, from 0 (not at all) to 10."""

    def __init__(self, *args: Any, rule: RankingRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in rule.parts:
            self.fields[part.id] = forms.IntegerField(
                label=part.name.text(language()),
                min_value=0,
                max_value=MOST_WEIGHT,
                required=False,
                widget=forms.NumberInput({"inputmode": "numeric", "step": 1}),
            )

    @property
    def weights(self) -> dict[str, float]:
        """The weights that were given; a part that was not named counts like any other."""
        return {
            name: float(FIRST_WEIGHT if value is None else value) for name, value in self.cleaned_data.items()
        }


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A district in the ranking: its parts as numbers, and its reasons in sentences."""

    district: District
    one: Ranked
    score: str
    parts: tuple[tuple[str, str, str], ...]
    lifts: tuple[str, ...]
    lowers: tuple[str, ...]
    risk: str


def ranking_rule(edition: Edition) -> RankingRule:
    """Return the rule of ranking that goes with an edition; of its day where it names none."""
    named = edition.definitions.get(
        "districts_ranking", f"districts_ranking@{edition.published_at.date().isoformat()}"
    )
    return load_ranking(definition_version("districts_ranking", named))


@guarded(PUBLIC)
@require_GET
def trade_list(request: HttpRequest) -> HttpResponse:
    """List the trades, to choose one."""
    edition = edition_shown(request)
    if edition is None:
        return render(request, "portal/districts/none.html")
    context = {"edition": edition, "groups": grouped(known_trades(edition), "")}
    return render(request, "portal/districts/trades.html", context)


@guarded(PUBLIC)
@require_GET
def trade(request: HttpRequest, code: str) -> HttpResponse:
    """Rank the districts for a trade with the weights of the address, and say why."""
    edition = edition_or_404(request)
    card = trade_card(edition, code)
    if card is None:
        raise Http404(code)
    rule = ranking_rule(edition)
    form = WeightsForm(request.GET, rule=rule)
    ranking = None
    if form.is_valid():
        try:
            ranking = rank_districts(rows_of(ranking_rows(edition, code)), rule, form.weights)
        except RankingError:
            form.add_error(None, _("무게가 모두 0입니다. 하나라도 0보다 크게 정해 주세요."))
    places = _places(edition, request.GET.get("borough", ""))
    ranked = [at for at, one in enumerate(ranking.ranked.codes) if one in places] if ranking else []
    page = Paginator(ranked, ROWS).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "card": card,
        "form": form,
        "weights": [
            (
                form[part.id],
                form[part.id].value() if form[part.id].value() not in {None, ""} else FIRST_WEIGHT,
            )
            for part in rule.parts
        ],
        "most": MOST_WEIGHT,
        "boroughs": _boroughs(edition),
        "borough": request.GET.get("borough", ""),
        "total": len(ranked),
        "not_ranked": len(ranking.not_ranked) if ranking else 0,
        "page": page,
        "rows": [_row(places[one.place], one, rule) for one in (ranking.ranked[at] for at in page)]
        if ranking
        else [],
        "rule": rule,
        "names": [part.name.text(language()) for part in rule.parts],
        "sources": source_lines(edition),
        **_city(card),
    }
    return render(request, "portal/districts/trade.html", context, status=422 if form.errors else 200)


def _city(card: TradeCard) -> dict[str, Any]:
    last = card.counts[-1] if card.counts else None
    return {
        "figures": [stores_shown(last, card.rule), *shown_rates(card.latest, card.rule)] if last else [],
        "chart": stores_chart(card.counts) if card.counts else None,
        "quarter_words": quarter_words(last.quarter) if last else "",
    }


def _places(edition: Edition, borough: str) -> dict[str, District]:
    rows = District.objects.filter(edition=edition).defer("outline")
    if borough:
        rows = rows.filter(borough_code=borough)
    return {one.code: one for one in rows}


def _boroughs(edition: Edition) -> list[tuple[str, str]]:
    rows = District.objects.filter(edition=edition).order_by("borough_name").distinct()
    return list(rows.values_list("borough_code", "borough_name"))


def _row(district: District, one: Ranked, rule: RankingRule) -> RankedRow:
    said = [(reason.lifts, sentence(reason, rule).text(language())) for reason in one.reasons]
    return RankedRow(
        district=district,
        one=one,
        score=f"{one.score:.0f}" if one.score is not None else "–",
        parts=tuple(
            (
                rule.part(part.part).name.text(language()),
                "–" if part.score is None else f"{part.score:.0f}",
                f"{part.score or 0:.0f}",
            )
            for part in one.parts
        ),
        lifts=tuple(words for lifts, words in said if lifts)[:_REASONS],
        lowers=tuple(words for lifts, words in said if not lifts)[:_REASONS],
        risk="" if one.risk_index is None else f"{one.risk_index:.0f}",
    )
