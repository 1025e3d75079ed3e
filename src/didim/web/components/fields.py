"""Form fields for regions and industries, for every form that asks for them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import RegionLevel
from didim.registry.models import Industry, Region
from didim.registry.queries.regions import region_choices

_LEADING_CODE = re.compile(r"\s*([A-U]|[0-9]{2,5})\b", re.IGNORECASE)


def _name(thing: Region | Industry) -> str:
    korean = (get_language() or "ko").startswith("ko")
    return thing.name if korean or not thing.name_en else thing.name_en


def region_groups(on: date) -> list[tuple[str, Any]]:
    """Return provinces with their districts as groups of a select; a province itself leads its group."""
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for region in region_choices(on=on):
        if region.level == RegionLevel.PROVINCE:
            groups[region.code] = (_name(region), [(region.code, str(_("%s 전체")) % _name(region))])
        elif region.level == RegionLevel.DISTRICT and region.parent_id in groups:
            groups[region.parent_id][1].append((region.code, _name(region)))
    return [("", _("고르세요")), *groups.values()]


class RegionField(forms.ChoiceField):
    """A province or a district, by code; its choices are those of the day the form is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: region_groups(timezone.localdate()), **kwargs)


class IndustryInput(forms.TextInput):
    """A text box that offers industries while one types; typing a code or a whole name works too."""

    def __init__(self) -> None:
        super().__init__({"data-combo": reverse_lazy("portal:industry-options"), "autocomplete": "off"})

    def format_value(self, value: Any) -> str | None:
        """Show a bare code with its name."""
        if value and _LEADING_CODE.fullmatch(str(value)):
            industry = Industry.objects.filter(pk=str(value).upper()).first()
            return industry_label(industry) if industry else str(value)
        return value


class IndustryField(forms.CharField):
    """An industry, typed as a KSIC code ("C", "26110"), a name, or "26110 이름"; cleans to the code."""

    widget = IndustryInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=160, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the code, "" for nothing typed; a name must be a whole one."""
        text = super().clean(value)
        if not text:
            return ""
        lead = _LEADING_CODE.match(text)
        code = lead.group(1).upper() if lead else ""
        if code and Industry.objects.filter(pk=code).exists():
            return code
        by_name = Industry.objects.filter(name__iexact=text) | Industry.objects.filter(name_en__iexact=text)
        if industry := by_name.order_by("code").last():
            return industry.code
        raise ValidationError(
            _("업종을 찾지 못했습니다. 낱말을 치고 목록에서 고르거나 업종 코드를 넣어 주세요.")
        )


def industry_label(industry: Industry) -> str:
    """Return how an industry is written in the text box."""
    return f"{industry.code} {_name(industry)}"
