from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class MonthForm(forms.Form):
    """A month as YYYY-MM; anything else counts as not asked for."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])

    @classmethod
    def asked(cls, data: Any) -> date | None:
        """Return the month's first day, None when none was asked for."""
        form = cls(data)
        return form.cleaned_data["month"] if form.is_valid() else None


class ReviewForm(forms.Form):
    """What the monthly review of the access log found."""

    finding = forms.CharField(
        label=_("점검 결과와 조치"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("살펴본 접속과 까닭, 조치한 내용을 적습니다. 기록한 뒤에는 고칠 수 없습니다."),
    )
