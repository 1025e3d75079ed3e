from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.selection.domain.reviewers import ReviewerDetails
from didim.selection.enums import Qualification, RecusalState
from didim.selection.models import Reviewer

from .fields import IndustryField, InstantField, RegionField, with_empty
from .filters import FilterForm


class PoolFilterForm(FilterForm):
    """What the pool of reviewers can be narrowed by."""

    q = forms.CharField(label=_("이름·소속·전문 분야"), max_length=100)
    qualification = forms.ChoiceField(
        label=_("자격"), choices=with_empty(Qualification.choices, _("모든 자격"))
    )


class ReviewerForm(forms.Form):
    """What is entered about a reviewer."""

    name = forms.CharField(label=_("이름"), max_length=60)
    email = forms.EmailField(label=_("전자우편"), required=False, help_text=_("계정 초대를 보낼 주소"))
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    affiliation = forms.CharField(label=_("소속"), max_length=120, required=False)
    position = forms.CharField(label=_("직위"), max_length=60, required=False)
    qualification = forms.ChoiceField(label=_("자격"), choices=Qualification.choices)
    qualified_by = forms.CharField(
        label=_("자격 근거"), max_length=200, help_text=_("무엇으로 확인했는지. 예: 박사학위증(2014)")
    )
    keywords = forms.CharField(
        label=_("전문 분야"), required=False, max_length=400, help_text=_("쉼표로 나누어 적습니다.")
    )
    trade = IndustryField(label=_("업종"), required=False)
    region = RegionField(label=_("지역"), required=False)
    yearly_cap = forms.IntegerField(
        label=_("연간 한도"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=_("한 해에 맡길 신청의 수. 비우면 한도가 없습니다."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def details(self) -> ReviewerDetails:
        """Return what was entered."""
        typed = dict(self.cleaned_data)
        trade, region = typed.pop("trade"), typed.pop("region")
        words = [word.strip() for word in typed.pop("keywords").split(",")]
        return ReviewerDetails(
            **typed | {"qualification": Qualification(typed["qualification"])},
            keywords=[word for word in words if word],
            trades=[trade] if trade else [],
            regions=[region] if region else [],
        )

    @staticmethod
    def of(reviewer: Reviewer) -> dict[str, Any]:
        """Return what stands of a reviewer, as the form shows it."""
        expert, person = reviewer.expert, reviewer.expert.person
        trade, region = expert.trades.first(), expert.regions.first()
        return {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "affiliation": person.affiliation,
            "position": person.position,
            "qualification": reviewer.qualification,
            "qualified_by": reviewer.qualified_by,
            "keywords": ", ".join(reviewer.keywords),
            "trade": trade.pk if trade else "",
            "region": region.pk if region else "",
            "yearly_cap": reviewer.yearly_cap,
        }


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("사유"), max_length=200)


class LoadForm(forms.Form):
    """How many applications each of the chosen reviewers takes."""

    max_load = forms.IntegerField(
        label=_("최대 건수"), min_value=1, max_value=500, widget=forms.NumberInput(attrs={"class": "short"})
    )
    min_load = forms.IntegerField(
        label=_("최소 건수"),
        min_value=0,
        max_value=500,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    reviewers = forms.TypedMultipleChoiceField(
        label=_("위원"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, reviewers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reviewers"].choices = reviewers


class DrawForm(forms.Form):
    """The parameters of a draw."""

    reviewers_each = forms.IntegerField(
        label=_("신청당 위원 수"),
        min_value=1,
        max_value=15,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    seed = forms.IntegerField(
        label=_("추첨 씨앗"),
        required=False,
        min_value=0,
        help_text=_(
            "비우면 무작위로 뽑습니다. 뽑은 씨앗은 기록되어 누구나 같은 결과를 다시 만들 수 있습니다."
        ),
    )
    reason = forms.CharField(label=_("사유"), max_length=200, required=False)


class OpenForm(forms.Form):
    """Until when reviewers write."""

    due_at = InstantField(label=_("평가 기한"), default_time=time(18), help_text=_("시각을 비우면 18:00"))


class PanelsForm(forms.Form):
    """The panels a round is divided into."""

    names = forms.CharField(
        label=_("분과"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("한 줄에 하나. 신청은 접수번호 순서대로 돌아가며 나눕니다."),
    )


class DecideForm(forms.Form):
    """What an officer says of a recusal."""

    state = forms.ChoiceField(
        label=_("결정"),
        choices=(
            (RecusalState.UPHELD.value, _("인정(평가에서 뺌)")),
            (RecusalState.DISMISSED.value, pgettext_lazy("할 일", "기각")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("결정 사유"), widget=forms.Textarea(attrs={"rows": 3}))


class ByHandForm(forms.Form):
    """A reviewer given without a draw."""

    reviewer = forms.TypedChoiceField(label=_("위원"), coerce=int)
    reason = forms.CharField(label=_("사유"), max_length=200)

    def __init__(self, *args: Any, reviewers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reviewer"].choices = reviewers
