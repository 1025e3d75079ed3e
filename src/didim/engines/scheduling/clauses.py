"""Statements and clauses: of a clause at least one statement holds; a negative number denies."""

from collections.abc import Sequence

Said = int | bool  # a statement, or what is known beforehand

_FEW = 6  # up to here "at most one" is said of each pair


def no(said: Said) -> Said:
    """Deny a statement."""
    return not said if isinstance(said, bool) else -said


class Clauses:
    """Clauses over numbered statements."""

    def __init__(self) -> None:
        self.statements = 0
        self.clauses: list[list[int]] = []

    def new(self) -> int:
        """Return a new statement."""
        self.statements += 1
        return self.statements

    def add(self, *literals: Said) -> None:
        """At least one of these holds; what is known beforehand shortens the clause or drops it."""
        if not any(one is True for one in literals):
            self.clauses.append([one for one in literals if one is not False])

    def any_of(self, literals: Sequence[int]) -> int:
        """Return a statement that holds exactly when one of these does."""
        if len(literals) == 1:
            return literals[0]
        whole = self.new()
        self.add(-whole, *literals)
        for one in literals:
            self.add(-one, whole)
        return whole

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Say of each pair, or in a chain of small groups, that not both hold."""
        while len(literals) > _FEW:
            group, rest = literals[: _FEW - 2], literals[_FEW - 2 :]
            one_before = self.new()
            self.not_both(group)
            for literal in group:
                self.add(-literal, one_before)
            literals = [one_before, *rest]
        self.not_both(literals)

    def not_both(self, literals: Sequence[int]) -> None:
        """Say of each pair that not both hold."""
        for at, one in enumerate(literals):
            for other in literals[:at]:
                self.add(-one, -other)

    def between(self, literals: Sequence[int], low: int, high: int) -> None:
        """Say that `low` to `high` of these hold, counted along the row so that each step can contradict."""
        if low > len(literals) or high < low:
            self.add()
            return
        reached: list[int] = []
        for at, literal in enumerate(literals):
            reached = self._counted(reached, literal, min(at + 1, high + 1))
            if len(reached) > high:
                self.add(-reached[high])
            due = low - (len(literals) - 1 - at)
            if due > 0:
                self.add(reached[due - 1])

    def unary(self, literals: Sequence[int], most: int) -> list[int]:
        """Return statements "at least 1 … at least `most` of these hold"."""
        reached: list[int] = []
        for at, literal in enumerate(literals):
            reached = self._counted(reached, literal, min(at + 1, most))
        return reached

    def _counted(self, before: list[int], literal: int, levels: int) -> list[int]:
        """Return "at least j so far" for j = 1 … levels, from those before this literal."""
        after = []
        for level in range(levels):
            reached = self.new()
            after.append(reached)
            stayed = before[level : level + 1]
            for one in stayed:
                self.add(-one, reached)
            self.add(-reached, literal, *stayed)
            if level:
                self.add(-before[level - 1], -literal, reached)
                self.add(-reached, before[level - 1], *stayed)
            else:
                self.add(-literal, reached)
        return after
