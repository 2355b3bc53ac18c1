"""Numbers in mails stay whole on their line, and plain where they are copied or typed again."""

import pytest

from portero.core.mail.composing import whole_numbers

WHOLE = '<span class="whole">{}</span>'


@pytest.mark.parametrize("number", ["R-40172864", "R-40172864-1", "P-482017-3", "PC-5630184", "RT-6041827"])
def test_a_number_is_kept_whole(number: str) -> None:
    assert whole_numbers(f"<p>Order {number}.</p>") == f"<p>Order {WHOLE.format(number)}.</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://portero.example/orders/R-40172864~x/">See it</a>',
        "<title>Your order R-40172864</title>",
        "<style>.a > .R-40172864 { color: red; }</style>",
        "<p>A 2-carat stone, T-shirts, +1-212-555-0100, 1-800-4017286</p>",
    ],
)
def test_nothing_else_is_touched(html: str) -> None:
    assert whole_numbers(html) == html
