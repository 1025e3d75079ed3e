from django.utils import timezone
from procrastinate.contrib.django import app

from didim.experts.domain import planning


@app.task(pass_context=False)
def plan_dispatch(run_id: int) -> None:
    """Make a plan an officer asked for."""
    planning.carry_out(run_id=run_id, now=timezone.now())
