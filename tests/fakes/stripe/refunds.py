"""Charges and refunds: never more goes back than was captured."""

from . import balance, disputes
from .call import Call
from .errors import Json, StripeError, invalid, missing
from .forms import allow, choice, integer, merge_metadata
from .listing import page
from .shapes import refund_shape

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(call: Call) -> Json:
    """POST /v1/refunds of a PaymentIntent or a charge; without an amount, all that is left."""
    allow(call.params, {"payment_intent", "charge", "amount", "reason", "metadata"})
    charge = _charge_to_refund(call)
    if disputes.is_disputed(call, charge):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, executed=True, code="charge_disputed")
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid(message, executed=True, code="charge_already_refunded")
    amount = integer(call.params, "amount", left) or 0
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", param="amount")
    if amount > left:
        asked, rest = f"${amount / 100:,.2f}", f"${left / 100:,.2f}"
        message = f"Refund amount ({asked}) is greater than unrefunded amount on charge ({rest})"
        raise invalid(message, executed=True, code="amount_too_large", param="amount")
    return _unreliable(call, give_back(call, charge, amount))


def finish(call: Call, refund_id: str, outcome: str) -> Json:
    """End a pending refund: ``succeeded``, or ``failed``, whose money comes back to the shop."""
    refund = call.tx.get("refund", refund_id)
    if refund is None or refund["status"] != "pending" or outcome not in ("succeeded", "failed"):
        raise invalid("A pending refund ends as succeeded or failed.", param="outcome")
    refund["status"] = outcome
    if outcome == "failed":
        _failed(call, refund)
    call.tx.put("refund", refund_id, refund)
    for event in (
        "refund.updated",
        *(("refund.failed",) if outcome == "failed" else ()),
        "charge.refund.updated",
    ):
        call.emit(event, refund)
    return refund


def give_back(call: Call, charge: Json, amount: int, *, voided: bool = False) -> Json:
    """Write a refund; a void is a refund of a charge that was never captured, as at Stripe."""
    refund = refund_shape(call.now, charge, amount)
    if voided:
        refund["destination_details"].get("card", {})["type"] = "reversal"
    else:
        refund["reason"] = choice(call.params, "reason", (*REASONS, ""), "") or None
        refund["metadata"] = merge_metadata({}, call.params)
        balance.book_refund(call, refund, charge)
    charge["amount_refunded"] += amount
    charge["refunded"] = voided or charge["amount_refunded"] == charge["amount_captured"]
    call.tx.put("charge", charge["id"], charge)
    call.tx.put("refund", refund["id"], refund)
    call.move_money("void" if voided else "refund", charge["payment_intent"], amount)
    if not voided:
        call.emit("refund.created", refund)
    call.emit("charge.refunded", charge)
    return refund


def retrieve(call: Call, refund_id: str) -> Json:
    """GET /v1/refunds/{id}."""
    allow(call.params, set())
    refund = call.tx.get("refund", refund_id)
    if refund is None:
        raise missing("refund", refund_id)
    return refund


def listed(call: Call) -> Json:
    """GET /v1/refunds, of one payment or charge where asked."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "payment_intent", "charge"})
    wanted = {name: call.params[name] for name in ("payment_intent", "charge") if name in call.params}
    return page(call, call.tx.rows("refund", **wanted), "/v1/refunds")


def charge(call: Call, charge_id: str) -> Json:
    """GET /v1/charges/{id}."""
    allow(call.params, set())
    found = call.tx.get("charge", charge_id)
    if found is None:
        raise missing("charge", charge_id)
    return found


def charges(call: Call) -> Json:
    """GET /v1/charges, of one payment where asked."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "payment_intent"})
    wanted = {name: call.params[name] for name in ("payment_intent",) if name in call.params}
    return page(call, call.tx.rows("charge", **wanted), "/v1/charges")


def _unreliable(call: Call, refund: Json) -> Json:
    """Leave a refund pending, or let it fail after it was answered as pending, where a switch says so."""
    failing = call.switches.take(call.operation, "refund_failed")
    if not failing and not call.switches.take(call.operation, "refund_pending"):
        return refund
    pending = refund | {"status": "pending"}
    call.tx.put("refund", refund["id"], pending)
    if failing:
        finish(call, refund["id"], "failed")
    return pending


def _failed(call: Call, refund: Json) -> None:
    charge = call.tx.get("charge", refund["charge"]) or {}
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    call.tx.put("charge", charge["id"], charge)
    refund["failure_reason"] = "expired_or_canceled_card"
    balance.book_failure(call, refund)
    call.move_money("refund_failure", refund["payment_intent"], refund["amount"])


def _charge_to_refund(call: Call) -> Json:
    intent_id, charge_id = call.params.get("payment_intent"), call.params.get("charge")
    if not intent_id and not charge_id:
        message = "One of the following params should be provided for this request: payment_intent or charge."
        raise invalid(message, code="parameter_missing")
    if intent_id:
        intent = call.tx.get("payment_intent", intent_id)
        if intent is None:
            raise missing("payment_intent", intent_id, "payment_intent")
        charge_id = intent["latest_charge"]
    found = call.tx.get("charge", charge_id or "")
    if found is None or not found["captured"]:
        raise _not_refundable(found, str(intent_id or charge_id))
    return found


def _not_refundable(charge: Json | None, identifier: str) -> StripeError:
    if charge is None and identifier.startswith("ch_"):
        return missing("charge", identifier, "charge")
    if charge is None or not charge["paid"]:
        message = f"This PaymentIntent ({identifier}) does not have a successful charge to refund."
    else:
        message = f"Charge {charge['id']} has not been captured. Cancel the PaymentIntent to release it."
    return invalid(message, executed=True, code="charge_not_refundable", param="payment_intent")
