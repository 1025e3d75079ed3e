"""Which edition a page shows: the one its address names, or else the current one.

An address with a number goes on showing the same figures for good; links of such a page keep the number.
"""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from didim.districts.models import Edition
from didim.districts.queries.editions import current_edition, edition_numbered

_DIGITS = 6


def edition_shown(request: HttpRequest) -> Edition | None:
    """Return the edition of the address, else the current one; None before the first was published.

    Raises Http404 for a number that no edition has.
    """
    asked = number_asked(request)
    if not asked:
        return current_edition()
    edition = edition_numbered(int(asked)) if asked.isascii() and asked.isdecimal() else None
    if edition is None:
        raise Http404(f"edition {asked}")
    return edition


def edition_or_404(request: HttpRequest) -> Edition:
    """Return the edition of a page; 404 before the first was published, too."""
    edition = edition_shown(request)
    if edition is None:
        raise Http404("no edition")
    return edition


def number_asked(request: HttpRequest) -> str:
    """Return the number of an edition that the address names; "" for none."""
    return request.GET.get("edition", "")[: _DIGITS + 1]


def address(request: HttpRequest, name: str, *args: str, **query: object) -> str:
    """Return the address of a page of districts, in the edition that is being read; empty words stay out."""
    said = {**query, "edition": number_asked(request)}
    pairs = [(word, str(value)) for word, value in said.items() if value not in {None, ""}]
    path = reverse(f"portal:{name}", args=args)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def withdrawn(request: HttpRequest, edition: Edition) -> HttpResponse | None:
    """Return the answer in place of a file of an edition that was taken back; None for one that stands.

    Its pages go on showing it with the reason above; a file would travel without it.
    """
    if edition.withdrawn_at is None:
        return None
    context = {"edition": edition}
    return render(request, "portal/districts/withdrawn.html", context, status=HTTPStatus.GONE)
