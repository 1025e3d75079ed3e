"""Who may act for a firm."""

from datetime import datetime

from django.db import transaction

from didim.accounts.models import User
from didim.registry.enums import FirmRole
from didim.registry.models import Enterprise, EnterpriseMember


@transaction.atomic
def add_firm_member(*, enterprise: Enterprise, user: User, role: FirmRole, now: datetime) -> EnterpriseMember:
    """Let a person act for a firm; somebody who already does keeps the day they began and takes the role."""
    member, _created = EnterpriseMember.objects.update_or_create(
        enterprise=enterprise,
        user=user,
        defaults={"role": role},
        create_defaults={"role": role, "since": now},
    )
    return member
