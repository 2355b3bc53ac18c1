"""What the buyer was told: the mails she got as text, and the terms as the shop publishes them."""

from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from orders.order.models import Order
from orders.queries import mails_about
from portero.core.figures import figures_in_force

TERMS = {"delivery_and_returns": "Delivery and returns", "authenticity": "Examination and what we answer for"}
HEADINGS = ("h2", "h3")


def mails(order: Order) -> list[dict[str, Any]]:
    """The mails to the buyer of this order, as text; reminders to staff are none of them."""
    found = mails_about(order).filter(to__iexact=order.contact.email)
    return [
        {
            "file": f"mails/{n:02d}-{mail.kind}.txt",
            "to": mail.to,
            "subject": mail.subject,
            "sent_at": mail.sent_at,
            "state": mail.get_state_display(),
            "text": mail.text,
        }
        for n, mail in enumerate(found, start=1)
    ]


def terms() -> list[dict[str, Any]]:
    """The pages on delivery, returns and the guarantee as published now, each as its paragraphs."""
    facts = {
        "figures": figures_in_force(),
        "care_email": settings.CARE_EMAIL,
        "care_phone": settings.CARE_PHONE,
    }
    return [
        {"title": title, "parts": _parts(render_to_string(f"catalog/about/parts/{name}.html", facts))}
        for name, title in TERMS.items()
    ]


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
