"""Forms for the lists of a call: documents, exclusions, bonus points."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from didim.engines.forms.fields import MAX_FILES, MAX_MEGABYTES
from didim.programmes.enums import DocumentKind

from .call_fields import FILE_TYPES

_KOREAN = {"lang": "ko"}
_TEXT = {"rows": 2, "lang": "ko"}


class PointsField(forms.DecimalField):
    """Points as text with at most two digits after the point, as the engines keep them ("0.5")."""

    def clean(self, value: Any) -> Any:
        """Return the text, None for nothing typed."""
        number = super().clean(value)
        return None if number is None else f"{number.normalize():f}"


class DocumentForm(forms.Form):
    """A document on the list."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("종류"), choices=DocumentKind.choices)
    label = forms.CharField(label=_("이름"), max_length=200, widget=forms.TextInput(attrs=_KOREAN))
    label_en = forms.CharField(label=_("영문 이름"), max_length=200, required=False)
    help = forms.CharField(
        label=_("안내"), max_length=1000, required=False, widget=forms.TextInput(attrs=_KOREAN)
    )
    help_en = forms.CharField(label=_("영문 안내"), max_length=1000, required=False)
    validity_days = forms.IntegerField(
        label=_("발급 후 인정하는 날수"), min_value=1, max_value=3650, required=False
    )
    max_megabytes = forms.IntegerField(label=_("파일 크기(MB)"), min_value=1, max_value=MAX_MEGABYTES)
    max_count = forms.IntegerField(label=_("파일 수"), min_value=1, max_value=MAX_FILES)
    types = forms.MultipleChoiceField(
        label=_("파일 종류"),
        choices=[(ending, ending) for ending in FILE_TYPES],
        widget=forms.CheckboxSelectMultiple,
    )
    required = forms.BooleanField(label=_("꼭 내야 함"), required=False)
    reuse = forms.BooleanField(label=_("앞서 낸 것을 다시 받음"), required=False)


class ExclusionForm(forms.Form):
    """A reason for which a firm may not apply."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("제외 대상"), max_length=1000, required=False, widget=forms.Textarea(attrs=_TEXT)
    )
    text_en = forms.CharField(
        label=_("영문"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class BonusForm(forms.Form):
    """A bonus point with what proves it."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=_("가점 항목"), max_length=200, required=False, widget=forms.TextInput(attrs=_KOREAN)
    )
    label_en = forms.CharField(label=_("영문 이름"), max_length=200, required=False)
    points = PointsField(label=_("점수"), min_value=0, max_value=100, decimal_places=2, required=False)
    evidence = forms.CharField(
        label=_("증빙"), max_length=1000, required=False, widget=forms.TextInput(attrs=_KOREAN)
    )
    evidence_en = forms.CharField(label=_("영문 증빙"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """A named bonus point needs its points and its evidence."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("label"):
            for name in ("points", "evidence"):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("값을 적어 주세요.")))
        return typed


def without_blanks(row: Mapping[str, Any], *, keep: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a typed row as an entry of a list: what is empty is left out, except names to keep."""
    left_out = {"DELETE", "ORDER"}
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in row.items()
        if name not in left_out and (name in keep or value not in ("", None, []))
    }
