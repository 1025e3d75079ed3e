"""Amounts in the minor units of their currency, and countries by name: never added over currencies."""

from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_precision

# What fairs are asked for; the first is what most deals at home are made in.
CURRENCIES = ("KRW", "USD", "EUR", "JPY", "CNY", "VND", "IDR", "THB", "MYR", "SGD", "GBP")
_NOT_A_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


def known_currency(code: str) -> bool:
    """Whether amounts may be written in a currency."""
    return code in CURRENCIES


def in_whole_units(minor: int, currency: str) -> Decimal:
    """Return an amount of minor units in the currency's own unit (cents → dollars; won stay won)."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def in_minor_units(amount: Decimal, currency: str) -> int | None:
    """Return an amount in minor units; None where it is finer than these."""
    minor = amount.scaleb(get_currency_precision(currency))
    return int(minor) if minor == minor.to_integral_value() else None


def country_name(code: str, language: str = "ko") -> str:
    """Return the name of a country (ISO 3166-1 alpha-2); the code itself where there is none."""
    return str(Locale(language).territories.get(code, code))


def countries(language: str = "ko") -> list[tuple[str, str]]:
    """Return code and name of every country, Korea first, then by name."""
    found = [
        (code, str(name))
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_A_COUNTRY  # noqa: PLR2004 - alpha-2
    ]
    return sorted(found, key=lambda row: (row[0] != "KR", row[1]))
