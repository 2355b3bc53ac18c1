"""Test cards. The first ones are Authorize.net's; those that misbehave have the numbers they have at Stripe's double.

Postcodes and security codes do what Authorize.net's testing guide says of its sandbox.
"""

import datetime
import hashlib
import re
from dataclasses import dataclass

from .errors import Refusal

BRANDS = (
    ("AmericanExpress", re.compile(r"3[47]\d{13}")),
    ("Visa", re.compile(r"4(\d{12}|\d{15})")),
    ("MasterCard", re.compile(r"(5[1-5]\d{14}|2[2-7]\d{14})")),
    ("Discover", re.compile(r"6(011|5\d\d|4[4-9]\d)\d{12}")),
    ("JCB", re.compile(r"(3088|35\d\d)\d{12}")),
    ("DinersClub", re.compile(r"3[068]\d{12}")),
)


@dataclass(frozen=True)
class Behaviour:
    """What becomes of a card: a refusal (response code, reason), a hold for review, failing checks."""

    code: str = ""
    reason: str = ""
    held: str = ""
    avs: str = "Y"
    card_code: str = "M"


HOLD, AUTH_AND_HOLD = "FDSPendingReview", "FDSAuthorizedPendingReview"
BEHAVIOURS = {
    "4000000000000002": Behaviour("2", "2"),
    "4000000000009979": Behaviour("2", "4"),
    "4000000000000069": Behaviour("3", "8"),
    "4000000000000127": Behaviour("2", "65", card_code="N"),
    "4000000000000093": Behaviour("2", "27", avs="N"),
    "4000000000000119": Behaviour("3", "19"),
    "4000000000000010": Behaviour(avs="N"),
    "4000000000000028": Behaviour(avs="Z"),
    "4000000000000036": Behaviour(avs="A"),
    "4000000000000101": Behaviour(card_code="N"),
    "4000000000009235": Behaviour(held=AUTH_AND_HOLD),
    "4000000000004954": Behaviour(held=HOLD),
}
DECLINED_ZIP = "46282"
AVS_OF_ZIP = {
    "46201": "A",
    "46203": "E",
    "46204": "G",
    "46205": "N",
    "46207": "R",
    "46208": "S",
    "46209": "U",
    "46211": "W",
    "46214": "X",
    "46217": "Z",
}
CARD_CODES = {"901": "N", "902": "S", "903": "U", "904": "P"}


def behaviour(number: str, card_code: str, zip_code: str) -> Behaviour:
    """How the bank answers for this card, its security code and the billing postcode."""
    known = BEHAVIOURS.get(number, Behaviour())
    if zip_code == DECLINED_ZIP:
        return Behaviour("2", "2")
    avs = AVS_OF_ZIP.get(zip_code, known.avs) if zip_code else "B"
    return Behaviour(
        known.code, known.reason, known.held, avs, CARD_CODES.get(card_code[:3], known.card_code)
    )


def brand_of(number: str) -> str:
    """The brand; empty for a number that none issues, or whose check digit is wrong."""
    brand = next((name for name, pattern in BRANDS if pattern.fullmatch(number)), "")
    return brand if brand and _luhn(number) else ""


def digest(number: str) -> str:
    """What tells one card from another without keeping its number."""
    return hashlib.sha256(number.encode()).hexdigest()


def check(number: str, expiry: str, card_code: str) -> str:
    """Return the cleaned number of a card that can be one. Raises what Accept.js says of the others."""
    cleaned = re.sub(r"[ -]", "", number)
    if not brand_of(cleaned):
        raise Refusal("E_WC_05", "Please provide valid credit card number.")
    month, year = _expiry(expiry)
    if not 1 <= month <= 12:
        raise Refusal("E_WC_06", "Please provide valid expiration month.")
    today = datetime.datetime.now(datetime.UTC).date()
    if (year, month) < (today.year, today.month) or year > today.year + 50:
        raise Refusal("E_WC_08", "Expiration date must be in the future.")
    if not re.fullmatch(r"\d{3,4}", card_code):
        raise Refusal("E_WC_15", "Please provide valid CVV.")
    return cleaned


def _expiry(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})\D*(\d{2}|\d{4})", text.replace(" ", ""))
    if not found:
        return 0, 0
    month, year = int(found[1]), int(found[2])
    return month, year + 2000 if year < 100 else year


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
