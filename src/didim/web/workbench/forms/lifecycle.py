"""What staff enter about closures, restarts and groups of firms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from didim.lifecycle.enums import (
    CheckVerdict,
    ClosureReason,
    ClosureState,
    ProjectKind,
    ProjectState,
    RestartGround,
)
from didim.lifecycle.models import Collaboration, JointProject
from didim.outcomes.enums import Basis, Subject, Unit
from didim.outcomes.models import Indicator
from didim.selection.models import Decision

from .fields import AmountField, DayField, with_empty
from .filters import FilterForm
from .outcomes import CURRENCIES, NumberField, indicator_choices

KOREAN = forms.Select(attrs={"lang": "ko"})
WHOLE = 100


class FirmField(forms.CharField):
    """A firm by its business number, among those the reader may see; cleans to the firm."""

    def __init__(self, *, firms: Any = None, **options: Any) -> None:
        self.firms = firms
        super().__init__(max_length=12, **options)

    def clean(self, value: Any) -> Any:
        """Return the firm."""
        number = "".join(letter for letter in super().clean(value) if letter.isdigit())
        found = self.firms.filter(business_number=number).first() if number else None
        if found is None:
            raise ValidationError(_("이 기관이 볼 수 있는 기업의 사업자등록번호를 적어 주세요."))
        return found


class ShareField(NumberField):
    """A share typed in per cent; cleans to hundredths of a per cent."""

    def clean(self, value: Any) -> Any:
        """Return the share."""
        typed = super().clean(value)
        if typed is None:
            return None
        if not 0 <= typed <= WHOLE or typed != round(typed, 2):
            raise ValidationError(_("0에서 100까지, 소수 둘째 자리까지 적어 주세요."))
        return int(typed * 100)


class ClosureFilterForm(FilterForm):
    """What the list of closures can be narrowed by."""

    q = forms.CharField(label=_("기업 이름"), max_length=100)
    state = forms.ChoiceField(
        label=_("상태"), choices=[("", _("끝나지 않은 것")), *ClosureState.choices, ("all", _("모두"))]
    )


class ClosureForm(forms.Form):
    """A firm that wants to close, as staff write it down."""

    enterprise = FirmField(label=_("기업의 사업자등록번호"))
    reason = forms.ChoiceField(label=_("사유"), choices=ClosureReason.choices)
    story = forms.CharField(label=_("지금 사정"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    planned_on = DayField(label=_("폐업 예정일"), required=False)
    wants_demolition = forms.BooleanField(label=_("철거 지원 희망"), required=False)
    area = NumberField(label=_("점포 면적(㎡)"), required=False)

    def __init__(self, *args: Any, firms: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["enterprise"].firms = firms


class CheckForm(forms.Form):
    """What was found about one thing to settle."""

    verdict = forms.ChoiceField(label=_("확인"), choices=CheckVerdict.choices)
    note = forms.CharField(label=_("메모"), max_length=300, required=False)


class AdviceForm(forms.Form):
    """What the expert is to advise on, and when."""

    subject = forms.CharField(label=_("자문받을 것"), max_length=300)
    wanted_from = DayField(label=_("희망 시작일"))
    wanted_until = DayField(label=_("희망 마지막 날"))
    visits = forms.IntegerField(
        label=_("방문 횟수"), min_value=1, max_value=20, widget=forms.NumberInput(attrs={"class": "short"})
    )


class GrantForm(forms.Form):
    """The agreement on the cost of demolition."""

    decision = forms.ModelChoiceField(label=_("선정 결과"), queryset=Decision.objects.none(), widget=KOREAN)
    won = AmountField(label=_("철거비(원)"))
    starts_on = DayField(label=_("시작일"))
    ends_on = DayField(label=_("종료일"))

    def __init__(self, *args: Any, decisions: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].queryset = decisions
        self.fields["decision"].label_from_instance = lambda one: one.call.title
        self.fields["won"].help_text = _("면적에 따라 %(most)s원까지") % {"most": f"{most:,}"}


class FinishForm(forms.Form):
    """How a closing went."""

    closed_on = DayField(label=_("폐업일"))
    result = forms.CharField(label=_("정리 결과"), widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("사유"), max_length=200)


class LeaveForm(ReasonForm):
    """Why and when something ends."""

    on = DayField(label=_("날짜"))
    field_order = ("on", "reason")


class LinkForm(forms.Form):
    """How it is known that two firms are the same person's."""

    ground = forms.ChoiceField(label=_("확인 근거"), choices=RestartGround.choices)
    note = forms.CharField(label=_("확인한 것"), max_length=300)
    carries_bars = forms.BooleanField(
        label=_("참여제한 이어짐"),
        required=False,
        initial=True,
        help_text=_("법인에만 내린 제한이면 끄고, 까닭을 확인한 것에 적어 주세요."),
    )


class RestartForm(LinkForm):
    """The firm that follows a closed one."""

    field_order = ("enterprise",)
    enterprise = FirmField(label=_("새 기업의 사업자등록번호"))

    def __init__(self, *args: Any, firms: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["enterprise"].firms = firms


class GroupForm(forms.Form):
    """A group of firms."""

    name = forms.CharField(label=_("이름"), max_length=120)
    purpose = forms.CharField(label=_("목적"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    terms = forms.CharField(
        label=_("약정"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "ko"}),
        help_text=_("역할, 비용과 이익을 나누는 방법. 참여 기업이 모두 동의합니다."),
    )
    programme_name = forms.CharField(
        label=_("사업명"), max_length=160, help_text=_("참여 기업의 성과와 지원이력을 이 이름으로 셉니다.")
    )


class TermsForm(forms.Form):
    """Other terms."""

    terms = forms.CharField(
        label=_("약정"),
        widget=forms.Textarea(attrs={"rows": 8, "lang": "ko"}),
        help_text=_("바꾸면 모든 기업이 다시 동의합니다."),
    )


class MemberForm(forms.Form):
    """A firm that joins."""

    enterprise = FirmField(label=_("기업의 사업자등록번호"))
    share = ShareField(label=_("지분(%)"))
    is_lead = forms.BooleanField(label=_("대표 기업"), required=False)
    on = DayField(label=_("참여일"))

    def __init__(self, *args: Any, firms: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["enterprise"].firms = firms


class SharesForm(forms.Form):
    """The shares of all members."""

    def __init__(self, *args: Any, collaboration: Collaboration, **options: Any) -> None:
        super().__init__(*args, **options)
        members = collaboration.members.filter(left_on=None).select_related("enterprise")
        for one in members.order_by("-is_lead", "pk"):
            initial = f"{Decimal(one.share_bp) / 100:f}"
            self.fields[f"share_{one.pk}"] = ShareField(
                label=format_html('<span lang="ko">{}</span>', one.enterprise.name), initial=initial
            )

    def shares(self) -> dict[int, int]:
        """Return shares by member, in hundredths of a per cent."""
        return {int(name.removeprefix("share_")): share for name, share in self.cleaned_data.items()}


class DayForm(forms.Form):
    """The day something begins."""

    on = DayField(label=_("시작일"))


class ProjectForm(forms.Form):
    """A joint project."""

    kind = forms.ChoiceField(label=_("구분"), choices=ProjectKind.choices)
    title = forms.CharField(label=_("공동사업"), max_length=160)
    starts_on = DayField(label=_("시작일"))
    ends_on = DayField(label=_("마지막 날"))
    cost_won = AmountField(label=_("사업비(원)"), required=False)


class ProjectEndForm(forms.Form):
    """How a joint project ended."""

    state = forms.ChoiceField(
        label=_("상태"), choices=[pair for pair in ProjectState.choices if pair[0] != ProjectState.RUNNING]
    )
    result = forms.CharField(label=_("결과"), widget=forms.Textarea(attrs={"rows": 4}))


class MemberResultForm(forms.Form):
    """A value of one member."""

    code = forms.ChoiceField(label=_("지표"))
    value = NumberField(label=_("값"))
    currency = forms.ChoiceField(
        label=_("통화"), choices=[(code, code) for code in CURRENCIES], help_text=_("금액에만 쓰입니다.")
    )
    basis = forms.ChoiceField(
        label=_("측정 기준"), choices=with_empty(Basis.choices, _("지표의 기준대로")), required=False
    )
    period_start = DayField(label=_("기간 시작"))
    period_end = DayField(label=_("기간 끝"))
    project = forms.ModelChoiceField(
        label=_("공동사업"), queryset=JointProject.objects.none(), required=False, widget=KOREAN
    )
    evidence = forms.CharField(label=_("증빙"), max_length=300, required=False)

    def __init__(self, *args: Any, collaboration: Collaboration, **options: Any) -> None:
        super().__init__(*args, **options)
        of_firms = Indicator.objects.filter(valid_to=None, subjects__contains=[Subject.ENTERPRISE])
        codes = set(of_firms.order_by("code").values_list("code", flat=True))
        self.fields["code"].choices = [pair for pair in indicator_choices() if pair[0] in codes]
        self.fields["project"].queryset = collaboration.projects.order_by("-starts_on", "-pk")

    def said(self) -> dict[str, Any]:
        """Return what was typed; a currency only beside money."""
        typed = dict(self.cleaned_data)
        typed["basis"] = Basis(typed["basis"]) if typed["basis"] else None
        if not Indicator.objects.filter(code=typed["code"], unit=Unit.MONEY).exists():
            typed["currency"] = ""
        return typed
