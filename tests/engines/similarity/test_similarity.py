from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.similarity import (
    BORDER,
    PlanIndex,
    SimilarityRule,
    common_shingles,
    compare,
    fingerprint,
    found_in_any,
    passages,
    read_plan,
)
from didim.kernel.definitions import shipped_definitions

RULE = SimilarityRule.of(shipped_definitions()["plan-similarity"].versions[-1].values)
SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 2000)]


def written(seed: int, letters: int) -> str:
    """Return a text of random syllables with spaces and full stops, different for every seed."""
    rng = np.random.default_rng(seed)
    out = []
    for number, syllable in enumerate(rng.choice(SYLLABLES, letters)):
        out.append(str(syllable) + (". " if number % 37 == 36 else " " if number % 4 == 3 else ""))
    return "".join(out)


def read(text: str):
    return read_plan(text, letters=RULE.letters)


texts = st.text(st.sampled_from("가나다라마바사 .,\n아자"), max_size=120)


@given(texts)
def test_text_compared_with_itself_is_one(text):
    plan = read(text)
    assert compare(plan, plan).jaccard == (1.0 if plan.hashes.size else 0.0)


@given(texts, texts)
def test_resemblance_is_symmetric(one, two):
    left, right = read(one), read(two)
    assert compare(left, right).jaccard == compare(right, left).jaccard
    assert compare(left, right).shared == compare(right, left).shared


@given(texts, texts)
def test_shared_shingles_are_those_a_naive_count_finds(one, two):
    def naive(text: str) -> set[str]:
        letters = "".join(letter for letter in text if letter.isalnum())
        return {letters[at : at + RULE.letters] for at in range(len(letters) - RULE.letters + 1)}

    found = compare(read(one), read(two))
    assert (found.shared, found.own, found.other) == (
        len(naive(one) & naive(two)),
        len(naive(one)),
        len(naive(two)),
    )


def test_spaces_punctuation_case_and_width_change_nothing():
    assert (
        compare(read("AI 기반, 재고-관리 SaaS 플랫폼!"), read("ａｉ기반 재고관리saas\n플랫폼")).jaccard == 1.0
    )


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::5])
def test_paragraphs_in_another_order_still_match(order):
    parts = [written(seed, 400) for seed in range(4)]
    moved = [parts[at] for at in order]
    assert compare(read("\n".join(parts)), read("\n".join(moved))).share > 0.97


def test_texts_of_different_people_hardly_match():
    shares = [compare(read(written(seed, 2000)), read(written(seed + 100, 2000))).share for seed in range(20)]
    assert max(shares) < 0.01


def test_half_a_plan_copied_is_half_contained():
    copied = read(written(1, 1000) + written(2, 1000))
    assert compare(copied, read(written(1, 1000) + written(3, 3000))).share == pytest.approx(0.5, abs=0.01)


def test_patchwork_of_two_plans_is_found_whole():
    patchwork = read(written(1, 1000) + written(2, 1000))
    others = [read(written(1, 2000)), read(written(2, 2000))]
    assert max(compare(patchwork, other).share for other in others) < 0.55
    assert found_in_any(patchwork, others) > 0.95


def test_nothing_matches_across_a_border():
    assert (
        compare(
            read("가나다라마바사아" + BORDER + "자차카타파하"), read("가나다라마바사아자차카타파하")
        ).shared
        == 0
    )


def test_sentences_of_the_template_do_not_count():
    template = written(7, 600)
    plans = [read(template + written(seed, 600)) for seed in range(30)]
    common = common_shingles(plans, rule=RULE)
    assert compare(plans[0], plans[1]).share > 0.45
    assert compare(plans[0], plans[1], ignored=common).share < 0.01
    assert common_shingles(plans[: RULE.common_plans - 1], rule=RULE).size == 0


def test_copies_among_many_plans_are_not_taken_for_boilerplate():
    plans = [read(written(min(seed, 25), 600)) for seed in range(30)]
    common = common_shingles(plans, rule=RULE)
    assert compare(plans[28], plans[29], ignored=common).share == 1.0


@given(st.integers(0, 50), st.floats(0.2, 1.0))
def test_index_finds_every_plan_that_is_reported(seed, part):
    source = written(seed, 3000)
    copied = read(source[: int(len(source) * part)] + written(seed + 1000, int(3000 * (1 - part))))
    index = PlanIndex(
        (key, fingerprint(read(text), sample=RULE.sample))
        for key, text in enumerate([written(seed + 2000, 3000), source, written(seed + 3000, 3000)])
    )
    found = index.candidates(fingerprint(copied, sample=RULE.sample), rule=RULE)
    assert [candidate.key for candidate in found] == [1]
    assert found[0].estimate == pytest.approx(compare(copied, read(source)).share, abs=0.15)


def test_empty_index_and_empty_text_find_nothing():
    asked = fingerprint(read(written(1, 500)), sample=RULE.sample)
    assert PlanIndex([]).candidates(asked, rule=RULE) == []
    assert PlanIndex([(1, asked)]).candidates(asked[:0], rule=RULE) == []


def test_passages_are_the_same_letters_in_both_texts():
    shared = [written(50, 80), written(51, 40)]
    one = written(1, 300) + shared[0] + written(2, 300) + shared[1]
    two = shared[1] + written(3, 200) + shared[0]
    found = passages(read(one), read(two), rule=RULE)
    assert [passage.letters for passage in found] == [80, 40]
    for passage in found:
        here, there = one[passage.start : passage.end], two[passage.other_start : passage.other_end]
        assert "".join(here.split()) == "".join(there.split())


def test_passages_leave_out_boilerplate_and_what_is_too_short():
    template, own = written(7, 200), written(8, RULE.passage_letters - 1)
    one, two = read(template + BORDER + own + written(1, 50)), read(own + BORDER + template)
    assert [passage.letters for passage in passages(one, two, rule=RULE)] == [200]
    assert passages(one, two, rule=RULE, ignored=read(template).distinct) == ()


@given(texts, texts)
def test_passages_never_overlap_in_the_first_text(one, two):
    rule = SimilarityRule(10, 1, 1, 0.1, 0.5, 0.5, 20, 200, 10, 40)
    found = passages(read(one), read(two), rule=rule)
    assert all(left.end <= right.start for left, right in pairwise(found))
    for passage in found:
        here, there = one[passage.start : passage.end], two[passage.other_start : passage.other_end]
        assert [letter for letter in here if letter.isalnum()] == [
            letter for letter in there if letter.isalnum()
        ]


def test_rule_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="at least a shingle"):
        SimilarityRule(10, 1, 1, 0.1, 0.5, 0.5, 20, 200, 5, 40)
    with pytest.raises(ValueError, match="in their order"):
        SimilarityRule(10, 1, 1, 0.6, 0.5, 0.5, 20, 200, 20, 40)
