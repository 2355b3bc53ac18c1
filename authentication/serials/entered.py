"""A code that a reviewer enters beside her finding: kept encrypted, and recorded as the piece's when she submits."""

from contextlib import suppress

from authentication.models import Check, Finding, Review, Serial
from authentication.serials.keeping import decrypted, encrypted
from authentication.serials.recording import SerialRefused, record

# What is asked by a check of these codes is a number of the piece; a hallmark or a reference is none.
NUMBERS = {
    "serial": Serial.Kind.SERIAL,
    "code": Serial.Kind.CODE,
    "signature": Serial.Kind.CODE,
}


def kept(check: Check, text: str) -> str:
    """What the finding's row holds of a text: encrypted where the check asks for a code."""
    return encrypted(text) if check.asks == Check.Asks.CODE and text else text


def shown(finding: Finding) -> str:
    """What she entered, for herself while she reviews. Raises InvalidToken if no key of SERIAL_KEYS opens it."""
    return decrypted(finding.entered) if finding.is_sealed else finding.entered


def record_from(review: Review) -> None:
    """Record the numbers of a review that is submitted, in its transaction: one that another piece has is an alarm."""
    asking = review.findings.filter(check_made__asks=Check.Asks.CODE).exclude(entered="")
    for finding in asking.select_related("check_made"):
        if kind := NUMBERS.get(finding.check_made.code):
            with suppress(SerialRefused):  # a dash where nothing is to be read
                record(review.case.item, kind, shown(finding), review.reviewer)
