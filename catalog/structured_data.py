"""What search engines read about a page: schema.org in JSON-LD. A piece's offer is in catalog.structured_offer."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.safestring import SafeString, mark_safe

from catalog.models import Item
from catalog.photography.picture import photo_url
from catalog.queries.piece import Picture
from catalog.structured_offer import offer
from portero.core.figures import Figures
from portero.core.templatetags.shop import absolute

# As django.utils.html.json_script does: inside a script element these would end it or start a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
PICTURE = 1280  # pixels across; Google asks for 50,000 pixels at least


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


def organization() -> SafeString:
    """The shop itself, for its first page."""
    return _script(
        {
            "@type": "OnlineStore",
            "name": "Portero",
            "url": absolute("/"),
            "logo": absolute(staticfiles_storage.url("icons/portero-180.png")),
            "description": "Authenticated pre-owned handbags, watches and jewelry, described fault by fault.",
            "contactPoint": {
                "@type": "ContactPoint",
                "contactType": "customer service",
                "email": settings.CARE_EMAIL,
                "telephone": settings.CARE_PHONE,
            },
        }
    )


def product(item: Item, pictures: Iterable[Picture], figures: Figures) -> SafeString:
    """The piece from `queries.piece` with its photographs, and its offer."""
    facts: dict[str, Any] = {
        "@type": "Product",
        "name": f"{item.designer.name} {item.title}",
        "sku": item.number,
        "brand": {"@type": "Brand", "name": item.designer.name},
        "category": item.category.name,
        "description": item.description or _in_short(item),
        "offers": offer(item, figures),
        "additionalProperty": _graded(item),
    }
    optional: dict[str, Any] = {
        "image": [absolute(photo_url(photo.name, photo.widest, PICTURE)) for photo in pictures],
        "color": item.colour and item.colour.name,
        "material": item.material and item.material.name,
        "size": item.size,
        "model": item.style and item.style.name,
        "productionDate": item.year and str(item.year),
    }
    return _script(facts | {key: value for key, value in optional.items() if value})


def _in_short(item: Item) -> str:
    named = f"{item.designer.name} {item.title}, pre-owned, {item.get_grade_display()}."
    return f"{named} Every defect is described and pinned on the photographs."


def _graded(item: Item) -> dict[str, str]:
    return {"@type": "PropertyValue", "name": "Condition grade", "value": item.get_grade_display()}


def _script(data: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  (every character that HTML minds is escaped above)
