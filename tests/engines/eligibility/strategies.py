"""Random firms and rules for property tests, small enough that they often touch the borders."""

from dataclasses import fields, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from didim.engines.eligibility import (
    CATALOGUE,
    AllOf,
    AnyOf,
    Compare,
    FirmFacts,
    HasDesignation,
    HeldDesignation,
    IndustryWithin,
    LegalForm,
    Likely,
    Not,
    Operator,
    RegionWithin,
    SizeClass,
    Source,
    Stage,
    Stated,
)

DAY = date(2026, 3, 1)
days = st.dates(DAY - timedelta(days=800), DAY + timedelta(days=60))
REGIONS = [
    ("00",),
    ("00", "11"),
    ("00", "11", "11680"),
    ("00", "41", "41110", "41111"),
    ("00", "41", "41110"),
]
INDUSTRIES = ["C", "26", "261", "26110", "56", "56211", "J"]
REGION_CODES = ["00", "11", "11680", "41", "41110", "41111", "11110"]
KINDS = ["women", "venture", "social"]

held = st.builds(
    HeldDesignation,
    st.sampled_from(KINDS),
    st.none() | days,
    st.none() | days,
)

firms = st.builds(
    FirmFacts,
    stage=st.none() | st.sampled_from(list(Stage)),
    legal_form=st.none() | st.sampled_from(list(LegalForm)),
    opened_on=st.none() | days,
    region_path=st.none() | st.sampled_from(REGIONS),
    industry=st.none() | st.sampled_from(INDUSTRIES),
    employees=st.none() | st.integers(0, 6),
    sales=st.none() | st.integers(0, 6),
    sales_average=st.none() | st.integers(0, 6),
    birth_year=st.none() | st.integers(1984, 1990),
    birth_date=st.none() | st.dates(date(1984, 1, 1), date(1990, 12, 31)),
    size_classes=st.none() | st.frozensets(st.sampled_from(list(SizeClass)), min_size=1),
    designations=st.lists(held, max_size=3).map(tuple),
    designations_complete=st.booleans(),
)

sources = st.none() | st.builds(
    Source, st.sampled_from(["", "창업 7년 이내"]), st.sampled_from(["", "summary"])
)
as_of = st.none() | days
_ORDER = [Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE]


@st.composite
def comparisons(draw):
    fact, values = draw(
        st.sampled_from(
            [
                ("firm_age", st.integers(0, 26)),
                ("representative_age", st.integers(35, 42)),
                ("opened_on", days),
                ("employees", st.integers(0, 6)),
                ("sales", st.integers(0, 6)),
                ("sales_average", st.integers(0, 6)),
            ],
        ),
    )
    day = draw(as_of)
    if draw(st.booleans()):
        value = tuple(sorted((draw(values), draw(values))))
        return Compare(fact, Operator.BETWEEN, value, day, draw(sources))
    return Compare(fact, draw(st.sampled_from(_ORDER)), draw(values), day, draw(sources))


@st.composite
def choices(draw):
    name = draw(st.sampled_from(list(CATALOGUE.choices)))
    values = st.sampled_from([str(choice) for choice in CATALOGUE.choices[name].choices])
    if draw(st.booleans()):
        value = tuple(draw(st.lists(values, min_size=1, max_size=3)))
        return Compare(name, Operator.IN, value, None, draw(sources))
    return Compare(name, draw(st.sampled_from([Operator.EQ, Operator.NE])), draw(values), None, draw(sources))


leaves = st.one_of(
    comparisons(),
    choices(),
    st.builds(
        RegionWithin, st.lists(st.sampled_from(REGION_CODES), min_size=1, max_size=3).map(tuple), sources
    ),
    st.builds(
        IndustryWithin, st.lists(st.sampled_from(INDUSTRIES), min_size=1, max_size=3).map(tuple), sources
    ),
    st.builds(
        HasDesignation,
        st.lists(st.sampled_from(KINDS), min_size=1, max_size=2).map(tuple),
        as_of,
        sources,
    ),
    st.builds(Stated, st.sampled_from(["세금 체납이 없을 것", "기술성 우수"]), sources),
)


def _nodes(parts):
    groups = st.lists(parts, max_size=4).map(tuple)
    return st.one_of(
        st.builds(AllOf, groups, sources),
        st.builds(AnyOf, groups, sources),
        st.builds(Not, parts, sources),
        st.builds(Likely, parts, sources),
    )


rules = st.recursive(leaves, _nodes, max_leaves=12)


@st.composite
def fillings(draw):
    """Draw a firm and the same firm with one unknown fact filled in (or a known path made finer)."""
    facts = draw(firms)
    other = draw(firms)
    names = [
        field.name
        for field in fields(FirmFacts)
        if getattr(facts, field.name) is None and getattr(other, field.name) is not None
    ]
    # A pre-founder has no opening day to be filled in, and a birth date agrees with the birth year.
    if facts.stage is Stage.PRE_FOUNDER and "opened_on" in names:
        names.remove("opened_on")
    if not names:
        return facts, facts
    name = draw(st.sampled_from(names))
    value = getattr(other, name)
    if name == "birth_date" and facts.birth_year is not None:
        value = value.replace(year=facts.birth_year, day=min(value.day, 28))
    return facts, replace(facts, **{name: value})
