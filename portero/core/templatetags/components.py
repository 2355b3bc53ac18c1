"""Components (Jinja2, see portero.jinja) in the pages, which are Django templates."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def component(name: str, **facts: Any) -> SafeString:
    """`{% component "cards.html" items=arrivals level=3 eager=0 %}`: the component with these facts and no others."""
    return mark_safe(get_template(name, using="components").render(facts))  # noqa: S308  (it escapes by itself)
