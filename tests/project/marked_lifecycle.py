"""What the marked firm closes, follows and is in, at the other agency."""

from datetime import date, datetime
from typing import Any

from didim.lifecycle.models import (
    Closure,
    ClosureCheck,
    Collaboration,
    JointProject,
    Member,
    Restart,
    RestartClaim,
)
from didim.registry.models import Enterprise


def marked_lifecycle(things: dict[str, Any], *, mark: str, now: datetime) -> dict[str, Any]:
    """Make an open closure, an earlier firm, and a group with a running project."""
    agency, firm = things["agency"], things["firm"]
    whose = {"agency": agency, "enterprise": firm}
    closure = Closure.objects.create(**whose, reason="sales", story=f"{mark} 사정", requested_at=now)
    earlier = Enterprise.objects.create(
        name=f"{mark} 앞가게", stage="pre_founder", legal_form="none", created_at=now, updated_at=now
    )
    group = Collaboration.objects.create(
        agency=agency, name=f"{mark} 협업", programme_name="자영업 협업화", made_at=now
    )
    span = {"starts_on": date(2026, 1, 5), "ends_on": date(2099, 1, 4)}
    return {
        "closure": closure,
        "closure_check": ClosureCheck.objects.create(**whose, closure=closure, item="tax"),
        "restart": Restart.objects.create(
            **whose, earlier=earlier, ground="own_word", note=f"{mark} 확인", linked_at=now
        ),
        "restart_claim": RestartClaim.objects.create(
            **whose, earlier_number="1234567891", story=f"{mark} 사연", asked_at=now
        ),
        "collaboration": group,
        "group_member": Member.objects.create(
            **whose, collaboration=group, share_bp=10_000, joined_on=date(2026, 1, 5), is_lead=True
        ),
        "joint_project": JointProject.objects.create(
            agency=agency, collaboration=group, kind="buying", title=f"{mark} 사업", **span
        ),
    }
