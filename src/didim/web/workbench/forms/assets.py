"""What staff enter of assets, and of businesses a firm may not buy from."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.agreements.domain.banned import Ban
from didim.agreements.queries import assets
from didim.agreements.queries.banned import ban_grounds
from didim.engines.expenditure import RulePack

from .fields import DayField, with_empty
from .filters import FilterForm

_KOREAN = {"lang": "ko"}


class AssetFilterForm(FilterForm):
    """Which assets the register shows."""

    q = forms.CharField(label=_("자산명·관리번호·기업"), max_length=100)
    state = forms.ChoiceField(
        label=_("관리 상태"),
        choices=with_empty(
            [
                (assets.WATCHED, _("관리 중")),
                (assets.ASKED, _("처분 신청")),
                (assets.UNSEEN, _("1년 넘게 확인하지 않음")),
                (assets.OVER, _("관리 기간 끝남")),
                (assets.DISPOSED, _("처분")),
            ],
            _("모두"),
        ),
    )


class SeenForm(forms.Form):
    """When somebody of the agency saw a thing, and where."""

    seen_on = DayField(label=_("확인일"))
    location = forms.CharField(
        label=_("설치 장소"), max_length=200, required=False, widget=forms.TextInput(attrs=_KOREAN)
    )


class DisposalForm(forms.Form):
    """When and why a thing went, and by which consent."""

    disposed_on = DayField(label=_("처분일"))
    reason = forms.CharField(label=_("처분 사유"), max_length=300, widget=forms.TextInput(attrs=_KOREAN))
    approval = forms.CharField(
        label=_("승인 문서"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=_KOREAN),
        help_text=_("관리 기간 안에 처분하려면 승인한 문서의 번호를 적어야 합니다."),
    )


class DisposalAnswerForm(forms.Form):
    """Why a disposal is not approved."""

    answer = forms.CharField(
        label=_("승인하지 않는 까닭"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, **_KOREAN}),
    )


class BanForm(forms.Form):
    """A business a firm may not buy from: ground, reason, evidence, until when."""

    business_number = forms.CharField(label=_("사업자등록번호"), max_length=12)
    name = forms.CharField(label=_("상호"), max_length=120, widget=forms.TextInput(attrs=_KOREAN))
    rule = forms.ChoiceField(label=_("금지 사유"))
    reason = forms.CharField(
        label=_("설명"),
        max_length=200,
        widget=forms.TextInput(attrs=_KOREAN),
        help_text=_("기업에 보입니다."),
    )
    evidence = forms.CharField(
        label=_("확인 자료"),
        max_length=200,
        widget=forms.TextInput(attrs=_KOREAN),
        help_text=_("예: 가족관계증명서, 법인등기부등본, 4대보험 가입이력"),
    )
    until = DayField(
        label=_("금지 종료일"), required=False, help_text=_("비워 두면 협약이 끝날 때까지입니다.")
    )

    def __init__(self, *args: Any, pack: RulePack, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or "ko"
        self.fields["rule"].choices = [(key, text.text(language)) for key, text in ban_grounds(pack).items()]

    def ban(self) -> Ban:
        """Return what was typed as the act takes it."""
        return Ban(**self.cleaned_data)


class EndBanForm(forms.Form):
    """The last day of a ban."""

    until = DayField(label=_("금지 종료일"))
