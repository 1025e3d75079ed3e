from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections


def check_row_security_binds(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Report a database role that row-level security does not bind: a superuser, or one with BYPASSRLS."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            (unbound,) = cursor.fetchone()
        if unbound:
            errors.append(
                Error(
                    f"데이터베이스 '{alias}'의 역할이 행 수준 보안을 건너뜁니다.",
                    hint="SUPERUSER와 BYPASSRLS가 없는 역할을 DATABASE_URL에 쓰십시오.",
                    id="accounts.E001",
                )
            )
    return errors
