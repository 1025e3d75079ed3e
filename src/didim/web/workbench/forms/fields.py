"""Form fields that staff type into: codes by name, amounts with Korean units, instants in Seoul."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.engines.eligibility.catalogue import Basis
from didim.kernel.calendar import SEOUL
from didim.registry.models import Industry, Region
from didim.web.workbench.code_names import full_name, industry_code, region_finder
from didim.web.workbench.rules.writing import number_typed


class RegionField(forms.CharField):
    """A region typed by name ("서울 강남구") or code; cleans to its code, empty to None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("시군구 이름이나 코드. 예: 서울 강남구"))
        super().__init__(
            widget=forms.TextInput(attrs={"list": "region-options", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> Any:
        """Return the code."""
        typed = super().clean(value)
        if not typed:
            return None
        code = region_finder(on=localdate(timezone=SEOUL))(typed)
        if code is None:
            raise ValidationError(
                _("'%(name)s'을(를) 찾지 못했습니다. 목록에서 고르거나 '서울 중구'처럼 적어 주세요."),
                params={"name": typed},
            )
        return code

    @staticmethod
    def shown(region: Region | None) -> str:
        """Return the text that stands in the field for a region."""
        return "" if region is None else full_name(region).text(get_language() or "ko")


class IndustryField(forms.CharField):
    """An industry typed by KSIC code or name; cleans to its code, empty to None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("표준산업분류 코드나 이름. 예: 26110"))
        super().__init__(
            widget=forms.TextInput(attrs={"list": "industry-options", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> Any:
        """Return the code."""
        typed = super().clean(value)
        if not typed:
            return None
        code = industry_code(typed)
        if code is None:
            raise ValidationError(
                _("'%(name)s'을(를) 업종표에서 찾지 못했습니다. 코드를 적거나 목록에서 골라 주세요."),
                params={"name": typed},
            )
        return code

    @staticmethod
    def shown(industry: Industry | None) -> str:
        """Return the text that stands in the field for an industry."""
        return "" if industry is None else f"{industry.code} {industry.name}"


class AmountField(forms.CharField):
    """A whole number typed as 1,200 or 12억 5천만; cleans to an int, empty to None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> Any:
        """Return the number."""
        typed = super().clean(value)
        if not typed:
            return None
        number = number_typed(typed, Basis.PLAIN)
        if not isinstance(number, int):
            raise ValidationError(_("값을 1,200 또는 12억 5천만처럼 적어 주세요."))
        return number


class DayField(forms.DateField):
    """A day, by the browser's own date field; typing 20260131 or 2026.01.31 works too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y/%m/%d"],
            error_messages={"invalid": _("날짜를 2026-01-31처럼 적어 주세요.")},
            **options,
        )


class InstantWidget(forms.MultiWidget):
    """A day and a time beside each other."""

    template_name = "workbench/forms/instant.html"

    def __init__(self) -> None:
        super().__init__(
            {
                "day": forms.DateInput(
                    attrs={"type": "date", "class": "krds-input short"}, format="%Y-%m-%d"
                ),
                "time": forms.TimeInput(attrs={"type": "time", "class": "krds-input short"}, format="%H:%M"),
            }
        )

    def decompress(self, value: datetime | None) -> list[Any]:
        """Return the day and the time in Seoul."""
        if value is None:
            return [None, None]
        local = value.astimezone(SEOUL)
        return [local.date(), local.time()]


class InstantField(forms.MultiValueField):
    """A day and a time in Seoul; cleans to an aware datetime. Without a time, `default_time` counts."""

    widget = InstantWidget

    def __init__(self, *, default_time: time, **options: Any) -> None:
        self.default_time = default_time
        super().__init__(
            fields=(
                DayField(required=False),
                forms.TimeField(
                    required=False, error_messages={"invalid": _("시각을 18:00처럼 적어 주세요.")}
                ),
            ),
            require_all_fields=False,
            **options,
        )

    def compress(self, values: list[Any]) -> datetime | None:
        """Return the instant."""
        day, clock = (values or [None, None])[:2]
        if day is None:
            if clock is not None:
                raise ValidationError(_("날짜도 적어 주세요."))
            return None
        return datetime.combine(day, clock or self.default_time, SEOUL)


def with_empty(choices: Iterable[tuple[Any, Any]], label: Any) -> list[tuple[Any, Any]]:
    """Return choices with an empty one before them."""
    return [("", label), *choices]
