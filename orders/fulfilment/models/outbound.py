"""How a piece left us: its tag, what lay beside it, and its photographs; a return is compared with these rows.

The database refuses to change them once the parcel is packed.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from orders.fulfilment.models.shipments import ShipmentLine
from orders.fulfilment.models.taken import Taken

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


class OutboundPhoto(Taken):
    """One picture of the outbound set, in the private storage."""

    line = models.ForeignKey(ShipmentLine, on_delete=models.PROTECT, related_name="outbound_photos")

    class Meta(Taken.Meta):
        constraints = [models.UniqueConstraint(fields=["line", "shot"], name="outbound_shot_once")]

    def __str__(self) -> str:
        return f"{self.shot} of {self.line_id}"
