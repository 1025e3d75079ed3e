import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import didim.registry

ROOM = Path(didim.registry.__file__).parent
CALLS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
HANGUL = re.compile(r"[ㄱ-ㆎ가-힣]")


@pytest.fixture(scope="module")
def english():
    with (ROOM / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_every_sentence_of_the_registry_has_an_english_one(english):
    found = extract_from_dir(ROOM, method_map=[("**.py", "python")], keywords=CALLS)
    assert sorted({message for _file, _line, message, *_rest in found} - english.keys()) == []
    assert [message for message, translation in english.items() if not translation] == []


def test_english_sentences_keep_the_placeholders_and_hold_no_hangul(english):
    assert {
        message: translation
        for message, translation in english.items()
        if sorted(PLACEHOLDER.findall(message)) != sorted(PLACEHOLDER.findall(translation))
        or HANGUL.search(translation)
    } == {}
