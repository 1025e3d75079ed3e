from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.observing import correct_observation
from didim.outcomes.enums import ObservationSource
from didim.partnerships.domain.doing import (
    ActivityDetails,
    Came,
    ContactDetails,
    PromiseDetails,
    record_result,
    save_activity,
    save_contact,
    save_promise,
    settle_promise,
)
from didim.partnerships.domain.papers import add_paper, remove_paper
from didim.partnerships.enums import ActivityKind, PromiseSide, PromiseState
from didim.partnerships.models import Contact, Paper, Partnership, Promise, Result, Term
from didim.partnerships.queries.access import access_paper, access_partnership, contacts_of
from didim.partnerships.queries.standing import outcomes_of, progress_of, public_outcomes
from didim.registry.queries.visibility import NotVisible

from .conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

LOANS = PromiseDetails(
    PromiseSide.THEIRS, "소상공인 200명에게 교육", date(2026, 10, 31), "users", Decimal(200)
)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def came(value, promise=None, **said):
    days = {"period_start": date(2026, 3, 1), "period_end": date(2026, 3, 31)}
    return Came("users", Decimal(value), promise=promise, breakdown="교육", **days | said)


def result(partnership, value, promise=None):
    return record_result(partnership=partnership, came=came(value, promise), by=None, now=NOW)


def test_progress_of_a_promise_is_the_sum_of_its_results_as_they_count_now(sign):
    kept = sign()
    promise = save_promise(partnership=kept, details=LOANS, by=None)
    rows = [result(kept, 120, promise), result(kept, 30, promise), result(kept, 999)]
    correct_observation(
        observation=rows[1].observation,
        value=Decimal(50),
        reason="명단 확인",
        source=ObservationSource.STAFF,
        by=None,
        now=NOW,
    )
    outcomes = outcomes_of(partnership=kept)
    assert [one.row.value for one in outcomes] == [999, 50, 120]
    (progress,) = progress_of(partnership=kept, outcomes=outcomes, on=TODAY)
    assert (progress.reached, progress.late) == (Decimal(170), True)


def test_result_of_another_agreement_is_refused(sign):
    ours, other = sign("가은행 협약"), sign("나은행 협약")
    promise = save_promise(partnership=other, details=LOANS, by=None)
    with pytest.raises(RefusedError):
        result(ours, 1, promise)
    assert Result.objects.count() == 0


def test_promise_with_a_target_nothing_counts_is_refused(sign):
    details = PromiseDetails(PromiseSide.OURS, "교육장 제공", target=Decimal(3))
    with pytest.raises(RefusedError) as error:
        save_promise(partnership=sign(), details=details, by=None)
    assert list(error.value.by_field()) == ["indicator"]


def test_promise_is_settled_on_a_day_and_opened_again(sign):
    promise = save_promise(partnership=sign(), details=LOANS, by=None)

    def settle(state, on, note=""):
        return settle_promise(promise=promise, state=state, on=on, note=note, by=None, now=NOW)

    with pytest.raises(RefusedError):
        settle(PromiseState.KEPT, TODAY + timedelta(days=1))
    with pytest.raises(RefusedError):
        settle(PromiseState.DROPPED, TODAY)
    assert settle(PromiseState.KEPT, TODAY).settled_on == TODAY
    assert settle(PromiseState.OPEN, None).settled_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.update(state=PromiseState.KEPT)


def test_activity_to_come_is_refused(sign):
    details = ActivityDetails(ActivityKind.MEETING, "정례 회의", TODAY + timedelta(days=1))
    with pytest.raises(RefusedError):
        save_activity(partnership=sign(), details=details, by=None, now=NOW)


def test_same_paper_stands_once_and_its_row_stays_when_it_is_taken_out(sign, agency, staff_of):
    kept = sign()

    def add():
        return add_paper(
            partnership=kept, name="협약서.pdf", size=len(PDF), content=BytesIO(PDF), by=None, now=NOW
        )

    paper = add()
    assert add() == paper
    actor = staff_of(agency)
    assert access_paper(actor=actor, paper_id=paper.pk) == paper
    remove_paper(paper=paper, by=None, now=NOW)
    with pytest.raises(NotVisible):
        access_paper(actor=actor, paper_id=paper.pk)
    assert Paper.objects.count() == 1


def test_another_agencys_staff_and_staff_without_a_factor_find_nothing(sign, agency, make_agency, staff_of):
    kept = sign()
    assert access_partnership(actor=staff_of(agency), partnership_id=kept.pk) == kept
    for actor in (staff_of(make_agency("다른기관")), staff_of(agency, mfa=False)):
        with pytest.raises(NotVisible):
            access_partnership(actor=actor, partnership_id=kept.pk)


def test_everybody_sees_what_is_public_but_no_people_papers_or_results(sign):
    hidden, shown = sign("가은행 협약"), sign("나은행 협약", is_public=True)
    for one in (hidden, shown):
        save_promise(partnership=one, details=LOANS, by=None)
        save_contact(partnership=one, details=ContactDetails("이담당", phone="02-1"), by=None)
        result(one, 7)
    with scoped(DatabaseScope()):
        assert list(Partnership.objects.all()) == [shown]
        assert [Term.objects.get().partnership_id, Promise.objects.get().partnership_id] == [shown.pk] * 2
        assert (Contact.objects.count(), Result.objects.count()) == (0, 0)
        rows = public_outcomes(partnerships=list(Partnership.objects.all()))
    assert {key: [row.value for row in values] for key, values in rows.items()} == {shown.pk: [7]}


def test_results_of_what_is_not_public_stay_inside(sign):
    kept = sign()
    result(kept, 7)
    assert public_outcomes(partnerships=[kept]) == {}


def test_contacts_are_listed_by_name(sign):
    kept = sign()
    for name in ("한둘", "강하나"):
        save_contact(partnership=kept, details=ContactDetails(name), by=None)
    assert [one.name for one in contacts_of(partnership=kept, task="협약 보기")] == ["강하나", "한둘"]
