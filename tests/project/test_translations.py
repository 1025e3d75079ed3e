"""The English catalogues of all apps are read as one: a Korean text has one English text, or a context."""

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

import didim

SOURCE = Path(didim.__file__).parent


def test_a_korean_text_has_one_english_text_in_all_catalogues() -> None:
    """Hold that no app's word is silently replaced by another app's: Django takes the first it finds."""
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in sorted(SOURCE.glob("**/locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    texts[(message.context or "", str(message.id))].add(str(message.string))
    assert {key: said for key, said in texts.items() if len(said) > 1} == {}
