from datetime import UTC, date, datetime

import pytest

from didim.agreements.domain.settling.sanctions import (
    exclude_firm,
    lift_sanction,
    must_be_barred,
    running_terms,
    warn,
    warn_of_late_reports,
    warnings_of,
)
from didim.agreements.enums import SanctionKind
from didim.engines.settlement import Term
from didim.kernel.refusals import RefusedError
from didim.support.queries.bars import bars_of
from tests.agreements.spending import make_agreement
from tests.applications.builders import make_agency
from tests.sign_in import make_staff

from .building import LATER, officer_of, opened, paid_agreement, reported

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


def excluded(agreement, now=LATER, **grounds):
    return exclude_firm(
        agreement=agreement,
        grounds=grounds,
        reason="사업운영위원회 제3차 의결",
        by=officer_of(agreement),
        now=now,
    )


def warned(agreement, kind=SanctionKind.WARNING):
    return warn(agreement=agreement, kind=kind, reason="점검 불응", by=officer_of(agreement), now=LATER)


def test_exclusion_follows_the_table_in_force_and_bars_the_firm():
    agreement = make_agreement()
    (sanction,) = excluded(agreement, misappropriated=None)
    assert (sanction.definition, sanction.months, sanction.full_recovery) == (
        "sanctions@2025-01-01",
        36,
        True,
    )
    assert (sanction.starts_on, sanction.ends_on) == (TODAY, date(2029, 11, 30))
    (bar,) = bars_of(enterprise_ids=[agreement.enterprise_id])[agreement.enterprise_id]
    assert (bar.holds_on(TODAY), bar.ends_on) == (True, date(2029, 11, 30))


def test_grounds_add_up_to_at_most_seven_years():
    agreement = make_agreement()
    made = excluded(agreement, false_application=None, misappropriated=None, abandoned=None)
    assert [(one.ground, one.months) for one in made] == [("false_application", 60), ("misappropriated", 24)]
    assert made[-1].ends_on == date(2033, 11, 30)
    with pytest.raises(RefusedError):
        excluded(agreement, abandoned=None)


def test_exclusions_of_other_agencies_count_too():
    mine = make_agreement()
    excluded(mine, false_application=None)
    other_agency = make_agency("다른센터")
    make_staff(other_agency, email="three@example.org")
    make_staff(other_agency, email="four@example.org")
    other = make_agreement(agency=other_agency, firm=mine.enterprise)
    (sanction,) = excluded(other, misappropriated=None)
    assert (sanction.starts_on, sanction.months) == (date(2031, 12, 1), 24)
    assert running_terms(mine.enterprise_id) == [Term(date(2031, 12, 1), 24), Term(TODAY, 60)]


def test_table_of_the_13th_revision_asks_the_committee_for_the_months():
    agreement = make_agreement()
    then = datetime(2024, 6, 3, 3, 0, tzinfo=UTC)
    with pytest.raises(RefusedError):
        excluded(agreement, now=then, misappropriated=None)
    (sanction,) = excluded(agreement, now=then, misappropriated=24)
    assert (sanction.definition, sanction.months) == ("sanctions@2024-01-01", 24)


def test_unknown_ground_or_other_months_are_refused():
    agreement = make_agreement()
    for grounds in ({}, {"unknown": None}, {"abandoned": 24}):
        with pytest.raises(RefusedError):
            excluded(agreement, **grounds)


def test_lifted_exclusion_bars_no_more():
    agreement = make_agreement()
    (sanction,) = excluded(agreement, abandoned=None)
    lift_sanction(sanction=sanction, reason="이의 인용", by=officer_of(agreement), now=LATER)
    assert running_terms(agreement.enterprise_id) == []
    with pytest.raises(RefusedError):
        lift_sanction(sanction=sanction, reason="다시", by=officer_of(agreement), now=LATER)


def test_three_warnings_call_for_an_exclusion_and_cautions_do_not():
    agreement = make_agreement()
    for _count in range(3):
        warned(agreement, SanctionKind.CAUTION)
    for _count in range(2):
        warned(agreement)
    assert not must_be_barred(agreement, today=TODAY)
    warned(agreement)
    assert (warnings_of(agreement), must_be_barred(agreement, today=TODAY)) == (3, True)
    (sanction,) = excluded(agreement, three_warnings=None)
    assert (sanction.months, sanction.full_recovery) == (36, True)
    assert not must_be_barred(agreement, today=TODAY)


def test_warning_needs_a_reason_and_is_no_exclusion():
    agreement = make_agreement()
    for kind, reason in [(SanctionKind.WARNING, " "), (SanctionKind.BAR, "사유")]:
        with pytest.raises(RefusedError):
            warn(agreement=agreement, kind=kind, reason=reason, by=officer_of(agreement), now=LATER)


def test_reports_two_weeks_late_bring_one_warning_each():
    agreement = paid_agreement()
    opened(agreement)
    # The use report was due on 7 December, the final report on 21 December.
    days = [datetime(2026, 12, 20, 3, tzinfo=UTC), datetime(2026, 12, 21, 3, tzinfo=UTC)]
    assert [warn_of_late_reports(now=day) for day in days] == [0, 1]
    assert warn_of_late_reports(now=datetime(2027, 1, 4, 3, tzinfo=UTC)) == 1
    assert warn_of_late_reports(now=datetime(2027, 2, 1, 3, tzinfo=UTC)) == 0
    assert warnings_of(agreement) == 2


def test_reports_in_time_bring_no_warning():
    agreement = paid_agreement()
    reported(agreement)
    assert warn_of_late_reports(now=datetime(2027, 2, 1, 3, tzinfo=UTC)) == 0
