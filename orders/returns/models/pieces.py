"""One piece of a return: why it comes back, what was found when it was here, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.fulfilment.models.taken import Taken
from orders.returns.models.returns import Return


class ReturnPiece(models.Model):
    """Received and accepted are two questions: the return knows whether it is here, the verdict whether we take it."""

    class Reason(models.TextChoices):
        NOT_AS_EXPECTED = "not_as_expected", "It isn’t what I expected"
        DOES_NOT_FIT = "does_not_fit", "The size doesn’t suit me"
        CHANGED_MIND = "changed_mind", "I changed my mind"
        NOT_AS_DESCRIBED = "not_as_described", "It isn’t as described"
        DAMAGED = "damaged", "It arrived damaged"
        OTHER = "other", "Another reason"

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        LOST = "lost", "Lost on the way to us"

    ret = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="pieces")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="return_pieces")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="return_pieces")
    shipment_line = models.ForeignKey(
        "fulfilment.ShipmentLine", on_delete=models.PROTECT, related_name="return_pieces"
    )
    reason = models.CharField(max_length=20, choices=Reason)
    over_at = models.DateTimeField(null=True, blank=True, help_text="as its return's end")
    # What was found at the table.
    found_at = models.DateTimeField(null=True, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tag_found = models.CharField(max_length=TAG_LENGTH, blank=True, help_text="as typed from the piece")
    tag_matches = models.BooleanField(null=True, blank=True)
    unused = models.BooleanField(null=True, blank=True)
    undamaged = models.BooleanField(null=True, blank=True)
    packaging = models.BooleanField(null=True, blank=True)
    inclusions = models.BooleanField(null=True, blank=True, help_text="all that was sold with it is there")
    # What was decided.
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict_reason = models.CharField(max_length=300, blank=True)
    came_back_at = models.DateTimeField(null=True, blank=True, help_text="ours again, a draft")
    # A refused one travels back.
    back_carrier = models.CharField(max_length=40, blank=True)
    back_tracking = models.CharField(max_length=60, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    back_at = models.DateTimeField(null=True, blank=True, help_text="delivered to her again")
    back_times = models.PositiveSmallIntegerField(default=0, help_text="came back to us undelivered")
    back_lost_at = models.DateTimeField(null=True, blank=True, help_text="given up on its way back to her")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(over_at__isnull=True), name="return_open_once_per_line"
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(verdict__in=["accepted", "lost"]),
                name="return_line_given_back_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", verdict_at__isnull=True, verdict_by__isnull=True)
                | Q(
                    verdict__in=["accepted", "refused", "lost"],
                    verdict_at__isnull=False,
                    verdict_by__isnull=False,
                )
                & (Q(verdict="accepted") | ~Q(verdict_reason="")),
                name="return_verdict_has_who_when_why",
            ),
            models.CheckConstraint(
                # A tag that isn't the one it left with: only another person, with a reason.
                condition=~Q(verdict="accepted")
                | Q(found_at__isnull=False)
                & (Q(tag_matches=True) | ~Q(verdict_reason="") & ~Q(verdict_by=F("found_by"))),
                name="return_accepted_with_its_tag",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | Q(verdict="refused") & ~Q(back_tracking=""),
                name="return_only_refused_goes_back",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(sent_back_at__isnull=False),
                name="return_back_after_sent",
            ),
            models.CheckConstraint(
                condition=Q(back_lost_at__isnull=True) | Q(sent_back_at__isnull=False, back_at__isnull=True),
                name="return_back_lost_under_way",
            ),
            models.CheckConstraint(
                condition=Q(came_back_at__isnull=True) | Q(verdict__in=["accepted", "lost"]),
                name="return_ours_only_if_given_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sent_back_at"],
                condition=Q(sent_back_at__isnull=False, back_at__isnull=True),
                name="return_under_way_back",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.ret_id} {self.verdict or 'open'}"

    @property
    def is_about_the_promise(self) -> bool:
        """Whether her reason is one for a claim under the Promise, which costs her nothing."""
        return self.reason in {self.Reason.NOT_AS_DESCRIBED, self.Reason.DAMAGED}


class ReturnPhoto(Taken):
    """A picture taken when it came back, of the same shots as the outbound set, in the private storage."""

    piece = models.ForeignKey(ReturnPiece, on_delete=models.PROTECT, related_name="photos")

    class Meta(Taken.Meta):
        constraints = [models.UniqueConstraint(fields=["piece", "shot"], name="return_shot_once")]

    def __str__(self) -> str:
        return f"{self.shot} of {self.piece_id}"
