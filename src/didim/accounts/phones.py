"""Telephone numbers as people write them and as a gateway wants them."""

_SHORTEST, _LONGEST = 9, 11


def phone_digits(text: str) -> str:
    """Return the digits of a Korean telephone number; "" for what is none. +82 10… is 010…."""
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    if text.strip().startswith("+82") or (digits.startswith("82") and len(digits) > _LONGEST):
        digits = "0" + digits[2:].removeprefix("0")
    return digits if digits.startswith("0") and _SHORTEST <= len(digits) <= _LONGEST else ""


def takes_texts(text: str) -> bool:
    """Whether a number is a mobile's: only those take SMS and 알림톡."""
    digits = phone_digits(text)
    return digits.startswith("01") and len(digits) >= _SHORTEST + 1
