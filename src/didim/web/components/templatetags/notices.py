"""How notices, verdicts and reasons are shown: words, icons and tones, never a colour alone."""

import re
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from didim.engines.eligibility import Verdict
from didim.engines.eligibility.wording import Text
from didim.programmes.enums import NoticeStatus

register = template.Library()

SOON_DAYS = 7
# A run of Korean words with the figures and marks between them.
_HANGUL = re.compile(r"([가-힣](?:[^A-Za-z]*[가-힣.)])?)")
WEEKDAYS = "월화수목금토일"
VERDICTS = {
    Verdict.MET: {"label": _("신청 가능"), "tone": "good", "icon": "check"},
    Verdict.UNKNOWN: {"label": _("확인 필요"), "tone": "caution", "icon": "question"},
    Verdict.NOT_MET: {"label": _("조건 안 맞음"), "tone": "", "icon": "cross"},
}
STATUSES = {
    NoticeStatus.UPCOMING: ("info", "clock"),
    NoticeStatus.OPEN: ("good", "check"),
    NoticeStatus.ALWAYS_OPEN: ("good", "check"),
    NoticeStatus.UNDATED: ("caution", "question"),
    NoticeStatus.CLOSED: ("", "cross"),
}


@register.simple_tag
def notice_status(notice: Any, today: date) -> dict[str, Any]:
    """Return the word, tone, icon and days left for a notice's computed status."""
    status = NoticeStatus(notice.status)
    tone, icon = STATUSES[status]
    days = ""
    if status is NoticeStatus.OPEN and notice.closes_on:
        left = (notice.closes_on - today).days
        days = gettext("오늘 마감") if left == 0 else f"D-{left}"
        if left <= SOON_DAYS:
            tone, icon = "urgent", "clock"
    elif status is NoticeStatus.UPCOMING and notice.opens_on:
        days = pgettext("days until a notice opens", "%(days)d일 뒤") % {
            "days": (notice.opens_on - today).days
        }
    return {"label": status.label, "tone": tone, "icon": icon, "days": days}


@register.filter
def day(value: date) -> str:
    """Write a day the short way of the language: 2026. 8. 3.(월) or 3 Aug 2026."""
    if (get_language() or "ko").startswith("ko"):
        return f"{value.year}. {value.month}. {value.day}.({WEEKDAYS[value.weekday()]})"
    return date_format(value, "j N Y")


@register.filter
def weekday(value: date) -> str:
    """Name the day of the week shortly."""
    korean = (get_language() or "ko").startswith("ko")
    return WEEKDAYS[value.weekday()] if korean else date_format(value, "D")


@register.filter
def month(value: date) -> str:
    """Name a month with its year: 2026년 8월 or August 2026."""
    korean = (get_language() or "ko").startswith("ko")
    return f"{value.year}년 {value.month}월" if korean else date_format(value, "F Y")


@register.simple_tag
def verdict_look(verdict: str) -> dict[str, Any]:
    """Return label, tone and icon of a verdict."""
    return VERDICTS[Verdict(verdict)]


@register.simple_tag
def in_words(text: Text) -> SafeString | str:
    """Say a reason in the page's language; what a notice says in Korean is marked as Korean elsewhere."""
    language = get_language() or "ko"
    if language.startswith("ko"):
        return text.ko
    parts = _HANGUL.split(text.text(language))
    marked = (
        format_html('<span lang="ko">{}</span>', part) if at % 2 else part for at, part in enumerate(parts)
    )
    return format_html("{}" * len(parts), *marked)
