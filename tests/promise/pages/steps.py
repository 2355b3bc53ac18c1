"""Addresses and words of a buyer's claim."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from orders.access import token_for
from orders.order.models import Order
from orders.promise.models import Claim
from tests.factories.submissions import a_picture

SEEN = "The stamp is shallower than on my other one."
TOLD = {"kind": "authenticity", "words": SEEN, "appointment": ""}


def form_of(order: Order, more: str = "") -> str:
    """Where a claim about the first piece of an order is opened."""
    item = order.lines.order_by("pk")[0].product.item
    return f"/orders/{token_for(order)}/promise/{item.number}/{more}"


def page_of(claim: Claim, more: str = "") -> str:
    """A claim's page behind the signed link of its order."""
    return f"/orders/{token_for(claim.order)}/claims/{claim.number}/{more}"


def a_file(seed: int = 1, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    return SimpleUploadedFile(name, a_picture(seed).read(), "image/jpeg")


def words_in(page: str) -> list[str]:
    """The signed words by which a form names the pictures that it has."""
    marks = page.split('name="kept" value="')[1:]
    return [mark.split('"')[0] for mark in marks]


def files_in(private: Path) -> list[str]:
    """Pictures in the storage, previews apart."""
    return sorted(
        path.name for path in private.rglob("*.webp") if not path.stem.endswith(("-small", "-medium"))
    )


def told(**facts: Any) -> dict[str, Any]:
    """What her browser posts."""
    return {**TOLD, **facts}
