"""Values of a JSON form, one by one: what is wrong is collected with its path and its place in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from didim.engines.forms.fields import NO_TEXT
from didim.engines.forms.values import storable
from didim.kernel.wording import Text

MAX_LABEL = 200
MAX_HELP = 4000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a form: its path ("steps[1].fields[0].label"), the place in words, a sentence."""

    path: str
    place: Text
    sentence: Text

    def text(self, language: str) -> str:
        """Return place and sentence in a language."""
        place = self.place.text(language)
        return f"{place}: {self.sentence.text(language)}" if place else self.sentence.text(language)

    def __str__(self) -> str:
        return self.text("ko")


class FormError(ValueError):
    """A form's JSON is wrong; ``faults`` lists every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" / ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class JsonReader:
    """Reads values and collects faults; a faulty value is read as a stand-in that no caller ever sees."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.place = NO_TEXT

    def fault(self, path: str, ko: str, en: str) -> None:
        """Note what is wrong at a path."""
        self.faults.append(Fault(path, self.place, Text(ko, en)))

    def items(self, content: Mapping[str, Any], name: str, path: str, most: int) -> list[Any]:
        """Return a list, cut at the most it may hold."""
        rows = content.get(name, [])
        if not isinstance(rows, list):
            self.fault(below(path, name), "목록이어야 합니다.", "It must be a list.")
            return []
        if len(rows) > most:
            self.fault(below(path, name), f"{most}개까지 넣을 수 있습니다.", f"There may be {most} at most.")
        return rows[:most]

    def words(self, content: Mapping[str, Any], name: str, path: str, most: int = MAX_LABEL) -> Text:
        """Return a text in Korean and in English (NAME and NAME_en)."""
        return Text(self.string(content, name, path, most), self.string(content, f"{name}_en", path, most))

    def string(self, content: Mapping[str, Any], name: str, path: str, most: int) -> str:
        """Return a text, "" where there is none."""
        value = content.get(name, "")
        if not isinstance(value, str):
            self.fault(below(path, name), "글자로 적어 주세요.", "It must be text.")
            return ""
        if len(value) > most:
            self.fault(
                below(path, name), f"{most:,}자까지 적을 수 있습니다.", f"At most {most:,} characters."
            )
        if not storable(value):
            self.fault(
                below(path, name),
                "쓸 수 없는 글자가 있습니다.",
                "It holds characters that cannot be stored.",
            )
            return ""
        return value

    def key(self, content: Mapping[str, Any], path: str) -> str:
        """Return the key of an entry."""
        key = content.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self.fault(
                f"{path}.key",
                "키는 영문 소문자로 시작하는 소문자·숫자·밑줄 40자까지입니다.",
                "A key is up to 40 small letters, digits and underscores and begins with a letter.",
            )
            return ""
        return key

    def flag(self, content: Mapping[str, Any], name: str, path: str) -> bool:
        """Return a yes or no."""
        value = content.get(name, False)
        if not isinstance(value, bool):
            self.fault(f"{path}.{name}", "참 또는 거짓이어야 합니다.", "It must be true or false.")
        return value is True

    def whole(self, content: Mapping[str, Any], name: str, path: str, ends: tuple[int, int]) -> int | None:
        """Return a whole number within ends, None where there is none."""
        value = content.get(name)
        if value is None:
            return None
        low, high = ends
        if type(value) is not int or not low <= value <= high:
            self.fault(
                below(path, name),
                f"{low:,} 이상 {high:,} 이하의 정수로 적어 주세요.",
                f"Write a whole number from {low:,} to {high:,}.",
            )
            return None
        return value

    def unique(self, keys: list[str], path: str) -> None:
        """Note every key that is used twice."""
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self.fault(path, f"키 '{key}'이(가) 두 번 쓰였습니다.", f"The key '{key}' is used twice.")


def below(path: str, step: str) -> str:
    """Return the path of a part."""
    return f"{path}.{step}" if path else step
