from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.desk.domain.uses import MOST_PEOPLE, Use
from didim.desk.enums import ContactChannel, UseKind
from didim.desk.models import Branch
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Agency
from didim.web.components.fields import IndustryField, RegionField

from .fields import DayField, with_empty

# A finished consultation writes its own use.
_KINDS = [(kind.value, kind.label) for kind in UseKind if kind != UseKind.CONSULTATION]


class UseForm(forms.Form):
    """A course, a visit of the field, an event: on which day, how, by how many."""

    used_on = DayField(label=_("이용일"))
    kind = forms.ChoiceField(label=_("서비스"), choices=_KINDS)
    what = forms.CharField(label=_("내용"), max_length=120, help_text=_("교육이나 행사의 이름을 적습니다."))
    people = forms.IntegerField(label=_("인원"), min_value=1, max_value=MOST_PEOPLE)
    channel = forms.ChoiceField(label=_("경로"), choices=ContactChannel.choices)
    branch = forms.ModelChoiceField(
        label=_("지점"),
        queryset=Branch.objects.none(),
        required=False,
        widget=forms.Select(attrs={"lang": "ko"}),
    )
    stage = forms.ChoiceField(
        label=_("업력 단계"),
        choices=with_empty(EnterpriseStage.choices, _("모름")),
        required=False,
        help_text=_("단체는 모두 같을 때만 고릅니다. 다르면 나누어 적어 주세요."),
    )
    region = RegionField(label=_("지역"), required=False)
    industry = IndustryField(label=_("업종"), required=False)

    def __init__(self, data: object = None, *, agency: Agency, today: date) -> None:
        super().__init__(data, initial={"used_on": today, "people": 1})  # type: ignore[arg-type]
        self.fields["branch"].queryset = Branch.objects.filter(agency=agency, valid_to=None).order_by("name")

    def use(self) -> Use:
        """Return what was typed."""
        said = self.cleaned_data
        return Use(
            used_on=said["used_on"],
            kind=UseKind(said["kind"]),
            channel=ContactChannel(said["channel"]),
            people=said["people"],
            branch_id=said["branch"].pk if said["branch"] else None,
            stage=said["stage"],
            region_id=said["region"] or None,
            industry_id=said["industry"] or None,
            what=said["what"],
        )
