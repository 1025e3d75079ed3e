from django import forms
from django.utils.translation import gettext_lazy as _

from didim.applications.enums import ApplicationState
from didim.selection.enums import CheckState

from .fields import RegionField, with_empty
from .filters import FilterForm

_HANDED_IN = [
    (state.value, state.label) for state in (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
]


class ApplicationFilterForm(FilterForm):
    """What a list of applications can be narrowed by."""

    q = forms.CharField(label=_("기업명·접수번호"), max_length=100)
    state = forms.ChoiceField(label=_("접수 상태"), choices=with_empty(_HANDED_IN, _("모든 상태")))
    check_state = forms.ChoiceField(
        label=_("요건검토"),
        choices=with_empty([("none", _("검토하지 않음")), *CheckState.choices], _("모두")),
    )
    region = RegionField(label=_("지역"), help_text="")
