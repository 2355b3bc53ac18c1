"""What search engines read about a page: schema.org in JSON-LD."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from catalog.models import Item, ListingState
from catalog.photography.picture import photo_url
from portero.core.templatetags.shop import absolute

# As django.utils.html.json_script does: inside a script element these would end it or start a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def trail(crumbs: Iterable[tuple[str, str]]) -> SafeString:
    """The way to a page, from home."""
    steps = [("Home", "/"), *crumbs]
    return _script(
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": name, "item": absolute(url)}
                for place, (name, url) in enumerate(steps, start=1)
            ],
        }
    )


def product(item: Item) -> SafeString:
    """The piece and its offer; price in USD."""
    sold = item.state == ListingState.SOLD
    offer = {
        "@type": "Offer",
        "url": absolute(item.get_absolute_url()),
        "price": str(item.price),
        "priceCurrency": item.currency,
        "itemCondition": "https://schema.org/UsedCondition",
        "availability": f"https://schema.org/{'SoldOut' if sold else 'InStock'}",
    }
    facts = {
        "@type": "Product",
        "name": f"{item.designer.name} {item.title}",
        "sku": item.number,
        "brand": {"@type": "Brand", "name": item.designer.name},
        "category": item.category.name,
        "description": item.description,
        "image": [
            absolute(photo_url(str(photo.file.name), photo.widest, 1280)) for photo in item.photos.all()
        ],
        "offers": offer,
    }
    optional = {"color": item.colour and item.colour.name, "material": item.material and item.material.name}
    return _script(facts | {key: value for key, value in optional.items() if value})


def _script(data: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  (every character that HTML minds is escaped above)
