"""The forms of published revisions, kept ready: they never change once published."""

from functools import lru_cache

from didim.engines.forms import Form
from didim.programmes.enums import RevisionState
from didim.programmes.models import CallRevision


@lru_cache(maxsize=256)
def form_of(revision_id: int) -> Form:
    """Return the form of a published revision: one query the first time in a process.

    Raises CallRevision.DoesNotExist, and FormError where the revision takes nothing online.
    """
    published = CallRevision.objects.filter(state=RevisionState.PUBLISHED)
    return Form.load(published.values_list("form", flat=True).get(pk=revision_id))
