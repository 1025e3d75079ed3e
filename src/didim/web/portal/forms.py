"""The portal's forms. What the registry refuses comes back under the field it belongs to."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import RefusedError
from didim.registry.domain.firms import FirmDetails
from didim.registry.enums import DesignationKind, LegalForm, SizeClass
from didim.web.components.fields import IndustryField, RegionField
from didim.web.components.refusals import say_refusal

FOUNDED_FORMS = [choice for choice in LegalForm.choices if choice[0] != LegalForm.NONE]


class DayInput(forms.DateInput):
    """The browser's own date box: right on phones, and typed by keyboard elsewhere."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "medium"}, format="%Y-%m-%d")


class PreFounderForm(forms.Form):
    """What is asked of somebody who has not registered a business yet."""

    name = forms.CharField(label=_("이름 또는 준비 중인 상호"), max_length=120)
    region = RegionField(
        label=_("창업하려는 지역"), required=False, help_text=_("아직이면 사는 곳을 골라도 됩니다.")
    )
    industry = IndustryField(
        label=_("준비 중인 업종"),
        required=False,
        help_text=_("예: 소프트웨어, 음식점. 치면 목록이 나옵니다."),
    )
    representative_birth_date = forms.DateField(
        label=_("생년월일"),
        required=False,
        widget=DayInput(),
        help_text=_("나이 조건이 있는 공고를 가려내는 데만 씁니다."),
    )
    phone = forms.CharField(label=_("연락처"), max_length=20, required=False)

    def details(self) -> FirmDetails:
        """Return what was entered as the registry takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return FirmDetails(**values)

    def refuse(self, refusal: RefusedError) -> None:
        """Show the registry's sentences under their fields."""
        say_refusal(self, refusal)


class FirmForm(PreFounderForm):
    """What is asked of a firm with a business registration."""

    field_order = (
        "business_number",
        "name",
        "legal_form",
        "opened_on",
        "region",
        "address",
        "industry",
        "representative_name",
        "representative_birth_date",
        "size_class",
        "corporate_number",
        "phone",
        "email",
        "website",
    )
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=20,
        help_text=_("숫자 10자리. 줄표는 있어도 없어도 됩니다."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "medium", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("기업명"), max_length=120)
    legal_form = forms.ChoiceField(label=_("법적 형태"), choices=FOUNDED_FORMS, widget=forms.RadioSelect)
    opened_on = forms.DateField(
        label=_("사업개시일"),
        required=False,
        widget=DayInput(),
        help_text=_("개인사업자는 사업자등록증의 개업일, 법인은 설립등기일입니다. 업력을 계산합니다."),
    )
    region = RegionField(label=_("소재지"), required=False, help_text=_("본점이나 사업장이 있는 시군구"))
    address = forms.CharField(label=_("상세 주소"), max_length=200, required=False)
    industry = IndustryField(
        label=_("업종"), required=False, help_text=_("표준산업분류 이름이나 코드. 치면 목록이 나옵니다.")
    )
    representative_name = forms.CharField(label=_("대표자 이름"), max_length=60, required=False)
    representative_birth_date = forms.DateField(
        label=_("대표자 생년월일"),
        required=False,
        widget=DayInput(),
        help_text=_("청년·중장년 조건이 있는 공고를 가려내는 데만 씁니다."),
    )
    size_class = forms.ChoiceField(
        label=_("기업 규모"),
        choices=[("", _("확인서가 없거나 모름")), *SizeClass.choices],
        required=False,
        help_text=_("소상공인확인서나 중소기업확인서에 적힌 규모"),
    )
    corporate_number = forms.CharField(
        label=_("법인등록번호"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "medium"}),
    )
    email = forms.EmailField(label=_("대표 전자우편"), required=False)
    website = forms.URLField(label=_("누리집"), required=False, assume_scheme="https")


class YearForm(forms.Form):
    """One business year."""

    year = forms.IntegerField(label=_("연도"), widget=forms.NumberInput({"class": "short"}))
    employees = forms.IntegerField(
        label=_("상시근로자 수"),
        required=False,
        min_value=0,
        help_text=_("그해 12월 말 기준(명)"),
        widget=forms.NumberInput({"class": "short"}),
    )
    sales = forms.IntegerField(
        label=_("매출액"),
        required=False,
        min_value=0,
        help_text=_("원 단위"),
        widget=forms.NumberInput({"class": "medium"}),
    )
    refuse = PreFounderForm.refuse


class DesignationForm(forms.Form):
    """A certificate the firm holds."""

    kind = forms.ChoiceField(label=_("인증·확인"), choices=[("", _("고르세요")), *DesignationKind.choices])
    number = forms.CharField(label=_("확인서 번호"), max_length=40, required=False)
    valid_from = forms.DateField(label=_("유효 시작일"), required=False, widget=DayInput())
    valid_to = forms.DateField(label=_("유효 종료일"), required=False, widget=DayInput())
    refuse = PreFounderForm.refuse


class QuickCheckForm(forms.Form):
    """What a visitor without an account may say to get verdicts at once; nothing of it is kept."""

    STAGES = (("operating", _("사업자등록을 했습니다")), ("pre_founder", _("예비창업자입니다")))
    stage = forms.ChoiceField(label=_("사업자등록"), choices=STAGES, widget=forms.RadioSelect)
    opened_on = forms.DateField(label=_("개업일"), required=False, widget=DayInput())
    region = RegionField(label=_("소재지"), required=False)
    industry = IndustryField(label=_("업종"), required=False, help_text=_("치면 목록이 나옵니다."))
    birth_year = forms.IntegerField(
        label=_("대표자 출생연도"),
        required=False,
        min_value=1900,
        widget=forms.NumberInput({"class": "short", "placeholder": "1990"}),
    )

    def clean_opened_on(self) -> date | None:
        """Refuse a day to come."""
        opened: date | None = self.cleaned_data["opened_on"]
        if opened and self.today and opened > self.today:
            raise forms.ValidationError(
                _("개업일은 오늘까지의 날짜여야 합니다. 아직이면 예비창업자를 고르세요.")
            )
        return opened

    def __init__(self, data: Any = None, *, today: date | None = None) -> None:
        self.today = today
        super().__init__(data)
