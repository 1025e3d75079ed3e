import psycopg
import pytest
from django.db import connection

from didim.project.database.base import is_well


@pytest.mark.django_db
def test_application_role_is_bound_by_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, True)


@pytest.mark.django_db
def test_connection_that_lost_its_server_is_seen_without_asking() -> None:
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as other:
        assert is_well(other)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.info.backend_pid])
            assert cursor.fetchone() == (True,)
        assert not is_well(other)


@pytest.mark.django_db
def test_connection_with_a_message_unread_is_still_well() -> None:
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute("LISTEN something")
        with psycopg.connect(**parameters, autocommit=True) as third:
            third.execute("NOTIFY something")
        assert is_well(other)
