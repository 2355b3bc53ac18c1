"""How a piece left us: its tag, what lay beside it, and its photographs; a return is compared with these rows.

The database refuses to change them once the parcel is packed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from orders.fulfilment.models.shipments import ShipmentLine

TAG_LENGTH = 40


class PackedPiece(models.Model):
    """One piece as it was packed; its security tag is on no other piece, ever."""

    line = models.OneToOneField(ShipmentLine, on_delete=models.PROTECT, related_name="packed")
    security_tag = models.CharField(max_length=TAG_LENGTH)
    included = models.JSONField(default=list, help_text="what was ticked: box, dust bag, card ...")

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("security_tag"), name="security_tag_once"),
            models.CheckConstraint(condition=~Q(security_tag=""), name="packed_piece_has_a_tag"),
        ]

    def __str__(self) -> str:
        return f"{self.security_tag} on {self.line_id}"


class OutboundPhoto(models.Model):
    """One picture of the outbound set, in the private storage."""

    line = models.ForeignKey(ShipmentLine, on_delete=models.PROTECT, related_name="outbound_photos")
    shot = models.CharField(max_length=20, help_text="what it shows (orders.fulfilment.shots)")
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
        constraints = [models.UniqueConstraint(fields=["line", "shot"], name="outbound_shot_once")]

    def __str__(self) -> str:
        return f"{self.shot} of {self.line_id}"
