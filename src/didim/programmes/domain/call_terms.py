"""Business acts on a draft's terms: its form, documents, exclusions, bonus points and review rounds.

The form that is stored always holds the steps made of the lists (engines.forms.assembled), so that whoever
reads a revision finds everything an applicant is asked. {} means that applications are taken elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.forms import (
    Form,
    FormError,
    assembled,
    load_bonus_points,
    load_documents,
    load_exclusions,
)
from didim.engines.forms.fields import Structure
from didim.engines.forms.jsonform import dump
from didim.engines.forms.reading import read_structure
from didim.engines.scoring import RoundFormError, load_rounds
from didim.kernel.refusals import Problem, RefusedError
from didim.programmes.domain.call_versions import Seen, check_seen
from didim.programmes.domain.calls import locked_draft
from didim.programmes.domain.wording import in_readers_language
from didim.programmes.models import Call, CallRevision

LISTS = ("documents", "exclusions", "bonus_points")


def set_form(*, call: Call, content: Mapping[str, Any], by: User | None) -> CallRevision:
    """Store the form of a draft; {} takes applications elsewhere. Steps made from lists are made anew."""
    with recorded("set_form", by):
        draft = locked_draft(call)
        draft.form = dict(content)
        _assemble(draft)
        draft.save(update_fields=["form"])
        return draft


def set_terms(
    *, call: Call, by: User | None, seen: Seen | None = None, **lists: list[dict[str, Any]]
) -> CallRevision:
    """Store documents, exclusions or bonus_points of a draft, and make their steps in its form anew.

    Raises OvertakenError when the list is no longer the one that was `seen`.
    """
    if unknown := set(lists) - set(LISTS):
        raise TypeError(f"not a draft's lists: {sorted(unknown)}")
    with recorded("set_terms", by):
        draft = locked_draft(call)
        check_seen(draft=draft, seen=seen)
        for name, entries in lists.items():
            setattr(draft, name, entries)
        _assemble(draft)
        draft.save(update_fields=[*lists, "form"])
        return draft


def set_rounds(
    *, call: Call, content: list[dict[str, Any]], by: User | None, seen: Seen | None = None
) -> CallRevision:
    """Store the review rounds of a draft, in the JSON form of the scoring engine with "reviewers".

    Raises OvertakenError when the rounds, or the one round, are no longer what was `seen`.
    """
    with recorded("set_rounds", by):
        draft = locked_draft(call)
        check_seen(draft=draft, seen=seen)
        try:
            load_rounds(content)
        except RoundFormError as error:
            raise RefusedError(
                Problem(f"rounds{problem.field}", in_readers_language(problem.message))
                for problem in error.problems
            ) from error
        draft.rounds = content
        draft.save(update_fields=["rounds"])
        return draft


def _assemble(draft: CallRevision) -> None:
    """Put the steps of a draft's lists into its form; raise RefusedError with every fault of either."""
    problems: list[Problem] = []
    loaded: dict[str, Any] = {}
    for name, load in zip(LISTS, (load_documents, load_exclusions, load_bonus_points), strict=True):
        try:
            loaded[name] = load(getattr(draft, name))
        except FormError as error:
            problems += [Problem(fault.path, in_readers_language(fault)) for fault in error.faults]
    if problems:
        raise RefusedError(problems)
    if not draft.form:
        return
    try:
        structure = assembled(_read(draft.form), **loaded)
        draft.form = Form.load(dump(structure)).dump()
    except FormError as error:
        raise RefusedError(
            Problem(fault.path, in_readers_language(fault)) for fault in error.faults
        ) from error


def _read(content: Mapping[str, Any]) -> Structure:
    """Read the steps somebody wrote; those made of lists are left out, so that an old list never hinders."""
    steps = content.get("steps")
    if isinstance(steps, list):
        steps = [step for step in steps if not (isinstance(step, Mapping) and step.get("origin"))]
    return read_structure({**content, "steps": steps})
