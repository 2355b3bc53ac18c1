"""Buyers who owe no tax because they buy for resale, and how each order's tax came about."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone


def private() -> Any:
    """Where certificates lie: no address of its own leads there."""
    return storages["private"]


class ResaleCertificate(models.Model):
    """A client's resale certificate: what she uploaded, what staff decided, and until when it holds."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Waits for us to check it"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="resale_certificates"
    )
    business = models.CharField(max_length=120)
    number = models.CharField(max_length=40, help_text="as the state issued it")
    states = ArrayField(models.CharField(max_length=2), help_text="where it is accepted")
    expires_on = models.DateField(help_text="the last day it holds, destination's date")
    file = models.FileField(upload_to="certificates/", storage=private, max_length=200)
    file_type = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="of its end, once")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "number"],
                condition=Q(state__in=["submitted", "approved"]),
                name="certificate_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined"])
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="certificate_decision_has_who_when_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("user")),
                name="certificate_not_decided_by_its_owner",
            ),
            models.CheckConstraint(condition=Q(states__len__gte=1), name="certificate_names_a_state"),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="certificate_waiting"),
            models.Index(
                fields=["expires_on"],
                condition=Q(state="approved", reminded_at__isnull=True),
                name="certificate_ending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business}, {self.number}"


class TaxAnswer(models.Model):
    """What staff should know of an order's tax beyond its parts; written with the order, never changed.

    An ordinary order, taxed by our own tables without a doubt, has none.
    """

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="tax_answer")
    provider = models.CharField(max_length=40)
    fallback = models.CharField(max_length=120, blank=True, help_text="why the provider asked first did not")
    warnings = models.JSONField(default=list, blank=True)
    certificate = models.ForeignKey(
        ResaleCertificate, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"tax of order {self.order_id}: {self.provider}"
