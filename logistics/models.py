"""Labels and what is known of their parcels. A label is money: one live label per shipment and purpose."""

from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portero.core.money import MoneyField

# What a label has before the carrier has seen its parcel (logistics.gateway.Status).
UNSCANNED = frozenset({"", "unknown", "pre_transit"})


class Purpose(models.TextChoices):
    """Why something travels."""

    OUTBOUND = "outbound", "To the buyer"
    RETURN = "return", "Back from the buyer"
    INBOUND = "inbound", "From a consignor to us"
    TO_OWNER = "to_owner", "Back to the consignor"
    REFUSED = "refused", "Back to the buyer again"


class LabelState(models.TextChoices):
    """Where the money of a label stands; drawn in docs/states.md, moved by `logistics.states.move` alone."""

    BUYING = "buying", "Being bought"
    BOUGHT = "bought", "Bought"
    CAME_BACK = "came_back", "Used, its parcel came back"
    VOIDING = "voiding", "Being voided"
    REFUNDING = "refunding", "Voided, refund asked for"
    REFUNDED = "refunded", "Voided, refunded"
    NOT_REFUNDED = "not_refunded", "Voided, refund refused"
    FAILED = "failed", "Not bought"
    STRAY = "stray", "Bought after all, to be voided"


# While one of these stands, no other label of the same shipment and purpose is bought.
LIVE = [LabelState.BUYING, LabelState.BOUGHT, LabelState.VOIDING]


def private_storage() -> Any:
    """Labels carry names and addresses: they are never in the public media."""
    return storages["private"]


class Quotation(models.Model):
    """What sending something would cost, as the provider answered; kept so that no price comes from a browser."""

    key = models.CharField(max_length=60, unique=True, help_text="<reference>-<purpose>-<n>")
    reference = models.CharField(max_length=40)
    purpose = models.CharField(max_length=10, choices=Purpose)
    driver = models.CharField(max_length=20)
    dispatch = models.JSONField(encoder=DjangoJSONEncoder, help_text="addresses, parcel, customs, as asked")
    shipment = models.CharField(max_length=60, blank=True, help_text="the provider's id, which is bought")
    rates = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    remarks = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["reference", "purpose", "-id"], name="quotation_latest")]

    def __str__(self) -> str:
        return self.key


class Label(models.Model):
    """One try to buy one label, written before the provider is asked to sell it."""

    reference = models.CharField(max_length=40, help_text="what travels: a shipment's or a return's number")
    purpose = models.CharField(max_length=10, choices=Purpose)
    driver = models.CharField(max_length=20)
    quotation = models.ForeignKey(
        Quotation, on_delete=models.PROTECT, null=True, blank=True, related_name="labels"
    )
    shipment = models.CharField(max_length=60, blank=True, help_text="the provider's id of what is bought")
    rate = models.CharField(max_length=60, blank=True)
    carrier = models.CharField(max_length=40)
    service = models.CharField(max_length=60, blank=True)
    cost = MoneyField(null=True, blank=True, help_text="USD, with insurance and fees")
    insured_for = MoneyField()
    signature = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=LabelState, default=LabelState.BUYING)
    problem = models.CharField(max_length=300, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    file = models.FileField(upload_to="labels/%Y/%m/", storage=private_storage, blank=True)
    file_type = models.CharField(max_length=40, blank=True)
    file_url = models.CharField(max_length=300, blank=True, help_text="where the provider keeps it")
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bought_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(max_length=200, blank=True)
    lookup_at = models.DateTimeField(null=True, blank=True, help_text="when the provider is asked next")
    # The parcel, as the carrier tells it; only `logistics.tracking` writes these.
    tracker = models.CharField(max_length=60, blank=True, help_text="the provider's id")
    status = models.CharField(max_length=24, blank=True, help_text="logistics.gateway.Status")
    status_word = models.CharField(max_length=60, blank=True, help_text="the carrier's own word for it")
    status_at = models.DateTimeField(null=True, blank=True, help_text="the provider's time of the status")
    news_at = models.DateTimeField(null=True, blank=True, help_text="the last thing the carrier noted")
    delivered_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    poll_at = models.DateTimeField(null=True, blank=True, help_text="when the carrier is asked without news")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "purpose"], condition=Q(state__in=LIVE), name="label_one_live"
            ),
            models.CheckConstraint(condition=Q(state__in=LabelState.values), name="label_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["buying", "failed"])
                | (Q(bought_at__isnull=False, cost__isnull=False) & ~Q(tracking_number="")),
                name="label_bought_is_tracked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refunding", "refunded", "not_refunded"])
                | Q(voided_at__isnull=False),
                name="label_voided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="label_cost_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["reference", "purpose", "-id"], name="label_latest"),
            models.Index(fields=["shipment"], condition=~Q(shipment=""), name="label_shipment"),
            models.Index(fields=["tracker"], condition=~Q(tracker=""), name="label_tracker"),
            models.Index(
                fields=["tracking_number"], condition=~Q(tracking_number=""), name="label_tracking_number"
            ),
            models.Index(fields=["lookup_at"], condition=Q(lookup_at__isnull=False), name="label_lookup_due"),
            models.Index(fields=["poll_at"], condition=Q(poll_at__isnull=False), name="label_poll_due"),
            models.Index(fields=["started_at"], condition=Q(state="buying"), name="label_being_bought"),
            models.Index(
                fields=["reference"],
                condition=Q(state="bought") & ~Q(void_reason=""),
                name="label_not_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"label {self.pk} of {self.reference} ({self.state})"

    @property
    def status_words(self) -> str:
        """Where its parcel is, for staff: the carrier's status as people say it."""
        return "not scanned yet" if self.status in UNSCANNED else self.status.replace("_", " ")


class TrackingEvent(models.Model):
    """One thing a carrier noted about a parcel; append-only, told once however often the provider tells it."""

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="events")
    key = models.CharField(max_length=64, help_text="hash of time, status and words: scans have no ids")
    at = models.DateTimeField()
    status = models.CharField(max_length=24)
    word = models.CharField(max_length=60, help_text="the carrier's own word for the status")
    message = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True)
    heard_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="tracking_event_once")]

    def __str__(self) -> str:
        return f"{self.word} of label {self.label_id}"


class CarrierMessage(models.Model):
    """The inbox: stored once per event, answered 200, worked off by a task. Unknown ones are kept."""

    driver = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    tracker = models.CharField(max_length=60, blank=True)
    shipment = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["driver", "event_id"], name="carrier_event_once"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(processed_at__isnull=True), name="carrier_message_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.driver} {self.kind}"
