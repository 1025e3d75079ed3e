"""The terms of an agreement as a form: period, and a row for each budget line."""

import json
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.agreements.domain.papers import paper_of
from didim.agreements.domain.terms import AgreementTerms, LineAmount, as_values, terms_of
from didim.agreements.models import AgreementChange, AgreementVersion
from didim.documents.agreement_papers import agreement_pdf
from didim.engines.expenditure import RulePack
from didim.kernel.refusals import RefusedError
from didim.web.components.won import WonField


class DayInput(forms.DateInput):
    """The browser's own date box."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "medium"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    """Title and period."""

    title = forms.CharField(label=_("과제명"), max_length=200)
    starts_on = forms.DateField(label=_("시작일"), widget=DayInput())
    ends_on = forms.DateField(label=_("종료일"), widget=DayInput())


class LineForm(forms.Form):
    """A budget line with its won by source."""

    line = forms.ChoiceField(label=_("비목"), required=False)
    grant_won = WonField(label=_("정부지원금"), required=False)
    own_cash_won = WonField(label=_("자기부담 현금"), required=False)
    own_in_kind_won = WonField(label=_("자기부담 현물"), required=False)
    basis = forms.CharField(label=_("산출 근거"), max_length=300, required=False)

    def __init__(self, *args: Any, pack: RulePack, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = line_choices(pack)  # type: ignore[attr-defined]

    @property
    def amount(self) -> LineAmount | None:
        """Return what was typed; None for an empty row."""
        typed = self.cleaned_data
        if not typed.get("line"):
            return None
        code, _slash, item = typed["line"].partition("/")
        return LineAmount(
            code,
            item,
            typed["grant_won"] or 0,
            typed["own_cash_won"] or 0,
            typed["own_in_kind_won"] or 0,
            typed["basis"],
        )

    def clean(self) -> None:
        """Ask for the line where only amounts were typed."""
        typed = self.cleaned_data
        money = any(typed.get(name) for name in ("grant_won", "own_cash_won", "own_in_kind_won"))
        if money and not typed.get("line"):
            self.add_error("line", _("어느 비목인지 골라 주세요."))


LineSet = forms.formset_factory(LineForm, extra=0, max_num=60, validate_max=True)


class TermsPage:
    """Both forms together, from what was posted or from terms."""

    def __init__(self, posted: Any, *, terms: AgreementTerms, pack: RulePack) -> None:
        self.terms = terms
        first = {"title": terms.title, "starts_on": terms.starts_on, "ends_on": terms.ends_on}
        rows = [
            {
                "line": line.key,
                "grant_won": line.grant_won or None,
                "own_cash_won": line.own_cash_won or None,
                "own_in_kind_won": line.own_in_kind_won or None,
                "basis": line.basis,
            }
            for line in terms.lines
        ]
        self.form = TermsForm(posted, initial=first)
        self.lines = LineSet(posted, initial=rows, prefix="line", form_kwargs={"pack": pack})

    def is_valid(self) -> bool:
        """Tell whether everything typed can be read."""
        return self.form.is_valid() and self.lines.is_valid()

    def read(self) -> AgreementTerms:
        """Return the terms as typed; the plan stays as it was."""
        typed = self.form.cleaned_data
        amounts = [row.amount for row in self.lines]
        return AgreementTerms(
            title=typed["title"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            lines=tuple(amount for amount in amounts if amount is not None),
            plan=self.terms.plan,
        )


def line_choices(pack: RulePack) -> list[tuple[str, str]]:
    """Return the lines of a pack and their sub-items as choices of a select."""
    language = get_language() or "ko"
    choices = [("", str(_("고르세요")))]
    for line in pack.lines:
        label = line.label.text(language)
        choices.append((line.key, label))
        choices += [
            (f"{line.key}/{item.key}", f"{label} · {item.label.text(language)}") for item in line.sub_items
        ]
    return choices


def line_name(pack: RulePack, code: str, item: str) -> str:
    """Return how a line is called in the language of the page."""
    line = pack.line(code)
    sub_item = line.sub_item(item) if line else None
    names = [one.label.text(get_language() or "ko") for one in (line, sub_item) if one]
    return " · ".join(names) or code


def budget_rows(pack: RulePack, lines: Any, amounts: Any) -> list[dict[str, Any]]:
    """Return a row for each line: its name, won by source, limit, committed, spent, part spent in percent."""
    by_line = {amount.line_id: amount for amount in amounts}
    rows = []
    for line in lines:
        amount = by_line.get(line.pk)
        limit = getattr(line, "spending_limit", None)
        if amount is None and not (limit and limit.committed_won):
            continue
        planned = (amount.grant_won + amount.own_cash_won + amount.own_in_kind_won) if amount else 0
        rows.append(
            {
                "line": line,
                "name": line_name(pack, line.code, line.item),
                "amount": amount,
                "planned": planned,
                "committed": limit.committed_won if limit else 0,
                "spent": limit.spent_won if limit else 0,
            }
        )
    return rows


def first_terms(*, title: str, starts_on: date, ends_on: date, award_won: int, plan: Any) -> AgreementTerms:
    """Return what a new agreement begins with: the award on the first line, to be spread by the officer."""
    return AgreementTerms(
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        lines=(LineAmount("materials", grant_won=award_won),) if award_won else (),
        plan=plan,
    )


def said_in_rows(error: RefusedError) -> list[str]:
    """Return the sentences of a refusal; those of a budget line begin with its row."""
    said = []
    for problem in error.problems:
        name, _dot, row = problem.field.partition(".")
        said.append(f"{row}{_('번째 비목')}: {problem}" if name == "lines" and row else str(problem))
    return said


def agreement_paper_of(version: AgreementVersion) -> HttpResponse:
    """Return the paper of an offered version as it was put before both sides."""
    pdf = paper_of(version) or agreement_pdf(json.loads(version.content))
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = f"{version.agreement.number}-{version.number}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    return answer


def shown_change(change: AgreementChange, pack: RulePack) -> list[dict[str, str]]:
    """Return what a change asks for, field by field: what it is called, what it was, what is asked for."""
    base = as_values(terms_of(change.base))
    now = as_values(terms_of(change.agreement.version)) if change.agreement.version else base
    names = {"title": _("과제명"), "starts_on": _("시작일"), "ends_on": _("종료일")}
    rows = []
    for field, asked in change.proposed.items():
        kind, _dot, key = field.partition(".")
        code, _slash, item = key.partition("/")
        name = line_name(pack, code, item) if kind == "line" else names.get(field, key)
        rows.append(
            {
                "field": field,
                "name": str(name),
                "before": _in_words(base.get(field)),
                "asked": _in_words(asked),
                "current": _in_words(now.get(field)),
            }
        )
    return rows


def _in_words(value: Any) -> str:
    """Return a value of the terms as people read it; a line by its won of each source."""
    if value is None:
        return "–"
    if isinstance(value, dict) and "grant_won" in value:
        return " / ".join(f"{value[name]:,}" for name in ("grant_won", "own_cash_won", "own_in_kind_won"))
    return str(value)
