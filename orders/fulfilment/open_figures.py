"""What everybody may know about fulfilment: how the ship-by promise is kept."""

from orders.fulfilment.models import Breach, Shipment
from portero.core.open_figures import Counted, OpenFigure, Window


def kept_promises(window: Window) -> Counted:
    """Parcels that left in time, of those that left in time or broke the promise. Two indexed counts.

    A parcel counts once, when it was decided, as in the manager's weeks: one that is late and still here counts
    as late already.
    """
    in_time = Shipment.objects.filter(**window.of("shipped_at"), breach__isnull=True).count()
    late = Breach.objects.filter(**window.of("happened_at")).count()
    return Counted(of=in_time + late, count=in_time)


SHIPPED_IN_TIME = OpenFigure(
    slug="shipped-in-time",
    title="Shipped within 48 hours",
    of_what="parcels",
    which="were with the carrier in time",
    means=(
        "In time is before the ship-by that its buyer was shown: 48 hours after her payment was confirmed. "
        "The clock stands while a payment is verified with her help and until a preordered piece is in hand. "
        "A parcel that is late counts as late from that minute on, also while it is still here."
    ),
    count=kept_promises,
)
