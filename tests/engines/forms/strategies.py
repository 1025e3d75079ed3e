"""Forms and answers as Hypothesis makes them, beside one form that has every kind of field."""

from typing import Any

from hypothesis import strategies as st

CONSENT = {
    "key": "privacy",
    "kind": "consent",
    "label": "동의",
    "text": "개인정보를 씁니다.",
    "required": True,
}

EVERY_KIND: dict[str, Any] = {
    "page": {"characters": 100, "definition": "plan-page@2026-01-01", "max_pages": 3},
    "steps": [
        {
            "key": "firm",
            "title": "기업현황",
            "title_en": "The firm",
            "fields": [
                {
                    "key": "name",
                    "kind": "text",
                    "label": "기업명",
                    "label_en": "Name",
                    "required": True,
                    "prefill": "name",
                },
                {
                    "key": "number",
                    "kind": "business_number",
                    "label": "사업자등록번호",
                    "prefill": "business_number",
                },
                {"key": "address", "kind": "address", "label": "소재지", "prefill": "address"},
                {
                    "key": "opened",
                    "kind": "date",
                    "label": "개업일",
                    "min": "1950-01-01",
                    "prefill": "opened_on",
                },
                {
                    "key": "people",
                    "kind": "number",
                    "label": "인원",
                    "unit": "명",
                    "unit_en": "people",
                    "min": 0,
                },
                {"key": "growth", "kind": "number", "label": "성장률", "digits": 2, "unit": "%", "min": -100},
                {"key": "sales", "kind": "money", "label": "매출액", "min": 0, "prefill": "sales"},
                {"key": "email", "kind": "email", "label": "전자우편"},
                {"key": "phone", "kind": "phone", "label": "전화"},
            ],
        },
        {
            "key": "plan",
            "title": "사업계획",
            "fields": [
                {
                    "key": "kind",
                    "kind": "choice",
                    "label": "유형",
                    "required": True,
                    "options": [{"value": "goods", "label": "제품"}, {"value": "export", "label": "수출"}],
                },
                {
                    "key": "countries",
                    "kind": "choice",
                    "label": "나라",
                    "multiple": True,
                    "at_most": 2,
                    "required": True,
                    "options": [{"value": value, "label": value} for value in ("us", "jp", "vn")],
                    "shown_when": {"kind": "one_of", "field": "kind", "values": ["export"]},
                },
                {
                    "key": "hiring",
                    "kind": "long_text",
                    "label": "채용 계획",
                    "max_chars": 50,
                    "required": True,
                    "shown_when": {"kind": "compare", "field": "people", "op": ">=", "value": 5},
                },
                {"key": "problem", "kind": "plan", "label": "문제", "section": "problem", "max_pages": 2},
                {"key": "solution", "kind": "plan", "label": "해결", "section": "solution", "required": True},
                {
                    "key": "team",
                    "kind": "table",
                    "label": "팀",
                    "min_rows": 1,
                    "max_rows": 3,
                    "columns": [
                        {"key": "who", "kind": "text", "label": "이름", "required": True},
                        {"key": "pay", "kind": "money", "label": "인건비"},
                    ],
                },
            ],
        },
        {
            "key": "papers",
            "title": "첨부",
            "fields": [
                {
                    "key": "plan_file",
                    "kind": "file",
                    "label": "사업계획서",
                    "types": ["pdf", "hwpx"],
                    "required": True,
                },
                CONSENT,
            ],
        },
    ],
}


def form_of(*fields: dict[str, Any], **page: Any) -> dict[str, Any]:
    """Return a form with one step."""
    return {"steps": [{"key": "one", "title": "하나", "fields": list(fields)}], "page": page}


def row(key: str, **cells: Any) -> dict[str, Any]:
    """Return a row of a table."""
    return {"_row": key, **cells}


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)

KEYS = ("a", "b", "c", "d", "e", "f")


@st.composite
def kinds(draw: Any, *, cell: bool = False) -> dict[str, Any]:
    """Return a kind of field with what it has of its own."""
    names = ["text", "number", "money", "date", "choice", "business_number", "email", "phone"]
    name = draw(
        st.sampled_from(names if cell else [*names, "long_text", "address", "plan", "consent", "table"])
    )
    own: dict[str, Any] = {"kind": name}
    if name == "choice":
        values = draw(st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=3, unique=True))
        own["options"] = [{"value": value, "label": value} for value in values]
        own["multiple"] = not cell and draw(st.booleans())
    elif name == "number":
        own["digits"] = draw(st.sampled_from([0, 0, 2]))
    elif name in ("text", "long_text"):
        own["max_chars"] = draw(st.sampled_from([3, 100]))
    elif name == "plan":
        own["section"] = "team"
    elif name == "consent":
        own["text"] = draw(st.sampled_from(["하나", "둘"]))
    elif name == "table":
        keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
        own["columns"] = [{"key": key, "label": key, **draw(kinds(cell=True))} for key in keys]
    return own


@st.composite
def forms(draw: Any) -> dict[str, Any]:
    """Return a form of up to six fields, by keys that other forms use too."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
    return form_of(*({"key": key, "label": key, **draw(kinds())} for key in keys))


@st.composite
def answers(draw: Any) -> dict[str, Any]:
    """Return answers as people and programs give them: of the right kind often, of any kind sometimes."""
    usual = (
        st.sampled_from(["가나다", "12", "1,200", "2026-03-01", "x", "a@b.kr", "02-123-4567", "124-81-00998"])
        | st.integers(-5, 5000)
        | st.lists(st.sampled_from(["x", "y", "z"]), max_size=3)
        | st.lists(
            st.dictionaries(st.sampled_from([*KEYS, "_row"]), st.sampled_from(["12", "말", 7])), max_size=3
        )
        | st.fixed_dictionaries({"postcode": st.just("04524"), "road": st.text(max_size=5)})
    )
    return draw(st.dictionaries(st.sampled_from([*KEYS, "gone"]), usual | json_values, max_size=7))
