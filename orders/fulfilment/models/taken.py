"""A picture of one of the shots that every piece is photographed in: as it leaves us, and as it comes back."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Taken(models.Model):
    """What is known of such a picture, whichever piece on its way it belongs to; the file is in the private storage."""

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
        abstract = True
        ordering = ["pk"]
