"""The business plan inside a submission, typed or in a file: its text for comparing, part by part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from didim.applications.queries.forms import form_of
from didim.engines.forms import FileSlot, Form, FormError, LongText, Plan
from didim.engines.similarity import BORDER, Hashes, read_plan
from didim.kernel.wording import Text
from didim.programmes.models import CallRevision
from didim.selection.enums import PaperState

# The kind of document (definitions/call_documents.toml) a plan is handed in as.
PLAN_DOCUMENT = "business_plan"


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


@dataclass(frozen=True, slots=True)
class Paper:
    """A plan that was handed in as a file: its file, its name, and its text where it could be read."""

    file_id: int
    name: str
    state: PaperState
    text: str


def asks_for_a_plan(form: Form) -> bool:
    """Whether a form has parts of a business plan, long texts that stand for one, or a place for its file."""
    return any(
        isinstance(field.kind, Plan | LongText)
        or (isinstance(field.kind, FileSlot) and field.kind.document == PLAN_DOCUMENT)
        for field in form.fields.values()
    )


def written_plan(form: Form, answers: Mapping[str, Any], papers: Sequence[Paper] = ()) -> WrittenPlan:
    """Return the plan: what stands in plan sections and long texts, in their order, then in its files."""
    told: list[tuple[str, Text, str]] = []
    for field in form.fields.values():
        answer = answers.get(field.key)
        if isinstance(field.kind, Plan | LongText) and isinstance(answer, str) and answer:
            told.append((field.key, field.label, answer))
    told += [
        (f"file:{paper.file_id}", Text(paper.name, paper.name), paper.text) for paper in papers if paper.text
    ]
    texts: list[str] = []
    parts: list[PlanPart] = []
    start = 0
    for key, label, words in told:
        text = words.replace(BORDER, " ")
        texts.append(text)
        parts.append(PlanPart(key, label, start, start + len(text)))
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
