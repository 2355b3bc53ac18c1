import logging

import pytest

from portero.core.logs import DiscreetFormatter


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Gone: /orders/R-20398123~x-Y_z4/pay/", "Gone: /orders/-/pay/"),
        ("Not Found: /account/password/new/MQ/cx1-0a9f/", "Not Found: /account/password/new/-/"),
        ("Not Found: /orders/find/", "Not Found: /orders/find/"),
        ("Not Found: /items/P-104418-4/birkin/", "Not Found: /items/P-104418-4/birkin/"),
    ],
)
def test_a_line_never_carries_a_link_that_opens_something(said: str, kept: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "%s", (said,), None)
    assert DiscreetFormatter("%(message)s").format(record) == kept
