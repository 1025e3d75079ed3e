"""What stands after a surge: whether everything that was acknowledged is there, numbered and chained."""

from collections.abc import Iterable
from typing import Any


def missing_receipts(call_id: int, given: Iterable[str]) -> set[str]:
    """Return the codes that applicants hold and the database does not."""
    from didim.applications.models import Receipt

    stored = Receipt.objects.filter(call_id=call_id, submission__isnull=False)
    return set(given) - set(stored.values_list("code", flat=True))


def state_of_chain(call_id: int) -> dict[str, Any]:
    """Recompute the chain of a call with all contents; say whether it is whole, without gap and double."""
    from didim.applications.domain.verifying import broken_applications, broken_receipts, broken_submissions
    from didim.applications.models import Receipt

    numbers = list(
        Receipt.objects.filter(call_id=call_id).order_by("number").values_list("number", flat=True)
    )
    found = [*broken_receipts(), *broken_submissions(), *broken_applications()]
    return {
        "receipts": len(numbers),
        "without_gap_or_double": numbers == list(range(1, len(numbers) + 1)),
        "whole": not found and numbers == list(range(1, len(numbers) + 1)),
        "first_broken": str(found[0]) if found else None,
    }
