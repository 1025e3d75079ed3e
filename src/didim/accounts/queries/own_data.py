from typing import Any

from didim.accounts.models import AccessLogEntry, Consent, User


def own_data(user: User) -> dict[str, Any]:
    """Return what accounts holds about a person, ready for JSON; secrets of sign-in are left out."""
    return {
        "account": {
            "email": user.email,
            "name": user.name,
            "phone": user.phone,
            "joined_at": user.joined_at.isoformat(),
        },
        "sign_in_providers": list(
            user.socialaccount_set.order_by("provider").values_list("provider", flat=True)
        ),
        "consents": [
            {
                "document": consent.document.code,
                "version": consent.document.version,
                "agreed": consent.agreed,
                "decided_at": consent.decided_at.isoformat(),
                "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in Consent.objects.filter(user=user).select_related("document").order_by("id")
        ],
        "access_log": [
            {"at": at.isoformat(), "ip": ip, "act": act, "task": task, "subject": subject}
            for at, ip, act, task, subject in AccessLogEntry.objects.filter(account=user)
            .order_by("at", "id")
            .values_list("at", "ip", "act", "task", "subject")
        ],
    }
