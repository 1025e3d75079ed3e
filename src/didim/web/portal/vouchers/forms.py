"""Forms of firms and suppliers: requests, results, menus, reports."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.agreements.domain.vouchers.contracts import MOST_OF_ONE, Order, Wanted
from didim.agreements.domain.vouchers.suppliers import LONGEST_INTRODUCTION, ServiceTerms
from didim.agreements.enums import VoucherField
from didim.agreements.models import SupplierService
from didim.applications.models import FirmFile
from didim.web.components.won import WonField
from didim.web.portal.forms import DayInput

_LONG = {"widget": forms.Textarea(attrs={"rows": 6, "lang": "ko"})}


class FileChoice(forms.ChoiceField):
    """One of a firm's stored files, or none; cleans to the file."""

    def __init__(self, *, files: Iterable[FirmFile], **options: Any) -> None:
        self.files = {str(file.pk): file for file in files}
        choices = [("", _("붙이지 않음")), *((key, file.name) for key, file in self.files.items())]
        super().__init__(choices=choices, required=False, **options)

    def clean(self, value: Any) -> Any:
        """Return the file."""
        return self.files.get(super().clean(value))


class OrderForm(forms.Form):
    """How many of each service, from when to when, and what exactly is wished for."""

    starts_on = forms.DateField(label=_("시작일"), widget=DayInput)
    ends_on = forms.DateField(label=_("종료일"), widget=DayInput)
    wish = forms.CharField(label=_("요청 내용"), required=False, **_LONG)

    def __init__(self, *args: Any, services: list[SupplierService], **options: Any) -> None:
        super().__init__(*args, **options)
        self.services = services
        for service in services:
            self.fields[self.key(service)] = forms.IntegerField(
                label=service.name, required=False, min_value=0, max_value=MOST_OF_ONE
            )

    @staticmethod
    def key(service: SupplierService) -> str:
        """Return the name of a service's field."""
        return f"service_{service.pk}"

    @property
    def rows(self) -> list[tuple[SupplierService, Any]]:
        """Return each service with the field of its count."""
        return [(service, self[self.key(service)]) for service in self.services]

    def order(self) -> Order:
        """Return what a valid form asks for."""
        typed = self.cleaned_data
        counts = [(service.pk, typed.get(self.key(service)) or 0) for service in self.services]
        return Order(
            wanted=[Wanted(pk, count) for pk, count in counts if count],
            wish=typed["wish"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
        )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), max_length=300)


class DeliveryForm(forms.Form):
    """What was done, with a file of the supplier."""

    report = forms.CharField(
        label=_("결과 보고"), help_text=_("무엇을 했고 무엇이 달라졌는지 적어 주세요."), **_LONG
    )

    def __init__(self, *args: Any, files: Iterable[FirmFile], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = FileChoice(
            files=files, label=_("결과물"), help_text=_("서류 보관함에 먼저 올린 파일에서 고릅니다.")
        )


class InspectionForm(forms.Form):
    """Whether the result is what was agreed."""

    accepted = forms.ChoiceField(
        label=_("검수 결과"),
        choices=[("yes", _("계약대로 되었습니다")), ("no", _("보완이 필요합니다"))],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("검수 의견"), required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"})
    )


class SupplierApplicationForm(forms.Form):
    """What a supplier says of itself."""

    introduction = forms.CharField(
        label=_("수행기관 소개"),
        max_length=LONGEST_INTRODUCTION,
        help_text=_("할 수 있는 일과 실적을 적어 주세요."),
        **_LONG,
    )


class ServiceForm(forms.Form):
    """A line of a menu."""

    field = forms.ChoiceField(label=_("분야"))
    name = forms.CharField(label=_("서비스"), max_length=120)
    price_won = WonField(label=_("단가(원)"))
    days = forms.IntegerField(label=_("소요일"), required=False, min_value=1, max_value=365)
    description = forms.CharField(
        label=_("내용"), required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"})
    )

    def __init__(self, *args: Any, fields: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].choices = [(key, VoucherField(key).label) for key in fields]  # type: ignore[attr-defined]

    def terms(self) -> ServiceTerms:
        """Return the line of a valid form."""
        typed = self.cleaned_data
        return ServiceTerms(
            field=VoucherField(typed["field"]),
            name=typed["name"],
            price_won=typed["price_won"],
            description=typed["description"],
            days=typed["days"],
        )


class MenuFilterForm(forms.Form):
    """Which services are shown."""

    q = forms.CharField(label=_("서비스·수행기관"), required=False)
    field = forms.ChoiceField(
        label=_("분야"), choices=[("", _("모두")), *VoucherField.choices], required=False
    )


class FinalReportForm(forms.Form):
    """What was done under the agreement, with a file."""

    text = forms.CharField(label=_("보고 내용"), widget=forms.Textarea(attrs={"rows": 12, "lang": "ko"}))

    def __init__(self, *args: Any, files: Iterable[FirmFile], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = FileChoice(
            files=files, label=_("붙임 파일"), help_text=_("서류 보관함에 먼저 올린 파일에서 고릅니다.")
        )


class UseReportForm(forms.Form):
    """The interest the account of the grant earned."""

    interest_won = WonField(
        label=_("발생 이자(원)"), help_text=_("사업비 계좌의 이자를 통장에서 보고 적어 주세요. 없으면 0.")
    )


class SignForm(forms.Form):
    """Under what name somebody signs."""

    name = forms.CharField(
        label=_("서명하는 분의 이름"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
