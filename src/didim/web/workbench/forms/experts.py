"""Forms of the pool of experts and of dispatch."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import Topic
from didim.experts.domain.grades import fee_grades
from didim.experts.domain.pool import Away, ExpertDetails, Term
from didim.experts.domain.recruiting import Offer
from didim.experts.enums import AwayKind, ExpertTieKind, PoolKind, RequestKind, RequestState
from didim.experts.models import PoolExpert
from didim.programmes.models import Call
from didim.registry.models import Agency, Enterprise, Region
from didim.selection.enums import Outcome

from .fields import DayField, IndustryField, RegionField, with_empty
from .filters import FilterForm

_SHORT = {"class": "short"}


def grade_choices(on: date) -> list[tuple[str, str]]:
    """Return the grades of the fee table in the reader's language."""
    language = get_language() or "ko"
    return [(key, name.text(language)) for key, name in fee_grades(on=on).items()]


class PoolFilterForm(FilterForm):
    """Which experts are listed."""

    q = forms.CharField(label=_("이름·소속"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("역할"), choices=with_empty(PoolKind.choices, _("모든 역할")), required=False
    )
    topic = forms.ChoiceField(
        label=_("주제"), choices=with_empty(Topic.choices, _("모든 주제")), required=False
    )
    owners = forms.BooleanField(label=_("현업 점주만"), required=False)
    away = forms.BooleanField(label=_("계약이 없는 사람도"), required=False)


class RequestFilterForm(FilterForm):
    """Which requests are listed."""

    q = forms.CharField(label=_("기업·내용"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("상태"), choices=with_empty(RequestState.choices, _("모든 상태")), required=False
    )
    kind = forms.ChoiceField(
        label=_("구분"), choices=with_empty(RequestKind.choices, _("모든 구분")), required=False
    )


def firm_of_number(typed: str) -> Enterprise | None:
    """Return the firm of a business number; None of nothing typed. ValidationError where there is none."""
    number = "".join(letter for letter in typed if letter.isdigit())
    if not number:
        return None
    firm = Enterprise.objects.filter(business_number=number, merged_into=None).first()
    if firm is None:
        raise ValidationError(_("등록되지 않은 사업자등록번호입니다."))
    return firm


class ExpertForm(forms.Form):
    """What is entered about an expert of the pool."""

    name = forms.CharField(label=_("이름"), max_length=60)
    kind = forms.ChoiceField(label=_("역할"), choices=PoolKind.choices)
    capacity_month = forms.IntegerField(
        label=_("월 방문 수"), min_value=0, max_value=60, initial=4, widget=forms.NumberInput(attrs=_SHORT)
    )
    email = forms.EmailField(label=_("전자우편"), required=False, help_text=_("계정 초대를 보낼 주소"))
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    affiliation = forms.CharField(label=_("소속"), max_length=120, required=False)
    position = forms.CharField(label=_("직위"), max_length=60, required=False)
    is_working_owner = forms.BooleanField(label=_("현업 점주"), required=False)
    enterprise = forms.CharField(
        label=_("운영하는 기업의 사업자등록번호"),
        max_length=12,
        required=False,
        help_text=_("자기 가게에는 보내지 않고, 같은 지역 같은 업종의 가게에도 보내지 않습니다."),
    )
    trade = IndustryField(label=_("업종"), required=False)
    region = RegionField(label=_("다니는 지역"), required=False)
    base = RegionField(
        label=_("출발하는 지역"), required=False, help_text=_("비우면 다니는 지역으로 봅니다.")
    )
    topics = forms.MultipleChoiceField(
        label=_("상담 주제"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    languages = forms.CharField(
        label=_("언어"), initial="ko", max_length=40, help_text=_("두 글자 코드를 쉼표로. 예: ko, en")
    )
    introduction = forms.CharField(
        label=_("소개"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(label=_("메모"), required=False, max_length=300)

    def __init__(self, *args: Any, expert: PoolExpert | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expert = expert

    def clean_enterprise(self) -> Enterprise | None:
        """Return the firm; ValidationError where no firm has the number."""
        return firm_of_number(self.cleaned_data["enterprise"])

    def clean_languages(self) -> list[str]:
        """Return the codes."""
        codes = [word.strip().lower() for word in self.cleaned_data["languages"].split(",") if word.strip()]
        if any(len(code) != 2 or not code.isascii() for code in codes):  # noqa: PLR2004 - ISO 639-1
            raise ValidationError(_("언어는 두 글자 코드로 적어 주세요. 예: ko, en"))
        return codes

    def details(self) -> ExpertDetails:
        """Return what was entered; trades and regions the form does not show stay."""
        said = dict(self.cleaned_data)
        trade, region, base = said.pop("trade"), said.pop("region"), said.pop("base")
        profile = self.expert.profile if self.expert else None
        trades = list(profile.trades.values_list("pk", flat=True)) if profile else []
        regions = list(profile.regions.values_list("pk", flat=True)) if profile else []
        return ExpertDetails(
            **said | {"kind": PoolKind(said["kind"])},
            trades=list(dict.fromkeys([*([trade] if trade else []), *trades])),
            regions=list(dict.fromkeys([*([region] if region else []), *regions])),
            base=Region.objects.filter(pk=base).first() if base else None,
        )

    @staticmethod
    def of(expert: PoolExpert) -> dict[str, Any]:
        """Return what stands of an expert, as the form shows it."""
        profile, person = expert.profile, expert.profile.person
        kept = ("kind", "capacity_month", "topics", "note")
        return {
            **{name: getattr(person, name) for name in ("name", "email", "phone", "affiliation", "position")},
            **{name: getattr(expert, name) for name in kept},
            "is_working_owner": profile.is_working_owner,
            "enterprise": expert.enterprise.business_number if expert.enterprise else "",
            "base": RegionField.shown(expert.base),
            "languages": ", ".join(profile.languages),
            "introduction": profile.introduction,
        }


class TermForm(forms.Form):
    """A contract by its days and grade."""

    valid_from = DayField(label=_("시작일"))
    valid_to = DayField(label=_("마지막 날"))
    fee_grade = forms.ChoiceField(label=_("수당 등급"))

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fee_grade"].choices = grade_choices(on)

    def term(self) -> Term:
        """Return the contract."""
        said = self.cleaned_data
        return Term(said["valid_from"], said["valid_to"], said["fee_grade"])


class EndTermForm(forms.Form):
    """The early end of a contract."""

    last_day = DayField(label=_("마지막 날"))
    reason = forms.CharField(label=_("해촉 사유"), max_length=200)


class AwayForm(forms.Form):
    """Days on which somebody takes no visits."""

    kind = forms.ChoiceField(label=_("구분"), choices=AwayKind.choices)
    valid_from = DayField(label=_("시작일"))
    valid_to = DayField(label=_("마지막 날"))
    note = forms.CharField(label=_("메모"), required=False, max_length=120)

    def away(self) -> Away:
        """Return the days."""
        said = self.cleaned_data
        return Away(said["valid_from"], said["valid_to"], AwayKind(said["kind"]), said["note"])


class ApartForm(forms.Form):
    """A firm an expert is kept from."""

    enterprise = forms.CharField(label=_("사업자등록번호"), max_length=12)
    kind = forms.ChoiceField(label=_("구분"), choices=ExpertTieKind.choices)
    valid_from = DayField(label=_("시작일"))
    valid_to = DayField(label=_("마지막 날"), required=False)
    reason = forms.CharField(label=_("사유"), max_length=200)

    def clean_enterprise(self) -> Enterprise | None:
        """Return the firm."""
        return firm_of_number(self.cleaned_data["enterprise"])


class RecruitForm(TermForm):
    """Taking everybody a call selected into the pool."""

    call = forms.ModelChoiceField(
        label=_("공고"), queryset=Call.objects.none(), widget=forms.Select(attrs={"lang": "ko"})
    )
    kind = forms.ChoiceField(label=_("역할"), choices=PoolKind.choices)
    capacity_month = forms.IntegerField(
        label=_("월 방문 수"), min_value=0, max_value=60, initial=4, widget=forms.NumberInput(attrs=_SHORT)
    )
    field_order = ("call", "kind")

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        decided = Call.objects.filter(agency=agency, decisions__outcome=Outcome.SELECTED).distinct()
        self.fields["call"].queryset = decided.order_by("-pk")

    def offer(self) -> Offer:
        """Return what those selected are taken on for."""
        said = self.cleaned_data
        return Offer(PoolKind(said["kind"]), self.term(), said["capacity_month"])


class MonthForm(forms.Form):
    """The month a plan is made for."""

    month = forms.ChoiceField(label=_("배정하는 달"))
    seed = forms.IntegerField(
        label=_("씨앗"),
        required=False,
        min_value=0,
        max_value=2**53 - 1,
        help_text=_("비우면 무작위로 정해 기록합니다."),
    )

    def __init__(self, *args: Any, months: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["month"].choices = [(one.isoformat(), f"{one:%Y-%m}") for one in months]

    def clean_month(self) -> date:
        """Return the first day of the month."""
        return date.fromisoformat(self.cleaned_data["month"])


class ReplaceForm(forms.Form):
    """An expert who drops out of a month."""

    month = forms.ChoiceField(label=_("빠지는 달"))
    reason = forms.CharField(label=_("사유"), max_length=200)

    def __init__(self, *args: Any, months: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["month"].choices = [(one.isoformat(), f"{one:%Y-%m}") for one in months]

    def clean_month(self) -> date:
        """Return the first day of the month."""
        return date.fromisoformat(self.cleaned_data["month"])


class GiveForm(forms.Form):
    """An expert of the officer's choice."""

    expert = forms.ChoiceField(label=_("전문가"), widget=forms.Select(attrs={"lang": "ko"}))
    reason = forms.CharField(label=_("사유"), max_length=200)

    def __init__(self, *args: Any, experts: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["expert"].choices = [("", "–"), *experts]
