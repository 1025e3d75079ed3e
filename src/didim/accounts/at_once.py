"""A migration operation for first migrations: many models at once, in the state they end in."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import CreateModel, IndexOperation


class AtOnce(Operation):
    """Run operations as one: the project's state is drawn once instead of after each of them.

    Drawing it costs more with every model there is (a hundred operations took a minute). What is created
    here is created as it stands at the end, so fields, indexes and constraints added to it by a later
    operation of the same list are part of it already. Operations on tables from before run in their order.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change the state by each operation, and have it drawn when it is asked for next."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the new tables whole, and run what is not part of them."""
        created: set[str] = set()
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                created.add(operation.name_lower)
            elif _model_of(operation) in created:
                continue
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take all of it back, the last first."""
        created = {
            operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)
        }
        for operation in reversed(self.operations):
            if _model_of(operation) not in created:
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Return the line `migrate --plan` prints."""
        return f"{len(self.operations)} operations at once"


def _model_of(operation: Operation) -> str:
    """Return the model whose fields, indexes or constraints an operation changes; "" for any other kind.

    Triggers come with no table: they are made by their own operations.
    """
    if isinstance(operation, FieldOperation):
        return operation.model_name_lower
    if isinstance(operation, IndexOperation) and operation.option_name != "triggers":
        return operation.model_name_lower
    return ""
