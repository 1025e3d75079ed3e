"""An application as reviewers read it: in the words of its form, without what a blind round hides."""

from dataclasses import dataclass, replace
from typing import Any

from didim.applications.models import FirmFile
from didim.applications.queries.forms import form_of
from didim.engines.forms import Address, BusinessNumber, Consent, Email, Phone
from didim.selection.queries.reviews import HandedIn
from didim.web.components.reading import ReadField, ReadStep, read_steps

# What says whose plan it is.
_TELLING = (Address, BusinessNumber, Email, Phone)


@dataclass(frozen=True)
class ShownFile:
    """A file in its slot; in a blind round without its name, which may be the firm's."""

    id: int
    name: str
    size: int
    opens: bool


def steps_to_read(handed: HandedIn, *, blind: bool) -> list[ReadStep]:
    """Return the steps of an application; consents say nothing of a plan and are left out.

    So are sensitive answers (an account number …): no reviewer needs them.
    """
    form = form_of(handed.submission.revision_id)
    files = {slot: [_shown(one, blind=blind) for one in given] for slot, given in handed.files.items()}
    steps = read_steps(form, handed.answers, files)
    kept = (replace(step, fields=tuple(one for one in step.fields if _is_read(one, blind))) for step in steps)
    return [step for step in kept if step.fields]


def _is_read(shown: ReadField, blind: Any) -> bool:
    if shown.field.sensitive or isinstance(shown.field.kind, Consent):
        return False
    return not (blind and (shown.field.prefill or isinstance(shown.field.kind, _TELLING)))


def _shown(file: FirmFile, *, blind: bool) -> ShownFile:
    ending = file.name.rpartition(".")[2].lower()
    name = f"{file.pk}.{ending}" if blind else file.name
    return ShownFile(file.pk, name, file.size, file.content_type == "application/pdf")
