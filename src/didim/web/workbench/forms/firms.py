from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.registry.domain.firms import FirmDetails
from didim.registry.enums import DesignationKind, EnterpriseStage, LegalForm, SizeClass
from didim.registry.models import Enterprise

from .fields import AmountField, DayField, IndustryField, RegionField, with_empty
from .filters import FilterForm


class FirmFilterForm(FilterForm):
    """What the list of firms can be narrowed by."""

    q = forms.CharField(label=_("기업명·사업자등록번호·대표자"), max_length=100)
    region = RegionField(label=_("지역"), help_text="")
    industry = IndustryField(label=_("업종"), help_text="")
    stage = forms.ChoiceField(label=_("단계"), choices=with_empty(EnterpriseStage.choices, _("모든 단계")))
    size_class = forms.ChoiceField(label=_("규모"), choices=with_empty(SizeClass.choices, _("모든 규모")))
    designation = forms.ChoiceField(
        label=_("인증·확인"), choices=with_empty(DesignationKind.choices, _("모두"))
    )
    flagged = forms.BooleanField(label=_("국세청 상태가 다른 기업만"))


class FirmForm(forms.Form):
    """What is entered about a firm or a pre-founder."""

    registered = forms.ChoiceField(
        label=_("사업자등록"),
        choices=[
            ("yes", pgettext_lazy("기업", "사업자등록을 했습니다")),
            ("no", _("아직 안 했습니다(예비창업자)")),
        ],
        widget=forms.RadioSelect,
        initial="yes",
    )
    name = forms.CharField(label=_("기업명"), max_length=120)
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        required=False,
        help_text=_("숫자 10자리. 하이픈은 있어도 되고 없어도 됩니다."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    legal_form = forms.ChoiceField(label=_("법적 형태"), choices=LegalForm.choices, required=False)
    corporate_number = forms.CharField(
        label=_("법인등록번호"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    opened_on = DayField(
        label=_("사업개시일"), required=False, help_text=_("법인은 설립등기일, 개인은 개업일")
    )
    closed_on = DayField(label=_("폐업일"), required=False)
    region = RegionField(label=_("지역"), required=False)
    address = forms.CharField(label=_("주소"), max_length=200, required=False)
    industry = IndustryField(label=_("업종"), required=False)
    size_class = forms.ChoiceField(
        label=_("기업 규모(확인서)"),
        choices=with_empty(SizeClass.choices, _("확인서 없음")),
        required=False,
    )
    representative_name = forms.CharField(label=_("대표자"), max_length=60, required=False)
    representative_birth_date = DayField(label=_("대표자 생년월일"), required=False)
    representative_birth_year = forms.IntegerField(
        label=_("대표자 출생연도"),
        required=False,
        help_text=_("생년월일을 모를 때"),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    email = forms.EmailField(label=_("전자우편"), required=False)
    website = forms.URLField(label=_("누리집"), required=False, assume_scheme="https")

    @property
    def is_registered(self) -> bool:
        """Whether a business number is expected."""
        return bool(self.cleaned_data["registered"] == "yes")

    def details(self) -> FirmDetails:
        """Return what the act takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "registered"}
        return FirmDetails(**values | {"size_class": values["size_class"] or None})

    @classmethod
    def of(cls, firm: Enterprise) -> dict[str, Any]:
        """Return what stands in the form for a firm, region and industry by name."""
        details = FirmDetails.of(firm)
        values = {name: getattr(details, name) for name in cls.base_fields if name != "registered"}
        return values | {
            "registered": "no" if firm.stage == EnterpriseStage.PRE_FOUNDER else "yes",
            "region": RegionField.shown(firm.region),
            "industry": IndustryField.shown(firm.industry),
        }


class FirmYearForm(forms.Form):
    """Employees and sales of one business year."""

    year = forms.IntegerField(label=_("연도"), widget=forms.NumberInput(attrs={"class": "short"}))
    employees = AmountField(label=_("상시근로자 수"), required=False)
    sales = AmountField(label=_("매출액(원)"), required=False)


class DesignationForm(forms.Form):
    """A certificate and its validity."""

    kind = forms.ChoiceField(label=_("종류"), choices=DesignationKind.choices)
    number = forms.CharField(label=_("확인서 번호"), max_length=40, required=False)
    valid_from = DayField(label=_("유효 시작일"), required=False)
    valid_to = DayField(label=_("유효 종료일"), required=False)


class MergeForm(forms.Form):
    """Which firm stays, and why both are one."""

    reason = forms.CharField(label=_("병합 사유"), max_length=200)
    confirmed = forms.BooleanField(label=_("두 기업이 같은 기업임을 확인했습니다."))
