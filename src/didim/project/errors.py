"""The pages people see when something is wrong: what, why, a way out, and an id to quote."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .request_id import current


def _answer(request: HttpRequest, status: int, title: str, reason: str, way_out: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": f"{title} {reason}", "request_id": current.get()}, status=status)
    context = {"title": title, "reason": reason, "way_out": way_out, "request_id": current.get()}
    return render(request, "errors/problem.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the browser sent what we cannot read."""
    del exception
    return _answer(
        request,
        400,
        _("요청을 읽을 수 없습니다."),
        _("주소나 보낸 내용의 형식이 맞지 않습니다."),
        _("이전 화면으로 돌아가 다시 시도해 주세요."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, with the sentence of whoever refused."""
    return _answer(
        request,
        403,
        _("이 화면을 볼 수 없습니다."),
        str(exception) or _("이 계정에는 권한이 없습니다."),
        _("다른 계정으로 로그인하거나, 소속 기관 또는 기업의 담당자에게 문의해 주세요."),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; it does not tell what is not there from what may not be seen."""
    del exception
    return _answer(
        request,
        404,
        _("찾으시는 화면이 없습니다."),
        _("주소가 바뀌었거나 지워졌거나, 이 계정으로는 볼 수 없는 화면입니다."),
        _("주소를 확인하시거나, 공고 찾기에서 다시 찾아 주세요."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token does not fit the visitor's cookie."""
    del reason
    return _answer(
        request,
        403,
        _("보낸 내용을 받지 못했습니다."),
        _("화면을 연 지 오래되었거나 쿠키가 막혀 있어, 본인이 보낸 것인지 확인할 수 없습니다."),
        _("쿠키를 허용하고 화면을 새로 연 뒤 다시 보내 주세요."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without the database and without the frame of other pages: either may be what failed."""
    title = _("저희 쪽에서 문제가 생겼습니다.")
    reason = _("잠시 뒤 다시 시도해 주세요. 되풀이되면 아래 번호를 알려 주시면 빨리 찾을 수 있습니다.")
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": f"{title} {reason}", "request_id": current.get()}, status=500)
    context = {"title": title, "reason": reason, "request_id": current.get()}
    return HttpResponse(render_to_string("errors/server_error.html", context), status=500)
