"""Sentences of the engines, said in the language of whoever reads them."""

from typing import Any, Protocol, runtime_checkable

from django.utils.functional import lazy
from django.utils.translation import get_language


@runtime_checkable
class Spoken(Protocol):
    """Words that an engine has in both languages (kernel.wording.Text, a fault of a form)."""

    def text(self, language: str) -> str:
        """Return the words in a language."""


def in_readers_language(words: Any) -> Any:
    """Return a lazily translated string: Korean or English when it is written out.

    What is no `Spoken` is returned as it is: it is translated already.
    """
    if not isinstance(words, Spoken):
        return words
    return lazy(lambda: words.text(get_language() or "ko"), str)()
