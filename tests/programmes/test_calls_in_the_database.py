"""What the database itself holds to: published text stays, drafts and history are their agency's."""

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import sql

from didim.accounts.models import User
from didim.accounts.tenancy import NOBODY, SYSTEM, DatabaseScope, scoped
from didim.kernel.refusals import RefusedError
from didim.programmes.domain.calls import (
    create_call,
    edit_draft,
    publish_call,
    revise_call,
    save_programme,
    set_rule,
)
from didim.programmes.enums import RevisionState, SupportType
from didim.programmes.models import Call, CallRevision, Programme
from didim.registry.enums import AgencyKind
from didim.registry.models import Agency

from .builders import NOW

TABLES = ("programmes_programme", "programmes_call", "programmes_callrevision")
TEXTS = ("summary", "body", "target_text", "how_to_apply", "contact")
PERIOD = {"opens_at": NOW, "closes_at": NOW.replace(month=NOW.month + 1)}
ANYONE = {"kind": "all", "parts": []}


@pytest.fixture
def author(db):
    return User.objects.create_user(email="officer@example.kr", password="x")


def make_call(agency, author, name, *, publish):
    details = {"name": name, "support_type": SupportType.GLOBAL, "year": 2026}
    programme = save_programme(programme=Programme(agency=agency), details=details, by=author)
    call = create_call(programme=programme, title=name, by=author, now=NOW)
    if publish:
        edit_draft(call=call, title=name, changes=dict.fromkeys(TEXTS, "내용") | PERIOD, by=author)
        set_rule(call=call, content=ANYONE, by=author)
        publish_call(call=call, by=author, now=NOW)
    return call


@pytest.fixture
def agencies(author):
    """Return two agencies, each with a published call and a programme whose only call is a draft."""
    both = [Agency.objects.create(name=name, kind=AgencyKind.PROMOTION) for name in ("우리", "남의")]
    for agency in both:
        make_call(agency, author, f"{agency.name} 공고", publish=True)
        make_call(agency, author, f"{agency.name} 초안", publish=False)
    return both


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def rows_seen(table):
    asked = sql.SQL(
        "SELECT a.name, count(*) FROM {} t JOIN registry_agency a ON a.id = t.agency_id"
        " GROUP BY a.name ORDER BY a.name"
    )
    return run(asked.format(sql.Identifier(table)))


def only(agency):
    return DatabaseScope(agencies=frozenset({agency.pk}))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes_callrevision SET body = 'x' WHERE state = 'published'",
        "UPDATE programmes_callrevision SET state = 'draft' WHERE state = 'published'",
        "DELETE FROM programmes_callrevision WHERE state = 'published'",
    ],
)
def test_published_revision_is_neither_changed_nor_deleted(agencies, statement):
    before = list(CallRevision.objects.values())
    for scope in (SYSTEM, only(agencies[0])):
        with (
            pytest.raises(
                ProgrammingError, match="Cannot update or delete rows from programmes_callrevision"
            ),
            scoped(scope),
        ):
            run(statement)
    assert list(CallRevision.objects.values()) == before


def test_draft_is_changed_and_deleted_by_its_agency(agencies):
    with scoped(only(agencies[0])):
        assert run("UPDATE programmes_callrevision SET body = 'x' WHERE state = 'draft'") == 1
        assert run("DELETE FROM programmes_callrevision WHERE state = 'draft'") == 1


@pytest.mark.parametrize("table", TABLES)
def test_published_is_seen_by_all_and_drafts_by_their_agency_only(agencies, table):
    ours, theirs = agencies
    with scoped(NOBODY):
        assert rows_seen(table) == [("남의", 1), ("우리", 1)]
    with scoped(only(ours)):
        assert rows_seen(table) == [("남의", 1), ("우리", 2)]
    with scoped(only(theirs)):
        assert rows_seen(table) == [("남의", 2), ("우리", 1)]
    with scoped(SYSTEM):
        assert rows_seen(table) == [("남의", 2), ("우리", 2)]


def test_draft_of_a_correction_is_hidden_while_its_call_is_shown(agencies, author):
    call = Call.objects.get(title="우리 공고")
    revise_call(call=call, by=author)
    asked = "SELECT number, state FROM programmes_callrevision WHERE call_id = %s ORDER BY number"
    with scoped(only(agencies[1])):
        assert run(asked, call.pk) == [(1, "published")]
    with scoped(only(agencies[0])):
        assert run(asked, call.pk) == [(1, "published"), (2, "draft")]


def test_other_agencys_rows_are_not_written(agencies):
    ours, theirs = agencies
    with scoped(only(ours)):
        assert run("UPDATE programmes_call SET title = 'x' WHERE agency_id = %s", theirs.pk) == 0
        assert run("DELETE FROM programmes_callrevision WHERE agency_id = %s", theirs.pk) == 0
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scoped(only(ours)),
        transaction.atomic(),
    ):
        Programme.objects.create(agency=theirs, name="x", support_type=SupportType.GLOBAL, year=2026)


@pytest.mark.parametrize("table", TABLES)
def test_history_is_seen_by_its_agency_only(agencies, table):
    with scoped(NOBODY):
        assert rows_seen(f"{table}event") == []
    with scoped(only(agencies[0])):
        assert [name for name, _count in rows_seen(f"{table}event")] == ["우리"]
    with scoped(SYSTEM):
        assert [name for name, _count in rows_seen(f"{table}event")] == ["남의", "우리"]


def test_history_says_who_did_what_to_a_revision(agencies, author):
    events = CallRevision.pgh_event_model.objects.filter(call__title="우리 공고").order_by("pgh_id")
    told = [(event.pgh_label, event.state, event.pgh_context.metadata) for event in events]
    assert told == [
        ("insert", RevisionState.DRAFT, {"act": "create_call", "user": author.pk}),
        ("update", RevisionState.DRAFT, {"act": "edit_draft", "user": author.pk}),
        ("update", RevisionState.DRAFT, {"act": "set_rule", "user": author.pk}),
        ("update", RevisionState.PUBLISHED, {"act": "publish_call", "user": author.pk}),
    ]


def test_refused_act_leaves_no_history(agencies, author):
    call = Call.objects.get(title="우리 초안")
    with pytest.raises(RefusedError):
        edit_draft(call=call, title=" ", changes={"body": "새 내용"}, by=author)
    events = CallRevision.pgh_event_model.objects.filter(call=call)
    assert [(event.pgh_label, event.body) for event in events] == [("insert", "")]


def test_deleted_draft_leaves_its_last_text_in_the_history(agencies):
    call = Call.objects.get(title="우리 초안")
    call.revisions.get().delete()
    labels = CallRevision.pgh_event_model.objects.filter(call=call).order_by("pgh_id")
    assert list(labels.values_list("pgh_label", flat=True)) == ["insert", "delete"]
