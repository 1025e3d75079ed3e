"""Every figure of the five accounts follows from the rows of the ledger and of the observations."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db.models import Count, Min, Sum

from didim.desk.domain.uses import Use, note_use
from didim.desk.enums import ContactChannel, UseKind
from didim.desk.models import UseRecord
from didim.kernel.calendar import SEOUL
from didim.outcomes.domain.observing import correct_observation
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from didim.programmes.models import Programme
from didim.project.sample.compared import Compared, compared_figures
from didim.project.sample.published import published_rows
from didim.registry.models import Agency, AgencyRelation
from didim.support.enums import SupportForm
from didim.support.models import SupportRecord

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

AGENCY = "한빛산업진흥원"
YEAR = {"agency__name": AGENCY, "received_on__year": 2022}


def _unequal() -> list[Compared]:
    return [one for one in compared_figures(today=TODAY) if not one.is_equal]


def test_every_published_figure_follows_from_rows() -> None:
    found = list(compared_figures(today=TODAY))
    assert len(found) == len(published_rows()) == 81
    assert [(one.source, one.measured.figure.code, one.parts) for one in found if not one.is_equal] == []


def test_one_corrected_row_changes_the_figures_it_stands_behind() -> None:
    sales = Observation.objects.filter(
        agency__name=AGENCY, indicator__code="sales", basis=Basis.DURING, year=2022
    )
    row = sales.order_by("-value", "pk")[0]
    correct_observation(
        observation=row,
        value=row.value / 2,
        reason="재무제표와 다름",
        source=ObservationSource.STAFF,
        by=None,
        now=row.recorded_at,
    )
    assert {(one.source, one.measured.figure.code) for one in _unequal()} == {("S4.2", "sales")}


def test_one_more_day_of_use_changes_what_is_a_day() -> None:
    owners = Agency.objects.get(name="한빛자영업지원센터")
    few = Use(date(2017, 5, 4), UseKind.EVENT, ContactChannel.WALK_IN, people=300)
    note_use(agency=owners, use=few, by=None, now=datetime(2026, 3, 2, 9, tzinfo=SEOUL))
    changed = {(one.measured.figure.code, one.measured.period.end) for one in _unequal()}
    assert {code for code, _end in changed} == {"users", "users-daily", "users-monthly"}


def test_consultations_of_the_first_year_are_finished_ones_of_the_desk() -> None:
    uses = UseRecord.objects.filter(agency__name="한빛자영업지원센터", kind=UseKind.CONSULTATION)
    assert uses.count() == uses.filter(consultation__state="finished").count() == 9_368 + 4_073
    firms = uses.filter(enterprise__isnull=False)
    written = SupportRecord.objects.filter(agency__name="한빛자영업지원센터", programme_name="상담 창구")
    assert firms.count() == written.count() > 500


def test_each_programme_of_the_year_gives_its_budget_away() -> None:
    given = SupportRecord.objects.filter(**YEAR).exclude(form=SupportForm.SPACE)
    by_programme = dict(given.order_by().values_list("programme_id").annotate(won=Sum("amount_won")))
    budgets = dict(Programme.objects.filter(agency__name=AGENCY, year=2022).values_list("pk", "budget"))
    assert by_programme == budgets
    assert given.aggregate(least=Min("amount_won"))["least"] >= 100_000


def test_nobody_receives_the_same_programme_twice_in_the_year() -> None:
    twice = (
        SupportRecord.objects.filter(**YEAR)
        .order_by()
        .values("enterprise", "programme_name")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    assert not twice.exists()


def test_rows_are_plausible_and_no_firm_is_observed_before_it_opened() -> None:
    rows = Observation.objects.filter(is_sample=True, enterprise__isnull=False).select_related("enterprise")
    assert rows.exists()
    assert [row for row in rows if row.enterprise.opened_on > row.period_end] == []
    assert Observation.objects.filter(value__lt=0).count() == 0
    assert Observation.objects.filter(evidence="").count() == 0
    change = {}
    sales = rows.filter(agency__name=AGENCY, indicator__code="sales", basis=Basis.DURING)
    for row in sales.filter(period_end__year__in=(2021, 2022)):
        change.setdefault(row.enterprise_id, {})[row.year] = row.value
    assert all(Decimal("0.4") < both[2022] / both[2021] < Decimal("2.6") for both in change.values())


def test_agencies_know_the_firms_they_supported() -> None:
    supported = SupportRecord.objects.values_list("agency", "enterprise").distinct()
    known = AgencyRelation.objects.values_list("agency", "enterprise")
    assert set(supported) <= set(known)


def test_tenants_left_and_stayed() -> None:
    last = date(2022, 12, 31)
    lets = SupportRecord.objects.filter(agency__name=AGENCY, form=SupportForm.SPACE)
    stays = Counter(row.ends_on is not None and row.ends_on >= last for row in lets)
    assert stays == {True: 120, False: 30}
