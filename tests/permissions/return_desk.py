"""The returns on the staff site: their queues, one of them, and the inspection table."""

from typing import Any

from orders.returns.desk.queues import QUEUES
from tests.factories import returns
from tests.permissions.table import STAFF_ONLY, Answers, Row, Table, World

# Nothing is done without a word for what: she is shown how it stands.
NOTHING_DONE: Answers = (302, 302, 403, 302)


def rows() -> dict[str, Any]:
    """One return, open on the table."""
    return {"returns_return": returns.received()}


def _number(world: World) -> list[Any]:
    return [world.rows["returns_return"].number]


def _piece(world: World) -> list[Any]:
    ret = world.rows["returns_return"]
    return [ret.number, ret.pieces.get().pk]


TABLE: Table = {
    **{
        f"return-desk:{one.slug}": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Photographer")
        for one in QUEUES
    },
    "return-desk:scan": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 422),
        right="Fulfilment",
        wrong="Customer care",
        may_change=(),
    ),
    "return-desk:one": Row(
        get=STAFF_ONLY,
        post=NOTHING_DONE,
        right="Customer care",
        wrong="Photographer",
        arguments=_number,
        may_change=(),
    ),
    "return-desk:piece": Row(
        get=STAFF_ONLY,
        post=NOTHING_DONE,
        right="Fulfilment",
        wrong="Photographer",
        arguments=_piece,
        may_change=(),
    ),
    # Nothing is refused, nor photographed, in this world.
    "return-desk:label": Row(
        get=(302, 302, 403, 404), right="Fulfilment", wrong="Customer care", arguments=_piece
    ),
    "return-desk:photo": Row(
        get=(302, 302, 403, 404),
        right="Fulfilment",
        wrong="Photographer",
        arguments=lambda world: [0, "full"],
    ),
    "return-desk:outbound-photo": Row(
        get=(302, 302, 403, 404),
        right="Customer care",
        wrong="Photographer",
        arguments=lambda world: [*_number(world), 0, "small"],
    ),
}
