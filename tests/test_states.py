"""docs/states.md draws what the code allows: the arrows are compared with the tables."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from authentication.cases import states as case_states
from catalog import listing
from concierge.finding import lifecycle as find_states
from consignment.pieces import states as consignment_states
from consignment.submissions import states as submission_states
from logistics import states as label_states
from orders import states as order_states
from orders.fulfilment import states as shipment_states
from orders.payments import states as payment_states
from orders.payments.disputes import states as dispute_states
from orders.payments.refunds import states as refund_states
from orders.promise import states as claim_states
from orders.returns import states as return_states

PAGE = Path(__file__).resolve().parent.parent / "docs" / "states.md"


def drawn(heading: str) -> set[tuple[str, str]]:
    """The arrows of the drawing under a heading, without the one that starts it."""
    section = PAGE.read_text().split(f"\n## {heading} ")[1].split("\n## ")[0]
    return set(re.findall(r"^    (\w+) --> (\w+)", section, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "allowed"),
    [
        ("Order", order_states.ALLOWED),
        ("Parcel", shipment_states.ALLOWED),
        ("Label", label_states.ALLOWED),
        ("Payment", payment_states.ALLOWED),
        ("Dispute", dispute_states.ALLOWED),
        ("Refund", refund_states.ALLOWED),
        ("Return", return_states.ALLOWED),
        ("Claim", claim_states.ALLOWED),
        ("Find It For Me", find_states.ALLOWED),
        ("Submission", submission_states.ALLOWED),
        ("Listing", listing.ALLOWED),
        ("Case", case_states.ALLOWED),
        ("Consignment", consignment_states.ALLOWED),
    ],
)
def test_the_drawing_is_the_table(heading: str, allowed: Mapping[str, Iterable[str]]) -> None:
    assert drawn(heading) == {(str(a), str(b)) for a, follows in allowed.items() for b in follows}
