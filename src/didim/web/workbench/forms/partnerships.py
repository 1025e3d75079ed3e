"""What staff enter about partnerships with bodies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.outcomes.enums import Subject, Unit
from didim.outcomes.models import Indicator
from didim.partnerships.domain.doing import ActivityDetails, Came, ContactDetails, PromiseDetails
from didim.partnerships.domain.signing import PartnershipDetails, TermDetails
from didim.partnerships.enums import (
    ActivityKind,
    PartnershipEnd,
    PromiseSide,
    PromiseState,
    Renewal,
    Standing,
)
from didim.partnerships.models import Activity, Partnership, Promise
from didim.registry.enums import PartnerKind
from didim.registry.models import Agency

from .fields import DayField, with_empty
from .filters import FilterForm
from .outcomes import CURRENCIES, NumberField, PaperField, indicator_choices

KOREAN = forms.Select(attrs={"lang": "ko"})


class PartnershipFilterForm(FilterForm):
    """What the list of partnerships can be narrowed by."""

    q = forms.CharField(label=_("협약·기관 이름"), max_length=100)
    kind = forms.ChoiceField(label=_("상대 종류"), choices=with_empty(PartnerKind.choices, _("모든 종류")))
    state = forms.ChoiceField(
        label=_("상태"),
        choices=[
            ("", Standing.IN_FORCE.label),
            ("due", _("갱신을 정할 것")),
            *(pair for pair in Standing.choices if pair[0] != Standing.IN_FORCE),
            ("all", _("모두")),
        ],
    )


class DetailsForm(forms.Form):
    """What is said of a partnership."""

    title = forms.CharField(label=_("협약 이름"), max_length=160)
    purpose = forms.CharField(label=_("목적"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.CharField(label=_("협약 번호"), max_length=40, required=False)
    officer = forms.ModelChoiceField(
        label=_("담당자"),
        queryset=User.objects.none(),
        required=False,
        widget=KOREAN,
        help_text=_("갱신을 정할 때가 되면 알립니다. 비우면 기관장에게 알립니다."),
    )
    is_public = forms.BooleanField(
        label=_("누리집에 공개"),
        required=False,
        help_text=_("약속과 활동, 성과를 누구나 봅니다. 담당자와 문서는 보이지 않습니다."),
    )

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        members = User.objects.filter(agency_memberships__agency=agency, agency_memberships__until=None)
        self.fields["officer"].queryset = members.distinct().order_by("name", "pk")

    def details(self) -> PartnershipDetails:
        """Return what was typed."""
        return PartnershipDetails(**{name: self.cleaned_data[name] for name in DetailsForm.base_fields})


class TermForm(forms.Form):
    """A term as it was signed."""

    signed_on = DayField(label=_("체결일"))
    valid_from = DayField(label=_("시작일"))
    valid_to = DayField(label=_("마지막 날"))
    renewal = forms.ChoiceField(label=_("기간이 끝나면"), choices=Renewal.choices)
    decide_by = DayField(
        label=_("갱신을 정할 날"),
        required=False,
        help_text=_("비우면 마지막 날 30일 전입니다. 이 날 30일 전부터 한 번 알립니다."),
    )

    def term(self) -> TermDetails:
        """Return what was typed."""
        typed = {name: self.cleaned_data[name] for name in TermForm.base_fields}
        return TermDetails(**typed | {"renewal": Renewal(typed["renewal"])})


class SignForm(DetailsForm, TermForm):
    """A signed agreement with its first term."""

    partner = forms.CharField(label=_("상대 기관"), max_length=120)
    partner_kind = forms.ChoiceField(label=_("상대 종류"), choices=PartnerKind.choices)
    field_order = ("partner", "partner_kind", "title", "number", "signed_on", "valid_from", "valid_to")


class EndForm(forms.Form):
    """The last day of a partnership that ends early, and why."""

    last_day = DayField(label=_("마지막 날"))
    reason = forms.ChoiceField(label=_("사유"), choices=PartnershipEnd.choices)
    note = forms.CharField(label=_("경위"), max_length=300, required=False)


class PromiseForm(forms.Form):
    """What was promised."""

    side = forms.ChoiceField(label=_("누구의 약속"), choices=PromiseSide.choices)
    text = forms.CharField(
        label=_("약속"), max_length=300, help_text=_("예: 소상공인 금융교육을 해마다 네 번 연다")
    )
    due_on = DayField(label=_("기한"), required=False)
    indicator = forms.ChoiceField(
        label=_("셀 지표"),
        required=False,
        help_text=_("고르면 이 약속의 성과를 더해 얼마나 이뤘는지 보여 줍니다."),
    )
    target = NumberField(label=_("목표"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["indicator"].choices = with_empty(counted_for_agencies(), _("세지 않음"))

    def details(self) -> PromiseDetails:
        """Return what was typed."""
        return PromiseDetails(**self.cleaned_data | {"side": PromiseSide(self.cleaned_data["side"])})


class SettleForm(forms.Form):
    """What became of a promise."""

    state = forms.ChoiceField(label=_("상태"), choices=PromiseState.choices)
    on = DayField(label=_("매듭지은 날"), required=False)
    note = forms.CharField(label=_("확인한 것"), max_length=300, required=False)


class ActivityForm(forms.Form):
    """What was done together."""

    kind = forms.ChoiceField(label=_("구분"), choices=ActivityKind.choices)
    title = forms.CharField(label=_("활동"), max_length=160)
    held_on = DayField(label=_("날짜"))
    participants = forms.IntegerField(
        label=_("참여 인원"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    promise = forms.ModelChoiceField(
        label=_("어느 약속"), queryset=Promise.objects.none(), required=False, widget=KOREAN
    )
    note = forms.CharField(label=_("내용"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, partnership: Partnership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["promise"].queryset = promises_of(partnership)

    def details(self) -> ActivityDetails:
        """Return what was typed."""
        return ActivityDetails(**self.cleaned_data | {"kind": ActivityKind(self.cleaned_data["kind"])})


class ResultForm(forms.Form):
    """A value of the agency that came of a partnership."""

    code = forms.ChoiceField(
        label=_("지표"), help_text=_("기업마다 이미 적은 값은 다시 적지 마세요. 두 번 셉니다.")
    )
    value = NumberField(label=_("값"))
    currency = forms.ChoiceField(
        label=_("통화"), choices=[(code, code) for code in CURRENCIES], help_text=_("금액에만 쓰입니다.")
    )
    period_start = DayField(label=_("기간 시작"))
    period_end = DayField(label=_("기간 끝"))
    breakdown = forms.CharField(label=_("구분"), max_length=60, required=False)
    promise = forms.ModelChoiceField(
        label=_("어느 약속"), queryset=Promise.objects.none(), required=False, widget=KOREAN
    )
    activity = forms.ModelChoiceField(
        label=_("어느 활동"), queryset=Activity.objects.none(), required=False, widget=KOREAN
    )
    evidence = forms.CharField(label=_("증빙"), max_length=300, required=False)

    def __init__(self, *args: Any, partnership: Partnership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = counted_for_agencies()
        self.fields["promise"].queryset = promises_of(partnership)
        activities = Activity.objects.filter(partnership=partnership)
        self.fields["activity"].queryset = activities.order_by("-held_on", "-pk")

    def came(self) -> Came:
        """Return what was typed; a currency only beside money."""
        typed = dict(self.cleaned_data)
        if not Indicator.objects.filter(code=typed["code"], unit=Unit.MONEY).exists():
            typed["currency"] = ""
        return Came(**typed)


class ContactForm(forms.Form):
    """Somebody at the other body."""

    name = forms.CharField(label=_("이름"), max_length=60)
    position = forms.CharField(label=_("부서·직위"), max_length=80, required=False)
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    email = forms.EmailField(label=_("전자우편"), required=False)

    def details(self) -> ContactDetails:
        """Return what was typed."""
        return ContactDetails(**self.cleaned_data)


class PartnershipPaperForm(forms.Form):
    """A paper of a partnership."""

    file = PaperField(label=_("문서"))


def promises_of(partnership: Partnership) -> Any:
    """Return the promises of a partnership, as they were made."""
    return Promise.objects.filter(partnership=partnership).order_by("pk")


def counted_for_agencies() -> list[tuple[str, str]]:
    """Return the indicators that may be observed of an agency itself."""
    codes = set(
        Indicator.objects.filter(valid_to=None, subjects__contains=[Subject.AGENCY])
        .order_by("code")
        .values_list("code", flat=True)
    )
    return [pair for pair in indicator_choices() if pair[0] in codes]
