from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.periods import close_period
from didim.outcomes.models import Observation
from didim.partnerships.domain.signing import (
    PartnershipDetails,
    TermDetails,
    change_partnership,
    end_partnership,
    let_run_out,
    renew_partnership,
)
from didim.partnerships.enums import PartnershipEnd, Renewal, Standing
from didim.partnerships.models import Partnership, Term
from didim.partnerships.queries.standing import due_for_renewal, partnerships_on

from .conftest import FIRST, LAST, NOW, TODAY

pytestmark = pytest.mark.django_db

NEXT = TermDetails(TODAY, LAST + timedelta(days=1), date(2028, 1, 4))


def fields(error):
    return sorted(error.value.by_field())


def test_signed_agreement_is_a_row_of_results_by_kind_of_partner(sign):
    kept = sign(number="협약 2026-1")
    row = Observation.objects.get()
    assert kept.signing == row
    assert (row.indicator.code, row.value, row.period_end) == ("agreements_made", 1, FIRST)
    assert (row.breakdown, row.programme_name, row.evidence) == ("금융기관", "한빛은행 협약", "협약 2026-1")


def test_agreement_signed_in_a_closed_period_moves_no_figure(sign, agency):
    close_period(
        agency=agency,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 6, 30),
        reason="공표",
        by=None,
        now=NOW,
    )
    kept = sign()
    assert (kept.signing, Observation.objects.count()) == (None, 0)


def test_agreement_that_cannot_be_says_so_by_field(sign, make_user, agency):
    sign(number="협약 1")
    with pytest.raises(RefusedError) as error:
        sign(number=" 협약 1", officer=make_user(), first=TODAY + timedelta(days=1), last=TODAY)
    assert fields(error) == ["number", "officer", "signed_on", "valid_to"]
    with pytest.raises(RefusedError) as error:
        sign(decide_by=LAST + timedelta(days=1))
    assert fields(error) == ["decide_by"]
    assert Partnership.objects.count() == 1


def test_renewal_is_decided_thirty_days_before_the_end_unless_the_paper_says_otherwise(sign):
    usual, own = sign("가은행 협약"), sign("나은행 협약", decide_by=date(2026, 10, 5))
    assert usual.terms.get().decide_by == LAST - timedelta(days=30)
    assert own.terms.get().decide_by == date(2026, 10, 5)
    short = sign("다은행 협약", first=FIRST, last=FIRST + timedelta(days=9))
    assert short.terms.get().decide_by == FIRST


def test_next_term_follows_the_last_one(sign):
    kept = sign()
    with pytest.raises(RefusedError) as error:
        renew_partnership(partnership=kept, term=TermDetails(TODAY, LAST, date(2028, 1, 4)), by=None, now=NOW)
    assert fields(error) == ["valid_from"]
    term = renew_partnership(partnership=kept, term=NEXT, by=None, now=NOW)
    assert (term.number, Observation.objects.count()) == (2, 1)


def test_overlapping_terms_are_refused_by_the_database(sign):
    term = sign().terms.get()
    term.pk, term.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        term.save(force_insert=True)


def test_ended_agreement_stands_as_ended_and_is_not_renewed(sign):
    kept = sign()
    with pytest.raises(RefusedError):
        end_partnership(
            partnership=kept, last_day=date(2025, 1, 1), reason=PartnershipEnd.AGREED, note="", by=None
        )
    end_partnership(
        partnership=kept, last_day=date(2026, 10, 31), reason=PartnershipEnd.AGREED, note="통합", by=None
    )
    assert partnerships_on(date(2026, 10, 31)).get().standing == Standing.IN_FORCE
    assert partnerships_on(TODAY).get().standing == Standing.ENDED
    with pytest.raises(RefusedError):
        renew_partnership(partnership=kept, term=NEXT, by=None, now=NOW)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (FIRST - timedelta(days=1), Standing.UPCOMING),
        (FIRST, Standing.IN_FORCE),
        (LAST, Standing.IN_FORCE),
        (LAST + timedelta(days=1), Standing.LAPSED),
    ],
)
def test_standing_follows_from_the_days(sign, day, standing):
    sign()
    assert partnerships_on(day).get().standing == standing


def test_due_are_those_to_be_decided_within_sixty_days_but_not_what_ends_for_good(sign):
    sooner = sign("가은행 협약", last=date(2026, 12, 31))
    later = sign("나은행 협약", last=date(2027, 1, 4))
    sign("다은행 협약", last=date(2027, 6, 30))
    sign("라은행 협약", last=date(2026, 12, 31), renewal=Renewal.ONCE)
    let_run_out(partnership=sign("마은행 협약", last=date(2026, 12, 31)), by=None)
    assert list(due_for_renewal(partnerships_on(TODAY), TODAY)) == [sooner, later]


def test_change_is_kept_in_the_history_with_its_act(sign, make_user):
    kept = sign()
    by = make_user()
    change_partnership(partnership=kept, details=PartnershipDetails("새 이름", is_public=True), by=by)
    last = kept.events.order_by("pgh_id").last()
    assert (last.title, last.is_public, last.pgh_context.metadata["act"]) == (
        "새 이름",
        True,
        "change_partnership",
    )
    assert Term.objects.count() == 1
