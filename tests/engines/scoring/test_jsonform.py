import dataclasses
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.scoring import (
    Criterion,
    CutoffOn,
    RoundFormError,
    Rounding,
    RoundKind,
    TieBreak,
    TieKind,
    dump_rounds,
    load_rounds,
)
from didim.kernel.wording import Text
from tests.engines.scoring.building import rounds_of

STANDARD = rounds_of(RoundKind.WRITTEN, RoundKind.PRESENTATION)
numbers = st.integers(1, 10_000).map(lambda number: Decimal(number) / 100)


@st.composite
def rounds(draw):
    criteria = tuple(
        Criterion(key, Text(f"항목 {key}", key), draw(numbers), draw(numbers))
        for key in draw(st.lists(st.sampled_from(["problem", "team", "scale_up"]), min_size=1, unique=True))
    )
    rule = dataclasses.replace(
        STANDARD[0],
        criteria=criteria,
        trim_from=draw(st.none() | st.integers(3, 30)),
        decimals=draw(st.integers(0, 8)),
        rounding=draw(st.sampled_from(Rounding)),
        quorum=draw(st.fractions(Fraction(1, 100), 1, max_denominator=100)),
        cutoff=draw(st.none() | st.just(Decimal(0))),
        cutoff_on=draw(st.sampled_from(CutoffOn)),
        bonus_cap=draw(numbers),
        step=draw(numbers),
        shortlist=draw(st.none() | numbers.map(lambda number: 1 + number)),
        tie_break=(TieBreak(TieKind.CRITERION, criteria[0].key), TieBreak(TieKind.RECEIVED)),
    )
    return rule, STANDARD[1]


@given(rounds())
def test_rounds_come_back_from_their_json(rules):
    assert load_rounds(json.loads(json.dumps(dump_rounds(rules)))) == rules


def test_a_round_needs_little_and_the_rest_is_told():
    (rule,) = load_rounds(
        [
            {
                "key": "written",
                "name": "서류",
                "kind": "written",
                "criteria": [{"key": "whole", "label": "종합", "max": 100}],
                "decimals": 4,
                "rounding": "half_up",
                "quorum": "2/3",
            }
        ]
    )
    assert (rule.trim_from, rule.cutoff, rule.bonus_cap, rule.weight, rule.step) == (None, None, 0, 1, 1)
    assert (rule.name.en, rule.full_marks, rule.tie_break) == ("서류", 100, (TieBreak(TieKind.LOT),))
    assert load_rounds([]) == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("key", "Written"),
        ("name", " "),
        ("name_en", 3),
        ("kind", "oral"),
        ("criteria", []),
        ("criteria[0]", "problem"),
        ("criteria[0].key", ""),
        ("criteria[0].max", "0"),
        ("criteria[0].max", 25.0),
        ("criteria[0].weight", "-1"),
        ("trim_from", 2),
        ("trim_from", True),
        ("decimals", 9),
        ("rounding", "up and down"),
        ("quorum", "4/3"),
        ("quorum", "2/0"),
        ("cutoff", "NaN"),
        ("cutoff", "100.5"),
        ("cutoff_on", "total"),
        ("bonus_cap", "1e3"),
        ("weight", "20000"),
        ("shortlist", "0.5"),
        ("step", "0"),
        ("tie_break", "lot"),
        ("tie_break", ["lot", "lot"]),
        ("tie_break[0]", "lot:1"),
        ("tie_break[0]", "criterion:wealth"),
        ("tie_break[0]", "round:presentation"),
        ("definitions", [1]),
        ("colour", "red"),
    ],
)
def test_wrong_value_is_refused_where_it_stands(path, value):
    content = dump_rounds(STANDARD)
    here, name = content[0], path
    if path.startswith(("criteria[0]", "tie_break[0]")):
        here, _, name = content[0][path.split("[")[0]], "", 0
        if "." in path:
            here, name = here[0], path.split(".")[1]
    here[name] = value
    with pytest.raises(RoundFormError) as refusal:
        load_rounds(content)
    assert set(refusal.value.by_field()) >= {f"[0].{path}"}


def test_rounds_are_checked_together():
    content = dump_rounds(STANDARD)
    content[1] |= {"key": "written", "bonus_cap": 3, "weight": 0, "shortlist": "2", "tie_break": []}
    with pytest.raises(RoundFormError) as refusal:
        load_rounds(content)
    assert refusal.value.by_field() == {
        "": [
            "'written'이(가) 두 번 있습니다.",
            "마지막 총점에 들어가는 단계가 없습니다. 한 단계 이상의 반영 비율을 0보다 크게 적으세요.",
        ],
        "[1].bonus_cap": ["가점은 서류평가에서만 줄 수 있습니다. 0으로 적으세요."],
        "[1].shortlist": ["마지막 단계는 선정 규모로 정합니다. 배수를 비우세요."],
    }


@pytest.mark.parametrize("content", [None, {}, "[]", ["written"], [{}], [None]])
def test_what_is_no_list_of_rounds_is_refused(content):
    with pytest.raises(RoundFormError):
        load_rounds(content)
