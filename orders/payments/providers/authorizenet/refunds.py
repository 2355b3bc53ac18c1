"""Giving money back: settled sales are refunded, unsettled ones taken back whole; each can be found again."""

from decimal import Decimal
from typing import Any

from orders.payments.gateway import RefundStanding, RefundTruth, Standing, Unknown
from orders.payments.models import Payment
from orders.payments.providers.authorizenet import answers, requests, search
from orders.payments.providers.authorizenet.client import TRY_AGAIN, act
from orders.payments.providers.authorizenet.reasons import DUPLICATE
from portero.core.money import CURRENCY

NOT_SETTLED = "The sale hasn't settled yet, so that only all of it could be taken back."
OVER = "The sale was over before this refund: nothing of it was charged."
CHARGED_BACK = "The buyer's bank has taken this money back already."
STANDINGS = {
    "refundpendingsettlement": (RefundStanding.PENDING, ""),
    "refundsettledsuccessfully": (RefundStanding.DONE, ""),
    # Their filters hold refunds too: until a person there has decided, it is under way.
    "fdspendingreview": (RefundStanding.PENDING, ""),
    "fdsauthorizedpendingreview": (RefundStanding.PENDING, ""),
    "underreview": (RefundStanding.PENDING, ""),
    "approvedreview": (RefundStanding.PENDING, ""),
    "failedreview": (RefundStanding.FAILED, "The refund was refused in a review at Authorize.net."),
    "voided": (RefundStanding.FAILED, "The refund was taken back at Authorize.net."),
    "declined": (RefundStanding.FAILED, "The buyer's bank didn't take the refund."),
    "expired": (RefundStanding.FAILED, "The refund expired at Authorize.net."),
    "generalerror": (RefundStanding.FAILED, "The refund failed at Authorize.net."),
    "communicationerror": (RefundStanding.FAILED, "The refund failed at Authorize.net."),
    "settlementerror": (RefundStanding.FAILED, "The refund's batch failed to settle."),
    "returneditem": (RefundStanding.FAILED, "The buyer's bank returned the refund."),
}


def refund(payment: Payment, amount: Decimal, key: str) -> RefundTruth:
    """Give `amount` USD back, unless this key has done so before. Raises Unknown and Refused."""
    original = search.details(payment.reference)
    done = _done(payment, original, amount, key)
    if done is not None:
        return done
    status = answers.text(original, "transactionStatus").lower()
    if status in {"chargeback", "returneditem"}:
        return RefundTruth(RefundStanding.FAILED, "", amount, CHARGED_BACK)
    if status in answers.SETTLED:
        return _send(payment, original, amount, key)
    truth = answers.truth(original)
    if truth.standing is not Standing.CAPTURED:
        return RefundTruth(RefundStanding.FAILED, "", amount, OVER)
    if amount != truth.amount:
        return RefundTruth(RefundStanding.NOT_YET, "", amount, NOT_SETTLED)
    return _take_back(payment, amount)


def lookup(payment: Payment, amount: Decimal, key: str, reference: str) -> RefundTruth | None:
    """Where the refund of this key stands; None if it never reached Authorize.net."""
    if reference and reference != payment.reference:
        return of(search.details(reference))
    return _done(payment, search.details(payment.reference), amount, "" if reference else key)


def of(transaction: answers.Json) -> RefundTruth:
    """A refund's own transaction, read. Raises Unknown for a status that isn't a refund's, or another currency."""
    status = answers.text(transaction, "transactionStatus").lower()
    currency = (answers.text(transaction, "currencyCode") or CURRENCY).upper()
    if status not in STANDINGS or currency != CURRENCY:
        raise Unknown(TRY_AGAIN, code=status or "no status")
    standing, problem = STANDINGS[status]
    sum_of = "settleAmount" if transaction.get("settleAmount") is not None else "authAmount"
    reference = answers.text(transaction, "transId")
    return RefundTruth(standing, reference, answers.unsigned(transaction, sum_of), problem)


def _done(payment: Payment, original: answers.Json, amount: Decimal, key: str) -> RefundTruth | None:
    """What has been given back already: under this key, or by taking back the whole sale."""
    if answers.text(original, "transactionStatus").lower() == "voided" and amount == payment.amount:
        return RefundTruth(RefundStanding.DONE, payment.reference, amount, voided=True)
    found = _by_key(payment, key) if key else ""
    return of(search.details(found)) if found else None


def _by_key(payment: Payment, key: str) -> str:
    """The refund with the key's number that counts: one that is under way before one that failed."""
    call = payment.calls.filter(key=key).first()
    since = call.started_at if call else payment.created_at
    lines = search.by_invoice(requests.refund_invoice(payment, key), since)
    lines.sort(key=lambda line: not _has_failed(line))
    return answers.text(lines[-1], "transId") if lines else ""


def _has_failed(line: answers.Json) -> bool:
    """Whether this one came to nothing; one whose status isn't known may not have."""
    standing, _ = STANDINGS.get(answers.text(line, "transactionStatus").lower(), (None, ""))
    return standing is RefundStanding.FAILED


def _send(payment: Payment, original: dict[str, Any], amount: Decimal, key: str) -> RefundTruth:
    card = {"last4": answers.card_facts(original).get("last4", ""), "reference": payment.reference}
    invoice = requests.refund_invoice(payment, key)
    said = answers.verdict(act("createTransactionRequest", requests.refund(payment, card, amount, invoice)))
    if said.reason in DUPLICATE:
        raise Unknown(TRY_AGAIN, code=said.reason)
    if said.code in {"1", "4"}:
        return RefundTruth(RefundStanding.PENDING, said.reference, amount)
    if said.code not in {"2", "3"}:
        raise Unknown(TRY_AGAIN, code=f"response {said.code}")
    # 54: not to be credited (too old, or settled a moment from now); 55: more than was charged.
    return RefundTruth(RefundStanding.FAILED, "", amount, f"Authorize.net refused it (reason {said.reason}).")


def _take_back(payment: Payment, amount: Decimal) -> RefundTruth:
    act("createTransactionRequest", requests.void(payment, payment.reference))
    status = answers.text(search.details(payment.reference), "transactionStatus").lower()
    if status == "voided":
        return RefundTruth(RefundStanding.DONE, payment.reference, amount, voided=True)
    # It settled a moment before: then it can be refunded, under a new key.
    return RefundTruth(RefundStanding.NOT_YET, "", amount, NOT_SETTLED)
