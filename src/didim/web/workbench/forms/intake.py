from datetime import time
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.engines.forms import Form

from .fields import InstantField

_EVENING, _MIDNIGHT = time(18), time(0)
_LONGEST = 2_000


class OutageForm(forms.Form):
    """A recorded outage, and the closing instant it moves."""

    outage_began_at = InstantField(label=_("장애 시작"), default_time=_MIDNIGHT)
    outage_ended_at = InstantField(label=_("장애 끝"), default_time=_MIDNIGHT)
    closes_at = InstantField(
        label=_("새 마감"),
        default_time=_EVENING,
        help_text=_("모든 신청자에게 적용됩니다. 앞당길 수 없고, 지금부터 한 시간 뒤 이후여야 합니다."),
    )
    reason = forms.CharField(
        label=_("사유"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("공고 화면과 알림 메일에 그대로 실립니다."),
    )


class SupplementForm(forms.Form):
    """What a firm is asked to add or mend, and until when."""

    text = forms.CharField(
        label=_("보완할 내용"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    slots = forms.MultipleChoiceField(label=_("고칠 수 있게 할 항목"), widget=forms.CheckboxSelectMultiple)
    due_at = InstantField(label=_("보완 기한"), default_time=_EVENING)

    def __init__(self, data: Any, *, asked: Form) -> None:
        super().__init__(data)
        language = get_language() or "ko"
        self.fields["slots"].choices = [
            (key, field.label.text(language)) for key, field in asked.fields.items()
        ]


class MoreTimeForm(forms.Form):
    """A later deadline of a request for supplements."""

    due_at = InstantField(label=_("보완 기한"), default_time=_EVENING)
