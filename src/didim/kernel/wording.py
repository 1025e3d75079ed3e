"""Words in both languages of the interface."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Korean and in English."""

    ko: str
    en: str

    def text(self, language: str) -> str:
        """Return the words in ``language`` ("ko…" or anything else for English)."""
        return self.ko if language.startswith("ko") else self.en

    def language(self, asked: str) -> str:
        """Return what ``text(asked)`` is written in: "ko" where English words hold Korean ones too."""
        return "ko" if any("가" <= letter <= "힣" for letter in self.text(asked)) else "en"

    def __str__(self) -> str:
        return self.ko
