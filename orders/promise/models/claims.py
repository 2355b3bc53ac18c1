"""A Promise claim: one buyer's doubt about one piece of her order, from the first word to the end."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from logistics.models import LIVE, Label, Purpose
from orders.payments.origin import left_with_her, together_with

if TYPE_CHECKING:
    from decimal import Decimal

    from orders.promise.models.decisions import ClaimDecision
    from orders.promise.models.evidence import ClaimInspection


class Kind(models.TextChoices):
    """What she doubts."""

    AUTHENTICITY = "authenticity", "Authenticity"
    CONDITION = "condition", "Condition"


class ClaimState(models.TextChoices):
    """Where a claim stands; drawn in docs/states.md, moved by `orders.promise.states.move` alone."""

    OPENED = "opened", "Opened"
    LABEL_SENT = "label_sent", "Label sent"
    IN_TRANSIT = "in_transit", "On its way to us"
    LOST = "lost", "Lost on the way"
    RECEIVED = "received", "Received"
    UNDER_REVIEW = "under_review", "Under review"
    DECIDED_AUTHENTIC = "decided_authentic", "Found as sold"
    DECIDED_NOT_AUTHENTIC = "decided_not_authentic", "Not authentic"
    DECIDED_CONDITION = "decided_condition", "Condition misdescribed"
    THIRD_PARTY = "third_party", "With a third party"
    GOING_BACK = "going_back", "Going back to the buyer"
    REFUNDING = "refunding", "Being refunded"
    REFUNDED = "refunded", "Refunded"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed"


class Choice(models.TextChoices):
    """What she takes where the condition was misdescribed."""

    REFUND = "refund", "Full refund"
    ALLOWANCE = "allowance", "Allowance"


class RefundKind(models.TextChoices):
    FULL = "full", "Everything"
    ALLOWANCE = "allowance", "Allowance"


ENDS = ["refunded", "closed", "withdrawn", "declined", "lapsed"]


class Claim(models.Model):
    number = models.CharField(max_length=12, unique=True, help_text="PC-, digits, check digit; random")
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="promise_claims")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="promise_claims")
    shipment_line = models.ForeignKey(
        "fulfilment.ShipmentLine", on_delete=models.PROTECT, related_name="promise_claims"
    )
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="promise_claims")
    certificate = models.ForeignKey(
        "authentication.Certificate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="promise_claims",
        help_text="that it was sold with; disputed while the claim is open",
    )
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=22, choices=ClaimState, default=ClaimState.OPENED)
    words = models.TextField(help_text="what she doubts, in her words")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="none: by the signed link",
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="until when the next step is to happen")
    ring_at = models.DateTimeField(null=True, blank=True, help_text="what rings next; swept")

    label_sent_at = models.DateTimeField(null=True, blank=True)
    in_transit_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.OneToOneField(
        "authentication.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="promise_claim",
        help_text="the review that decides it now: ours, then the third party's",
    )
    not_confident_at = models.DateTimeField(
        null=True, blank=True, help_text="when she asked for the third party"
    )
    choice = models.CharField(max_length=10, choices=Choice, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="her last answer to a decision")

    refund = models.OneToOneField(
        "payments.Refund", on_delete=models.PROTECT, null=True, blank=True, related_name="promise_claim"
    )
    refund_kind = models.CharField(max_length=10, choices=RefundKind, blank=True)
    refund_problem = models.CharField(
        max_length=300, blank=True, help_text="why the refund couldn't be asked for, for staff"
    )

    paid_otherwise = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="USD that went back another way without our books; none: no money did, 0: they know of all of it",
    )

    back_carrier = models.CharField(max_length=40, blank=True)
    back_tracking = models.CharField(max_length=60, blank=True)
    back_sent_at = models.DateTimeField(null=True, blank=True)
    back_sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    back_delivered_at = models.DateTimeField(null=True, blank=True)
    back_times = models.PositiveSmallIntegerField(
        default=0, help_text="how often it came to us again on its way back to her"
    )

    appointment_wanted = models.TextField(
        blank=True, help_text="she wants an expert to go through it with her: what and when, in her words"
    )
    appointment_wanted_at = models.DateTimeField(null=True, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True, help_text="the time that staff offer")
    appointment_note = models.CharField(max_length=300, blank=True, help_text="where or how; she reads it")
    appointment_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointment_answered_at = models.DateTimeField(null=True, blank=True)

    end_reason = models.CharField(
        max_length=300, blank=True, help_text="why it was declined, lost or closed; she reads it"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(
        null=True, blank=True, help_text="when its parcel came, or moved, although it had ended"
    )
    turned_up_at = models.DateTimeField(
        null=True, blank=True, help_text="lost, paid back and found: ours again since"
    )
    turned_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("decide_claim", "Can begin the review of a claim and decide it"),
            ("settle_claim", "Can say what becomes of a claim whose parcel is lost"),
            ("receive_claim", "Can receive, inspect and send back a piece under a claim"),
            ("override_tag", "Can decide about a piece whose security tag doesn't match, with a reason"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(ended_at__isnull=True), name="claim_open_once_per_line"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_at__isnull=True), name="claim_open_once_per_piece"
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=ENDS, ended_at__isnull=False, due_at__isnull=True, ring_at__isnull=True)
                | (~Q(state__in=ENDS) & Q(ended_at__isnull=True)),
                name="claim_ended_has_time_and_no_clock",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="claim_says_what_is_doubted"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined"]) | ~Q(end_reason=""), name="claim_declined_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "under_review", "third_party"])
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="claim_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refunding", "refunded"]) | Q(refund__isnull=False),
                name="claim_refunding_has_its_refund",
            ),
            models.CheckConstraint(
                condition=(Q(refund__isnull=True, refund_kind=""))
                | (Q(refund__isnull=False) & ~Q(refund_kind="")),
                name="claim_refund_has_its_kind",
            ),
            # All of the money and the piece are never both with her, but where the carrier lost it.
            models.CheckConstraint(
                condition=~Q(refund_kind="full")
                | Q(received_at__isnull=False, back_sent_at__isnull=True)
                | Q(lost_at__isnull=False),
                name="claim_refunded_means_here_or_lost",
            ),
            models.CheckConstraint(
                condition=~Q(refund_kind="allowance") | Q(choice="allowance"),
                name="claim_allowance_was_chosen",
            ),
            models.CheckConstraint(
                condition=Q(back_sent_at__isnull=True) | (~Q(back_tracking="") & ~Q(back_carrier="")),
                name="claim_sent_back_is_tracked",
            ),
            models.CheckConstraint(
                condition=Q(turned_up_at__isnull=True, turned_up_by__isnull=True)
                | Q(
                    turned_up_at__isnull=False,
                    turned_up_by__isnull=False,
                    lost_at__isnull=False,
                    state__in=["refunding", "refunded", "closed"],
                ),
                name="claim_turned_up_was_lost_and_paid_back",
            ),
        ]
        indexes = [
            models.Index(fields=["ring_at"], condition=Q(ring_at__isnull=False), name="claim_to_ring"),
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="claim_queue"),
            models.Index(fields=["opened_at"], name="claim_by_opened"),
            models.Index(fields=["ended_at"], condition=Q(state="lapsed"), name="claim_lapsed"),
            models.Index(
                fields=["state", "number"], condition=Q(ended_at__isnull=True), name="claim_under_way"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def decided(self) -> "ClaimDecision | None":
        """The last word on it; the third party's after ours."""
        rows = list(self.decisions.all())
        return rows[-1] if rows else None

    @property
    def decision(self) -> str:
        """The outcome of the last word (`Outcome`), empty before it."""
        last = self.decided
        return last.outcome if last else ""

    @property
    def reasons(self) -> str:
        """Why, as she reads it."""
        last = self.decided
        return last.reasons if last else ""

    @property
    def allowance(self) -> "Decimal | None":
        """What we offer off the price, in USD before the tax that goes back with it; None without an offer."""
        last = self.decided
        return last.allowance if last else None

    @property
    def inspection(self) -> "ClaimInspection | None":
        """What was found when the parcel was opened."""
        return self.inspections.order_by("-pk").first()

    @property
    def refunded_amount(self) -> "Decimal | None":
        """What goes back to her form of payment, in USD, over all refunds that were asked for together."""
        asked = together_with(self.refund) if self.refund else []
        return left_with_her([one for one in asked if not one.closed_at] or asked) if asked else None

    @property
    def label(self) -> Label | None:
        """Her label: the live one, else the last."""
        found = Label.objects.filter(reference=self.number, purpose=Purpose.RETURN).order_by("-pk")
        return found.filter(state__in=LIVE).first() or found.first()
