"""How a business act says no: one sentence for each field that is wrong, for the person who typed it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one field ("" for the whole), in a sentence that says where and how to mend it.

    The sentence may be a lazily translated one: `str()` it in the reader's language.
    """

    field: str
    message: object

    def __str__(self) -> str:
        return str(self.message)


class RefusedError(Exception):
    """An act was not done, and nothing was changed; `problems` says why, field by field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return " ".join(str(problem) for problem in self.problems)

    def by_field(self) -> dict[str, list[str]]:
        """Return the sentences under the field they belong to, in the order they were found."""
        sentences: dict[str, list[str]] = {}
        for problem in self.problems:
            sentences.setdefault(problem.field, []).append(str(problem))
        return sentences


def refuse(field: str, message: object) -> RefusedError:
    """Return the refusal of one field, to be raised."""
    return RefusedError([Problem(field, message)])
