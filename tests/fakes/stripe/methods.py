"""Payment methods. No card number is kept, only how its issuer behaves."""

import dataclasses
import hashlib

from .call import Call
from .cards import APPROVES, BEHAVIOURS, TOKENS, Behaviour, brand_of, check, full_year
from .errors import Json, invalid, missing
from .forms import allow, mapping, required
from .ids import new_id

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def create(call: Call) -> Json:
    """POST /v1/payment_methods, as Stripe.js calls it."""
    allow(call.params, {"type", "card", "billing_details", "metadata"})
    return _store(call, call.params)


def resolve(call: Call) -> Json | None:
    """Return the method named or described by the parameters of a PaymentIntent, or nothing."""
    if data := mapping(call.params, "payment_method_data"):
        return _store(call, data)
    identifier = call.params.get("payment_method")
    if not identifier:
        return None
    if identifier in TOKENS:
        card = {"number": TOKENS[identifier], "exp_month": "12", "exp_year": str(call.year + 5)}
        card["cvc"] = "1234" if identifier == "pm_card_amex" else "123"
        return _store(call, {"type": "card", "card": card})
    method = call.tx.get("payment_method", identifier)
    if method is None:
        raise missing("PaymentMethod", identifier, "payment_method")
    return method


def behaviour(call: Call, method_id: str) -> Behaviour:
    """Return how the issuer of this card behaves."""
    row = call.tx.get("issuer", method_id) or {}
    return Behaviour(**{**row, "fails": tuple(row.get("fails", ()))}) if row else APPROVES


def billing(details: Json) -> Json:
    """Return billing details with every key Stripe answers."""
    address = mapping(details, "address")
    return {
        "address": {part: address.get(part) or None for part in ADDRESS},
        "email": details.get("email") or None,
        "name": details.get("name") or None,
        "phone": details.get("phone") or None,
        "tax_id": None,
    }


def checks(card: Json, details: Json, issuer: Behaviour) -> Json:
    """Return what the issuer says about address and CVC: nothing given, nothing checked."""
    address = details["address"]
    given = {
        "address_line1_check": address["line1"],
        "address_postal_code_check": address["postal_code"],
        "cvc_check": card.get("cvc"),
    }
    return {
        name: ("fail" if name in issuer.fails else "pass") if value else None for name, value in given.items()
    }


def _store(call: Call, data: Json) -> Json:
    kind = required(data, "type")
    if kind == "affirm":
        return _affirm(call, data)
    if kind != "card":
        raise invalid("This double takes cards and Affirm only.", param="payment_method_data[type]")
    card = mapping(data, "card")
    number = check(card)
    issuer = BEHAVIOURS.get(number, APPROVES)
    method = _method(call, data)
    method["card"] = _card(card, number, method["billing_details"], issuer)
    call.tx.put("payment_method", method["id"], method)
    call.tx.put("issuer", method["id"], dataclasses.asdict(issuer))
    return method


def _affirm(call: Call, data: Json) -> Json:
    method = _method(call, data) | {"affirm": {}}
    call.tx.put("payment_method", method["id"], method)
    return method


def _method(call: Call, data: Json) -> Json:
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing(mapping(data, "billing_details")),
        "created": call.now,
        "customer": None,
        "livemode": False,
        "metadata": mapping(data, "metadata"),
        "type": data["type"],
    }


def _card(card: Json, number: str, details: Json, issuer: Behaviour) -> Json:
    brand = brand_of(number)
    return {
        "brand": brand,
        "checks": checks(card, details, issuer),
        "country": issuer.country,
        "display_brand": brand,
        "exp_month": int(card["exp_month"]),
        "exp_year": full_year(str(card["exp_year"])),
        "fingerprint": hashlib.sha256(b"portero-double" + number.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
