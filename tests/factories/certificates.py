"""Resale certificates as clients send them and accounting approves them."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from orders.tax.exemptions import certificates
from orders.tax.models import ResaleCertificate
from tests.factories.people import staff

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def a_paper(data: bytes = PDF, name: str = "certificate.pdf") -> SimpleUploadedFile:
    """A small certificate, as uploaded."""
    return SimpleUploadedFile(name, data, "application/pdf")


def a_certificate(user: User, **facts: Any) -> ResaleCertificate:
    """One that waits to be checked: of New York, for 200 more days."""
    told: dict[str, Any] = {
        "business": "Madison Resale LLC",
        "number": "NY-118",
        "states": ["NY"],
        "expires_on": timezone.localdate() + timedelta(days=200),
        "upload": a_paper(),
    }
    return certificates.submit(user, **told | facts)


def an_approved_certificate(user: User, **facts: Any) -> ResaleCertificate:
    """One that accounting has approved."""
    decider = staff("Accounting")
    certificate = a_certificate(user, **facts)
    return certificates.decide(certificate, approved=True, actor=decider, reason="Checked with the state.")
