"""Condition reports: for authenticators and consignment managers; the grade is confirmed by them too."""

from tests.permissions.table import STAFF_ONLY, Row, Table, World


def _number(world: World) -> list[str]:
    return [world.item.number]


TABLE: Table = {
    "condition:waiting": Row(get=STAFF_ONLY, right="Authenticator"),
    "condition:page": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 302),
        right="Authenticator",
        arguments=_number,
        form=lambda world: {"do": "save", "summary": "Looked at."},
    ),
}
