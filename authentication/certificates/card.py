"""The card for the box: the certificate in short, with the code that opens its page."""

import json
from datetime import date
from pathlib import Path

from django.conf import settings

from authentication.certificates import squares
from authentication.models import CertificateVersion
from portero.core.pdf import render
from portero.core.words import country, long_day

TEMPLATE = Path(__file__).with_name("documents") / "card.typ"


def card_pdf(version: CertificateVersion) -> bytes:
    """A card of two sides, A6, of the version as it was signed: the same bytes whenever it is made."""
    said = json.loads(version.payload)
    piece, case = said["item"], said["authentication"]
    data = {
        "number": said["certificate"],
        "version": said["version"],
        "designer": piece["designer"],
        "title": piece["title"],
        "item": piece["number"],
        "facts": [
            ["Colour", piece["colour"]],
            ["Material", piece["material"]],
            ["Hardware", piece["hardware"]],
            ["Size", piece["size"]],
            ["Year", str(piece["year"] or "")],
            ["Made in", country(piece["made_in"]) if piece["made_in"] else ""],
        ],
        "grade": said["grade"]["label"],
        "never_carried": said["grade"]["never_carried"],
        "case": case["case"],
        "reviewers": case["reviewers"],
        "decided": long_day(date.fromisoformat(case["decided_on"])),
        "issued": long_day(version.issued_at),
        "address": squares.short_address(version.certificate)
        .removeprefix("https://")
        .removeprefix("http://"),
        "kid": version.kid,
        "care": [settings.CARE_EMAIL, settings.CARE_PHONE],
    }
    files = {"code.png": squares.as_png(version.certificate)}
    return render(TEMPLATE, data, files=files, at=version.issued_at)
