"""Stripe's official client over connections that are kept, and its exceptions as ours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import stripe

from orders.payments.gateway import Declined, Refused, Unknown, no_transaction
from orders.payments.providers.stripe.connections import connections
from orders.payments.providers.stripe.fields import Json

TRY_AGAIN = (
    "We could not reach the bank's processor. Please try again in a minute; you can't be charged twice."
)
# Each request would tell Stripe how long the last one took, and of which machine and installation it is.
stripe.enable_telemetry = False


class Answer(NamedTuple):
    """What Stripe says. `replayed`: it repeats what it answered to this key before; how things stand by now is
    another question.
    """

    body: Json
    replayed: bool


@cache
def client(secret_key: str, api_base: str) -> stripe.StripeClient:
    """One client per key and address, so that connections are reused. Retries are ours, with stored keys."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        http_client=connections(api_base),
        max_network_retries=0,
    )


def ask(api: stripe.StripeClient, method: str, path: str, asked: Mapping[str, Any], key: str = "") -> Answer:
    """One request whose answer is read as JSON, without Stripe's objects around each part of it."""
    options = {"idempotency_key": key} if key else {}
    answer = api.raw_request(method, path, **asked, **options)
    return Answer(answer.data, "Idempotent-Replayed" in answer.headers)


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
            "The payment service refused our request. Our team has been told.", code=error.code or ""
        ) from error
