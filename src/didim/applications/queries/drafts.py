"""A draft as its firm sees it: in the call's last revision, with its files and what is missing."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from didim.applications.domain.moving import moved_to
from didim.applications.models import Application, Draft, SupplementRequest
from didim.applications.queries.access import access_own_application
from didim.applications.queries.files import StoredFile, stored_files
from didim.applications.queries.forms import form_of
from didim.applications.queries.periods import (
    IntakePeriod,
    intake_period,
    open_fields,
    open_supplement,
)
from didim.engines.forms import FileFact, Form, FormProblem, Step
from didim.kernel.wording import Text
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible


@dataclass(frozen=True)
class DraftSheet:
    """A draft to be written in.

    revision_id: the revision whose form it is. answers, changes: as that form takes them, also where the move
    is not stored yet.
    open_fields: what may be changed now (None: all).
    """

    application: Application
    draft: Draft
    revision_id: int
    form: Form
    period: IntakePeriod
    answers: dict[str, Any]
    kept: dict[str, list[dict[str, Any]]]
    changes: tuple[Text, ...]
    files: tuple[StoredFile, ...]
    supplement: SupplementRequest | None
    open_fields: frozenset[str] | None

    @property
    def is_open(self) -> bool:
        """Whether anything may be changed now."""
        return self.open_fields is None or bool(self.open_fields)

    @cached_property
    def visible(self) -> set[str]:
        """The keys of the fields that are asked."""
        return self.form.visible(self.answers)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of which anything is asked, in order."""
        return tuple(
            step for step in self.form.steps if any(field.key in self.visible for field in step.fields)
        )

    @cached_property
    def files_by_slot(self) -> dict[str, list[StoredFile]]:
        """The files of each slot."""
        slots: dict[str, list[StoredFile]] = {}
        for file in self.files:
            slots.setdefault(file.slot, []).append(file)
        return slots

    @cached_property
    def problems(self) -> list[FormProblem]:
        """Everything that keeps it from being handed in."""
        facts = {
            slot: [FileFact(file.name, file.size) for file in files]
            for slot, files in self.files_by_slot.items()
        }
        return self.form.check(self.answers, facts)

    @cached_property
    def begun(self) -> set[str]:
        """The keys of the fields that have an answer or a file."""
        return set(self.answers) | set(self.files_by_slot)

    @property
    def is_sent(self) -> bool:
        """Whether what people have written, and the files, are handed in as they stand."""
        submission = self.application.submission
        if submission is None or any(
            version > submission.draft_version for version in self.draft.field_versions.values()
        ):
            return False
        given = set(submission.files.values_list("slot", "file_id"))
        return given == {(file.slot, file.file_id) for file in self.files if file.slot in self.visible}


def draft_sheet(*, actor: Actor, application_id: int, now: datetime) -> DraftSheet:
    """Return the draft of an application of the actor's own firm, else NotVisible (404): five queries."""
    application = access_own_application(actor=actor, application_id=application_id)
    draft = Draft.objects.filter(application=application).select_related("updated_by").first()
    period = intake_period(call_id=application.call_id)
    if draft is None or period is None:
        raise NotVisible(f"draft of application {application_id}")
    draft.application = application
    answers, kept = draft.answers, draft.kept
    changes = [Text(change["ko"], change["en"]) for change in draft.carried_over]
    revision_id = draft.revision_id
    if period.takes_online and period.revision_id != revision_id:
        moved = moved_to(draft=draft, revision_id=period.revision_id)
        answers, kept, revision_id = moved.answers, moved.kept, period.revision_id
        changes += [change.sentence for change in moved.changes if change.sentence not in changes]
    supplement = open_supplement(application_id=application.pk, now=now)
    return DraftSheet(
        application=application,
        draft=draft,
        revision_id=revision_id,
        form=form_of(revision_id),
        period=period,
        answers=answers,
        kept=kept,
        changes=tuple(changes),
        files=tuple(stored_files(application)),
        supplement=supplement,
        open_fields=open_fields(period, supplement, now),
    )
