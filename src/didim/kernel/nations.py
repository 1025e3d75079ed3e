"""Which two-letter codes of regions are those of countries (ISO 3166-1 alpha-2, as CLDR lists them)."""

# Of unions and of tests: CLDR names them among the territories.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def is_country(code: str) -> bool:
    """Whether a code of a territory is that of a country."""
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES  # noqa: PLR2004
