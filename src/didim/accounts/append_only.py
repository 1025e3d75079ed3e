"""Tables whose rows are never changed: what was handed in, decided and sealed."""

import pgtrigger


def never_changed(*, unless: pgtrigger.Condition | None = None) -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse UPDATE (but where `unless` holds), DELETE and TRUNCATE of a table."""
    refusal = (
        "RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP"
        " USING ERRCODE = 'restrict_violation';"
    )
    return [
        pgtrigger.Trigger(
            name="refuse_change",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=~unless if unless is not None else None,
            func=refusal,
        ),
        pgtrigger.Trigger(
            name="refuse_delete", when=pgtrigger.Before, operation=pgtrigger.Delete, func=refusal
        ),
        pgtrigger.Trigger(
            name="refuse_truncate",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=refusal,
        ),
    ]
