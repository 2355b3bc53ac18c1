"""The terms an order was placed under: the shop's pages on delivery, returns and what it answers for, as they were.

They carry figures that staff change without a deployment. Each version is kept once, by the hash of its words, and
the order keeps the hash.
"""

import json
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from orders.models import TermsVersion
from orders.order.models import Order
from portero.core.figures import figures_in_force

PAGES = {"delivery_and_returns": "Delivery and returns", "authenticity": "Examination and what we answer for"}
HEADINGS = ("h2", "h3")

Page = dict[str, Any]
# Versions that this process has seen committed: placing an order needs no query for them.
_kept: set[str] = set()


def freeze() -> str:
    """Keep the terms in force; returns their hash. Called in the transaction that places an order."""
    text, version = _in_force()
    if version not in _kept:
        TermsVersion.objects.bulk_create(
            [TermsVersion(sha256=version, pages=json.loads(text))], ignore_conflicts=True
        )
        transaction.on_commit(lambda: _kept.add(version))
    return version


def forget() -> None:
    """Forget what was seen committed: a test's database is emptied."""
    _kept.clear()


def of(order: Order) -> list[Page]:
    """The pages an order was placed under, each as its paragraphs; of an older order, those in force now."""
    kept = TermsVersion.objects.filter(sha256=order.contact.terms).first()
    return kept.pages if kept else in_force()


def in_force() -> list[Page]:
    """The pages as published now."""
    pages: list[Page] = json.loads(_in_force()[0])
    return pages


def _in_force() -> tuple[str, str]:
    return _written(tuple(figures_in_force().items()), settings.CARE_EMAIL, settings.CARE_PHONE)


@lru_cache(maxsize=4)
def _written(figures: tuple[tuple[str, Any], ...], care_email: str, care_phone: str) -> tuple[str, str]:
    """The pages with these figures as JSON, and its hash."""
    facts = {"figures": dict(figures), "care_email": care_email, "care_phone": care_phone}
    pages = [
        {"title": title, "parts": _parts(render_to_string(f"catalog/about/parts/{name}.html", facts))}
        for name, title in PAGES.items()
    ]
    text = json.dumps(pages, ensure_ascii=False)
    return text, sha256(text.encode()).hexdigest()


def _parts(html: str) -> list[dict[str, str]]:
    reader = _Reader()
    reader.feed(html)
    return reader.parts


class _Reader(HTMLParser):
    """Headings and paragraphs of a page, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[dict[str, str]] = []
        self.kind = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {*HEADINGS, "p"}:
            self.kind = "heading" if tag in HEADINGS else "text"
            self.parts.append({"kind": self.kind, "text": ""})

    def handle_endtag(self, tag: str) -> None:
        if tag in {*HEADINGS, "p"}:
            self.kind = ""

    def handle_data(self, data: str) -> None:
        if self.kind:
            self.parts[-1]["text"] += data
