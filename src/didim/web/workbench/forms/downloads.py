from django import forms
from django.utils.translation import gettext_lazy as _


class DownloadForm(forms.Form):
    """Why personal data is downloaded: written into the access log."""

    reason = forms.CharField(
        label=_("내려받는 사유"),
        max_length=300,
        help_text=_("10자 이상 적어 주세요. 접속기록에 남고 매월 점검합니다. 예: 3월 간담회 초청 명단 작성"),
    )
