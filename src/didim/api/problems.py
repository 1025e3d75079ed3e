"""Errors as problem details (RFC 9457, 2023): a sentence in the caller's language, and what to mend where."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from didim.kernel.refusals import RefusedError

CONTENT_TYPE = "application/problem+json"
WHOLE = "non_field_errors"


def answer_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer to an error (DRF's EXCEPTION_HANDLER); None for a fault of ours: a 500."""
    if isinstance(error, RefusedError):
        error = exceptions.ValidationError({field or WHOLE: said for field, said in error.by_field().items()})
        error.status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    response = exception_handler(error, dict(context))
    if response is None:
        return None
    response.data = {
        "type": "about:blank",
        "title": _title(response.status_code),
        "status": response.status_code,
        "code": _code(error),
        "detail": _detail(error),
        "errors": list(_errors(error)),
    }
    response.content_type = CONTENT_TYPE
    return response


def _title(status_code: int) -> str:
    titles = {
        status.HTTP_400_BAD_REQUEST: _("보낸 내용을 읽을 수 없습니다."),
        status.HTTP_401_UNAUTHORIZED: _("로그인이 필요합니다."),
        status.HTTP_403_FORBIDDEN: _("권한이 없습니다."),
        status.HTTP_404_NOT_FOUND: _("찾는 자료가 없습니다."),
        status.HTTP_405_METHOD_NOT_ALLOWED: _("이 주소에서 할 수 없는 요청입니다."),
        status.HTTP_406_NOT_ACCEPTABLE: _("이 주소는 JSON으로만 답합니다."),
        status.HTTP_410_GONE: _("내려진 자료입니다."),
        status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: _("JSON으로 보내 주세요."),
        status.HTTP_422_UNPROCESSABLE_ENTITY: _("보낸 내용을 고쳐 주세요."),
        status.HTTP_429_TOO_MANY_REQUESTS: _("요청이 너무 잦습니다."),
    }
    return titles.get(status_code) or _("요청을 처리하지 못했습니다.")


def _code(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "invalid"
    if isinstance(error, exceptions.APIException):
        return str(error.get_codes())
    return "not_found" if isinstance(error, Http404) else "permission_denied"


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return _("아래 항목을 고친 뒤 다시 보내 주세요.")
    if isinstance(error, exceptions.Throttled):
        return _("%(seconds)d초 뒤에 다시 보내 주세요.") % {"seconds": error.wait or 1}
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    if isinstance(error, PermissionDenied):
        return str(error) or _("이 계정에는 권한이 없습니다.")
    return _("주소가 바뀌었거나 지워졌거나, 이 계정으로는 볼 수 없는 자료입니다.")


def _errors(error: Exception) -> Iterator[dict[str, str]]:
    if isinstance(error, exceptions.ValidationError):
        yield from _flat(error.detail, "")


def _flat(detail: object, field: str) -> Iterator[dict[str, str]]:
    """Yield each sentence with the path of its field ("facts.opened_on", "" for the whole)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == WHOLE else str(name)
            yield from _flat(inner, f"{field}.{step}".strip("."))
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for inner in detail:
            yield from _flat(inner, field)
    else:
        yield {"field": field, "detail": str(detail)}
