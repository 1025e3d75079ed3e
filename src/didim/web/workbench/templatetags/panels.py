"""Template tags for grounds of recusals, which are stored as data."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.selection.enums import TieKind, TieSource

register = template.Library()

_EDGES = {
    **dict(TieKind.choices),
    "account": _("기업 계정의 구성원"),
    "same_representative": _("대표자가 같음"),
    "same_name": _("대표자와 이름이 같음"),
    "affiliation": _("소속이 기업명과 같음"),
    "reviewed": _("앞서 평가함"),
}
_SOURCES = {
    **dict(TieSource.choices),
    "account": _("계정"),
    "registry": _("기업 대장의 글자"),
    "review": _("평가 기록"),
}


@register.filter
def ground_label(ground: Mapping[str, Any]) -> str:
    """Return what a ground is, in the page's language."""
    english = not (get_language() or "ko").startswith("ko")
    return str(ground["label_en"] if english else ground["label"])


@register.filter
def edge_label(edge: Mapping[str, Any]) -> object:
    """Return what ties the two ends of an edge."""
    return _EDGES.get(edge["kind"], edge["kind"])


@register.filter
def edge_source(edge: Mapping[str, Any]) -> object:
    """Return where an edge is known from."""
    return _SOURCES.get(edge["source"], edge["source"])
