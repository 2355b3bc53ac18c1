"""The price covenant at work: steps that were applied, and changes that the owner was asked to consent to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consignment.models.offers import PriceStep
from consignment.models.pieces import Consignment
from portero.core.money import MoneyField


class AppliedStep(models.Model):
    """A step that was applied, or passed over because the price was lower already; once, by constraint."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="applied_steps")
    step = models.OneToOneField(PriceStep, on_delete=models.PROTECT, related_name="applied")
    at = models.DateTimeField(default=timezone.now)
    change = models.OneToOneField("catalog.PriceChange", on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return f"step {self.step_id} of {self.consignment_id}"


class PriceConsent(models.Model):
    """A price outside the agreed steps: asked by staff with a reason, answered by the owner with one click."""

    class Answer(models.TextChoices):
        YES = "yes", "Agreed"
        NO = "no", "Refused"
        NONE = "none", "Not answered in time"
        RECALLED = "recalled", "Taken back by us"

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="consents")
    price = MoneyField()
    why = models.CharField(max_length=600)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    asked_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    change = models.OneToOneField("catalog.PriceChange", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consignment"], condition=Q(answer=""), name="price_consent_open_once"
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="price_consent_positive"),
            models.CheckConstraint(
                condition=~Q(answer="yes") | (~Q(signed_name="") & Q(ip__isnull=False)),
                name="price_consent_is_signed",
            ),
        ]
        indexes = [models.Index(fields=["lapses_at"], condition=Q(answer=""), name="price_consent_open")]

    def __str__(self) -> str:
        return f"{self.price} USD for {self.consignment_id}: {self.answer or 'open'}"
