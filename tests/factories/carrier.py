"""Parcels, and a shop whose carrier gateway is the running double."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pytest_django import Settings

from logistics import labels
from logistics.drivers.easypost import client
from logistics.gateway import Address, Customs, CustomsItem, Dispatch, Parcel, office
from logistics.models import Label, Purpose, Quotation
from tests.fakes.easypost import EasyPostDouble

CLARA = Address(
    "Clara Whitfield",
    "740 Park Avenue",
    "New York",
    "US",
    street2="Apt 11B",
    state="NY",
    postcode="10021",
    phone="+12125550118",
)
AMELIE = Address(
    "Amélie Löwe", "18 rue du Faubourg Saint-Honoré", "Paris", "FR", postcode="75008", phone="+33142681122"
)
BOX = Parcel(1400, Decimal(35), Decimal(28), Decimal(18))


@contextmanager
def easypost_running(settings: Settings, **asked: Any) -> Iterator[EasyPostDouble]:
    """A double, and the settings that lead to it; a silence lasts half a second."""
    with EasyPostDouble(webhook_secret=settings.EASYPOST_WEBHOOK_SECRET, **asked) as double:
        settings.CARRIER_GATEWAY = "easypost"
        settings.EASYPOST_API_BASE, settings.EASYPOST_FILE_HOSTS = double.api_url, ["127.0.0.1"]
        before, client.TIMEOUT_SECONDS = client.TIMEOUT_SECONDS, 1
        try:
            yield double
        finally:
            client.TIMEOUT_SECONDS = before


def a_dispatch(reference: str = "R-4821-1", **facts: Any) -> Dispatch:
    """A handbag to Clara, insured for its price, signed for."""
    made = Dispatch(reference, office(), CLARA, BOX, Decimal("6800.00"), signature=True)
    return replace(made, **facts)


def customs_of(value: str = "6800.00", filing: str = "AES X20261121000001") -> Customs:
    """The declaration of one handbag."""
    bag = CustomsItem("Handbag, pre-owned", 1, 1200, Decimal(value), "420221", "FR")
    return Customs((bag,), filing, "Rosa Delgado", "R-4821-1")


def a_quotation(**facts: Any) -> Quotation:
    """Rates for a dispatch, as the double offers them."""
    return labels.ask(a_dispatch(**facts), Purpose.OUTBOUND)


def a_label(**facts: Any) -> Label:
    """The cheapest of them, bought."""
    quotation = a_quotation(**facts)
    return labels.buy(quotation, labels.rates_of(quotation)[0].id)
