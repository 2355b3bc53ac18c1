"""What shows how the piece is: her photographs, ours when the parcel was opened, and what was found then."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.promise.models.claims import Claim


class ClaimPhoto(models.Model):
    """One picture, in the private storage: hers, or one of ours that repeats a shot of the outbound set."""

    class Source(models.TextChoices):
        BUYER = "buyer", "From the buyer"
        ARRIVAL = "arrival", "When the parcel was opened"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="photos")
    source = models.CharField(max_length=8, choices=Source)
    shot = models.CharField(
        max_length=20, blank=True, help_text="of ours: what it shows (orders.fulfilment.shots)"
    )
    file = models.CharField(max_length=200, help_text="name in the private storage")
    sha256 = models.CharField(max_length=64, help_text="of the stored file")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "shot"], condition=~Q(shot=""), name="claim_shot_once"),
            models.CheckConstraint(
                condition=Q(source="buyer", shot="") | (Q(source="arrival") & ~Q(shot="")),
                name="claim_photo_is_hers_or_of_a_shot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shot or self.source} of {self.claim_id}"


class ClaimInspection(models.Model):
    """What came out of the parcel, held against the outbound set; the newest counts."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="inspections")
    tag_found = models.CharField(
        max_length=TAG_LENGTH, blank=True, help_text="as typed; empty: there is none"
    )
    tag_matches = models.BooleanField()
    checks = models.JSONField(default=dict, help_text="orders.promise.inspecting.CHECKS, each true or false")
    note = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"inspection of {self.claim_id}"
