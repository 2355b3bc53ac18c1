"""The calculator that asks Stripe Tax: with a time limit, remembered for minutes, own tables where it fails.

What is remembered is the quote, without her address. Nothing is asked inside a transaction: a page (or placement,
just before its transaction) asks, and the transaction reads what was answered. `TAX_PROVIDER=stripe` turns it on.
"""

import hashlib
import json
import logging
from dataclasses import replace
from datetime import timedelta
from functools import cache as once
from typing import Any

import stripe
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from orders.tax import snapshot
from orders.tax.calculator import Sale, TaxQuote
from orders.tax.destination import HOME, tidied
from orders.tax.local import LocalTables, waived
from orders.tax.stripe_tax.answers import Unusable, read
from orders.tax.stripe_tax.params import params_of
from portero.core.outside import no_transaction

logger = logging.getLogger(__name__)
KEPT_SECONDS = 15 * 60
# After a failure nobody waits for Stripe again for so long; the pages answer from our tables meanwhile.
SILENT_SECONDS = 30
SILENT_KEY = "stripe-tax:silent"
FALLBACK = "Stripe Tax did not answer; the tax is from our own tables."


class StripeTax:
    """Sales tax as Stripe computes it, in the states where Portero is registered (our data decides which)."""

    remote = True

    def quote(self, sale: Sale) -> TaxQuote:
        """The tax of a sale. Never raises for a provider that is silent, late or wrong: own tables, flagged."""
        sale = replace(sale, to=tidied(sale.to))
        if not self._asks(sale):
            return LocalTables().quote(sale)
        body = params_of(sale)
        key = f"stripe-tax:{_digest(body)}"
        quote: TaxQuote | None = cache.get(key)
        if quote is None:
            try:
                quote = read(self._ask(body), sale)
            except (stripe.StripeError, Unusable, RuntimeError) as error:
                return self._own_tables(sale, _why(error, key))
            cache.set(key, quote, KEPT_SECONDS)
        return waived(quote, sale.exemption) if sale.exemption else quote

    @staticmethod
    def _asks(sale: Sale) -> bool:
        """Stripe answers for days near today only, and we ask where we collect."""
        near = abs(sale.on - timezone.localdate()) <= timedelta(days=1)
        registered = snapshot.current().registered(sale.to.state, sale.on)
        return bool(sale.lines) and sale.to.country == HOME and registered and near

    @staticmethod
    def _ask(body: dict[str, Any]) -> dict[str, Any]:
        no_transaction("Stripe Tax")
        if cache.get(SILENT_KEY):
            raise Unusable("it was silent a moment ago")
        told: dict[str, Any] = _client().v1.tax.calculations.create(params=body).to_dict()  # type: ignore[arg-type]
        return told

    @staticmethod
    def _own_tables(sale: Sale, why: str) -> TaxQuote:
        logger.warning("Stripe Tax was not used: %s", why)
        quote = LocalTables().quote(sale)
        return replace(quote, warnings=(*quote.warnings, FALLBACK), fallback=why[:120])


def _why(error: Exception, key: str) -> str:
    """In a few words, and kept a while: the transaction, which may not ask, finds the reason of who asked before it."""
    if isinstance(error, stripe.StripeError):
        cache.set(SILENT_KEY, True, SILENT_SECONDS)
    why = str(error) if isinstance(error, Unusable) else type(error).__name__
    if isinstance(error, RuntimeError):
        return str(cache.get(f"{key}:why", why))
    cache.add(f"{key}:why", why, SILENT_SECONDS)
    return why


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _client() -> stripe.StripeClient:
    return _made(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TAX_TIMEOUT_SECONDS)


@once
def _made(key: str, base: str, timeout: float) -> stripe.StripeClient:
    """Her page waits for the answer: a short limit, and no retries."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=timeout),
        max_network_retries=0,
    )
