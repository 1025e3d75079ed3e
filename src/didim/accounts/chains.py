"""Tables whose rows the database chains at their commit: numbered without a gap, linked by hashes."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

# A row that brings its own number would be one nobody can check.
_UNCHAINED = """
CREATE OR REPLACE FUNCTION "didim_unchained_{table}"() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.number IS NOT NULL OR NEW.previous_hash <> '' OR NEW.hash <> '' THEN
        RAISE EXCEPTION 'rows of % are numbered at their commit, by the database alone', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    {beforehand}
    RETURN NEW;
END $$
"""

# The link is the formula of didim.kernel.hash_chains. The head's row is locked here, in a deferred trigger,
# so only for the commit itself: whoever rolls back has taken no number. Whoever asks, the trigger sees every
# row; an error ends the transaction and with it this scope. (Only a superuser may make a function that SETs a
# parameter of ours by itself.)
_CHAIN = """
CREATE OR REPLACE FUNCTION "didim_chain_{table}"() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
DECLARE
    scope text := coalesce(current_setting('didim.system', true), '');
    head record;
    own_hash text;
BEGIN
    PERFORM set_config('didim.system', 'on', true);
    SELECT last_number, last_hash INTO head FROM "{heads}" WHERE "{group}" = NEW."{group}" FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO "{heads}" ("{group}", agency_id, last_number, last_hash)
            VALUES (NEW."{group}", NEW.agency_id, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
        SELECT last_number, last_hash INTO head FROM "{heads}" WHERE "{group}" = NEW."{group}" FOR UPDATE;
    END IF;
    own_hash := encode(sha256(convert_to(concat_ws('|', (head.last_number + 1)::text,
        to_char(NEW."{instant}" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        {kind}, NEW.content_hash, head.last_hash), 'UTF8')), 'hex');
    UPDATE "{table}" SET number = head.last_number + 1, previous_hash = head.last_hash, hash = own_hash
        WHERE id = NEW.id;
    UPDATE "{heads}" SET last_number = head.last_number + 1, last_hash = own_hash
        WHERE "{group}" = NEW."{group}";
    {afterwards}
    PERFORM set_config('didim.system', scope, true);
    RETURN NULL;
END $$
"""


def unchained(table: str, *, beforehand: str) -> str:
    """Return the function that refuses rows with a number of their own; `beforehand` as in ChainedRows."""
    return _UNCHAINED.format(table=table, beforehand=beforehand)


def chaining(table: str, *, group: str, heads: str, instant: str, kind: str, afterwards: str = "") -> str:
    """Return the function that numbers and chains a row at its commit; the words are those of ChainedRows."""
    return _CHAIN.format(
        table=table, group=group, heads=heads, instant=instant, kind=kind, afterwards=afterwards
    )


class ChainedRows(migrations.RunSQL):
    """Migration operation: the rows of a table are numbered from 1 and hash-chained in each group.

    The table has `agency_id`, `content_hash`, and `number` (null), `previous_hash` and `hash` (empty) that
    the trigger fills in; its head table has `agency_id`, `last_number` and `last_hash`, one row a group.
    `group` names the column that is both the table's and the head's key of the group, `instant` the column
    of the entry's instant, `kind` the SQL that gives what the entry is (`NEW.kind`, or a literal).
    `beforehand` is SQL that runs before a row is inserted (a lock on what `afterwards` changes, so that no
    two wait for each other), `afterwards` SQL that runs with the number known as `head.last_number + 1`.

    Inside a transaction the fields stay empty until `SET CONSTRAINTS ALL IMMEDIATE` or the commit.
    """

    def __init__(
        self,
        table: str,
        *,
        group: str,
        heads: str,
        instant: str,
        kind: str,
        beforehand: str = "",
        afterwards: str = "",
    ) -> None:
        self.table = table
        super().__init__(
            sql=[
                unchained(table, beforehand=beforehand),
                chaining(table, group=group, heads=heads, instant=instant, kind=kind, afterwards=afterwards),
                (
                    f'CREATE TRIGGER didim_unchained BEFORE INSERT ON "{table}"'
                    f' FOR EACH ROW EXECUTE FUNCTION "didim_unchained_{table}"()'
                ),
                (
                    f'CREATE CONSTRAINT TRIGGER didim_chain AFTER INSERT ON "{table}"'
                    f' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "didim_chain_{table}"()'
                ),
            ],
            reverse_sql=[
                f'DROP TRIGGER didim_chain ON "{table}"',
                f'DROP TRIGGER didim_unchained ON "{table}"',
                f'DROP FUNCTION "didim_chain_{table}"()',
                f'DROP FUNCTION "didim_unchained_{table}"()',
            ],
        )

    deconstruct = Operation.deconstruct

    def describe(self) -> str:
        """Return the line `migrate --plan` prints."""
        return f"Number and chain the rows of {self.table}"
