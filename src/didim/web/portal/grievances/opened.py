"""The case that somebody without an account has opened with its code: the session keeps which."""

from django.http import HttpRequest

from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.models import Grievance
from didim.registry.queries.visibility import NotVisible

OPENED = "grievance"
# The code itself, until it was shown once.
SHOWN_CODE = "grievance-code"


def opened_case(request: HttpRequest) -> Grievance:
    """Return the case, or the earlier one it was joined to; NotVisible when none was opened."""
    with scoped(SYSTEM):
        case = (
            Grievance.objects.filter(pk=request.session.get(OPENED), enterprise__isnull=True)
            .select_related("agency", "region", "same_as__agency", "same_as__region")
            .first()
        )
    if case is None:
        raise NotVisible("no grievance opened")
    return case.same_as or case
