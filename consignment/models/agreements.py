"""The consignment agreement: a version of our terms, signed by the consignor with name, time and address."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consignment.models.offers import Offer


class Terms(models.Model):
    """A version of the terms. What was signed stays as it was; a change is a new version."""

    version = models.CharField(max_length=20, unique=True, help_text="2026-11")
    text = models.TextField()
    since = models.DateTimeField(unique=True)

    class Meta:
        ordering = ["-since"]
        verbose_name_plural = "terms"

    def __str__(self) -> str:
        return self.version


class Agreement(models.Model):
    """Signed, appended, never changed: the database refuses it."""

    number = models.CharField(max_length=12, unique=True, help_text="A-, digits, check digit; random")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="agreement")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="agreements")
    facts = models.JSONField(encoder=DjangoJSONEncoder, help_text="all that was agreed, frozen")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField(default=timezone.now)
    ip = models.GenericIPAddressField()
    document = models.CharField(max_length=200, help_text="the PDF's name in the private storage")
    digest = models.CharField(max_length=64, help_text="SHA-256 of that PDF")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="agreement_digest_form"
            ),
            models.CheckConstraint(condition=~Q(signed_name=""), name="agreement_has_signature"),
        ]

    def __str__(self) -> str:
        return self.number
