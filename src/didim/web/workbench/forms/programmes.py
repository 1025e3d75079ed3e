from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.programmes.enums import FounderStage, RevisionState, SupportType, Target
from didim.programmes.models import CallRevision

from .fields import AmountField, InstantField, with_empty
from .filters import FilterForm


class ProgrammeFilterForm(FilterForm):
    """What the list of programmes can be narrowed by."""

    q = forms.CharField(label=_("사업명"), max_length=100)
    year = forms.IntegerField(label=_("연도"))
    support_type = forms.ChoiceField(
        label=_("지원유형"), choices=with_empty(SupportType.choices, _("모든 유형"))
    )


class ProgrammeForm(forms.Form):
    """What is entered about a programme."""

    name = forms.CharField(label=_("사업명"), max_length=160)
    name_en = forms.CharField(label=_("영문 사업명"), max_length=200, required=False)
    support_type = forms.ChoiceField(label=_("지원유형"), choices=SupportType.choices)
    year = forms.IntegerField(
        label=_("연도"), min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"class": "short"})
    )
    budget = AmountField(label=_("예산(원)"), required=False, help_text=_("예: 5,000,000,000 또는 50억"))
    purpose = forms.CharField(label=_("목적"), widget=forms.Textarea(attrs={"rows": 4}), required=False)


class CallFilterForm(FilterForm):
    """What the list of calls can be narrowed by."""

    q = forms.CharField(label=_("공고명·사업명"), max_length=100)
    year = forms.IntegerField(label=_("연도"))
    state = forms.ChoiceField(label=_("상태"), choices=with_empty(RevisionState.choices, _("모든 상태")))


class NewCallForm(forms.Form):
    """The title a call begins with."""

    title = forms.CharField(label=_("공고명"), max_length=200)


class CallForm(forms.Form):
    """The text and period of a call's draft."""

    title = forms.CharField(label=_("공고명"), max_length=200)
    summary = forms.CharField(
        label=_("요약"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"}),
        help_text=_("한두 문장. 공고 목록에 보입니다."),
    )
    body = forms.CharField(
        label=_("공고 내용"), required=False, widget=forms.Textarea(attrs={"rows": 12, "lang": "ko"})
    )
    opens_at = InstantField(
        label=_("접수 시작"),
        required=False,
        default_time=time(9),
        help_text=_("서울 시각. 시각을 비우면 09:00"),
    )
    closes_at = InstantField(
        label=_("접수 마감"),
        required=False,
        default_time=time(18),
        help_text=_("이 시각까지 들어온 신청만 받습니다. 시각을 비우면 18:00"),
    )
    places = forms.IntegerField(
        label=_("선정 규모"),
        min_value=1,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("몇 곳을 뽑는지"),
    )
    reserves = forms.IntegerField(
        label=_("예비 선정 규모"),
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    award_won = AmountField(label=_("기업당 지원 한도(원)"), required=False, help_text=_("예: 5천만"))
    budget_won = AmountField(
        label=_("공고 예산(원)"), required=False, help_text=_("예: 5,000,000,000 또는 50억")
    )
    urgent_reason = forms.CharField(
        label=_("긴급 공고 사유"),
        max_length=200,
        required=False,
        help_text=_("공고 기간이 20일이 안 될 때만"),
    )
    target_text = forms.CharField(
        label=_("지원대상"), required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"})
    )
    exclusion_text = forms.CharField(
        label=_("제외대상"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"})
    )
    targets = forms.MultipleChoiceField(
        label=pgettext_lazy("공고", "대상"),
        choices=Target.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.MultipleChoiceField(
        label=_("업력"), choices=FounderStage.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    how_to_apply = forms.CharField(
        label=_("신청방법"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"})
    )
    contact = forms.CharField(
        label=_("문의처"), required=False, widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"})
    )

    @classmethod
    def of(cls, draft: CallRevision) -> dict[str, Any]:
        """Return what stands in the form for a draft."""
        values = {name: getattr(draft, name) for name in cls.base_fields if name != "title"}
        return values | {"title": draft.call.title}
