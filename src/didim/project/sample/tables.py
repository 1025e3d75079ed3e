"""What the database would do by itself between transactions, done within the one that makes the region."""

from django.db import connection


def number_chains() -> None:
    """Let the database number and chain what was added, as the commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def count_rows(*tables: str) -> None:
    """Let the planner know how much there is: tables grow from nothing here, and it would join them badly."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
