"""An Authorize.net double over real HTTP, and attempts that are to be paid there."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from orders.payments.models import Payment
from orders.payments.providers.authorizenet import AuthorizeNet
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet.situations import attempt


@pytest.fixture
def double(settings: Settings) -> Iterator[AuthorizeNetDouble]:
    """The provider, on a free port; the driver talks to it."""
    settings.CARD_PROCESSOR = "authorizenet"
    with AuthorizeNetDouble(webhook_secret=settings.AUTHORIZENET_SIGNATURE_KEY) as running:
        settings.AUTHORIZENET_API_URL = running.api_url
        settings.AUTHORIZENET_HOSTED_URL = f"{running.url}/payment/payment"
        yield running


@pytest.fixture
def driver(double: AuthorizeNetDouble) -> AuthorizeNet:
    return AuthorizeNet()


@pytest.fixture
def payment(db: None) -> Payment:
    """An attempt to pay a new order by card, on our page."""
    return attempt()
