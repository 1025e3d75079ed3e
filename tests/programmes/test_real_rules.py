"""Rules read from the real public notices: all can be loaded, and every form of judging gives one answer."""

from datetime import date
from pathlib import Path

import pytest

from didim.engines.eligibility import (
    FirmFacts,
    FirmTable,
    RuleBook,
    SizeClass,
    Stage,
    Verdict,
    fits,
    load,
    verdict_of,
)
from didim.feeds.files.reading import read_file
from didim.programmes.domain.rule_reading import NoticeText, read_rule

REAL = Path(__file__).parents[3] / "shared/data/notices"
DAY = date(2026, 4, 10)
FIRMS = [
    FirmFacts(),
    FirmFacts(stage=Stage.PRE_FOUNDER, region_path=("00", "27", "27260"), birth_year=1981),
    FirmFacts(
        stage=Stage.OPERATING,
        opened_on=date(2023, 5, 1),
        region_path=("00", "11", "11680"),
        industry="26110",
        employees=4,
        birth_date=date(1988, 3, 3),
        size_classes=frozenset({SizeClass.MICRO}),
    ),
]


@pytest.mark.shared_data
def test_rules_of_real_notices_load_and_all_forms_agree():
    files = sorted(REAL.glob("*.jsonl"))
    if not files:
        pytest.skip(f"the public notices are not at {REAL}")
    names = NoticeText.__dataclass_fields__
    parsed = [notice for file in files for notice in read_file(file).parsed]
    texts = [NoticeText(**{name: getattr(notice, name) for name in names}) for notice in parsed]
    asked = [(load(read_rule(text).rule_json), text.published_on or DAY) for text in texts]

    by_row = [[verdict_of(rule, facts, day) for rule, day in asked] for facts in FIRMS]
    assert Verdict.NOT_MET not in by_row[0]
    book = RuleBook(asked)
    assert [list(book.verdicts(facts)) for facts in FIRMS] == by_row
    by_set = [fit.verdicts() for fit in fits(FirmTable.of(FIRMS), asked)]
    assert [list(column) for column in zip(*by_set, strict=True)] == by_row
