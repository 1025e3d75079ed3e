from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.reports.outlines import PeriodKind
from didim.reports.scopes import Period

FIRST_YEAR = 2009
HALVES = [("1", _("상반기")), ("2", _("하반기"))]


class ReportPeriodForm(forms.Form):
    """Over which year or half of one a report tells."""

    year = forms.TypedChoiceField(label=_("연도"), coerce=int)
    half = forms.TypedChoiceField(label=_("반기"), choices=HALVES, coerce=int)

    def __init__(self, data: dict[str, str], *, kind: PeriodKind, today: date) -> None:
        # What is not said is the last year that is over, and the first half.
        said = {
            "year": str(today.year - 1),
            "half": "1",
            **{name: value for name, value in data.items() if value},
        }
        super().__init__(said)
        years = [(year, str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = years
        if kind is PeriodKind.YEAR:
            del self.fields["half"]

    @property
    def period(self) -> Period:
        """The period chosen."""
        said = self.cleaned_data
        return Period.half(said["year"], said["half"]) if "half" in said else Period.year(said["year"])

    @property
    def baseline_period(self) -> Period | None:
        """Years and halves are set beside the year before, not beside another one."""
        return None


class FigurePeriodForm(forms.Form):
    """From when to when a figure is counted, and with which year it is compared."""

    start = forms.DateField(label=_("첫날"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("마지막 날"), widget=forms.DateInput(attrs={"type": "date"}))
    baseline = forms.IntegerField(
        label=_("비교할 연도"), required=False, min_value=FIRST_YEAR, max_value=date.max.year
    )

    def __init__(
        self, data: dict[str, str], *, today: date, compares: bool, usual: Period | None = None
    ) -> None:
        # What is not said is what is usual there, else the last year that is over.
        first = usual or Period.year(today.year - 1)
        said = {"start": first.start.isoformat(), "end": first.end.isoformat()}
        super().__init__(said | {name: value for name, value in data.items() if value})
        if not compares:
            del self.fields["baseline"]

    def clean(self) -> dict[str, object]:
        """Hold the two days against each other."""
        said = super().clean() or {}
        start, end = said.get("start"), said.get("end")
        if start and end and start > end:
            self.add_error("end", _("마지막 날이 첫날보다 빠릅니다. 두 날짜를 확인해 주세요."))
        return said

    @property
    def period(self) -> Period:
        """The period chosen."""
        return Period(self.cleaned_data["start"], self.cleaned_data["end"])

    @property
    def baseline_period(self) -> Period | None:
        """The year to compare with, if one is."""
        year = self.cleaned_data.get("baseline")
        return Period.year(year) if year else None
