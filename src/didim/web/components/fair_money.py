"""Amounts of deals in forms and on pages: typed and shown in whole units, kept in minor ones."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.fairs.domain.money import CURRENCIES, in_minor_units, in_whole_units

_MOST = Decimal(10) ** 13


def amount_in_words(minor: int, currency: str) -> str:
    """Return an amount with its currency as people of the page's language write it."""
    locale = "en" if (get_language() or "ko").startswith("en") else "ko"
    whole = in_whole_units(minor, currency)
    # Cents where there are any: what people agree on is mostly round.
    digits = whole == whole.to_integral_value()
    return format_currency(
        whole, currency, format="¤¤ #,##0" if digits else None, locale=locale, currency_digits=not digits
    )


class AmountField(forms.DecimalField):
    """An amount typed with or without separators."""

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount."""
        return super().to_python(value.replace(",", "").replace(" ", "") if isinstance(value, str) else value)


class MoneyForm(forms.Form):
    """A form with an amount and its currency; `minor` and `currency` are what acts take."""

    amount = AmountField(
        label=_("금액"),
        required=False,
        min_value=0,
        max_value=_MOST,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(
        label=_("통화"), choices=[("", "–"), *((code, code) for code in CURRENCIES)], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Put the amount into minor units; say so where it is finer, or has no currency."""
        said = super().clean() or {}
        amount, currency = said.get("amount"), said.get("currency", "")
        said["minor"] = None
        if amount is not None and not currency:
            self.add_error("currency", _("금액의 통화를 골라 주세요."))
        elif amount is not None:
            said["minor"] = in_minor_units(amount, currency)
            if said["minor"] is None:
                self.add_error("amount", _("이 통화에서 쓰지 않는 소수점입니다."))
        else:
            said["currency"] = ""
        return said


def shown_amount(minor: int | None, currency: str) -> dict[str, Any]:
    """Return the first values of a `MoneyForm` for what is kept."""
    if minor is None:
        return {}
    whole = in_whole_units(minor, currency)
    return {"amount": f"{whole.normalize():f}", "currency": currency}
