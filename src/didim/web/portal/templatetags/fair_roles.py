"""As whom somebody acts at a fair, with a button for each other participant of theirs."""

from typing import Any

from django import template
from django.template.context import Context

from didim.fairs.models import Participant
from didim.web.portal.fair_links import all_own

register = template.Library()


@register.inclusion_tag("portal/fairs/_acting_as.html", takes_context=True)
def acting_as(context: Context, own: Participant) -> dict[str, Any]:
    """Say as whom somebody acts; where they take part as several, let them change to another one."""
    request = context["request"]
    others = [one for one in all_own(request, own.fair_id) if one.pk != own.pk]
    return {"own": own, "others": others, "csrf_token": context.get("csrf_token")}
