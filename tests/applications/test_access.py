import pytest
from django.db import ProgrammingError, connection

from didim.accounts.domain.access_log import collecting_access
from didim.accounts.tenancy import SYSTEM, DatabaseScope, scoped
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.applications.queries.access import access_application, access_own_application
from didim.registry.enums import AgencyRole
from didim.registry.queries.visibility import NotVisible

from .builders import make_agency, make_application, make_call, make_firm, make_member, member_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def draft(agency, firm):
    return make_application(make_call(agency), firm, make_member(firm))


@pytest.fixture
def handed_in(agency, firm):
    return make_application(make_call(agency), firm, make_member(firm), ApplicationState.SUBMITTED)


def test_member_sees_the_firms_draft_and_nothing_is_logged(draft, firm):
    with collecting_access() as notes:
        found = access_application(actor=member_of(firm), application_id=draft.pk)

    assert found == draft
    assert (
        access_own_application(actor=member_of(firm, user=draft.created_by), application_id=draft.pk) == draft
    )
    assert notes == []


def test_other_firm_does_not_see_it(handed_in):
    other = member_of(make_firm("다라상사", 2))
    for access in (access_application, access_own_application):
        with pytest.raises(NotVisible):
            access(actor=other, application_id=handed_in.pk)


def test_staff_do_not_see_a_draft(draft, agency):
    with pytest.raises(NotVisible):
        access_application(actor=staff_of(agency), application_id=draft.pk)


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN])
def test_staff_see_what_was_handed_in_and_the_log_says_so(draft, agency, firm, state):
    handed_in = make_application(make_call(agency, "다른 공고"), firm, draft.created_by, state)
    with collecting_access() as notes:
        found = access_application(actor=staff_of(agency), application_id=handed_in.pk, task="요건검토")

    assert found == handed_in
    assert [(note.task, note.subject, note.agency_id) for note in notes] == [
        ("요건검토", firm.name, agency.pk)
    ]


def test_staff_need_their_second_factor_their_agency_and_the_role(handed_in, agency):
    strangers = (
        staff_of(agency, mfa=False),
        staff_of(make_agency("다라진흥원")),
        staff_of(agency, AgencyRole.VIEWER),
    )
    for actor in strangers:
        with pytest.raises(NotVisible):
            access_application(actor=actor, application_id=handed_in.pk, roles=(AgencyRole.OFFICER,))


def test_staff_cannot_come_in_by_the_firms_own_door(handed_in, agency):
    with pytest.raises(NotVisible):
        access_own_application(actor=staff_of(agency), application_id=handed_in.pk)


def rows_in(scope, table):
    with scoped(scope), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.parametrize("table", ["applications_application", "applications_applicationevent"])
def test_database_shows_a_draft_to_its_firm_alone(draft, agency, firm, table):
    assert rows_in(SYSTEM, table) == 1
    assert rows_in(DatabaseScope(enterprises=frozenset({firm.pk})), table) == 1
    assert rows_in(DatabaseScope(agencies=frozenset({agency.pk})), table) == 0


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN])
def test_database_shows_what_was_handed_in_to_its_agency(agency, firm, state):
    make_application(make_call(agency), firm, make_member(firm), state)

    assert rows_in(DatabaseScope(agencies=frozenset({agency.pk})), "applications_application") == 1
    assert rows_in(DatabaseScope(agencies=frozenset({agency.pk + 1})), "applications_application") == 0


def test_agency_changes_no_draft(draft, agency):
    with scoped(DatabaseScope(agencies=frozenset({agency.pk}))):
        assert Application.objects.filter(pk=draft.pk).update(state=ApplicationState.WITHDRAWN) == 0


def test_agency_makes_no_draft_of_what_was_handed_in(handed_in, agency):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scoped(DatabaseScope(agencies=frozenset({agency.pk}))),
    ):
        Application.objects.filter(pk=handed_in.pk).update(state=ApplicationState.DRAFT)
