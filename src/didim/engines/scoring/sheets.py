"""The score sheet: a round's whole calculation with every step, the same digits whenever it is done again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from typing import Any

from didim.engines.scoring.jsonform import dump_round
from didim.engines.scoring.ranking import (
    Limits,
    Outcome,
    Place,
    is_ranked,
    limits,
    place_all,
    rank_key,
    unranked,
)
from didim.engines.scoring.reviews import Candidate, Review
from didim.engines.scoring.rules import RoundRule, problems_of_points
from didim.engines.scoring.tallies import (
    Counted,
    Tally,
    TotalOf,
    counted,
    tally,
    total_of_rounds,
)
from didim.kernel.hash_chains import canonical_json, decimal_text, instant_text, sha256_hex
from didim.kernel.refusals import Problem, RefusedError
from didim.kernel.wording import Text

VERSION = "scoring/1"  # of the calculation; a sheet says which one made it
# Sums of decimals must come out exact: an inexact one raises instead of rounding quietly.
EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


class ReviewsError(RefusedError):
    """The reviews do not fit the round; `problems` names each application and reviewer."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One application on a score sheet: its tally and its place."""

    tally: Tally
    place: Place

    @property
    def application(self) -> str:
        """The id of the application."""
        return self.tally.candidate.id

    def as_json(self, rule: RoundRule) -> dict[str, Any]:
        """Return every step as JSON; numbers are text with the digits kept."""
        done, candidate = self.tally, self.tally.candidate
        return {
            "application": candidate.id,
            "reviews": [
                {
                    "reviewer": one.reviewer,
                    "points": {
                        criterion.key: decimal_text(given)
                        for criterion, given in zip(rule.criteria, one.points, strict=True)
                    },
                    "total": decimal_text(one.total),
                    "dropped": "highest" if at == done.highest else "lowest" if at == done.lowest else "",
                }
                for at, one in enumerate(done.reviews)
            ],
            "seated": candidate.seated,
            "present": len(done.reviews),
            "needed": done.needed,
            "quorum_met": done.quorum_met,
            "base": _fixed(done.base, rule.decimals),
            "criteria": {
                criterion.key: _fixed(mean, rule.decimals)
                for criterion, mean in zip(rule.criteria, done.criteria, strict=bool(done.criteria))
            },
            "bonus": [
                {
                    "key": one.key,
                    "asked": decimal_text(one.asked),
                    "given": decimal_text(one.given),
                    "reason": one.reason,
                }
                for one in done.bonus
            ],
            "score": _fixed(done.score, rule.decimals),
            "earlier": {key: decimal_text(candidate.earlier[key]) for key in sorted(candidate.earlier)},
            "received": candidate.received and instant_text(candidate.received),
            "exempt": candidate.exempt,
            "total": _fixed(done.total, rule.decimals),
            "cutoff_passed": done.cutoff_passed,
            "rank": self.place.rank,
            "tie": self.place.tie,
            "outcome": self.place.outcome.value,
        }


def _fixed(number: Decimal | None, decimals: int) -> str | None:
    """Return a number with at least so many digits after the point, however it was stored."""
    if number is None:
        return None
    text = decimal_text(number)
    missing = decimals - len(text.partition(".")[2])
    if missing <= 0:
        return text
    return f"{text}{'' if '.' in text else '.'}{'0' * missing}"


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A round's result: rows in the order of rank, those without a rank after them by id.

    `places` and `reserves` are those of the call, `taken` is how many this round takes (None: no limit).
    """

    rule: RoundRule
    seed: str
    places: int | None
    reserves: int
    taken: int | None
    rows: tuple[ScoreRow, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the sheet as JSON: parameters, seed, definitions, every step of every application."""
        return {
            "version": VERSION,
            "round": dump_round(self.rule),
            "seed": self.seed,
            "places": self.places,
            "reserves": self.reserves,
            "taken": self.taken,
            "rows": [row.as_json(self.rule) for row in self.rows],
        }

    def canonical(self) -> bytes:
        """Return the one text of the sheet: equal sheets, equal bytes."""
        return canonical_json(self.as_json())

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical text."""
        return sha256_hex(self.canonical())

    def applications(self, *outcomes: Outcome) -> list[str]:
        """Return the ids of the applications with one of the outcomes, in the order of the rows."""
        return [row.application for row in self.rows if row.place.outcome in outcomes]


@dataclass(frozen=True, slots=True)
class Tallied:
    """A round's tallies in the order of their applications' ids, with what ranks them."""

    rule: RoundRule
    seed: str
    limit: Limits
    total_of: TotalOf
    tallies: tuple[Tally, ...]


def score_round(
    rule: RoundRule,
    candidates: Iterable[Candidate],
    reviews: Iterable[Review],
    *,
    seed: str,
    places: int | None,
    reserves: int = 0,
    rounds: Sequence[RoundRule] = (),
) -> ScoreSheet:
    """Return the score sheet of a round; the order of candidates and reviews does not matter.

    `rounds` are all rounds of the call: in the last one the total takes in the earlier scores, and the places
    decide. Without them the round stands for itself and is the last. `seed` draws the lots.

    Raises ReviewsError where a review has no application, stands twice, misses a criterion or leaves its
    bounds, or where more reviews came than reviewers sat.
    """
    tallied = tally_round(
        rule, candidates, reviews, seed=seed, places=places, reserves=reserves, rounds=rounds
    )
    rows = [ScoreRow(done, place) for done, place in place_tallies(tallied, tallied.tallies)]
    return ScoreSheet(rule, seed, places, reserves, tallied.limit.places, tuple(rows))


def tally_round(
    rule: RoundRule,
    candidates: Iterable[Candidate],
    reviews: Iterable[Review],
    *,
    seed: str,
    places: int | None,
    reserves: int = 0,
    rounds: Sequence[RoundRule] = (),
) -> Tallied:
    """Return the tallies of a round, not yet placed; the arguments and errors are those of `score_round`."""
    by_id = _by_id(candidates)
    with localcontext(EXACT):
        given = _counted(rule, by_id, reviews)
        total_of = total_of_rounds(rule, rounds)
        tallies = tuple(tally(rule, by_id[key], given[key], total_of) for key in sorted(by_id))
    is_last = not rounds or rounds[-1].key == rule.key
    limit = limits(rule, is_last=is_last, places=places, reserves=reserves)
    return Tallied(rule, seed, limit, total_of, tallies)


def place_tallies(tallied: Tallied, tallies: Iterable[Tally]) -> list[tuple[Tally, Place]]:
    """Return tallies with their places, in the order of rank, those without a rank after them by id."""
    ranked, others = [], []
    for done in tallies:
        if is_ranked(done):
            ranked.append((rank_key(tallied.rule, done, tallied.seed), done.candidate.id, done))
        else:
            others.append((done, unranked(done)))
    ranked.sort(key=lambda row: row[:2])
    places = place_all(tallied.rule, [row[0] for row in ranked], tallied.limit)
    return [*((row[2], place) for row, place in zip(ranked, places, strict=True)), *others]


def _by_id(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    by_id: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.id in by_id:
            text = Text("같은 신청이 두 번 있습니다.", "The application is there twice.")
            raise ReviewsError([Problem(candidate.id, text)])
        by_id[candidate.id] = candidate
    return by_id


def _counted(
    rule: RoundRule, by_id: dict[str, Candidate], reviews: Iterable[Review]
) -> defaultdict[str, list[Counted]]:
    given: defaultdict[str, list[Counted]] = defaultdict(list)
    problems: list[Problem] = []
    for review in sorted(reviews, key=lambda one: (one.application, one.reviewer)):
        field = f"{review.application}/{review.reviewer}"
        so_far = given[review.application]
        if review.application not in by_id:
            text = Text("이 단계에 없는 신청의 평가입니다.", "The application is not in this round.")
            problems.append(Problem(field, text))
        elif so_far and so_far[-1].reviewer == review.reviewer:
            text = Text("한 위원의 평가가 두 번 있습니다.", "The reviewer's review is there twice.")
            problems.append(Problem(field, text))
        elif wrong := problems_of_points(rule, review.points):
            problems += [Problem(f"{field}/{one.field}", one.message) for one in wrong]
        else:
            so_far.append(counted(rule, review))
    for key, candidate in by_id.items():
        if len(given[key]) > candidate.seated:
            text = Text("평가가 위원 수보다 많습니다.", "There are more reviews than reviewers.")
            problems.append(Problem(key, text))
    if problems:
        raise ReviewsError(problems)
    return given


def first_difference(stored: Any, again: Any, path: str = "") -> str | None:
    """Return the path of the first value in which two sheets' JSON differs ("rows[3].base"), or None."""
    if isinstance(stored, dict) and isinstance(again, dict):
        for key in sorted({*stored, *again}):
            where = f"{path}.{key}" if path else key
            if (key in stored) != (key in again):
                return where
            if found := first_difference(stored[key], again[key], where):
                return found
        return None
    if isinstance(stored, list) and isinstance(again, list):
        for at, (one, other) in enumerate(zip(stored, again, strict=False)):
            if found := first_difference(one, other, f"{path}[{at}]"):
                return found
        return None if len(stored) == len(again) else f"{path}[{min(len(stored), len(again))}]"
    return None if stored == again else path or "(처음)"
