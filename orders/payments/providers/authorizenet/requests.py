"""What we send, each member in the order of Authorize.net's XML schema (their JSON is read as XML; else E00003)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from orders.payments.gateway import Refused
from orders.payments.models import Payment

Json = dict[str, Any]

DESCRIPTOR = "COMMON.ACCEPT.INAPP.PAYMENT"
PAGE_SIZE = 1000
INVOICE_LENGTH = 20
# Eight hours, the longest there is: the same card, sum and invoice again is reason 11, not a second charge.
ONCE = {"settingName": "duplicateWindow", "settingValue": "28800"}
WHOLE = {"settingName": "allowPartialAuth", "settingValue": "false"}


def invoice_of(payment: Payment) -> str:
    """The number an attempt is found by: `<order>-<attempt>`."""
    return _invoice(f"{payment.order.number}-{payment.attempt}")


def refund_invoice(payment: Payment, key: str) -> str:
    """The number a refund is found by: `<order>-<attempt>R<n>`, from its key `<order>-<attempt>-refund-<n>`."""
    return _invoice(f"{payment.order.number}-{payment.attempt}R{key.rpartition('-')[2]}")


def authorization(payment: Payment, nonce: str) -> Json:
    """Set the sum aside with the card behind a one-use token of AcceptUI."""
    card = {"opaqueData": {"dataDescriptor": DESCRIPTOR, "dataValue": nonce}}
    settings = {"transactionSettings": {"setting": [ONCE, WHOLE]}}
    return _transaction(
        payment, {**_sum("authOnlyTransaction", payment), "payment": card, **_sale(payment), **settings}
    )


def hosted_page(payment: Payment, return_url: str, cancel_url: str) -> Json:
    """Ask for the token of Accept Hosted's page, which authorises under the same invoice number."""
    settings = {
        "hostedPaymentReturnOptions": {
            "showReceipt": False,
            "url": return_url,
            "urlText": "Back to Portero",
            "cancelUrl": cancel_url,
            "cancelUrlText": "Cancel",
        },
        "hostedPaymentButtonOptions": {"text": "Pay"},
        "hostedPaymentPaymentOptions": {
            "cardCodeRequired": True,
            "showCreditCard": True,
            "showBankAccount": False,
        },
        "hostedPaymentBillingAddressOptions": {"show": True, "required": True},
        "hostedPaymentCustomerOptions": {"showEmail": False, "requiredEmail": False},
        "hostedPaymentOrderOptions": {"show": True, "merchantName": "Portero"},
    }
    listed = [{"settingName": name, "settingValue": json.dumps(value)} for name, value in settings.items()]
    whole = {"transactionSettings": {"setting": [WHOLE]}}
    asked = _transaction(payment, {**_sum("authOnlyTransaction", payment), **_sale(payment), **whole})
    return {**asked, "hostedPaymentSettings": {"setting": listed}}


def capture(payment: Payment, reference: str, amount: Decimal) -> Json:
    """Take what was set aside."""
    taken = {"transactionType": "priorAuthCaptureTransaction", "amount": _dollars(amount)}
    return _transaction(payment, {**taken, "refTransId": reference})


def void(payment: Payment, reference: str) -> Json:
    """Take back what hasn't settled: an authorisation, a capture of today."""
    return _transaction(payment, {"transactionType": "voidTransaction", "refTransId": reference})


def held(payment: Payment, reference: str, action: str) -> Json:
    """Decide about what their filters hold for review: `approve` or `decline`."""
    decision = {"action": action, "refTransId": reference}
    return {"refId": invoice_of(payment), "heldTransactionRequest": decision}


def refund(payment: Payment, original: Mapping[str, Any], amount: Decimal, invoice: str) -> Json:
    """Give settled money back to the card it came from, told by its last four digits and the transaction."""
    card = {"cardNumber": str(original["last4"]), "expirationDate": "XXXX"}
    asked = {
        "transactionType": "refundTransaction",
        "amount": _dollars(amount),
        "currencyCode": payment.currency,
        "payment": {"creditCard": card},
        "refTransId": original["reference"],
        "order": {"invoiceNumber": invoice, "description": f"Refund of order {payment.order.number}"},
        "transactionSettings": {"setting": [ONCE]},
    }
    return {"refId": invoice, "transactionRequest": asked}


def unsettled(page: int) -> Json:
    """A page (from 1) of what hasn't settled yet, newest first."""
    return {"status": "any", "sorting": _newest_first(), "paging": {"limit": PAGE_SIZE, "offset": page}}


def batches(since: datetime, until: datetime) -> Json:
    """The batches that settled in a span of at most 31 days."""
    return {
        "includeStatistics": False,
        "firstSettlementDate": _moment(since),
        "lastSettlementDate": _moment(until),
    }


def batch(batch_id: str, page: int) -> Json:
    """A page (from 1) of the transactions of a batch, newest first."""
    return {
        "batchId": batch_id,
        "sorting": _newest_first(),
        "paging": {"limit": PAGE_SIZE, "offset": page},
    }


def _invoice(number: str) -> str:
    if len(number) > INVOICE_LENGTH:
        raise Refused("The payment could not be started. Our team has been told.", code="invoice too long")
    return number


def _transaction(payment: Payment, asked: Json) -> Json:
    return {"refId": invoice_of(payment), "transactionRequest": asked}


def _sum(kind: str, payment: Payment) -> Json:
    return {
        "transactionType": kind,
        "amount": _dollars(payment.amount),
        "currencyCode": payment.currency,
    }


def _sale(payment: Payment) -> Json:
    """Order, buyer and both addresses, which their checks of address and fraud look at."""
    order = payment.order
    facts: Json = {
        "order": {"invoiceNumber": invoice_of(payment), "description": f"Portero order {order.number}"},
        "customer": {"email": order.contact.email[:255]},
    }
    if order.billing_address:
        phone = {"phoneNumber": order.contact.phone[:25]} if order.contact.phone else {}
        facts["billTo"] = {**_address(order.billing_address), **phone}
    if order.shipping_address:
        facts["shipTo"] = _address(order.shipping_address)
    return facts


def _address(address: Any) -> Json:
    street = " ".join(filter(None, [address.line1, address.line2, address.line3]))
    told = {
        "firstName": address.first_name[:50],
        "lastName": address.last_name[:50],
        "address": street[:60],
        "city": address.line4[:40],
        "state": address.state[:40],
        "zip": (address.postcode or "")[:20],
        "country": address.country_id,
    }
    return {name: value for name, value in told.items() if value}


def _newest_first() -> Json:
    return {"orderBy": "submitTimeUTC", "orderDescending": True}


def _dollars(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
