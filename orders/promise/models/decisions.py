"""What was decided about a claim, by whom and why: appended, never changed. A third party's word comes after ours."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.promise.models.claims import Claim
from portero.core.money import MoneyField


class Outcome(models.TextChoices):
    AUTHENTIC = "authentic", "Authentic"
    NOT_AUTHENTIC = "not_authentic", "Not authentic"
    MISDESCRIBED = "misdescribed", "Condition misdescribed"
    AS_DESCRIBED = "as_described", "Condition as described"
    NOT_OURS = "not_ours", "Not the piece that left us"


UPHELD = ["not_authentic", "misdescribed"]


class ClaimDecision(models.Model):
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=14, choices=Outcome)
    reasons = models.TextField(help_text="she reads them")
    allowance = MoneyField(
        null=True, blank=True, help_text="USD off the price, offered; its tax comes on top"
    )
    case = models.ForeignKey(
        "authentication.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the review it follows; none: decided from her photographs",
    )
    third_party = models.BooleanField(default=False)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    in_spite_of_tag = models.CharField(
        max_length=300, blank=True, help_text="why, where the tag doesn't match: a manager's"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reasons__regex=r"^\s*$"), name="claim_decision_has_reasons"),
            models.CheckConstraint(
                condition=Q(allowance__isnull=True) | Q(allowance__gt=0, outcome="misdescribed"),
                name="claim_allowance_for_what_was_misdescribed",
            ),
            # What was decided from photographs may turn out, once the parcel is open, not to be our piece.
            models.UniqueConstraint(
                fields=["claim", "third_party"],
                condition=~Q(outcome="not_ours"),
                name="claim_decided_once_each",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(outcome="not_ours"), name="claim_not_ours_once"
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="claim_decision_by_time")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.outcome}"
