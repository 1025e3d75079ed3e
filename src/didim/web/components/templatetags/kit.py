"""Template tags every page may use: icons, links to the other language, page links that keep filters."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms import widgets as w
from django.template.context import Context
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite; it says nothing to a screen reader, the words beside it do."""
    return format_html(
        '<svg class="app-icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        size,
        static("build/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def translated_url(context: Context, language: str) -> str:
    """Return the address of this same page in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else "/"


@register.filter
def kind(field: BoundField) -> str:
    """Tell how a form field is drawn: check, checks, radios, select, hidden or text."""
    widget = field.field.widget
    kinds: tuple[tuple[type[w.Widget], str], ...] = (
        (w.CheckboxSelectMultiple, "checks"),
        (w.RadioSelect, "radios"),
        (w.CheckboxInput, "check"),
        (w.Select, "select"),
        (w.HiddenInput, "hidden"),
    )
    return next((name for class_, name in kinds if isinstance(widget, class_)), "text")


@register.filter
def has(mapping: Mapping[str, Any], key: str) -> bool:
    """Tell whether a mapping holds a key that a template cannot spell."""
    return key in mapping


@register.simple_tag
def kit_widget(field: BoundField, **attrs: Any) -> SafeString:
    """Draw a field's control with the kit's class, tied to its hint and error."""
    kit_class = {"select": "krds-form-select", "text": "krds-input"}.get(kind(field), "")
    own = field.field.widget.attrs.get("class", "")
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-error"] if field.errors else []
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    attrs["class"] = f"{kit_class} {own}".strip()
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Return the page numbers worth linking, with None where some are left out."""
    return [
        n if isinstance(n, int) else None
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


@register.simple_tag
def named(thing: Any) -> SafeString | str:
    """Return a thing's name in the page's language; a Korean name on an English page is marked as Korean."""
    if thing is None:
        return ""
    korean = (get_language() or "ko").startswith("ko")
    if not korean and getattr(thing, "name_en", ""):
        return str(thing.name_en)
    return thing.name if korean else format_html('<span lang="ko">{}</span>', thing.name)
