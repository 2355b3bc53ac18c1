"""One piece as an RSS 2.0 item of Google's product data specification, within its limits.

https://support.google.com/merchants/answer/7052112: title 150, description 5,000, brand 70, color and material
100 and 200, size 100, product_type 750 characters; at most ten additional pictures.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from django.urls import reverse

from catalog.models import Grade
from catalog.photography.picture import photo_url
from orders.merchant.taxonomy import category_of, is_cut_for_somebody
from portero.core.templatetags.shop import absolute

NAMESPACE = "http://base.google.com/ns/1.0"
PICTURE_WIDTH = 1200
ADDITIONAL = 10
LIMITS = {
    "g:title": 150,
    "g:description": 5_000,
    "g:brand": 70,
    "g:color": 100,
    "g:material": 200,
    "g:size": 100,
    "g:product_type": 750,
}
# XML 1.0 knows no control characters but tab and line ends.
UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)}
Facts = list[tuple[str, str]]


def entry(piece: dict[str, Any], delivery: Decimal | None) -> str:
    """The item; `delivery`: standard, within the United States, in USD; None where it isn’t known."""
    facts = [*_named(piece), *_offered(piece), *_described(piece)]
    written = "".join(f"<{tag}>{_text(tag, value)}</{tag}>" for tag, value in facts if value)
    return f"<item>{written}{_delivery(delivery, piece['currency'])}</item>\n"


def document(entries: Iterable[str], *, link: str) -> Iterator[str]:
    """The whole feed, entry by entry."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="{NAMESPACE}"><channel>'
    yield f"<title>Portero</title><link>{escape(link)}</link>"
    yield "<description>Authenticated pre-owned luxury, each piece the only one.</description>\n"
    yield from entries
    yield "</channel></rss>\n"


def _named(piece: dict[str, Any]) -> Facts:
    title = f"{piece['brand']} {piece['title']}"
    return [
        ("g:id", piece["number"]),
        ("g:title", title),
        (
            "g:description",
            piece["description"] or f"Pre-owned {title}, {Grade(piece['grade']).label} condition.",
        ),
        ("g:link", absolute(reverse("catalog:item", args=[piece["number"], piece["slug"]]))),
        *_pictures(piece),
        ("g:brand", piece["brand"]),
    ]


def _pictures(piece: dict[str, Any]) -> Facts:
    lead = _picture(piece["lead_photo"], piece["lead_widest"])
    others = [_picture(photo["name"], photo["widest"]) for photo in piece["pictures"]]
    more = [address for address in others if address != lead][:ADDITIONAL]
    return [("g:image_link", lead), *(("g:additional_image_link", address) for address in more)]


def _picture(name: str, widest: int) -> str:
    return absolute(photo_url(name, widest, PICTURE_WIDTH))


def _offered(piece: dict[str, Any]) -> Facts:
    """No barcode exists for a pre-owned piece, which identifier_exists says."""
    return [
        ("g:availability", "in_stock"),
        ("g:price", f"{piece['price']:.2f} {piece['currency']}"),
        ("g:condition", "used"),
        ("g:identifier_exists", "no"),
    ]


def _described(piece: dict[str, Any]) -> Facts:
    path = category_of(piece["category__slug"], piece["parent_slug"] or "")
    kinds = [kind for kind in (piece["parent_name"], piece["category__name"]) if kind]
    return [
        ("g:google_product_category", path),
        ("g:product_type", " > ".join(kinds)),
        ("g:color", piece["color"] or ""),
        ("g:material", piece["made_of"] or ""),
        ("g:size", piece["size"]),
        ("g:age_group", "adult"),
        ("g:gender", "" if is_cut_for_somebody(path) else "unisex"),
        ("g:shipping_weight", f"{piece['weight_g']} g" if piece["weight_g"] else ""),
    ]


def _delivery(charge: Decimal | None, currency: str) -> str:
    if charge is None:
        return ""
    return (
        "<g:shipping><g:country>US</g:country><g:service>Standard</g:service>"
        f"<g:price>{charge:.2f} {currency}</g:price></g:shipping>"
    )


def _text(tag: str, value: str) -> str:
    """Within the limit of its attribute, cut between words."""
    clean, most = value.translate(UNWRITABLE), LIMITS.get(tag, 2_000)
    if len(clean) > most:
        clean = clean[: most - 1].rsplit(" ", 1)[0] + "…"
    return escape(clean)
