"""What everybody may know about fulfilment: how the ship-by promise is kept."""

from orders.fulfilment.models import Breach, Shipment
from portero.core import running
from portero.core.figures import figures_in_force
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
    title="Shipped within {within}",
    of_what="parcels",
    which="were with the carrier in time",
    means=(
        "In time is before the ship-by that its buyer was shown: {within} after her payment was confirmed. "
        "The clock stands until a preordered piece is in hand, while we look at another address that she gives, "
        "and while a manager has stopped it with a written reason. "
        "A parcel that is late counts as late from that minute on, also while it is still here."
    ),
    count=kept_promises,
    within=lambda: running.in_words(figures_in_force()),
)
