from datetime import date

import pytest

from didim.engines.expenditure import Stage, load_pack, shipped_packs
from didim.engines.expenditure.conditions import EvidenceList
from didim.kernel.definitions import DefinitionError, parse_definition
from tests.engines.expenditure.building import PACK

SMALL = """
id = "small"
name = "작은 규칙집"
name_en = "Small pack"
[[versions]]
valid_from = 2026-01-01
source = "가"
[versions.values]
document = "지침"
document_en = "Guideline"
evidence = [{ key = "receipt", label = "영수증", label_en = "Receipt" }]
marks = [{ key = "vehicle", label = "차량", label_en = "Vehicle" }]
approvals = [{ key = "review", label = "심의", label_en = "Review" }]
means = [{ key = "card", label = "카드", label_en = "Card" }]
[[versions.values.lines]]
key = "a"
label = "가"
label_en = "A"
sub_items = [{ key = "a1", label = "가1", label_en = "A1" }]
[[versions.values.rules]]
key = "one"
label = "규칙"
label_en = "Rule"
article = "제1조"
article_en = "Art. 1"
"""


def small(rule):
    definition = parse_definition(SMALL + rule, file_name="small.toml")
    return load_pack(definition, definition.versions[0])


def test_pack_has_the_nine_budget_lines_in_their_order():
    assert [line.label.ko for line in PACK.lines] == [
        "재료비",
        "외주용역비",
        "기계장치",
        "특허권 등 무형자산",
        "인건비",
        "지급수수료",
        "여비",
        "교육훈련비",
        "광고선전비",
    ]


def test_every_line_has_evidence_at_every_stage_it_can_be_in():
    for line in PACK.lines:
        stages = (
            (Stage.FIRST_MONTH, Stage.MONTHLY, Stage.LAST_MONTH)
            if line.key == "wages"
            else (Stage.COMPLETION,)
        )
        for item in line.sub_items:
            lists = [
                rule.condition
                for rule in PACK.rules_for(line.key, item.key, date(2026, 5, 1))
                if isinstance(rule.condition, EvidenceList)
            ]
            assert all(any(one.needed(stage) for one in lists) for stage in stages)


def test_every_kind_of_evidence_mark_and_approval_is_used_by_a_rule():
    text = "\n".join(repr(rule.condition) for rule in PACK.rules)
    for names in (PACK.marks, PACK.approvals):
        assert all(f"'{key}'" in text for key in names)
    used = {
        key
        for rule in PACK.rules
        if isinstance(rule.condition, EvidenceList)
        for stage in Stage
        for key in rule.condition.needed(stage)
    }
    assert set(PACK.evidence) - used == {"advance_guarantee"}


def test_pack_is_kept_by_the_id_of_its_version():
    assert PACK.id == "startup-funds@2024-01-01"
    assert shipped_packs()["startup-funds"].name_en == PACK.name.en


def test_rule_holds_on_the_days_it_says():
    pack = small('kind = "within_line"\nvalid_from = 2026-03-01\nvalid_to = 2026-06-30')
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [len(pack.rules_for("a", "a1", day)) for day in days] == [0, 1, 1, 0]


def test_rule_without_days_of_its_own_holds_from_its_version_on():
    rule = small('kind = "within_line"').rules[0]
    assert (rule.valid_from, rule.valid_to) == (date(2026, 1, 1), None)
    assert str(rule.citation) == "지침 제1조"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ('kind = "magic"', "kind에"),
        ('kind = "within_line"\nlimit = 3', "모르는 항목 limit"),
        ('kind = "within_line"\nlines = ["b"]', "'b'는 이 규칙집에 없는 이름"),
        ('kind = "within_line"\nlines = "a"', "'lines'를 문자열 목록"),
        ('kind = "within_line"\nvalid_from = "2026"', "'valid_from'를 날짜"),
        ('kind = "quotes"\nleast = 2', "from_won이나 above_won"),
        ('kind = "quotes"\nleast = 2\nfrom_won = 1\nabove_won = 1\nwith_vat = true', "하나만"),
        ('kind = "quotes"\nleast = -1\nfrom_won = 1\nwith_vat = true', "'least'를 0 이상"),
        ('kind = "quotes"\nleast = 1\nfrom_won = 1', "'with_vat'를 true나 false"),
        ('kind = "evidence"\nstages = 1', "표여야"),
        ('kind = "evidence"\nstages = { someday = [] }', "'someday' 대신"),
        ('kind = "evidence"\nstages = { completion = ["photo"] }', "'photo'는 이 규칙집에 없는"),
        ('kind = "approval"\napproval = "whim"', "'whim'는 이 규칙집에 없는"),
        ('kind = "banned_relations"\nrelations = { spouse = ["배우자"] }', "한국어와 영어"),
        ('kind = "banned_workers"\nties = ["cousin"]', "'cousin' 대신"),
        ('kind = "advance"\nguarantee = "bond"', "'bond'는 이 규칙집에 없는"),
    ],
)
def test_broken_rule_is_refused_with_its_place_and_the_way_out(rule, sentence):
    with pytest.raises(DefinitionError, match=sentence) as error:
        small(rule)
    assert "small@2026-01-01 rules[0]" in str(error.value)


def test_two_rules_of_one_key_are_refused():
    again = SMALL.split("[[versions.values.rules]]")[1]
    with pytest.raises(DefinitionError, match="'one'가 두 번"):
        small(f'kind = "within_line"\n[[versions.values.rules]]{again}kind = "no_vat"')
