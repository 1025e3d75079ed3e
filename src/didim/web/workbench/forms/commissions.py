from django import forms
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import CommissionKind, PartnerKind

from .fields import with_empty
from .filters import FilterForm


class CommissionFilterForm(FilterForm):
    """What the list of commissions can be narrowed by."""

    q = forms.CharField(label=_("파트너·위촉자·위촉장 번호"), max_length=100)
    kind = forms.ChoiceField(label=_("위촉 구분"), choices=with_empty(CommissionKind.choices, _("모든 구분")))
    partner_kind = forms.ChoiceField(
        label=_("파트너 종류"), choices=with_empty(PartnerKind.choices, _("모든 종류"))
    )
    state = forms.ChoiceField(
        label=_("상태"),
        choices=[("", _("위촉 중")), ("ended", _("끝난 위촉")), ("all", _("모두"))],
    )
