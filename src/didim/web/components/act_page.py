"""A page for one act: a form, what the act says back, and the way on."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from didim.web.components.refusals import done


def act_page(
    request: HttpRequest,
    *,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    title: str,
    subject: str,
    said: str,
    back: str,
    button: str = "",
    more: Mapping[str, Any] | None = None,
    template: str = "components/act.html",
) -> HttpResponse:
    """Show the form; on a valid POST run the act, say so and lead back; otherwise show it again with 422.

    `subject` is whom or what it is about, in the words of people; `button` names the act (저장 if not said).
    """
    if request.method == "POST" and done(form, act):
        messages.success(request, said)
        return redirect(back)
    context = {"form": form, "title": title, "subject": subject, "button": button, "back": back}
    status = 422 if form.errors else 200
    return render(request, template, {**context, "options": [], **(more or {})}, status=status)
