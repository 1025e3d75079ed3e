"""What staff ask of the effects of their support."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.programmes.models import Programme
from didim.registry.models import Agency
from didim.reports.enums import EffectMeasure


class StudyForm(forms.Form):
    """Which support, which outcome, until when."""

    agency = forms.ModelChoiceField(label=_("기관"), queryset=Agency.objects.none())
    programme = forms.ModelChoiceField(
        label=_("사업"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("모든 지원"),
    )
    year = forms.IntegerField(label=_("지원 연도"), min_value=2000, max_value=2100)
    until = forms.IntegerField(
        label=_("마지막 성과 연도"),
        min_value=2000,
        max_value=2100,
        help_text=_("지원한 해부터 이 해까지의 평균을 지원 직전 해와 견줍니다."),
    )
    measure = forms.ChoiceField(label=_("성과"), choices=EffectMeasure.choices)

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        agency, programme = self.fields["agency"], self.fields["programme"]
        agency.queryset = Agency.objects.filter(pk__in=agencies)  # type: ignore[attr-defined]
        programme.queryset = Programme.objects.filter(  # type: ignore[attr-defined]
            agency__in=agencies
        ).order_by("-year", "name")
