"""Claims under the Promise in the states that their pages show."""

from collections.abc import Callable

from audits.ordered import Pieces, page
from orders.fulfilment.models import ShipmentLine
from orders.promise import opening
from orders.promise.models import Claim
from tests.factories import claims as make

Maker = Callable[[Claim], Claim]


def _of(made: Maker, kind: str = "authenticity") -> Callable[[Pieces], str]:
    def path(pieces: Pieces) -> str:
        item = next(pieces)
        claim = made(make.opened(make.delivered_order(item, tag=f"T-{item.number}"), kind=kind))
        return page(claim.line.order, "claims", claim.number)

    return path


def _received(claim: Claim) -> Claim:
    worn = ShipmentLine.objects.select_related("packed").get(line=claim.line).packed.security_tag
    return make.received(make.in_transit(make.label_sent(claim)), tag=worn)


def _under_review(claim: Claim) -> Claim:
    return make.under_review(_received(claim))


def _authentic(claim: Claim) -> Claim:
    return make.decided_authentic(make.reviewed_as("authentic", _under_review(claim)))


def _counterfeit(claim: Claim) -> Claim:
    return make.not_authentic(make.reviewed_as("counterfeit", _under_review(claim)))


def _misdescribed(claim: Claim) -> Claim:
    return make.decided_condition(make.reviewed_as("authentic", _under_review(claim)))


def _declined(claim: Claim) -> Claim:
    return opening.decline(claim, actor=make.care(), reason="It is about the delivery.")


SITUATIONS: dict[str, Callable[[Pieces], str]] = {
    "claim opened": _of(lambda claim: claim),
    "claim declined": _of(_declined),
    "claim with a label": _of(make.label_sent),
    "claim with the carrier": _of(lambda claim: make.in_transit(make.label_sent(claim))),
    "claim received": _of(_received),
    "claim under review": _of(_under_review),
    "claim authentic": _of(_authentic),
    "claim not authentic": _of(_counterfeit),
    "claim misdescribed": _of(_misdescribed, "condition"),
    "claim with somebody outside": _of(lambda claim: make.third_party(_authentic(claim))),
    "claim going back": _of(lambda claim: make.going_back_to_her(_authentic(claim))),
}
