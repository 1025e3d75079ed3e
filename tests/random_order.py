"""A query without an order returns its rows in random order, so that no test relies on a lucky one."""

from typing import Any

from django.db.models import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


def shuffle_unordered_queries() -> None:
    """Give every SELECT that has no ORDER BY a random one, except where SQL would not allow it."""
    plain = SQLCompiler.get_order_by

    def get_order_by(compiler: SQLCompiler) -> list[Any]:
        order = plain(compiler)
        query = compiler.query
        if order or query.subquery or query.distinct or query.combinator or query.is_empty():
            return order
        return [(OrderBy(Random()), ("RANDOM()", (), False))]

    SQLCompiler.get_order_by = get_order_by
