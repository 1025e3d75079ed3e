"""Two rows that are one firm: pick the other one, see what moves, confirm."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.registry.domain.merging import RELATIONS, Stay, merge_firms
from didim.registry.models import Enterprise
from didim.registry.queries.firms import FirmFilter, narrow_firms, visible_firms
from didim.web.components.refusals import done
from didim.web.workbench.forms.firms import MergeForm
from didim.web.workbench.guards import WRITER
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.firms import firm_to_change

MOST_FOUND = 20


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Merge another row into a firm: `?q=` finds it, `?other=` shows what moves, POST confirms."""
    winner = firm_to_change(request, firm_id, _("기업 병합"))
    others = (
        visible_firms(actor=request.actor, now=timezone.now())
        .exclude(pk=winner.pk)
        .select_related("region__parent", "industry")
    )
    asked = request.POST.get("other") or request.GET.get("other", "")
    loser = get_object_or_404(others, pk=int(asked)) if asked.isdigit() else None
    text = request.GET.get("q", winner.name if loser is None else "")
    found = narrow_firms(others, FirmFilter(text=text), on=today()).order_by("name", "pk")[:MOST_FOUND]
    form = MergeForm(request.POST or None)
    if (
        request.method == "POST"
        and loser is not None
        and done(
            form,
            lambda typed: merge_firms(
                actor=request.actor,
                winner_id=winner.pk,
                loser_id=loser.pk,
                reason=typed["reason"],
                now=timezone.now(),
            ),
        )
    ):
        messages.success(request, _("두 기업을 합쳤습니다."))
        return redirect("workbench:firm-detail", winner.pk)
    context = {
        "winner": winner,
        "loser": loser,
        "text": text,
        "found": found if loser is None else [],
        "form": form,
        "sides": _sides(winner, loser) if loser else [],
        "moves": _moves(loser) if loser else [],
    }
    return render(request, "workbench/firms/merge.html", context, status=422 if form.errors else 200)


def _sides(winner: Enterprise, loser: Enterprise) -> list[tuple[str, str, str, bool]]:
    """Return what both rows say, side by side: label, winner's, loser's, and whether they differ."""
    names = (
        "name",
        "business_number",
        "corporate_number",
        "stage",
        "legal_form",
        "opened_on",
        "region",
        "address",
        "industry",
        "representative_name",
        "phone",
        "email",
    )
    rows = []
    for name in names:
        field: Any = Enterprise._meta.get_field(name)
        ours, theirs = (
            str(dict(field.flatchoices).get(value, value)) if (value := getattr(firm, name)) else "–"
            for firm in (winner, loser)
        )
        if (ours, theirs) != ("–", "–"):
            label = field.related_model._meta.verbose_name if field.is_relation else field.verbose_name
            rows.append((str(label), ours, theirs, ours != theirs))
    return rows


def _moves(loser: Enterprise) -> list[tuple[str, int]]:
    """Return what becomes the winner's, by kind, with how many rows; what stays is not counted."""
    moves = []
    for name, how in RELATIONS.items():
        if isinstance(how, Stay):
            continue
        label, field = name.rsplit(".", 1)
        model = apps.get_model(label)
        count = model._default_manager.filter(**{field: loser}).count()  # noqa: SLF001 - documented
        if count:
            moves.append((str(model._meta.verbose_name), count))
    return moves
