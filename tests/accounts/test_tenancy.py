"""The second wall: what a web session sees, also with raw SQL."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from didim.accounts.checks import check_row_security_binds
from didim.accounts.domain.access_log import AccessNote, flush_access_log
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import AccessLogEntry, AccessReview, User
from didim.accounts.tenancy import NOBODY, SYSTEM, DatabaseScope, scoped, set_locally

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 1, tzinfo=UTC)
OURS, THEIRS = 7, 8


def note(*, agency: int | None, subject: int = 1, kind: SubjectKind = SubjectKind.USER) -> AccessNote:
    return AccessNote(AccessAct.VIEW, "기업 상세", kind, subject, "가나상사", agency_id=agency)


def raw_count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


@pytest.fixture
def staff() -> User:
    user = User.objects.create_user("staff@example.org")
    flush_access_log([note(agency=OURS), note(agency=THEIRS)], account=user, ip="192.0.2.1", now=NOW)
    for agency in (OURS, THEIRS):
        AccessReview.objects.create(
            agency_id=agency,
            month=date(2026, 2, 1),
            reviewer=user,
            reviewed_at=NOW,
            entries=1,
            hints=0,
            finding="이상 없음",
            keep_until=date(2027, 1, 1),
        )
    return user


@pytest.mark.parametrize("table", ["accounts_accesslogentry", "accounts_accessreview"])
@pytest.mark.parametrize(
    ("scope", "rows"),
    [
        (NOBODY, 0),
        (DatabaseScope(agencies=frozenset({OURS})), 1),
        (DatabaseScope(agencies=frozenset({OURS, THEIRS})), 2),
        (DatabaseScope(agencies=frozenset({99})), 0),
        (SYSTEM, 2),
    ],
)
def test_raw_sql_sees_only_rows_of_the_scope(
    staff: User, table: str, scope: DatabaseScope, rows: int
) -> None:
    with scoped(scope):
        assert raw_count(table) == rows


def test_unset_parameters_show_nothing(staff: User) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("RESET ALL")
            cursor.execute("SET LOCAL didim.system TO DEFAULT")
            cursor.execute("SELECT set_config('didim.system', '', true)")
        assert raw_count("accounts_accesslogentry") == 0
        transaction.set_rollback(True)


def test_rows_of_another_agency_cannot_be_written(staff: User) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scoped(DatabaseScope(agencies=frozenset({OURS}))),
    ):
        AccessLogEntry.objects.create(
            account=staff,
            at=NOW,
            subject_kind=SubjectKind.MANY,
            subject="모두",
            act=AccessAct.SEARCH,
            task="기업 목록",
            agency_id=THEIRS,
            keep_until=date(2028, 1, 1),
        )


def test_person_sees_what_they_did_and_what_was_done_with_their_data(staff: User) -> None:
    hana = User.objects.create_user("hana@example.org")
    about_hana = note(agency=THEIRS, subject=hana.pk)
    about_firm = note(agency=THEIRS, subject=5, kind=SubjectKind.ENTERPRISE)
    flush_access_log([about_hana, about_firm], account=staff, ip=None, now=NOW)
    with scoped(DatabaseScope(user=hana.pk)):
        assert raw_count("accounts_accesslogentry") == 1
    with scoped(DatabaseScope(user=hana.pk, enterprises=frozenset({5}))):
        assert raw_count("accounts_accesslogentry") == 2
    with scoped(DatabaseScope(user=staff.pk)):
        assert raw_count("accounts_accesslogentry") == 4


def test_scoped_brings_the_old_scope_back(staff: User) -> None:
    with scoped(DatabaseScope(agencies=frozenset({OURS}))):
        with scoped(NOBODY):
            assert raw_count("accounts_accesslogentry") == 0
        assert raw_count("accounts_accesslogentry") == 1
    assert raw_count("accounts_accesslogentry") == 2


def test_scoped_brings_the_old_scope_back_after_an_error(staff: User) -> None:
    with pytest.raises(RuntimeError), scoped(NOBODY):
        raise RuntimeError
    assert raw_count("accounts_accesslogentry") == 2


@pytest.mark.django_db(transaction=True)
def test_scope_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        set_locally(SYSTEM.settings())


def test_role_of_the_tests_is_bound_by_row_security() -> None:
    assert check_row_security_binds(databases=["default"]) == []


def test_check_names_a_role_that_is_not_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # A role without the right to log in stands for a superuser here: the check reads pg_roles.
        cursor.execute(
            "CREATE TEMPORARY TABLE pg_roles ON COMMIT DROP AS"
            " SELECT current_user AS rolname, true AS rolsuper, true AS rolbypassrls"
        )
        cursor.execute("SET LOCAL search_path TO pg_temp, pg_catalog, public")
        assert [error.id for error in check_row_security_binds(databases=["default"])] == ["accounts.E001"]
        transaction.set_rollback(True)


def test_migrations_say_what_they_secure(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sqlmigrate", "accounts", "0003")
    said = capsys.readouterr().out
    assert said.count("FORCE ROW LEVEL SECURITY") == 2
    assert "Row-level security on accounts_accesslogentry" in said
