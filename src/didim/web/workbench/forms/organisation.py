from django import forms
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import PlaceKind

from .fields import RegionField, with_empty
from .filters import FilterForm


class PlaceFilterForm(FilterForm):
    """What the list of places can be narrowed by."""

    q = forms.CharField(label=_("장소·담당자"), max_length=100)
    kind = forms.ChoiceField(label=_("종류"), choices=with_empty(PlaceKind.choices, _("모든 종류")))
    region = RegionField(label=_("지역"), help_text="")
    unattended = forms.BooleanField(label=_("담당자가 없는 곳만"))
