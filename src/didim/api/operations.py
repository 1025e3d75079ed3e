"""What every operation has: a guard and the caller's language."""

from typing import Any, ClassVar

from django.utils import translation
from rest_framework.request import Request
from rest_framework.views import APIView

from didim.accounts.guards import Guard

from .language import accepted_language


class Operation(APIView):
    """The operations at one address; all of them have the same guard."""

    guard: ClassVar[Guard]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer in the caller's language, from the first refusal on."""
        translation.activate(accepted_language(request))
        super().initial(request, *args, **kwargs)

    @property
    def actor(self) -> Any:
        """Who asks (registry.queries.actors.Actor), as the middleware loaded them."""
        return self.request._request.actor  # noqa: SLF001
