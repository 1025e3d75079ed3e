"""Documents, exclusions and bonus points of a call become steps of its form."""

import pytest

from didim.engines.forms import (
    FileFact,
    Form,
    FormError,
    assembled,
    dump_bonus_point,
    dump_document,
    dump_exclusion,
    load_bonus_points,
    load_documents,
    load_exclusions,
    written_steps,
)

from .strategies import form_of

DOCUMENTS = [
    {
        "key": "doc_tax",
        "kind": "national_tax",
        "label": "국세 납세증명서",
        "required": True,
        "reuse": True,
        "validity_days": 30,
        "types": ["pdf"],
        "max_megabytes": 10,
        "max_count": 1,
    }
]
EXCLUSIONS = [{"key": "arrears", "text": "체납 중인 기업", "text_en": "Firms in arrears"}]
BONUS = [{"key": "award", "label": "수상", "points": "0.5", "evidence": "상장 사본"}]
LISTS = {
    "documents": load_documents(DOCUMENTS),
    "exclusions": load_exclusions(EXCLUSIONS),
    "bonus_points": load_bonus_points(BONUS),
}
OWN = Form.load(form_of({"key": "name", "kind": "text", "label": "이름"}))
FORM = Form(assembled(OWN.structure, **LISTS))
CONFIRMED = {"exclusions": FORM.fields["exclusions"].kind.version}
TAX = {"doc_tax": [FileFact("납세.pdf", 100)]}


def faults(load, *rows):
    with pytest.raises(FormError) as caught:
        load(list(rows))
    return [str(fault) for fault in caught.value.faults]


def test_lists_survive_storing():
    assert [dump_document(entry) for entry in LISTS["documents"]] == DOCUMENTS
    assert [dump_exclusion(entry) for entry in LISTS["exclusions"]] == EXCLUSIONS
    assert [dump_bonus_point(entry) for entry in LISTS["bonus_points"]] == BONUS


def test_each_list_is_a_step_behind_those_somebody_wrote():
    assert [(step.key, step.origin) for step in FORM.steps] == [
        ("one", ""),
        ("call_exclusions", "exclusions"),
        ("call_bonus", "bonus"),
        ("call_documents", "documents"),
    ]


def test_assembling_again_changes_nothing():
    assert assembled(FORM.structure, **LISTS) == FORM.structure
    assert Form.load(FORM.dump()).structure == FORM.structure
    assert written_steps(FORM.steps) == OWN.steps
    assert assembled(FORM.structure) == OWN.structure


def test_exclusions_are_confirmed_and_documents_handed_in():
    assert [(problem.field, str(problem)) for problem in FORM.check({}, {})] == [
        ("exclusions", "동의해 주세요."),
        ("doc_tax", "파일을 올려 주세요."),
    ]
    assert FORM.check(CONFIRMED, TAX) == []


def test_claimed_bonus_needs_its_evidence():
    claimed = CONFIRMED | {"bonus": ["award"]}
    assert [(problem.field, str(problem)) for problem in FORM.check(claimed, TAX)] == [
        ("bonus_award", "파일을 올려 주세요.")
    ]
    assert FORM.check(claimed, TAX | {"bonus_award": [FileFact("상장.jpg", 5)]}) == []


def test_age_of_a_document_is_said_beside_it():
    assert FORM.fields["doc_tax"].help.ko == "접수 마감일 기준 30일 안에 발급한 것"


def test_wrong_rows_are_refused_with_their_place():
    assert faults(load_documents, {"key": "a"}, "x") == [
        "1번째 줄: 내용을 적어 주세요.",
        "2번째 줄: {…} 꼴의 객체여야 합니다.",
    ]
    assert faults(load_exclusions, *EXCLUSIONS, *EXCLUSIONS) == ["키 'arrears'이(가) 두 번 쓰였습니다."]
    for points in ("0", "101", 1, "1.234", "NaN", None):
        assert faults(load_bonus_points, BONUS[0] | {"points": points}) == [
            "1번째 줄: 점수를 0보다 크고 100 이하인 수로 적어 주세요."
        ]
