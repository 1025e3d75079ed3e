"""Who calls, and whether they may: the session of the web site and the operation's guard."""

from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from didim.accounts.guards import Answer, Guard


class ConsentDueError(exceptions.PermissionDenied):
    """A consent has to be answered before anything else."""

    default_detail = gettext_lazy(
        "먼저 약관과 개인정보 동의에 답해 주세요. 누리집에 로그인하면 동의 화면이 열립니다."
    )
    default_code = "consent_due"


class SecondFactorNeededError(exceptions.PermissionDenied):
    """Staff showed only a password."""

    default_detail = gettext_lazy(
        "기관 업무에는 2단계 인증이 필요합니다. 패스키나 인증 앱으로 다시 로그인해 주세요."
    )
    default_code = "second_factor_needed"


class SessionSignIn(SessionAuthentication):
    """The session of the web site; a stranger is told 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401 answer."""
        del request
        return "Session"


class SessionSignInSchema(OpenApiAuthenticationExtension):
    """How the schema shows the session."""

    target_class = SessionSignIn
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the security scheme object."""
        del auto_schema
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class GuardPermission(BasePermission):
    """Asks the operation's guard; an operation without one is closed to everybody."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Return whether the caller may come in; a refusal that can be mended says how."""
        guard: Guard | None = getattr(view, "guard", None)
        answer = Answer.FORBIDDEN if guard is None else guard.answer(request._request.actor)  # noqa: SLF001
        match answer:
            case Answer.SIGN_IN:
                raise exceptions.NotAuthenticated
            case Answer.CONSENT:
                raise ConsentDueError
            case Answer.SECOND_FACTOR:
                raise SecondFactorNeededError
        return answer is Answer.ALLOWED
