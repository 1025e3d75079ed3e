import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.eligibility import RuleFormError, dump, load

from .strategies import rules


@given(rules)
@settings(deadline=None)
def test_load_gives_back_what_dump_wrote(rule):
    assert load(json.loads(json.dumps(dump(rule)))) == rule


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "kind",
                    "parts",
                    "part",
                    "fact",
                    "op",
                    "value",
                    "within",
                    "any_of",
                    "text",
                    "source",
                    "as_of",
                ]
            )
            | st.text(max_size=4),
            inner
            | st.sampled_from(
                ["all", "not", "compare", "firm_age", "region", "stage", "<=", "in", "2026-01-01"]
            ),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JUNK)
@settings(max_examples=150, deadline=None)
def test_load_of_anything_gives_a_rule_or_faults(content):
    try:
        rule = load(content)
    except RuleFormError as error:
        faults = error.faults
    else:
        faults = None
        assert load(dump(rule)) == rule
    assert faults != []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([], "(처음): 조건은 {…} 꼴의 객체여야 합니다."),
        ({"kind": "all", "parts": [{"kind": "maybe"}]}, "parts[0]: 'kind'는 all, any"),
        ({"kind": "not", "part": {"kind": "stated", "text": " "}}, "part.text: 조건을 문장으로 적으세요."),
        (
            {"kind": "compare", "fact": "firm_age", "op": "<=", "value": -1},
            "value: 업력(개월)은(는) 0 이상 1,200 이하의 정수로 적으세요.",
        ),
        (
            {"kind": "compare", "fact": "shoe_size", "op": "<=", "value": 1},
            "'fact' 항목 'shoe_size'을(를) 모릅니다",
        ),
        ({"kind": "compare", "fact": "sales", "op": "~", "value": 1}, "'op'는 =, !=, <"),
        ({"kind": "compare", "fact": "sales", "op": "in", "value": [1]}, "between을 쓰세요"),
        (
            {"kind": "compare", "fact": "sales", "op": "between", "value": [3, 1]},
            "value: 최솟값이 최댓값보다 큽니다",
        ),
        ({"kind": "compare", "fact": "sales", "op": "between", "value": [3]}, "value: between의 값은"),
        (
            {"kind": "compare", "fact": "stage", "op": "<", "value": "closed"},
            "사업 단계은(는) =, !=, in 으로만",
        ),
        (
            {"kind": "compare", "fact": "stage", "op": "=", "value": "asleep"},
            "value: 사업 단계의 값은 pre_founder",
        ),
        (
            {"kind": "compare", "fact": "opened_on", "op": ">", "value": "어제"},
            "value: 날짜를 2026-01-31처럼",
        ),
        ({"kind": "region", "within": []}, "within: 지역 코드"),
        ({"kind": "industry", "within": ["X"]}, "within: 업종 코드"),
        ({"kind": "designation", "any_of": ["king"]}, "any_of: 인증·확인은 venture"),
        ({"kind": "all", "parts": {}}, "(처음): 'parts'에 조건 목록을"),
        ({"kind": "all", "parts": [], "source": 3}, "source: 'source'에는"),
        ({"kind": "designation", "any_of": ["women"], "as_of": 5}, "as_of: 날짜를"),
    ],
)
def test_load_with_a_fault_names_the_node_and_the_way_out(content, fault):
    with pytest.raises(RuleFormError) as caught:
        load(content)
    assert fault in str(caught.value)


def test_load_collects_every_fault():
    content = {"kind": "all", "parts": [{"kind": "region"}, {"kind": "stated"}, {"kind": "all", "parts": 1}]}
    with pytest.raises(RuleFormError) as caught:
        load(content)
    assert [fault.path for fault in caught.value.faults] == ["parts[0].within", "parts[1].text", "parts[2]"]


def test_load_refuses_what_is_too_deep_or_too_large():
    deep = {"kind": "stated", "text": "가"}
    for _ in range(30):
        deep = {"kind": "not", "part": deep}
    with pytest.raises(RuleFormError, match="24단계보다"):
        load(deep)
    with pytest.raises(RuleFormError, match="2,000개를"):
        load({"kind": "all", "parts": [{"kind": "stated", "text": "가"}] * 3000})
