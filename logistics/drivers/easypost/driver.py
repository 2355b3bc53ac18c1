"""The EasyPost driver."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from easypost.errors import SignatureVerificationError
from easypost.util import validate_webhook

from logistics.drivers.easypost import answers, params
from logistics.drivers.easypost.client import EXISTS, client, fetch, translated
from logistics.gateway import (
    BadWebhook,
    Bought,
    CarrierEvent,
    Dispatch,
    LabelFile,
    Offer,
    Refund,
    Refused,
    Silent,
    Tracking,
)

NOTHING = "EasyPost answered a purchase without a label."


class EasyPost:
    """Labels and tracking by EasyPost (logistics.gateway.CarrierGateway)."""

    def rates(self, dispatch: Dispatch, key: str) -> Offer:
        """Creates a shipment of theirs, which costs nothing until it is bought."""
        with translated():
            made = client().shipment.create(**params.shipment(dispatch, key))
            return answers.offer(_plain(made))

    def buy(self, shipment: str, rate: str, insured_for: Decimal) -> Bought:
        """Label and insurance in one purchase; a shipment that was bought before answers what was bought."""
        asked: dict[str, Any] = {"rate": {"id": rate}}
        if insured_for:
            asked["insurance"] = str(insured_for)
        try:
            with translated():
                found = answers.bought(_plain(client().shipment.buy(shipment, **asked)))
        except Refused as refused:
            if refused.code != EXISTS:
                raise
            found = self.lookup(shipment)
        if found is None:
            raise Silent(NOTHING, code="no label")
        return found

    def lookup(self, shipment: str) -> Bought | None:
        """The shipment as EasyPost has it now."""
        with translated():
            return answers.bought(_plain(client().shipment.retrieve(shipment)))

    def void(self, shipment: str) -> Refund:
        """Asks for the refund; one that was asked for before answers where it stands."""
        before = self.lookup(shipment)
        if before is not None and before.refund != Refund.NONE:
            return before.refund
        with translated():
            done = _plain(client().shipment.refund(shipment))
            return answers.refund(done.get("refund_status") or "submitted")

    def label_file(self, url: str) -> LabelFile:
        """From EasyPost's storage, whose addresses need no key."""
        return fetch(url)

    def track(self, tracker: str, tracking_number: str, carrier: str) -> Tracking:
        """The tracker of a bought label, or one made for a number; the same number gets the same one."""
        with translated():
            if tracker:
                found = client().tracker.retrieve(tracker)
            else:
                theirs = answers.THEIRS.get(carrier, carrier)
                found = client().tracker.create(tracking_code=tracking_number, carrier=theirs)
            return answers.tracking(_plain(found))

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> CarrierEvent:
        """HMAC-SHA256 of the raw body with our secret, in `X-Hmac-Signature`."""
        try:
            signed = {"X-Hmac-Signature": headers.get("X-Hmac-Signature", "")}
            return answers.event(validate_webhook(body, signed, settings.EASYPOST_WEBHOOK_SECRET))
        except (SignatureVerificationError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadWebhook from error


def _plain(found: Any) -> dict[str, Any]:
    """Their object as a plain dictionary."""
    return json.loads(json.dumps(found.to_dict()))
