"""Row-level security: what a database session may see, and the migration operation that puts the wall up.

Every process opens its connections with `didim.system` on (worker, command line, tests) or off (web). A web
request then says, for its one transaction, who asks: `didim.user`, `didim.agencies`, `didim.enterprises`. A
row is seen when the system asks, when it belongs to one of those, or when its table's public condition holds.
The wall holds for raw SQL too, because it is FORCEd on the table's owner; the role must be neither superuser
nor BYPASSRLS (a system check says so).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, migrations, transaction
from django.db.migrations.operations.base import Operation

from didim.accounts.prepared import tell

PARAMETERS = ("didim.system", "didim.user", "didim.agencies", "didim.enterprises")


@dataclass(frozen=True, slots=True)
class DatabaseScope:
    """Whose rows a transaction sees: everything (system), or those of a user, of agencies and of firms."""

    system: bool = False
    user: int | None = None
    agencies: frozenset[int] = frozenset()
    enterprises: frozenset[int] = frozenset()

    def settings(self) -> dict[str, str]:
        """Return the session parameters that stand for this scope, as `set_locally` takes them."""
        return {
            "didim.system": "on" if self.system else "off",
            "didim.user": "" if self.user is None else str(self.user),
            "didim.agencies": ",".join(map(str, sorted(self.agencies))),
            "didim.enterprises": ",".join(map(str, sorted(self.enterprises))),
        }


SYSTEM = DatabaseScope(system=True)
NOBODY = DatabaseScope()


def set_locally(settings: Mapping[str, str], *, using: str = "default") -> None:
    """Set session parameters until the running transaction ends, all in one statement.

    Other parameters may ride along (`statement_timeout`, `transaction_read_only`). Outside a transaction it
    would silently change nothing, so that is refused.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a scope is set for a transaction, and none is open")
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    tell(f"SELECT {calls}", [text for pair in settings.items() for text in pair], using=using)


@contextmanager
def scoped(scope: DatabaseScope, *, using: str = "default") -> Iterator[None]:
    """Run a block as one transaction (or savepoint) that sees only `scope`; then the old one holds again."""
    connection = connections[using]
    nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        before = _current(using) if nested else {}
        set_locally(scope.settings(), using=using)
        yield
        # What is set locally ends with the outermost transaction, and after an error with the savepoint.
        if nested:
            set_locally(before, using=using)


def _current(using: str) -> dict[str, str]:
    with connections[using].cursor() as cursor:
        reads = ", ".join(["coalesce(current_setting(%s, true), '')"] * len(PARAMETERS))
        cursor.execute(f"SELECT {reads}", PARAMETERS)
        return dict(zip(PARAMETERS, cursor.fetchone(), strict=True))


class AgencyRowSecurity(migrations.RunSQL):
    """Migration operation: ENABLE and FORCE row-level security on a table and say whose rows are whose.

    `agency`, `enterprise` and `user` name the columns that hold the owner ("" when the table has none).
    `agency_when` is an SQL condition without which a row is not yet its agency's. `using` is a further SQL
    condition that lets a row be read and written (for a table that reaches its agency through another one).
    `public` is an SQL condition under which anybody may read a row, but only read.
    """

    def __init__(
        self,
        table: str,
        *,
        agency: str = "agency_id",
        agency_when: str = "",
        enterprise: str = "",
        user: str = "",
        using: str = "",
        public: str = "",
    ) -> None:
        self.table = table
        conditions = ["(SELECT current_setting('didim.system', true)) = 'on'"]
        if agency:
            owned_by_agency = _in_list(agency, "didim.agencies")
            conditions.append(f"({owned_by_agency} AND {agency_when})" if agency_when else owned_by_agency)
        if enterprise:
            conditions.append(_in_list(enterprise, "didim.enterprises"))
        if user:
            conditions.append(_in_list(user, "didim.user"))
        if using:
            conditions.append(f"({using})")
        owned = " OR ".join(conditions)
        sql: list[Any] = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY didim_owner ON "{table}" USING ({owned}) WITH CHECK ({owned})',
        ]
        reverse: list[Any] = [
            f'DROP POLICY didim_owner ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ]
        if public:
            sql.append(f'CREATE POLICY didim_public ON "{table}" FOR SELECT USING ({public})')
            reverse.insert(0, f'DROP POLICY didim_public ON "{table}"')
        super().__init__(sql=sql, reverse_sql=reverse)

    deconstruct = Operation.deconstruct

    def describe(self) -> str:
        """Return the line `migrate --plan` prints."""
        return f"Row-level security on {self.table}"


def _in_list(column: str, parameter: str) -> str:
    # The sub-select is evaluated once a query instead of once a row.
    ids = f"(SELECT string_to_array(nullif(current_setting('{parameter}', true), ''), ',')::bigint[])"
    return f'"{column}" = ANY ({ids}::bigint[])'
