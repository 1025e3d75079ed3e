"""The clocks that come with Didim, and what is refused when a definition is read."""

from datetime import date

import pytest

from didim.engines.clocks import Unit, read_clocks, shipped_clocks
from didim.kernel.definitions import DefinitionError
from tests.engines.clocks.building import make_clock, procedure

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("clock", "unit", "count", "extension", "consent"),
    [
        # 핸드북 5.6: seed of the project, 민원규정, 기업성장응답센터
        ("grievance-simple", Unit.CALENDAR_DAYS, 7, 7, True),
        ("grievance-regional", Unit.MONTHS, 1, 1, True),
        ("grievance-legislative", Unit.MONTHS, 1, 2, False),
        ("grievance-triage", Unit.WORKING_DAYS, 3, 0, False),
        ("response-centre-review", Unit.WORKING_DAYS, 14, 50, False),
        ("petition-law", Unit.WORKING_DAYS, 14, 14, True),
        ("petition-system", Unit.WORKING_DAYS, 7, 7, True),
        ("petition-proposal", Unit.WORKING_DAYS, 14, 14, True),
        ("petition-other", Unit.WORKING_DAYS, 7, 7, True),
        ("petition-complaint", Unit.WORKING_DAYS, 7, 7, False),
        ("petition-immediate", Unit.IMMEDIATE, 3, 3, True),
    ],
)
def test_terms_and_extensions_are_those_of_the_handbook(clock, unit, count, extension, consent):
    term, rules = (
        shipped_clocks()[clock].term_on(TODAY),
        shipped_clocks()[clock].procedure_on(TODAY),
    )
    assert (term.unit, term.count) == (unit, count)
    assert (rules.extension.most(term) if rules.extension else 0) == extension
    assert (rules.consent is not None) is consent


@pytest.mark.parametrize("clock", sorted(shipped_clocks()))
def test_every_rule_names_its_source(clock):
    for _version, rules in shipped_clocks()[clock].procedures:
        parts = [*rules.pauses.values(), rules.extension, rules.consent, rules.repeats]
        sources = [part.source for part in parts if part is not None]
        assert all([*sources, rules.transfer_source, rules.source])
        assert rules.progress_source or not rules.progress_days
        assert all(pause.name.ko and pause.name.en for pause in rules.pauses.values())


def test_a_system_failure_is_left_out_from_the_day_the_decree_says_so():
    clock = shipped_clocks()["petition-system"]
    before, after = (clock.procedure_on(date(2026, 5, day)) for day in (5, 6))
    assert set(after.pauses) - set(before.pauses) == {"system_failure"}
    assert after.extension.excluded_reasons == {"workload", "staffing"}


def test_before_the_first_version_nothing_is_guessed():
    with pytest.raises(DefinitionError, match="petition-system"):
        shipped_clocks()["petition-system"].term_on(date(2016, 2, 11))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"unit": "weeks", "count": 1, "start": "same_day"}, "weeks"),
        ({"unit": "months", "start": "same_day"}, "count"),
        ({"unit": "months", "count": 0, "start": "same_day"}, "1 이상"),
        ({"unit": "months", "count": 1, "start": "at_the_hour"}, "at_the_hour"),
        ({"unit": "immediate", "count": 3, "start": "same_day"}, "at_the_hour"),
        ({"unit": "months", "count": 1, "start": "same_day", "strat": 1}, "모르는 항목 strat"),
        ({"unit": "months", "count": 1, "start": "same_day", "reminders": {"before": [0]}}, "1 이상"),
    ],
)
def test_a_term_that_contradicts_itself_is_refused(values, sentence):
    with pytest.raises(DefinitionError, match=sentence):
        make_clock(**values)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"transfer": None}, "transfer"),
        ({"transfer": {"clock": "stops", "source": "test"}}, "stops"),
        ({"extension": {"limit": 7}}, "source"),
        ({"withdrawal": {"source": "test"}}, "모르는 항목 withdrawal"),
    ],
)
def test_a_procedure_with_something_missing_is_refused(changes, sentence):
    with pytest.raises(DefinitionError, match=sentence):
        make_clock(
            unit="months", count=1, start="same_day", procedures={date(2000, 1, 1): procedure(**changes)}
        )


CLOCK = """
[[clocks]]
id = "a"
name = "가"
name_en = "A"
{procedure}
[[clocks.versions]]
valid_from = 2024-01-01
source = "test"
[clocks.versions.values]
unit = "months"
count = 1
start = "same_day"
"""
PROCEDURE = """
[[procedures]]
id = "p"
name = "절차"
name_en = "Procedure"
[[procedures.versions]]
valid_from = 2024-01-01
source = "test"
[procedures.versions.values.transfer]
clock = "goes_on"
source = "test"
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (CLOCK.format(procedure=""), "'procedure'에 절차의 id"),
        (CLOCK.format(procedure='procedure = "q"') + PROCEDURE, "절차 'q'가 없습니다"),
        (CLOCK.format(procedure='procedure = "p"') * 2 + PROCEDURE, "두 번"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path, text, sentence):
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=sentence):
        read_clocks(tmp_path)


def test_an_agencys_own_file_is_read(tmp_path):
    (tmp_path / "own.toml").write_text(
        CLOCK.format(procedure='procedure = "p"') + PROCEDURE, encoding="utf-8"
    )
    (tmp_path / "read.me").write_text("not a definition", encoding="utf-8")
    assert list(read_clocks(tmp_path)) == ["a"]
