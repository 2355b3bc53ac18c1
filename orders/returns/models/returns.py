"""A return: one request of a buyer for pieces of one order, with its deadlines, its label and its refund."""

from typing import TYPE_CHECKING, Optional

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from orders.returns.models.amounts import ReturnAmounts


class ReturnState(models.TextChoices):
    """`orders.returns.states.move` moves it; drawn in docs/states.md."""

    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn by the buyer"
    LAPSED = "lapsed", "Not sent in time"
    IN_TRANSIT = "in_transit", "On its way to us"
    LOST = "lost", "Lost on the way"
    RECEIVED = "received", "Received"
    REFUNDING = "refunding", "Accepted, refund on its way"
    REFUNDED = "refunded", "Refunded"
    GOING_BACK = "going_back", "Refused, goes back to the buyer"
    CLOSED = "closed", "Closed"


# Nothing is open any more; a parcel that arrives late may open some of them again (orders.returns.states).
ENDED = (
    ReturnState.DECLINED,
    ReturnState.WITHDRAWN,
    ReturnState.LAPSED,
    ReturnState.REFUNDED,
    ReturnState.CLOSED,
)


class Return(models.Model):
    """Written by the verbs of `orders.returns` alone, under the lock of its order; the database deletes none."""

    class Kind(models.TextChoices):
        RETURN = "return", "Return"
        EXCHANGE = "exchange", "Exchange"

    number = models.CharField(max_length=16, unique=True)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RETURN)
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.REQUESTED)
    note = models.CharField(max_length=600, blank=True, help_text="in her words")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="none: by the signed link",
    )
    suggestion = models.JSONField(default=dict, help_text="what the rules prefilled, and why")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text="of the decision; she reads it if declined"
    )
    fault = models.BooleanField(default=False, help_text="ours: the fee and the way back are forgiven")
    label = models.OneToOneField(
        "logistics.Label", on_delete=models.PROTECT, null=True, blank=True, related_name="of_return"
    )
    label_try_at = models.DateTimeField(
        null=True, blank=True, help_text="when the carrier is asked for it next"
    )
    label_tries = models.PositiveSmallIntegerField(default=0)
    label_problem = models.CharField(max_length=300, blank=True)
    send_by = models.DateTimeField(
        null=True, blank=True, help_text="on its way until then; set with the label"
    )
    in_transit_at = models.DateTimeField(null=True, blank=True)
    at_our_door_at = models.DateTimeField(
        null=True, blank=True, help_text="the carrier has delivered it to us"
    )
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="until when the next step is to happen")
    alarm_at = models.DateTimeField(null=True, blank=True, help_text="when something rings next")
    refund = models.OneToOneField(
        "payments.Refund", on_delete=models.PROTECT, null=True, blank=True, related_name="of_return"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        permissions = [
            ("receive_return", "Can receive, inspect and send back what is returned"),
            ("override_return", "Can accept a returned piece whose tag doesn't match"),
            ("settle_return", "Can say what becomes of a lost return"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReturnState.values), name="return_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="return_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "withdrawn"])
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~(Q(state="declined") & Q(reason="")),
                name="return_decided_has_who_when_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "going_back"])
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="return_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_transit") | Q(in_transit_at__isnull=False),
                name="return_sent_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["alarm_at"], condition=Q(alarm_at__isnull=False), name="return_alarm"),
            models.Index(
                fields=["label_try_at"], condition=Q(label_try_at__isnull=False), name="return_label_due"
            ),
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="return_open"),
            models.Index(fields=["ended_at"], condition=Q(state="lapsed"), name="return_lapsed"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_state_display().lower()}"

    @property
    def shown(self) -> "ReturnAmounts":
        """What she was shown before she asked; no query where `amounts` was read with it."""
        return next(row for row in self.amounts.all() if row.kind == "shown")

    @property
    def final(self) -> Optional["ReturnAmounts"]:
        """What goes back in the end; None until every piece has its verdict."""
        return next((row for row in self.amounts.all() if row.kind == "final"), None)
