"""One business plan against 10,000 earlier ones, and 2,000 new plans among themselves.

Plans are made: 12,000 letters each of words drawn as people use them (few often, many seldom), so that
short runs agree by chance. Some copy a known part of an earlier plan; all of those must be found. Goal: one
plan within 1 s, from its text to the passages, with the fingerprints of the earlier ones in memory.
"""

import os
import time
from itertools import pairwise
from typing import Any

import numpy as np

from didim.engines.similarity import (
    PlanIndex,
    PlanText,
    SimilarityRule,
    common_shingles,
    compare,
    fingerprint,
    passages,
    read_plan,
)
from didim.kernel.definitions import shipped_definitions

EARLIER = 10_000
NEW = 2_000
LETTERS = 12_000
WORDS = 8_000
ASKED = 40
GOAL_ONE_S = 1.0
PARTS = (0.1, 0.2, 0.5, 0.9)


class Author:
    """Writes plans, the same one for the same number."""

    def __init__(self) -> None:
        rng = np.random.default_rng(3)
        syllables = [chr(0xAC00 + place) for place in rng.choice(11_172, 600, replace=False)]
        self.words = np.array(
            ["".join(rng.choice(syllables, size)) for size in rng.integers(2, 5, WORDS)], dtype=object
        )
        weights = 1 / np.arange(10, WORDS + 10)
        self.odds = np.cumsum(weights / weights.sum())
        self.template = " ".join(self.words[rng.integers(0, WORDS, 200)])

    def plan(self, number: int, words: int = LETTERS // 3) -> str:
        """Return the plan of a number."""
        rng = np.random.default_rng(number + 1_000)
        places = np.minimum(np.searchsorted(self.odds, rng.random(words)), WORDS - 1)
        return f"{self.template}\n{' '.join(self.words[places])}"

    def copy(self, number: int, source: int, part: float) -> str:
        """Return a plan that begins with the last part of an earlier one and goes on in its own words."""
        own, other = self.plan(number).split(" "), self.plan(source).split(" ")
        length = int(len(other) * part)
        return " ".join([*other[-length:], *own[200 + length :]])


def run() -> dict[str, Any]:
    """Make the plans and their fingerprints, ask for some, and count what was found."""
    rule = SimilarityRule.of(shipped_definitions()["plan-similarity"].versions[-1].values)
    author = Author()
    read_seconds, prints = 0.0, []
    for number in range(EARLIER):
        text = author.plan(number)
        before = time.process_time()
        prints.append((number, fingerprint(read_plan(text, letters=rule.letters), sample=rule.sample)))
        read_seconds += time.process_time() - before
    ignored = common_shingles(
        [read_plan(author.plan(number), letters=rule.letters) for number in range(rule.common_sample)],
        rule=rule,
    )
    started = time.perf_counter()
    index = PlanIndex(prints)
    build = time.perf_counter() - started
    times, missed, wrong, errors = [], 0, 0, []
    for asked in range(ASKED):
        part, source = PARTS[asked % len(PARTS)], asked * 97
        text = author.copy(EARLIER + asked, source, part)
        times.append(time.perf_counter())
        shares, plan = _ask(text, index, author, rule, ignored)
        times[-1] = time.perf_counter() - times[-1]
        exact = compare(plan, read_plan(author.plan(source), letters=rule.letters), ignored=ignored).share
        missed += exact >= rule.report_from and source not in shares
        wrong += sum(share >= rule.report_from for key, share in shares.items() if key != source)
        errors.append(abs(shares.get(source, exact) - exact))
    new = _among_themselves(author, rule, ignored)
    times.sort()
    return {
        "earlier_plans": EARLIER,
        "letters_a_plan": LETTERS,
        "shingle_letters": rule.letters,
        "one_plan_p50_ms": round(times[len(times) // 2] * 1000, 1),
        "one_plan_max_ms": round(times[-1] * 1000, 1),
        "goal_one_plan_ms": GOAL_ONE_S * 1000,
        "asked": ASKED,
        "missed": missed,
        "wrong": wrong,
        "largest_error_of_share": max(errors),
        "read_ms_a_plan": round(read_seconds / EARLIER * 1000, 2),
        "index_build_s": round(build, 2),
        "index_mb": round(sum(hashes.nbytes for _key, hashes in prints) * 1.5 / 2**20, 1),
        **new,
        "load_average": os.getloadavg()[0],
    }


def _ask(
    text: str, index: PlanIndex, author: Author, rule: SimilarityRule, ignored: Any
) -> tuple[dict[int, float], PlanText]:
    """Return the shares found of a plan, passages included in the work, and the plan as read."""
    plan = read_plan(text, letters=rule.letters)
    shares = {}
    for candidate in index.candidates(fingerprint(plan, sample=rule.sample), rule=rule, ignored=ignored):
        other = read_plan(author.plan(candidate.key), letters=rule.letters)
        shares[candidate.key] = compare(plan, other, ignored=ignored).share
        passages(plan, other, rule=rule, ignored=ignored)
    return shares, plan


def _among_themselves(author: Author, rule: SimilarityRule, ignored: Any) -> dict[str, Any]:
    """Measure a whole call: every new plan against the others of it, every tenth a copy of the one before."""
    texts = [author.plan(20_000 + number) for number in range(NEW)]
    for number, (before, _own) in enumerate(pairwise(texts), start=1):
        if number % 10 == 0:
            texts[number] = before
    started = time.perf_counter()
    prints = [
        (number, fingerprint(read_plan(text, letters=rule.letters), sample=rule.sample))
        for number, text in enumerate(texts)
    ]
    index = PlanIndex(prints)
    found = 0
    for number, hashes in prints:
        earlier = [
            candidate.key
            for candidate in index.candidates(hashes, rule=rule, ignored=ignored)
            if candidate.key < number
        ]
        for key in earlier:
            plan, other = (read_plan(texts[at], letters=rule.letters) for at in (number, key))
            found += compare(plan, other, ignored=ignored).share >= rule.committee_from
    return {
        "call_plans": NEW,
        "call_whole_s": round(time.perf_counter() - started, 2),
        "call_copies": (NEW - 1) // 10,
        "call_copies_found": found,
    }
