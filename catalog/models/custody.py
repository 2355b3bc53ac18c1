"""Whose a piece is, and where it is: one row is current, the earlier ones stay. Written by the rooms above."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.models.item import Item


class Ownership(models.Model):
    class Kind(models.TextChoices):
        PORTERO = "portero", "Portero"
        CONSIGNOR = "consignor", "Consignor"
        RESELLER = "reseller", "Reseller"
        CLIENT = "client", "Client who bought it"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="owners")
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=60, help_text="the key in the room that knows her, never a name")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, help_text="agreement, order or return")

    class Meta:
        ordering = ["since", "pk"]
        verbose_name_plural = "ownership"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(until__isnull=True), name="item_has_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="ownership_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "reference"], condition=Q(until__isnull=True), name="owned_now"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.kind} {self.reference}"


class VaultPlace(models.Model):
    """A shelf of the vault: where a piece that we hold can stand."""

    code = models.CharField(max_length=20, unique=True, help_text="A-03-2: room, shelf, board")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Custody(models.Model):
    """Who has the piece, and on which shelf it stands; a hand-over ends the row and begins the next."""

    class Holder(models.TextChoices):
        VAULT = "vault", "In the vault"
        STAFF = "staff", "With a member of staff"
        CARRIER = "carrier", "With a carrier"
        OUTSIDE = "outside", "With an outside expert"
        OWNER = "owner", "With its owner"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="custody")
    holder = models.CharField(max_length=10, choices=Holder)
    place = models.ForeignKey(VaultPlace, on_delete=models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    detail = models.CharField(max_length=120, blank=True, help_text="tracking number, expert ...")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who recorded the hand-over; none: a carrier's message",
    )
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name_plural = "custody"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(until__isnull=True), name="item_is_in_one_place"
            ),
            models.CheckConstraint(
                condition=Q(holder="vault", place__isnull=False)
                | (~Q(holder="vault") & Q(place__isnull=True)),
                name="custody_vault_has_place",
            ),
            models.CheckConstraint(
                condition=~Q(holder="staff") | Q(person__isnull=False), name="custody_staff_has_person"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="custody_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["place"], condition=Q(until__isnull=True), name="custody_on_shelf"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.holder}"
