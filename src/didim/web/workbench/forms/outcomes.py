from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.applications.domain.files.limits import CABINET_TYPES
from didim.outcomes.enums import Basis, Subject, Unit
from didim.outcomes.models import Indicator
from didim.registry.models import Agency, Enterprise, Network, Place
from didim.support.enums import SupportForm

from .fields import DayField, RegionField, with_empty
from .filters import FilterForm

CURRENCIES = ("KRW", "USD", "EUR", "JPY", "CNY", "VND")


def indicator_choices(*, asked_only: bool = False) -> list[tuple[str, str]]:
    """Return the indicators in force by code, named in the reader's language."""
    rows = Indicator.objects.filter(valid_to=None).order_by("position", "code")
    rows = rows.filter(is_asked=True) if asked_only else rows
    english = (get_language() or "ko").startswith("en")
    return [(row.code, row.name_en if english else row.name) for row in rows]


class NumberField(forms.CharField):
    """A number typed with or without separators; cleans to a Decimal, empty to None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}),
            max_length=24,
            **options,
        )

    def clean(self, value: Any) -> Any:
        """Return the number."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return Decimal(typed.replace(",", "").replace(" ", ""))
        except InvalidOperation:
            raise ValidationError(_("값을 숫자로 적어 주세요.")) from None


class PaperField(forms.FileField):
    """A file from the device, of the kinds that prove something."""

    def __init__(self, **options: Any) -> None:
        accept = ",".join(f".{ending}" for ending in CABINET_TYPES)
        super().__init__(
            widget=forms.FileInput(attrs={"accept": accept}),
            allow_empty_file=True,
            max_length=None,
            **options,
        )


class PaperForm(forms.Form):
    """A file beside a value."""

    file = PaperField(label=_("증빙 파일"))


class ObservationForm(forms.Form):
    """One value of a firm, a place, a region, a network or the agency itself."""

    code = forms.ChoiceField(label=_("지표"))
    subject = forms.ChoiceField(label=_("대상"), choices=Subject.choices)
    business_number = forms.CharField(
        label=_("기업의 사업자등록번호"),
        max_length=12,
        required=False,
        help_text=_("대상이 기업일 때 적습니다."),
    )
    place = forms.ModelChoiceField(
        label=_("장소"),
        queryset=Place.objects.none(),
        required=False,
        widget=forms.Select(attrs={"lang": "ko"}),
    )
    region = RegionField(label=_("지역"), required=False)
    network = forms.ModelChoiceField(
        label=_("네트워크"),
        queryset=Network.objects.none(),
        required=False,
        widget=forms.Select(attrs={"lang": "ko"}),
    )
    period_start = DayField(label=_("기간 시작"))
    period_end = DayField(label=_("기간 끝"))
    value = NumberField(label=_("값"))
    currency = forms.ChoiceField(
        label=_("통화"), choices=[(code, code) for code in CURRENCIES], help_text=_("금액에만 쓰입니다.")
    )
    basis = forms.ChoiceField(
        label=_("측정 기준"), choices=with_empty(Basis.choices, _("지표의 기준대로")), required=False
    )
    breakdown = forms.CharField(
        label=_("구분"), max_length=60, required=False, help_text=_("펀드, 국가, 장비 종류처럼 나눌 때")
    )
    programme_name = forms.CharField(label=_("사업명"), max_length=160, required=False)
    evidence = forms.CharField(label=_("증빙"), max_length=300, required=False)
    file = PaperField(label=_("증빙 파일"), required=False)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = indicator_choices()
        self.fields["place"].queryset = Place.objects.order_by("kind", "name", "pk")
        self.fields["network"].queryset = Network.objects.filter(hub=agency).order_by("name")

    def said(self) -> dict[str, Any]:
        """Return what was typed as `Said` takes it: only what belongs to the chosen subject.

        ValidationError (business_number) where no firm has the number.
        """
        typed = dict(self.cleaned_data)
        typed.pop("file")
        subject = typed.pop("subject")
        number = "".join(letter for letter in typed.pop("business_number") if letter.isdigit())
        place, network, region = typed.pop("place"), typed.pop("network"), typed.pop("region")
        if subject == Subject.ENTERPRISE:
            firm = Enterprise.objects.filter(business_number=number, merged_into=None).first()
            if firm is None:
                raise ValidationError({"business_number": _("등록되지 않은 사업자등록번호입니다.")})
            typed["enterprise_id"] = firm.pk
        for name, chosen in ((Subject.PLACE, place), (Subject.NETWORK, network)):
            if subject == name:
                if chosen is None:
                    raise ValidationError({name.value: _("대상을 골라 주세요.")})
                typed[f"{name.value}_id"] = chosen.pk
        if subject == Subject.REGION:
            if region is None:
                raise ValidationError({"region": _("대상을 골라 주세요.")})
            typed["region_id"] = region
        typed["basis"] = Basis(typed["basis"]) if typed["basis"] else None
        money = Indicator.objects.filter(code=typed["code"], unit=Unit.MONEY).exists()
        typed["currency"] = typed["currency"] if money else ""
        return typed


class CorrectionForm(forms.Form):
    """A new value in the place of an old one, or none at all, and why."""

    value = NumberField(label=_("바른 값"), required=False, help_text=_("비우면 이 값을 거두어들입니다."))
    evidence = forms.CharField(label=_("증빙"), max_length=300, required=False)
    file = PaperField(label=_("증빙 파일"), required=False)
    reason = forms.CharField(label=_("정정하는 까닭"), max_length=300)


class TargetForm(forms.Form):
    """What an indicator is to reach by a day."""

    code = forms.ChoiceField(label=_("지표"))
    due_on = DayField(label=_("목표일"))
    value = NumberField(label=_("목표값"))
    counts_from = DayField(label=_("계산 시작일"), required=False, help_text=_("비우면 처음부터 셉니다."))
    programme_name = forms.CharField(label=_("사업명"), max_length=160, required=False)
    breakdown = forms.CharField(label=_("구분"), max_length=60, required=False)
    note = forms.CharField(label=_("근거"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = indicator_choices()


class PeriodForm(forms.Form):
    """A period to close."""

    period_start = DayField(label=_("시작일"))
    period_end = DayField(label=_("마지막 날"))
    reason = forms.CharField(label=_("마감하는 까닭"), max_length=200)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("까닭"), max_length=200)


class RequestForm(forms.Form):
    """Asking the firms that an agency supported in a year for their results."""

    name = forms.CharField(label=_("조사 이름"), max_length=120)
    indicator_codes = forms.MultipleChoiceField(label=_("지표"), widget=forms.CheckboxSelectMultiple)
    period_start = DayField(label=_("기간 시작"))
    period_end = DayField(label=_("기간 끝"))
    due_on = DayField(label=_("제출 기한"))
    remind_on = DayField(label=_("알림일"), help_text=_("이날부터 업무 시간에 한 번만 알립니다."))
    supported_in = forms.IntegerField(
        label=_("지원한 해"), min_value=2000, max_value=2100, help_text=_("이 해에 지원한 기업에 묻습니다.")
    )
    programme_name = forms.CharField(
        label=_("사업명"), max_length=160, required=False, help_text=_("비우면 모든 사업")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["indicator_codes"].choices = indicator_choices(asked_only=True)


class ObservationFilterForm(FilterForm):
    """What the list of observations can be narrowed by."""

    q = forms.CharField(label=_("기업·사업"), max_length=100)
    code = forms.ChoiceField(label=_("지표"))
    year = forms.IntegerField(label=_("연도"), min_value=1990, max_value=2100)
    state = forms.ChoiceField(label=_("상태"), choices=[("", _("유효한 값")), ("all", _("정정 전 값까지"))])

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["code"].choices = with_empty(indicator_choices(), _("모든 지표"))


class SupportFilterForm(FilterForm):
    """What the sums of the ledger can be narrowed and grouped by."""

    # Sums are not searched by words.
    q = None
    year = forms.IntegerField(label=_("연도"), min_value=1990, max_value=2100)
    form = forms.ChoiceField(label=_("지원 형태"), choices=with_empty(SupportForm.choices, _("모든 형태")))
    programme = forms.CharField(label=_("사업명"), max_length=160)
    by = forms.ChoiceField(
        label=_("묶음"),
        choices=[
            ("", _("사업별")),
            ("form", _("지원 형태별")),
            ("year", _("연도별")),
            ("detail", _("세부 내용별")),
        ],
    )

    @property
    def group(self) -> str:
        """By what the sums are grouped."""
        return str(self.chosen.get("by", "programme"))


def last_year(day: date) -> tuple[date, date]:
    """Return the first and the last day of the year before."""
    return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)
