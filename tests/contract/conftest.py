"""A running Stripe double, its webhook endpoint and the official client."""

from collections.abc import Iterator

import pytest
import stripe

from tests.contract.stripe_payments import SECRET, Inbox, connect
from tests.fakes.stripe import StripeDouble


@pytest.fixture
def stripe_inbox() -> Iterator[Inbox]:
    box = Inbox()
    yield box
    box.server.shutdown()
    box.server.server_close()


@pytest.fixture
def stripe_double(stripe_inbox: Inbox) -> Iterator[StripeDouble]:
    with StripeDouble(webhook_url=stripe_inbox.url, webhook_secret=SECRET) as running:
        yield running


@pytest.fixture
def stripe_client(stripe_double: StripeDouble) -> stripe.StripeClient:
    return connect(stripe_double.url)
