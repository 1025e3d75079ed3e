from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.eligibility import (
    AllOf,
    AnyOf,
    Compare,
    HasDesignation,
    Not,
    Operator,
    RegionWithin,
    Stated,
)
from didim.engines.eligibility.catalogue import Basis
from didim.engines.eligibility.jsonform import dump
from didim.web.workbench.rules.drafts import Draft, changed, from_form, from_json
from didim.web.workbench.rules.writing import number_typed, sentences, write

RULE = AllOf(
    (
        Compare("firm_age", Operator.LE, 84),
        AnyOf((RegionWithin(("11", "41")), HasDesignation(("venture",)))),
        Not(Compare("size_class", Operator.IN, ("large", "mid_sized"))),
        Stated("세금을 체납하지 않았을 것"),
    )
)


def form_of(draft: Draft) -> QueryDict:
    posted = QueryDict(mutable=True)
    for node in draft.walk():
        posted[f"{node.path}-kind"] = node.kind
        posted[f"{node.path}-fact"] = node.fact
        posted[f"{node.path}-op"] = node.op
        posted[f"{node.path}-value"], posted[f"{node.path}-value2"] = node.values
        posted.setlist(f"{node.path}-codes", node.codes)
        posted[f"{node.path}-text"] = node.text
    return posted


def test_rule_goes_through_the_form_unchanged() -> None:
    draft = from_form(form_of(from_json(dump(RULE))))
    assert write(draft).rule == RULE


def test_empty_rule_is_a_group_without_conditions() -> None:
    assert write(from_json({})).rule == AllOf(())


def test_single_condition_is_put_into_a_group() -> None:
    assert write(from_json(dump(Stated("문장")))).rule == AllOf((Stated("문장"),))


def test_add_puts_the_new_condition_last_and_gives_it_the_focus() -> None:
    draft, focus = changed(from_json(dump(RULE)), "add:r_1", Draft("stated", text="또는 이 문장"))
    assert focus == "r_1_2"
    assert draft.parts[1].parts[2].path == "r_1_2"
    assert draft.parts[1].parts[2].text == "또는 이 문장"


def test_remove_closes_the_gap() -> None:
    draft, focus = changed(from_json(dump(RULE)), "remove:r_0")
    assert focus == "r"
    assert [part.kind for part in draft.parts] == ["any", "not", "stated"]
    assert [part.path for part in draft.parts] == ["r_0", "r_1", "r_2"]


def test_up_and_down_change_the_order() -> None:
    draft, focus = changed(from_json(dump(RULE)), "up:r_3")
    assert [part.kind for part in draft.parts] == ["compare", "any", "stated", "not"]
    assert focus == "r_2"
    draft, _ = changed(draft, "down:r_0")
    assert [part.kind for part in draft.parts] == ["any", "compare", "stated", "not"]


def test_first_condition_cannot_go_up() -> None:
    draft, focus = changed(from_json(dump(RULE)), "up:r_0")
    assert [part.kind for part in draft.parts] == ["compare", "any", "not", "stated"]
    assert focus == "r_0"


def test_negate_twice_is_the_condition_again() -> None:
    draft, _ = changed(from_json(dump(RULE)), "negate:r_0")
    assert write(draft).rule.parts[0] == Not(RULE.parts[0])
    draft, _ = changed(draft, "negate:r_0")
    assert write(draft).rule == RULE


def test_the_root_stays_whatever_is_asked() -> None:
    for action in ("remove:r", "up:r", "negate:r", "add:r_9", "nonsense", "remove:r_x"):
        draft, _ = changed(from_json(dump(RULE)), action, Draft("stated"))
        assert write(draft).rule == RULE


def test_faults_stand_at_their_nodes_in_order() -> None:
    draft = from_json(dump(RULE))
    draft.parts[0].values = ["일곱", ""]
    draft.parts[1].parts[0].codes = []
    draft.parts[3].text = ""
    written = write(draft)
    assert written.rule is None
    assert sentences(written.faults) == [
        ("r_0", "개월 수를 84처럼, 또는 7년 6개월처럼 적어 주세요."),
        ("r_1_0", "지역을 하나 이상 넣어 주세요."),
        ("r_3", "조건을 문장으로 적어 주세요."),
    ]


def test_unknown_name_typed_is_a_fault_that_quotes_it() -> None:
    draft = from_json(dump(RULE))
    draft.parts[1].parts[0].adding = "강남굽"
    assert write(draft).faults == {
        "r_1_0": ["'강남굽'을(를) 찾지 못했습니다. 목록에 있는 이름이나 코드로 적어 주세요."]
    }


def test_between_out_of_order_is_a_fault() -> None:
    draft = from_json(dump(AllOf((Compare("employees", Operator.BETWEEN, (5, 50)),))))
    draft.parts[0].values = ["50", "5"]
    assert write(draft).faults == {"r_0": ["앞의 값이 뒤의 값보다 큽니다. 두 값을 바꿔 주세요."]}


def test_number_typed_as_people_write_it() -> None:
    assert number_typed("7년", Basis.ELAPSED_MONTHS) == 84
    assert number_typed("7년 6개월", Basis.ELAPSED_MONTHS) == 90
    assert number_typed("90 개월", Basis.ELAPSED_MONTHS) == 90
    assert number_typed("1,200", Basis.PLAIN) == 1200
    assert number_typed("12억 5,000만원", Basis.PLAIN) == 1_250_000_000
    assert number_typed("3천만", Basis.PLAIN) == 30_000_000
    assert number_typed("50명", Basis.PLAIN) == 50
    assert number_typed("39세", Basis.COMPLETED_YEARS) == 39
    assert number_typed("2026. 1. 31.", Basis.DAY) is None
    assert number_typed("2026.01.31", Basis.DAY) == "2026-01-31"
    assert number_typed("", Basis.PLAIN) is None
    assert number_typed("많이", Basis.PLAIN) is None


@given(st.text(max_size=20), st.sampled_from(list(Basis)))
def test_number_typed_never_fails(text: str, basis: Basis) -> None:
    value = number_typed(text, basis)
    assert value is None or isinstance(value, int | str)


@given(st.dictionaries(st.from_regex(r"r(_[0-9]){0,3}-[a-z]{2,6}", fullmatch=True), st.text(max_size=8)))
def test_any_form_becomes_a_draft_and_faults(posted: dict[str, str]) -> None:
    form = QueryDict(mutable=True)
    form.update(posted)
    written = write(from_form(form))
    assert (written.rule is None) == bool(written.faults)
