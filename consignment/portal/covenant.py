"""What the portal shows of a consigned piece: its parcels, its price now, next and before, and what she is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from consignment.covenant.consents import OPEN_IN
from consignment.covenant.history import Told, history
from consignment.logistics.links import receipt_link, send_link
from consignment.models import Consignment, Journey, PriceConsent, PriceStep

S = Consignment.State
WITHDRAWABLE = frozenset({S.AGREED, S.AWAITED, S.RECEIVED, S.CLEARED, S.PREPARED, S.APPROVED, S.LISTED})


@dataclass(frozen=True)
class Ahead:
    """A step of the price that is still to come; `at` is None while the piece was never listed. Price in USD."""

    day: int
    at: datetime | None
    price: Decimal


@dataclass(frozen=True)
class Consigned:
    """One consignment for its owner."""

    consignment: Consignment
    asked: PriceConsent | None
    ahead: Sequence[Ahead]
    prices: Sequence[Told]
    journey: Journey | None
    parcel: str
    receipts: Sequence[str]

    @property
    def next(self) -> str:
        """What she does next where it is her turn; empty where the state alone says what follows."""
        waits = self.consignment.state == S.AGREED and self.journey is not None and not self.journey.address
        return "Tell us the address it comes from, and we mail you a prepaid, insured label." if waits else ""

    @property
    def can_withdraw(self) -> bool:
        """Whether it is hers to take back now."""
        return self.consignment.state in WITHDRAWABLE

    @property
    def withdrawn_means(self) -> str:
        """What follows if she takes it back now."""
        if self.consignment.item_id is None:
            return (
                "The agreement is cancelled, and a label of ours is of no use any more. It costs you nothing."
            )
        return "It is no longer for sale, and comes back to you at our cost, insured."

    @property
    def can_renew(self) -> bool:
        """Whether it may stay for another term: until its label back is bought."""
        way = self.journey
        leaving = way is not None and way.closed_at is None and way.label_id is not None
        return self.consignment.state == S.WITHDRAWN and not leaving


def consigned_of(consignment: Consignment) -> Consigned:
    """Everything a page of the portal shows of it, in six queries."""
    journey = consignment.journeys.select_related("label").order_by("-pk").first()
    return Consigned(
        consignment=consignment,
        asked=consignment.consents.filter(answer="").first() if consignment.state in OPEN_IN else None,
        ahead=_ahead(consignment),
        prices=history(consignment),
        journey=journey,
        parcel=send_link(journey) if journey and journey.way == Journey.Way.IN else "",
        receipts=[receipt_link(receipt) for receipt in consignment.receipts.all()],
    )


def _ahead(consignment: Consignment) -> list[Ahead]:
    """The steps that weren't applied; none once it is over."""
    if consignment.state in (S.SOLD, S.RETURNING, S.RETURNED, S.REJECTED, S.LEGAL_HOLD):
        return []
    steps = PriceStep.objects.filter(offer__agreement=consignment.agreement_id, applied=None)
    first = consignment.first_listed_at
    return [
        Ahead(step.day, first + timedelta(days=step.day) if first else None, step.price) for step in steps
    ]
