"""How certificates write their facts: `{% load certificates %}`."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template

from catalog.condition import zones
from catalog.models import Grade
from portero.core import words

register = template.Library()


@register.filter
def long_day(at: date | datetime | None) -> str:
    """`24 November 2026`: a certificate is read in other years."""
    return words.long_day(at) if at else ""


@register.filter
def in_words(count: int, noun: str) -> str:
    """`two experts`, `one expert`."""
    return f"{words.number(count)} {noun}" if count == 1 else f"{words.number(count)} {noun}s"


@register.filter
def times(count: int) -> str:
    """`once`, `twice`, `three times`."""
    return {1: "once", 2: "twice"}.get(count, f"{words.number(count)} times")


@register.filter
def plain_number(text: str) -> str:
    """`30` for the signed text `30.00`, `0.5` for `0.50`; what is no number stands as it is."""
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


@register.filter
def zone_label(zone: str) -> str:
    """`Corners and edges` for the zone `corners`."""
    return zones.label_of(zone)


@register.filter
def grade_label(grade: str) -> str:
    """`Very Good` for `very_good`; the word itself where there is no such grade."""
    return Grade(grade).label if grade in Grade.values else grade
