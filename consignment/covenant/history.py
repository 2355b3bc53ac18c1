"""Every price of a consigned piece as its owner sees it: when, how much, who and why."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.models import PriceChange
from consignment.models import Consignment

WHO = {
    PriceChange.Kind.LISTED: "Listed",
    PriceChange.Kind.STEP: "An agreed step",
    PriceChange.Kind.CONSENT: "With your consent",
}


@dataclass(frozen=True)
class Told:
    """One price, in USD; `by` names the member of staff who set it, where a person did."""

    at: datetime
    price: Decimal
    before: Decimal | None
    what: str
    why: str
    by: str


def history(consignment: Consignment) -> list[Told]:
    """The prices of the piece under this agreement, the latest first; two queries. Empty before the first listing."""
    if consignment.item_id is None:
        return []
    changes = PriceChange.objects.filter(item=consignment.item_id, at__gte=consignment.agreement.signed_at)
    changes = changes.select_related("actor", "priceconsent").order_by("-at", "-pk")
    return [
        Told(
            at=change.at,
            price=change.amount,
            before=change.previous,
            what=WHO.get(PriceChange.Kind(change.kind), change.get_kind_display()),
            why=change.note,
            by=change.actor.get_full_name() or "Portero" if change.actor else "",
        )
        for change in changes
    ]
