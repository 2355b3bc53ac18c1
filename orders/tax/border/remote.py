"""Landed cost from an outside provider over HTTP: with a time limit, kept while it holds, own tables where it fails.

Nothing is asked inside a transaction: a page (or placement, just before its transaction) asks, and the transaction
reads what was answered. What is sent is what is declared to customs anyway: no name, no street.
`LANDED_COST_PROVIDER=orders.tax.border.remote.OutsideProvider` turns it on (docs/border.md has the contract).
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache as once
from typing import Any

import httpx
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from orders.tax.border import snapshot
from orders.tax.border.answers import Unusable, read
from orders.tax.border.duties import code_of
from orders.tax.border.local import LocalTables, as_known
from orders.tax.border.regions import region_of
from orders.tax.border.values import ZERO, Goods, LandedCost
from orders.tax.destination import HOME, Destination
from portero.core.money import CURRENCY
from portero.core.outside import no_transaction

logger = logging.getLogger(__name__)
ESTIMATE_KEPT = timedelta(minutes=15)
LONGEST_KEPT = timedelta(days=1)
# After a failure nobody waits for it again for so long; the pages answer from our tables meanwhile.
SILENT_SECONDS = 30
SILENT_KEY = "landed-cost:silent"
FALLBACK = "The landed cost provider did not answer; duties are from our own tables."


class OutsideProvider:
    """Whoever `LANDED_COST_URL` names. Never raises for one that is silent, late or wrong: own tables, flagged."""

    remote = True

    def quote(
        self,
        lines: Sequence[Goods],
        origin: str,
        destination: Destination,
        *,
        freight: Decimal = ZERO,
        on: date,
    ) -> LandedCost:
        """A parcel's cost as the provider says; the same question is answered from memory while it holds."""
        start, to = as_known(origin), replace(destination, country=as_known(destination.country))
        if start == to.country:
            return LandedCost()
        body = _body(lines, start, to, freight, on)
        key = f"landed-cost:{_digest(body)}"
        kept: LandedCost | None = cache.get(key)
        if kept is not None and _holds(kept):
            return kept
        try:
            cost = read(_ask(body), lines, start)
        except (httpx.HTTPError, Unusable, RuntimeError) as error:
            return _own_tables(lines, origin, destination, freight, on, error)
        cache.set(key, cost, _seconds(cost))
        return cost


def _body(lines: Sequence[Goods], origin: str, to: Destination, freight: Decimal, on: date) -> dict[str, Any]:
    region = to.state if to.country == HOME else region_of(to)
    tables = snapshot.current()
    return {
        "currency": CURRENCY,
        "date": on.isoformat(),
        "origin": origin,
        "destination": {"country": to.country, "region": region, "postcode": to.zip},
        "freight": str(freight),
        "lines": [
            {
                "number": goods.number,
                "category": goods.category,
                "material": goods.material,
                "hs_code": code_of(goods, to.country, on, tables),
                "made_in": goods.made_in,
                "price": str(goods.price),
                "quantity": goods.quantity,
            }
            for goods in lines
        ],
    }


def _ask(body: dict[str, Any]) -> Any:
    no_transaction("The landed cost provider")
    if cache.get(SILENT_KEY):
        raise Unusable("it was silent a moment ago")
    answer = _client(settings.LANDED_COST_URL, settings.LANDED_COST_KEY).post(
        "/quotes", json=body, timeout=settings.LANDED_COST_TIMEOUT_SECONDS
    )
    answer.raise_for_status()
    try:
        return json.loads(answer.content, parse_float=Decimal)
    except ValueError as error:
        raise Unusable("not JSON") from error


def _own_tables(
    lines: Sequence[Goods], origin: str, to: Destination, freight: Decimal, on: date, error: Exception
) -> LandedCost:
    if isinstance(error, httpx.HTTPError):
        cache.set(SILENT_KEY, True, SILENT_SECONDS)
    why = str(error) if isinstance(error, Unusable) else type(error).__name__
    logger.warning("The landed cost provider was not used: %s", why)
    cost = LocalTables().quote(lines, origin, to, freight=freight, on=on)
    return replace(cost, flagged=True, warnings=(*cost.warnings, FALLBACK)) if cost.crosses else cost


def _holds(cost: LandedCost) -> bool:
    return cost.valid_until is None or timezone.now() < cost.valid_until


def _seconds(cost: LandedCost) -> int:
    """How long an answer is kept: while it holds, at most a day; one without an end for minutes."""
    ends = cost.valid_until - timezone.now() if cost.valid_until else ESTIMATE_KEPT
    return int(min(ends, LONGEST_KEPT).total_seconds())


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@once
def _client(url: str, key: str) -> httpx.Client:
    """One client per address and key, so that its connections are reused."""
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"})
