from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.selection.domain.ties import Declaration, Relation

RELATIONS = (
    (
        _("본인"),
        (
            (Relation.REPRESENTS.value, _("대표·임원으로 있음(있었음)")),
            (Relation.EMPLOYED.value, _("재직 중(재직했음)")),
            (Relation.OWNS.value, _("지분이 있음")),
            (Relation.ADVISED.value, _("보수를 받고 용역·자문을 함")),
            (Relation.OTHER.value, _("그 밖의 이해관계")),
        ),
    ),
    (
        _("친족(과거 포함)"),
        (
            (Relation.FAMILY_REPRESENTS.value, _("친족이 대표·임원")),
            (Relation.FAMILY_OWNS.value, _("친족이 지분을 가짐")),
            (Relation.FAMILY_EMPLOYED.value, _("친족이 재직")),
        ),
    ),
)


class PledgeForm(forms.Form):
    """What a reviewer promises before anything is shown to them."""

    secrecy = forms.BooleanField(
        label=_(
            "평가하며 알게 된 내용과 심사 과정을 누구에게도 알리지 않고, 자료를 따로 보관하지 않겠습니다."
        ),
        error_messages={"required": _("비밀을 지키겠다는 서약이 필요합니다.")},
    )
    fairness = forms.BooleanField(
        label=_(
            "이해관계가 있는 기업은 평가하지 않고 바로 회피하며, 정해진 기준에 따라 공정하게 평가하겠습니다."
        ),
        error_messages={"required": _("공정하게 평가하겠다는 서약이 필요합니다.")},
    )


class RecusalForm(forms.Form):
    """Why a reviewer will not judge an application."""

    reason = forms.CharField(
        label=_("회피 사유"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("예: 전 직장 동료가 대표로 있음. 담당자만 봅니다."),
    )


class TieForm(forms.Form):
    """What ties a reviewer to a firm."""

    relation = forms.ChoiceField(label=_("관계"), choices=RELATIONS)
    firm = forms.CharField(
        label=_("기업"), max_length=120, help_text=_("사업자등록번호나 정확한 기업 이름을 적어 주세요.")
    )
    relative = forms.CharField(
        label=_("친족의 이름"), max_length=60, required=False, help_text=_("친족 관계일 때만 적습니다.")
    )
    since = forms.DateField(
        label=_("시작일"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
    )
    until = forms.DateField(
        label=_("종료일"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        help_text=_("지금도 그렇다면 비워 두세요."),
    )
    note = forms.CharField(label=_("내용"), max_length=200, required=False)

    def declaration(self) -> Declaration:
        """Return what was declared."""
        typed: dict[str, Any] = dict(self.cleaned_data)
        return Declaration(relation=Relation(typed.pop("relation")), **typed)
