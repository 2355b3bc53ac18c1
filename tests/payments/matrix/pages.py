"""Whether what she reads is true, by the provider's books at that moment."""

import html
import re
from typing import Any

from orders.order.models import Order
from orders.states import OrderState
from tests.payments.matrix.column import Books

NOTHING_CHARGED = re.compile(r"nothing (was|has been) charged", re.IGNORECASE)
CONFIRMED = re.compile(r"Your order is confirmed\.|Payment received|\bConfirmed\.")
SET_ASIDE = re.compile(r"has set [^.]* aside", re.IGNORECASE)
PAY_NOW = re.compile(r"waits for your payment|try again", re.IGNORECASE)
CLOSED = re.compile(r"cancelled|is closed|was not paid in time|has run out", re.IGNORECASE)


def check(answer: Any, order: Order, books: Books) -> None:
    """The page answers, and none of its sentences is a lie."""
    assert answer.status_code in {200, 302, 410, 503}
    text = words_of(answer)
    total = int(order.total_incl_tax * 100)
    if NOTHING_CHARGED.search(text):
        assert books.kept == 0, f"nothing charged? {text}"
    if CONFIRMED.search(text):
        assert books.kept >= total, f"confirmed? {text}"
    if SET_ASIDE.search(text):
        assert total in {books.held, books.kept}, f"set aside? {text}"
    if PAY_NOW.search(text):
        assert books.kept == 0, f"pay again? {text}"
    _fits(text, OrderState(order.status), answer.status_code)


def words_of(answer: Any) -> str:
    """The sentences of a page, without its frame (whose banner speaks of the test mode) and its code."""
    found = re.search(r"(?s)<main\b.*</main>", answer.content.decode())
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", found.group() if found else "")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def _fits(text: str, state: OrderState, status: int) -> None:
    if status == 302:
        return
    if state == OrderState.CANCELLED:
        assert CLOSED.search(text), text
    if state == OrderState.CONFIRMED:
        assert CONFIRMED.search(text), text
