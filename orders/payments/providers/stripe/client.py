"""Stripe's official client over connections that are kept, and its exceptions as ours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import stripe
import urllib3

from orders.payments.gateway import Declined, Refused, Unknown, no_transaction
from orders.payments.providers.stripe.fields import Json

TIMEOUT_SECONDS = 20
CONNECTIONS = 32  # as many threads as a process will ever have
TRY_AGAIN = (
    "We could not reach the bank's processor. Please try again in a minute; you can't be charged twice."
)


class Answer(NamedTuple):
    """What Stripe says. `replayed`: it repeats what it answered to this key before; how things stand by now is
    another question.
    """

    body: Json
    replayed: bool


class KeptConnections(stripe.HTTPClient):
    """One pool of connections for all threads; TLS and proxies are set up once, not with each request."""

    name = "urllib3"

    def __init__(self, address: str) -> None:
        super().__init__()
        parts = urlsplit(address)
        proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
        how: dict[str, Any] = {"maxsize": CONNECTIONS, "ca_certs": stripe.ca_bundle_path, "retries": False}
        self._pool = urllib3.ProxyManager(proxy, **how) if proxy else urllib3.PoolManager(**how)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Send it once. Raises stripe.APIConnectionError when no answer came."""
        try:
            answer = self._pool.urlopen(
                method.upper(), url, body=post_data, headers=headers, timeout=TIMEOUT_SECONDS, redirect=False
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            _not_answered(error)
        return answer.data, answer.status, answer.headers

    def close(self) -> None:
        """End every connection."""
        self._pool.clear()


def _not_answered(error: Exception) -> NoReturn:
    raise stripe.APIConnectionError(f"{type(error).__name__} while talking to Stripe") from error


@cache
def client(secret_key: str, api_base: str) -> stripe.StripeClient:
    """One client per key and address, so that connections are reused. Retries are ours, with stored keys."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        http_client=KeptConnections(api_base),
        max_network_retries=0,
    )


def ask(api: stripe.StripeClient, method: str, path: str, asked: Mapping[str, Any], key: str = "") -> Answer:
    """One request whose answer is read as JSON, without Stripe's objects around each part of it."""
    options = {"idempotency_key": key} if key else {}
    answer = api.raw_request(method, path, **asked, **options)
    replayed = any(name.lower() == "idempotent-replayed" for name in answer.headers)
    return Answer(answer.data, replayed)


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
