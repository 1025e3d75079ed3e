from django import forms
from django.utils.translation import gettext_lazy as _

from didim.programmes.enums import NoticeSource, NoticeStatus, PairState

from .fields import with_empty
from .filters import FilterForm


class NoticeFilterForm(FilterForm):
    """What the list of everything read can be narrowed by."""

    q = forms.CharField(label=_("제목·기관"), max_length=100)
    source = forms.ChoiceField(label=_("출처"), choices=with_empty(NoticeSource.choices, _("모든 출처")))
    status = forms.ChoiceField(label=_("상태"), choices=with_empty(NoticeStatus.choices, _("모든 상태")))
    copies = forms.ChoiceField(
        label=_("중복"),
        choices=[("", _("모두")), ("canonical", _("대표 공고만")), ("copies", _("사본만"))],
    )


class PairFilterForm(FilterForm):
    """What the list of likely duplicates can be narrowed by."""

    q = forms.CharField(label=_("제목"), max_length=100)
    state = forms.ChoiceField(
        label=_("상태"), choices=[("", _("검토 대기")), *PairState.choices[1:], ("all", _("모두"))]
    )
