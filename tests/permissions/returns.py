"""Her pages of a return: whoever holds the signed link of its order; the list by its owner."""

from typing import Any

from orders.access import token_for
from tests.permissions.table import EVERYBODY, ONLY_POST, Answers, Row, Table, World

TO_PAGE: Answers = (302, 302, 302, 302)
NOT_THERE: Answers = (404, 404, 404, 404)


def _one(world: World) -> list[Any]:
    ret = world.rows["returns_return"]
    return [token_for(ret.order), ret.number]


TABLE: Table = {
    # Nothing of this order has left yet.
    "returns:ask": Row(get=TO_PAGE, post=TO_PAGE, arguments=lambda world: [world.token], may_change=()),
    "returns:exchange": Row(get=TO_PAGE, post=TO_PAGE, arguments=lambda world: [world.token], may_change=()),
    "returns:show": Row(get=EVERYBODY, arguments=_one),
    # It has arrived: its label is used, and it is too late to keep it.
    "returns:label": Row(get=NOT_THERE, arguments=_one),
    "returns:withdraw": Row(get=ONLY_POST, post=TO_PAGE, arguments=_one, may_change=()),
    "returns:picture": Row(get=NOT_THERE, arguments=lambda world: [*_one(world), "after", 1, "small"]),
    "returns:list": Row(get=(302, 200, 200, 200)),
    "returns:exchange-for": Row(get=(302, 200, 200, 200), arguments=lambda world: [world.item.number]),
}
