"""The business plan inside a submission: its text for comparing, part by part."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from didim.applications.queries.forms import form_of
from didim.engines.forms import Form, FormError, LongText, Plan
from didim.engines.similarity import BORDER, Hashes, read_plan
from didim.kernel.wording import Text
from didim.programmes.models import CallRevision


@dataclass(frozen=True, slots=True)
class PlanPart:
    """An answer of the plan: the field, and where its text begins and ends in the whole."""

    key: str
    label: Text
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan as one text (parts divided by a border) and its parts."""

    text: str
    parts: tuple[PlanPart, ...]


def answers_of(content: str) -> Mapping[str, Any]:
    """Return the answers of a submission's canonical text."""
    answers = json.loads(content).get("answers", {})
    return answers if isinstance(answers, Mapping) else {}


def submitted_form(revision_id: int) -> Form | None:
    """Return the form of a published revision, None where it asks nothing online."""
    try:
        return form_of(revision_id)
    except (CallRevision.DoesNotExist, FormError):
        return None


def asks_for_a_plan(form: Form) -> bool:
    """Whether a form has parts of a business plan, or long texts that stand for one."""
    return any(isinstance(field.kind, Plan | LongText) for field in form.fields.values())


def written_plan(form: Form, answers: Mapping[str, Any]) -> WrittenPlan:
    """Return the plan that answers tell: what stands in plan sections and long texts, in their order."""
    texts: list[str] = []
    parts: list[PlanPart] = []
    start = 0
    for field in form.fields.values():
        answer = answers.get(field.key)
        if not isinstance(field.kind, Plan | LongText) or not isinstance(answer, str) or not answer:
            continue
        text = answer.replace(BORDER, " ")
        texts.append(text)
        parts.append(PlanPart(field.key, field.label, start, start + len(text)))
        start += len(text) + len(BORDER)
    return WrittenPlan(BORDER.join(texts), tuple(parts))


@lru_cache(maxsize=64)
def template_of(form: Form, *, letters: int) -> Hashes:
    """Return the shingles of the form's own words, sorted: pasted into an answer they are nobody's plan."""
    words: list[str] = []
    for step in form.steps:
        words += [step.title.ko, step.help.ko]
        for field in step.fields:
            words += [field.label.ko, field.help.ko]
    return read_plan(BORDER.join(words), letters=letters).distinct
