"""What she wants for the piece that she sends back, what she was told it costs, and the order it became."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portero.core.money import MoneyField


class Exchange(models.Model):
    """One per return of the kind *exchange*; written by `orders.returns.exchanging` under the lock of that order.

    Waiting at first; then it has an order, or it is over and `why` is a sentence that she reads. What became of the
    order since then the order itself says.
    """

    ret = models.OneToOneField("returns.Return", on_delete=models.PROTECT, related_name="exchange")
    wanted = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="exchanges")
    back = MoneyField(help_text="USD that her piece gives, as she was shown it")
    cost = MoneyField(help_text="USD that the wanted one costs with delivery and tax, as she was shown it")
    asked_at = models.DateTimeField(default=timezone.now)
    try_at = models.DateTimeField(null=True, blank=True, help_text="when its order is to be placed")
    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="exchange"
    )
    over_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True, help_text="why it came to nothing; she reads it")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(back__gt=0, cost__gt=0), name="exchange_sums_positive"),
            models.CheckConstraint(
                condition=Q(over_at__isnull=True, why="")
                | Q(over_at__isnull=False, order__isnull=True) & ~Q(why=""),
                name="exchange_ordered_or_over",
            ),
            models.CheckConstraint(
                condition=Q(try_at__isnull=True) | Q(order__isnull=True, over_at__isnull=True),
                name="exchange_tried_while_it_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(try_at__isnull=False), name="exchange_due"),
            models.Index(
                fields=["ret"], condition=Q(order__isnull=True, over_at__isnull=True), name="exchange_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted_id} for return {self.ret_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether the piece is still kept for her, and her own on its way."""
        return self.order_id is None and self.over_at is None
