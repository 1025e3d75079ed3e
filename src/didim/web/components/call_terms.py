"""What a call asks and judges by, ready for a page: documents, exclusions, bonus points, rounds."""

from typing import Any

from didim.engines.forms import (
    Form,
    FormError,
    Step,
    load_bonus_points,
    load_documents,
    load_exclusions,
)
from didim.engines.scoring import RoundFormError, load_rounds
from didim.programmes.models import CallRevision


def terms_of(revision: CallRevision) -> dict[str, Any]:
    """Return the lists of a revision for `components/calls/terms.html`; one that cannot be read is empty."""
    return {
        "documents": _loaded(load_documents, revision.documents),
        "exclusions": _loaded(load_exclusions, revision.exclusions),
        "bonus_points": _loaded(load_bonus_points, revision.bonus_points),
        "rounds": [
            {"rule": rule, "reviewers": content.get("reviewers")}
            for rule, content in zip(_loaded(load_rounds, revision.rounds), revision.rounds, strict=False)
        ],
    }


def steps_of(revision: CallRevision) -> tuple[Step, ...]:
    """Return the steps of a revision's form, none where applications are taken elsewhere."""
    try:
        return Form.load(revision.form).steps if revision.form else ()
    except FormError:
        return ()


def _loaded(load: Any, content: Any) -> tuple[Any, ...]:
    try:
        return tuple(load(content))
    except (FormError, RoundFormError):
        return ()
