"""What a piece travels in until somebody has weighed it: a box by its kind, as the carrier is asked for rates."""

from decimal import Decimal

from consignment.models import Submission
from logistics.gateway import Parcel

K = Submission.Kind
BOXES: dict[str, Parcel] = {
    K.HANDBAG: Parcel(2200, Decimal(42), Decimal(34), Decimal(24)),
    K.WATCH: Parcel(1000, Decimal(20), Decimal(18), Decimal(14)),
    K.JEWELRY: Parcel(500, Decimal(18), Decimal(14), Decimal(10)),
    K.ACCESSORY: Parcel(900, Decimal(32), Decimal(24), Decimal(10)),
}


def box_for(kind: str) -> Parcel:
    """The usual box of a kind of piece, with its padding; the largest where the kind isn't known."""
    return BOXES.get(kind, BOXES[K.HANDBAG])
