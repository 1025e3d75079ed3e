from django.utils import timezone
from procrastinate.contrib.django import app

from didim.applications.domain import moving


@app.task(pass_context=False)
def move_drafts(call_id: int) -> None:
    """Move all drafts of a call to the revision that was just published."""
    moving.move_drafts(call_id=call_id, now=timezone.now())
