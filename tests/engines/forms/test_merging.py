"""Two people change the same draft: their answers come together, or the conflict is named."""

from hypothesis import given
from hypothesis import strategies as st

from didim.engines.forms import KEPT, UNKNOWN, base_of, merge

from .strategies import row

rows = st.dictionaries(st.sampled_from(["r1", "r2", "r3", "r4"]), st.integers(0, 2)).map(
    lambda given_rows: [row(key, x=value) for key, value in given_rows.items()]
)
values = st.sampled_from(["x", "y", "z"]) | rows | st.integers(0, 2)
sets = st.dictionaries(st.sampled_from(["a", "b", "c"]), values)


def test_each_ones_changes_are_taken():
    merged = merge({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "3", "c": "4"})
    assert (merged.answers, merged.conflicts) == ({"a": "2", "b": "3", "c": "4"}, ())


def test_deletion_is_a_change():
    assert merge({"a": "1"}, {}, {"a": "1"}).answers == {}


def test_both_changed_the_same_field():
    merged = merge({"a": "1"}, {"a": "2"}, {"a": "3"})
    assert merged.answers == {"a": "3"}
    ((conflict),) = merged.conflicts
    assert (conflict.field, conflict.row, conflict.mine, conflict.theirs) == ("a", "", "2", "3")


def test_changed_against_deleted_is_a_conflict_and_nothing_is_lost():
    merged = merge({"a": "1"}, {"a": "2"}, {})
    assert merged.answers == {"a": "2"}
    assert [(conflict.mine, conflict.theirs) for conflict in merged.conflicts] == [("2", None)]


def test_rows_merge_by_their_key():
    base = {"t": [row("a", x=1), row("b", x=2)]}
    mine = {"t": [row("a", x=1), row("b", x=5), row("m", x=6)]}
    theirs = {"t": [row("a", x=9), row("b", x=2), row("t", x=7)]}
    merged = merge(base, mine, theirs)
    assert merged.answers == {"t": [row("a", x=9), row("b", x=5), row("m", x=6), row("t", x=7)]}
    assert merged.conflicts == ()


def test_row_that_both_changed():
    merged = merge({"t": [row("a", x=1)]}, {"t": [row("a", x=2)]}, {"t": [row("a", x=3)]})
    assert merged.answers == {"t": [row("a", x=3)]}
    ((conflict),) = merged.conflicts
    assert (conflict.field, conflict.row, conflict.mine) == ("t", "a", row("a", x=2))


def test_base_by_versions():
    theirs = {"a": "1", "b": "2"}
    base = base_of({"a": 3, "b": 4}, {"a": 3, "b": 5}, theirs)
    assert base == {"a": "1", "b": UNKNOWN}
    merged = merge(base, {"a": "9", "b": "8"}, theirs)
    assert merged.answers == {"a": "9", "b": "2"}
    assert [conflict.field for conflict in merged.conflicts] == ["b"]


def test_unknown_base_never_deletes():
    base = {"a": UNKNOWN, "t": UNKNOWN}
    merged = merge(base, {"t": [row("m", x=1)]}, {"a": "1", "t": [row("n", x=2)]})
    assert merged.answers == {"a": "1", "t": [row("m", x=1), row("n", x=2)]}
    assert merged.conflicts == ()


def test_kept_answers_of_both_stay():
    kept = [{"field": name, "label": "", "value": "v"} for name in "ab"]
    assert merge({}, {KEPT: kept[1:]}, {KEPT: kept}).answers == {KEPT: kept}


@given(sets, sets, sets)
def test_without_conflict_it_does_not_matter_who_is_who(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert len(one.conflicts) == len(other.conflicts)
    if not one.conflicts:
        assert one == other


@given(sets, sets)
def test_one_who_changed_nothing_gets_the_others_answers(base, mine):
    assert merge(base, mine, base).answers == mine
    assert merge(base, base, mine).answers == mine


@given(sets, sets, sets)
def test_what_one_alone_wrote_stands(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for key, value in mine.items():
        if theirs.get(key) == base.get(key) and value != base.get(key):
            assert merged.answers[key] == value
