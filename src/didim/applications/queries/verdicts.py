"""Whether a firm may apply, judged while it writes: by what the registry knows and what the draft says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from didim.engines.eligibility import FirmFacts, Judgement
from didim.engines.forms import Field, Form
from didim.engines.forms.values import Unreadable, read_value
from didim.programmes.models import Notice
from didim.programmes.queries.matching import judge_notice
from didim.registry.queries.facts import firm_facts

# Facts that an answer states, by the name fields are prefilled with.
FACTS_OF_ANSWERS = {"opened_on": "opened_on", "employees": "employees", "sales": "sales"}


@dataclass(frozen=True, slots=True)
class DraftVerdict:
    """The judgement of a call's rule; `answered`: fields of the form whose answers it looked at instead."""

    judgement: Judgement
    answered: tuple[Field, ...]


def deciding_fields(form: Form) -> frozenset[str]:
    """Return the fields whose answers a judgement looks at."""
    return frozenset(key for key, field in form.fields.items() if field.prefill in FACTS_OF_ANSWERS)


def judge_draft(
    *, call_id: int, enterprise_id: int, form: Form, answers: Mapping[str, Any], on: date
) -> DraftVerdict | None:
    """Judge a call's rule for a firm that is writing; None where the call is not announced. Six queries.

    What an answer says differently from the registry counts: it is the newer word. Ages are those of the
    call's own day.
    """
    notice = Notice.objects.filter(call=call_id).defer("raw", "readings", "search", "search_text").first()
    if notice is None:
        return None
    facts, answered = with_answers(firm_facts(enterprise_id=enterprise_id, on=on), form, answers)
    return DraftVerdict(judge_notice(notice=notice, facts=facts), answered)


def with_answers(
    facts: FirmFacts, form: Form, answers: Mapping[str, Any]
) -> tuple[FirmFacts, tuple[Field, ...]]:
    """Return facts with what the answers say differently, and the fields that say so."""
    answered = []
    for key in deciding_fields(form) & answers.keys() & form.visible(answers):
        field = form.fields[key]
        name = FACTS_OF_ANSWERS[field.prefill]
        value, faults = read_value(field.kind, answers[key])
        if faults or value is None or isinstance(value, Unreadable):
            continue
        stated = date.fromisoformat(value) if name == "opened_on" else int(value)
        if getattr(facts, name) != stated:
            facts = replace(facts, **{name: stated})
            answered.append(field)
    return facts, tuple(sorted(answered, key=lambda field: field.key))
