"""Opening the payment pages of an order and reading them as a person would."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from orders.access import token_for
from orders.order.models import Order


def at(order: Order, view: str = "order", *more: str) -> str:
    """The address of one of an order's pages."""
    return reverse(f"orders:{view}", args=[token_for(order), *more])


def words(answer: Any) -> str:
    """What stands on the page, without its tags."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    text = re.sub(r"<[^>]+>", " ", main)
    for entity, letter in (("&#x27;", "'"), ("&amp;", "&"), ("&quot;", '"')):
        text = text.replace(entity, letter)
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def pay(order: Order, method: str, browser: Client | None = None) -> Any:
    """She chooses a way to pay."""
    return (browser or Client()).post(at(order, "pay-by", method))


def page(order: Order, view: str = "pay", query: str = "") -> Any:
    """She opens a page of her order in a fresh browser."""
    return Client().get(at(order, view) + query)
