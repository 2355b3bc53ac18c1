"""How the shop writes sums, times, countries and figures; every page loads it with `{% load shop %}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portero.core import money, running, words
from portero.core.money import dollars as in_dollars

register = template.Library()


@register.filter
def dollars(amount: Decimal | int | None) -> str:
    """`$12,500`; cents only where there are some. Nothing for None."""
    return "" if amount is None else in_dollars(Decimal(amount))


@register.filter
def cents(amount: Decimal | int | None) -> str:
    """`$12,500.00`, for sums that are added up. Nothing for None."""
    return "" if amount is None else in_dollars(Decimal(amount), cents=True)


@register.filter
def bare(amount: Decimal | int | None) -> str:
    """`12,500.00`: a sum in USD where a column or a word beside it says what it is. Nothing for None."""
    return "" if amount is None else money.bare(Decimal(amount))


@register.filter
def percent(rate: Decimal) -> str:
    """`25 %` for 0.2500, `17.5 %` for 0.1750."""
    return words.percent(rate)


@register.filter
def moment(at: datetime | None) -> str:
    """`Tue 24 Nov, 3:15 pm ET`."""
    return words.moment(at) if at else ""


@register.filter
def day(at: datetime | date | None) -> str:
    """`Tue 24 Nov`, with the year when it isn't this one."""
    return words.day(at) if at else ""


@register.filter
def clock(at: datetime | None) -> str:
    """`3:42 pm ET`."""
    return words.clock(at) if at else ""


@register.filter
def until(at: datetime | None) -> str:
    """`3:42 pm ET` today, `Sun 22 Nov, 3:42 pm ET` on any other day: when a hold ends."""
    return words.until(at) if at else ""


@register.filter
def hour(of_day: int) -> str:
    """`10 am` for 10, `6 pm` for 18."""
    return f"{of_day % 12 or 12} {'pm' if of_day >= 12 else 'am'}"


@register.filter
def country_name(code: str) -> str:
    """`Japan` for `JP`; the code itself where there is no such country."""
    return words.country(code)


@register.filter
def in_country(city: str, code: str) -> str:
    """`Tokyo, Japan`: `{{ item.ships_from_city|in_country:item.ships_from }}`."""
    return words.place(city, code)


@register.filter
def counted(number: int, noun: str) -> str:
    """`1 piece`, `142 pieces`: `{{ count|counted:"piece" }}`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@register.filter
def millimetres(size: Decimal) -> str:
    """`4 mm`, `12.5 mm`; from 5 cm on in centimetres."""
    amount, unit = (size / 10, "cm") if size >= 50 else (size, "mm")
    return f"{amount.normalize():f} {unit}"


@register.filter
def unlocalised(number: Decimal | int) -> str:
    """The number as CSS and SVG read it, with a point."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


@register.filter
def placed(per_cent: Decimal | float) -> str:
    """`037.5` for 37.5 per cent: how css/components/place.css reads a place on a photograph."""
    return f"{per_cent:05.1f}"


@register.filter
def whole(number: str) -> SafeString:
    """A number that no line breaks at its hyphen, in running text: `order {{ order.number|whole }}`."""
    return format_html('<span class="nowrap">{}</span>', number)


@register.filter
def lower_first(text: str) -> str:
    """`dust bag` for `Dust bag`, for a word that moves into a sentence; `USB key` stays."""
    second = text[1:2]
    return text if second.isupper() else text[:1].lower() + text[1:]


@register.filter
def media(name: str) -> str:
    """The address of a stored photograph by its storage name; no query."""
    return default_storage.url(name) if name else ""


@register.filter
def absolute(url: str) -> str:
    """The address with the shop's origin; one that has its own (a media host) stays."""
    return url if url.startswith(("http://", "https://")) else f"{settings.PUBLIC_URL}{url}"


@register.filter
def ship_by_time(figures: Any) -> str:
    """`48 hours`, or `48 business hours`: within which a paid parcel is with the carrier."""
    return running.in_words(figures)


@register.simple_tag(takes_context=True)
def figure(context: template.Context, name: str) -> Any:
    """A figure in force (portero.core.figures); all of a page's figures cost one query or none."""
    return context["figures"][name]
