"""A second click on *Continue to payment* comes while the first one's answer still waits for the processor."""

from typing import Any

import pytest
from django.test import Client

from orders.payments.models import GatewayCall, Payment
from tests.drills.running_shop import wait_for
from tests.factories.orders import a_country
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.orders.test_checkout_pages import to_review
from tests.orders.test_placing_here import in_another_tab, intents, place_here, said
from tests.races.together import together

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_told_to_try_again_and_one_payment_begins(client: Client, stripe_double: StripeDouble) -> None:
    """A browser that runs no script of ours (static/js/review.js keeps the second click away) isn't answered so."""
    a_country()
    shown = to_review(client).context["shown_total"]
    other = in_another_tab(client)
    stripe_double.switch("slow", "payment_intents.create", seconds=2)

    def again() -> Any:
        wait_for(GatewayCall.objects.exists, 10)
        return other.get(place_here(other, shown)["Location"], follow=True)

    first, second = together([lambda: place_here(client, shown), again])
    assert (first.status_code, second.status_code) == (200, 503)
    assert 'data-secret="pi_' in said(first)
    assert said(other.get(second.request["PATH_INFO"])) == said(first)
    assert (GatewayCall.objects.get().outcome, Payment.objects.get().state) == ("done", "started")
    assert len(intents(stripe_double)) == 1
