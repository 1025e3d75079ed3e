"""Business registration numbers (사업자등록번호, 10 digits) and corporate numbers (법인등록번호, 13 digits).

Their check digits were recomputed on the numbers of three listed companies (2026-01). The middle digits say
something about the holder (81: a company's head office), but exceptions exist, so they never refuse a number.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

BUSINESS_NUMBER_LENGTH = 10
CORPORATE_NUMBER_LENGTH = 13

_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_CORPORATE_WEIGHTS = (1, 2) * 6
# What people type between the digits: hyphens of every kind, dots, spaces, invisible marks.
_IGNORED_CATEGORIES = frozenset({"Pd", "Zs", "Cf", "Cc"})
_IGNORED_CHARACTERS = frozenset("._·−/")


class NumberFault(StrEnum):
    """Why a number is not taken."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number as read from what somebody typed: its digits, and what is wrong with them, if anything."""

    digits: str
    fault: NumberFault | None

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.fault is None


def normalise_digits(text: str) -> str:
    """Return `text` with full-width digits narrowed and hyphens, dots and spaces left out.

    Anything else stays, so that a letter in a number is noticed and not swallowed.
    """
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        character
        for character in folded
        if unicodedata.category(character) not in _IGNORED_CATEGORIES and character not in _IGNORED_CHARACTERS
    )


def business_check_digit(first_nine: str) -> int:
    """Return the tenth digit that belongs to the first nine; the ninth counts five times, carry included."""
    digits = [int(digit) for digit in first_nine]
    total = sum(weight * digit for weight, digit in zip(_BUSINESS_WEIGHTS, digits, strict=True))
    return (10 - (total + digits[8] * 5 // 10) % 10) % 10


def corporate_check_digit(first_twelve: str) -> int:
    """Return the thirteenth digit that belongs to the first twelve."""
    total = sum(weight * int(digit) for weight, digit in zip(_CORPORATE_WEIGHTS, first_twelve, strict=True))
    return (10 - total % 10) % 10


def read_business_number(text: str) -> ReadNumber:
    """Read a business number however it was typed ("124-81-00998", full-width digits, spaces)."""
    digits, fault = _read(text, BUSINESS_NUMBER_LENGTH)
    if fault is None and (len(set(digits)) == 1 or business_check_digit(digits[:9]) != int(digits[9])):
        fault = NumberFault.CHECK_DIGIT
    return ReadNumber(digits, fault)


def read_corporate_number(text: str) -> ReadNumber:
    """Read a corporate number however it was typed.

    A wrong check digit is only worth a warning: it is said to have been given up for numbers issued from
    2025-01-31, which could not be confirmed. Callers therefore accept `NumberFault.CHECK_DIGIT`.
    """
    digits, fault = _read(text, CORPORATE_NUMBER_LENGTH)
    if fault is None and corporate_check_digit(digits[:12]) != int(digits[12]):
        fault = NumberFault.CHECK_DIGIT
    return ReadNumber(digits, fault)


def format_business_number(digits: str) -> str:
    """Write ten digits as 124-81-00998."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def format_corporate_number(digits: str) -> str:
    """Write thirteen digits as 110111-0062432."""
    return f"{digits[:6]}-{digits[6:]}"


def _read(text: str, length: int) -> tuple[str, NumberFault | None]:
    digits = normalise_digits(text)
    if not digits:
        return "", NumberFault.EMPTY
    if not (digits.isascii() and digits.isdigit()):
        return digits, NumberFault.NOT_DIGITS
    if len(digits) != length:
        return digits, NumberFault.LENGTH
    return digits, None
