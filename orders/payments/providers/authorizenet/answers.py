"""What Authorize.net's answers say, read strictly where they speak of money and leniently everywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from orders.payments.gateway import Standing, Truth, Unknown
from orders.payments.providers.authorizenet.client import TRY_AGAIN
from orders.payments.providers.authorizenet.reasons import brand, checks, sentence
from portero.core.money import CURRENCY, quantise

Json = Mapping[str, Any]

CAPTURABLE = timedelta(days=30)
# "The amount of this request was only partially approved on the given prepaid card."
PART = "295"
TOO_MUCH = Decimal(10) ** 12  # more digits than our books have

STANDINGS = {
    "authorizedpendingcapture": Standing.AUTHORISED,
    "fdspendingreview": Standing.AUTHORISED,
    "fdsauthorizedpendingreview": Standing.AUTHORISED,
    "underreview": Standing.AUTHORISED,
    "approvedreview": Standing.PROCESSING,
    "authorizedpendingrelease": Standing.PROCESSING,
    "capturedpendingsettlement": Standing.CAPTURED,
    "pendingsettlement": Standing.CAPTURED,
    "pendingfinalsettlement": Standing.CAPTURED,
    "updatingsettlement": Standing.CAPTURED,
    "settledsuccessfully": Standing.CAPTURED,
    "chargeback": Standing.CAPTURED,
    "chargebackreversal": Standing.CAPTURED,
    # The batch failed, or a void did: Authorize.net's people decide, and money may still come.
    "settlementerror": Standing.PROCESSING,
    "couldnotvoid": Standing.PROCESSING,
    "voided": Standing.CANCELLED,
    "expired": Standing.CANCELLED,
    "failedreview": Standing.CANCELLED,
    "returneditem": Standing.CANCELLED,
    "declined": Standing.CANCELLED,
    "generalerror": Standing.CANCELLED,
    "communicationerror": Standing.CANCELLED,
}
# Their own filters want a person to look first.
HELD = {"fdspendingreview", "fdsauthorizedpendingreview", "underreview"}
# Nothing came of it at all: on a hosted page she may try again.
REFUSED = {"declined", "generalerror", "communicationerror", "failedreview"}
SETTLED = {"settledsuccessfully", "chargebackreversal"}
REFUNDS = {"refundpendingsettlement", "refundsettledsuccessfully"}


@dataclass(frozen=True)
class Verdict:
    """What became of a transaction we asked for: response code (1 approved, 2 declined, 3 error, 4 held), reason."""

    code: str
    reason: str
    reference: str


def verdict(answer: Json) -> Verdict:
    """Read `transactionResponse`. Raises Unknown if there is none that says anything."""
    response = answer.get("transactionResponse")
    if not isinstance(response, Mapping) or not response.get("responseCode"):
        raise Unknown(TRY_AGAIN, code="no response code")
    said = _entries(response, "errors", "error") or _entries(response, "messages", "message")
    first = said[0] if said else {}
    return Verdict(
        code=text(response, "responseCode"),
        reason=text(first, "errorCode") or text(first, "code"),
        reference=text(response, "transId"),
    )


def authorised(answer: Json, *, asked: Decimal, currency: str) -> Truth:
    """The truth of an approved or held authorisation; the answer has no amount, which is what was asked for.

    We refuse partial approvals; should one come all the same, its amount is here and won't fit the order.
    """
    response, said = answer["transactionResponse"], verdict(answer)
    partial = member(response, "prePaidCard")
    part = amount(partial, "approvedAmount") if partial.get("approvedAmount") else asked
    return Truth(
        Standing.AUTHORISED,
        reference=said.reference,
        amount=part,
        currency=currency,
        details={
            **_card(text(response, "accountNumber"), text(response, "accountType")),
            **checks(text(response, "avsResultCode"), text(response, "cvvResultCode")),
            "authorised": timezone.now().isoformat(),
            **_held(said.code == "4"),
        },
        held=said.code == "4",
        expires_at=timezone.now() + CAPTURABLE,
    )


def is_part(answer: Json, asked: Decimal) -> bool:
    """Whether a bank approved less than `asked`, the rest to come from other cards (a *split tender*)."""
    response = answer["transactionResponse"]
    card, group = member(response, "prePaidCard"), text(response, "splitTenderId").strip("0")
    less = bool(card.get("approvedAmount")) and amount(card, "approvedAmount") != asked
    return less or bool(group) or verdict(answer).reason == PART


def truth(transaction: Json) -> Truth:
    """Where the transaction of `getTransactionDetailsResponse` stands. Raises Unknown for a status we don't know."""
    status = text(transaction, "transactionStatus").lower()
    standing = STANDINGS.get(status)
    if standing is None:
        raise Unknown(TRY_AGAIN, code=status or "no status")
    held = status in HELD
    submitted = moment(transaction, "submitTimeUTC")
    return Truth(
        standing,
        reference=text(transaction, "transId"),
        amount=_amount_of(transaction, standing, held=held),
        currency=(text(transaction, "currencyCode") or CURRENCY).upper(),
        details={**card_facts(transaction), "authorised": submitted.isoformat(), **_held(held)},
        problem=sentence(text(transaction, "responseReasonCode")) if status in REFUSED else "",
        held=held,
        expires_at=submitted + CAPTURABLE if standing is Standing.AUTHORISED else None,
    )


def card_facts(transaction: Json) -> dict[str, str]:
    """Brand, last four digits and what the bank checked; never more of the card than that."""
    payment = member(transaction, "payment")
    card = member(payment, "creditCard") or member(payment, "tokenInformation")
    number = text(card, "cardNumber") or text(card, "tokenNumber")
    return {
        **_card(number, text(card, "cardType")),
        **checks(text(transaction, "AVSResponse"), text(transaction, "cardCodeResponse")),
    }


def was_refused(transaction: Json) -> bool:
    """Whether nothing came of it, as opposed to something that was taken back."""
    return text(transaction, "transactionStatus").lower() in REFUSED


def invoice(transaction: Json) -> str:
    """Our number on a transaction's details, or on its line in a list."""
    return text(transaction, "invoiceNumber") or text(member(transaction, "order"), "invoiceNumber")


def member(facts: Json, name: str) -> Json:
    """A nested object; an empty one if it is absent, null, or something else."""
    value = facts.get(name)
    return value if isinstance(value, Mapping) else {}


def listed(answer: Json, outer: str, inner: str) -> list[Json]:
    """The entries of a list: `[...]` in JSON, `{inner: [...]}` where it was made from XML, absent if empty."""
    return _entries(answer, outer, inner)


def amount(facts: Json, name: str) -> Decimal:
    """A sum of money. Raises Unknown unless it is one: there, finite, not negative, whole cents."""
    try:
        # A float from elsewhere is read by its shortest decimal, which is what the text said.
        value = Decimal(str(facts.get(name)))
    except InvalidOperation:
        raise Unknown(TRY_AGAIN, code=f"no {name}") from None
    if not value.is_finite() or not 0 <= value < TOO_MUCH or value != quantise(value):
        raise Unknown(TRY_AGAIN, code=f"odd {name}")
    return quantise(value)


def unsigned(facts: Json, name: str) -> Decimal:
    """The sum of a refund, which some answers give with a minus."""
    return amount({name: text(facts, name).removeprefix("-")}, name)


def moment(facts: Json, name: str) -> datetime:
    """A time, UTC where it says nothing else. Raises Unknown if it can't be read."""
    try:
        at = datetime.fromisoformat(text(facts, name))
    except ValueError:
        raise Unknown(TRY_AGAIN, code=f"no {name}") from None
    if at.year == MAXYEAR:  # leaves no room for what is added to it
        raise Unknown(TRY_AGAIN, code=f"odd {name}")
    return at.replace(tzinfo=at.tzinfo or UTC)


def text(facts: Json, name: str) -> str:
    """A member as text: ids and codes come as numbers in some answers and as text in others."""
    value = facts.get(name)
    return "" if value is None else str(value).strip()


def _amount_of(transaction: Json, standing: Standing, *, held: bool) -> Decimal:
    if standing is Standing.CAPTURED:
        return amount(transaction, "settleAmount")
    if standing is Standing.CANCELLED:
        return amount({"sum": transaction.get("authAmount") or 0}, "sum")
    authorised = amount(transaction, "authAmount")
    # What is held before its bank was asked has no authorised sum yet: then it is what was asked for.
    asked = "requestedAmount" if transaction.get("requestedAmount") else "settleAmount"
    return amount(transaction, asked) if held and not authorised else authorised


def _card(number: str, card_type: str) -> dict[str, str]:
    facts = {"brand": brand(card_type), "last4": number[-4:]}
    return {name: value for name, value in facts.items() if value}


def _held(held: bool) -> dict[str, str]:
    return {"held": "yes" if held else ""}


def _entries(facts: Json, outer: str, inner: str) -> list[Json]:
    found = facts.get(outer) or []
    if isinstance(found, Mapping):
        found = found.get(inner) or []
    entries = found if isinstance(found, list) else [found]
    return [entry for entry in entries if isinstance(entry, Mapping)]
