"""The wires' desk, inside the staff site: accounting works there."""

from typing import Any

from tests.permissions.table import STAFF_ONLY, Answers, Row, Table, World

WRONG_FORM: Answers = (302, 302, 403, 422)


def _wire(world: World) -> list[Any]:
    return [world.rows["payments_incomingwire"].pk]


def _desk(**facts: Any) -> Row:
    return Row(get=STAFF_ONLY, right="Accounting", wrong="Customer care", **facts)


TABLE: Table = {
    "wires:queue": _desk(),
    "wires:enter": _desk(post=WRONG_FORM, may_change=()),
    "wires:statement": _desk(post=WRONG_FORM, may_change=()),
    "wires:wire": _desk(
        arguments=_wire,
        post=(302, 302, 403, 302),
        form=lambda world: {"verb": "set_aside", "reason": "Interest."},
    ),
}
