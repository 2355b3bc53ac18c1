"""Stripe's official client, and its exceptions as ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import stripe

from orders.payments.gateway import Declined, Refused, Unknown, no_transaction

TIMEOUT_SECONDS = 20
TRY_AGAIN = (
    "We could not reach the bank's processor. Please try again in a minute; you can't be charged twice."
)


@cache
def client(secret_key: str, api_base: str) -> stripe.StripeClient:
    """One client per key and address, so that connections are reused. Retries are ours, with stored keys."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        max_network_retries=0,
    )


def replayed(answer: Any) -> bool:
    """Whether Stripe repeats what it answered to this key before; how things stand by now is another question."""
    sent = answer.last_response.headers if answer.last_response else {}
    return any(name.lower() == "idempotent-replayed" for name in sent)


@contextmanager
def translated() -> Iterator[None]:
    """Around every call. Stripe's exceptions as ours: what can't be trusted to be final is Unknown."""
    no_transaction()
    try:
        yield
    except stripe.CardError as error:
        raise Declined(error.user_message or "The card was declined.", code=error.code or "") from error
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.IdempotencyError) as error:
        raise Unknown(TRY_AGAIN, code=type(error).__name__) from error
    except (stripe.APIError, stripe.AuthenticationError, stripe.PermissionError) as error:
        # A key that was rotated says nothing about the payment.
        raise Unknown(TRY_AGAIN, code=type(error).__name__) from error
    except stripe.StripeError as error:
        raise Refused(
            "The payment could not be started. Our team has been told.", code=error.code or ""
        ) from error
