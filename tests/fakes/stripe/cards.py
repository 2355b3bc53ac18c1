"""Stripe's test cards (https://docs.stripe.com/testing) and the checks a card number must pass."""

import datetime
import re
from dataclasses import dataclass

from .errors import Json, card_error

BRANDS = (
    ("amex", re.compile(r"3[47]\d{13}")),
    ("visa", re.compile(r"4\d{15}")),
    ("mastercard", re.compile(r"(5[1-5]\d{14}|2[2-7]\d{14})")),
    ("discover", re.compile(r"6(011|5\d\d|4[4-9]\d)\d{12}")),
)


@dataclass(frozen=True)
class Behaviour:
    """What the issuer of a card does: a refusal (code, decline code), 3-D Secure, and failing checks."""

    code: str | None = None
    decline_code: str | None = None
    three_d_secure: bool = False
    fails: tuple[str, ...] = ()
    country: str = "US"


LINE1, ZIP, CVC = "address_line1_check", "address_postal_code_check", "cvc_check"
APPROVES = Behaviour()
BEHAVIOURS = {
    "4000000000000002": Behaviour("card_declined", "generic_decline"),
    "4000000000009995": Behaviour("card_declined", "insufficient_funds"),
    "4000000000009987": Behaviour("card_declined", "lost_card"),
    "4000000000009979": Behaviour("card_declined", "stolen_card"),
    "4000000000000069": Behaviour("expired_card", "expired_card"),
    "4000000000000127": Behaviour("incorrect_cvc", "incorrect_cvc", fails=(CVC,)),
    "4000000000000119": Behaviour("processing_error", "processing_error"),
    "4000000000000010": Behaviour(fails=(LINE1, ZIP)),
    "4000000000000028": Behaviour(fails=(LINE1,)),
    "4000000000000036": Behaviour(fails=(ZIP,)),
    "4000000000000101": Behaviour(fails=(CVC,)),
    "4000002500003155": Behaviour(three_d_secure=True),
    "4000002760003184": Behaviour(three_d_secure=True),
    "4000000000003220": Behaviour(three_d_secure=True),
    "4000008400001629": Behaviour("card_declined", "generic_decline", three_d_secure=True),
    "4000001240000000": Behaviour(country="CA"),
    "4000008260000000": Behaviour(country="GB"),
    "4000003920000003": Behaviour(country="JP"),
}
# Stripe's ready-made payment methods, for server-side tests that must not send a card number.
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_discover": "6011111111111117",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_avsFail": "4000000000000010",
    "pm_card_avsZipFail": "4000000000000036",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_gb": "4000008260000000",
}
MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}


def refusal_message(decline_code: str | None) -> str:
    """Return the sentence Stripe shows for a refusal."""
    return MESSAGES.get(decline_code or "", MESSAGES["generic_decline"])


def brand_of(number: str) -> str | None:
    """Return the card's brand, or nothing for a number that no accepted brand issues."""
    return next((brand for brand, pattern in BRANDS if pattern.fullmatch(number)), None)


def luhn(number: str) -> bool:
    """Tell whether the check digit is right."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def check(card: Json) -> str:
    """Return the cleaned number of a well-formed card.

    Raises the 402 with Stripe's codes: incorrect_number, invalid_number, invalid_expiry_month,
    invalid_expiry_year, invalid_cvc.
    """
    number = re.sub(r"[ -]", "", str(card.get("number", "")))
    if not number.isascii() or not number.isdigit() or not 12 <= len(number) <= 19:
        raise card_error(
            "Your card number is not a valid credit card number.", "invalid_number", param="number"
        )
    brand = brand_of(number)
    if brand is None or not luhn(number):
        raise card_error("Your card number is incorrect.", "incorrect_number", param="number")
    _check_expiry(str(card.get("exp_month", "")), str(card.get("exp_year", "")))
    _check_cvc(str(card.get("cvc", "")), 4 if brand == "amex" else 3)
    return number


def full_year(year: str) -> int:
    """Return the year in four digits ("34" is 2034)."""
    return int(year) + 2000 if len(year) <= 2 else int(year)


def _check_expiry(month: str, year: str) -> None:
    if not re.fullmatch(r"0?[1-9]|1[0-2]", month):
        raise card_error(
            "Your card's expiration month is invalid.", "invalid_expiry_month", param="exp_month"
        )
    if not re.fullmatch(r"\d{2}|\d{4}", year, re.ASCII):
        raise card_error("Your card's expiration year is invalid.", "invalid_expiry_year", param="exp_year")
    today = datetime.datetime.now(datetime.UTC).date()
    if full_year(year) < today.year or full_year(year) > today.year + 50:
        raise card_error("Your card's expiration year is invalid.", "invalid_expiry_year", param="exp_year")
    if (full_year(year), int(month)) < (today.year, today.month):
        raise card_error(
            "Your card's expiration month is invalid.", "invalid_expiry_month", param="exp_month"
        )


def _check_cvc(cvc: str, length: int) -> None:
    # An absent CVC is allowed by the API (the check is then "unavailable"); the card fields always ask for it.
    if cvc and not re.fullmatch(rf"\d{{{length}}}", cvc, re.ASCII):
        raise card_error("Your card's security code is invalid.", "invalid_cvc", param="cvc")
