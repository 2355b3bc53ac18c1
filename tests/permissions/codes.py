"""Reading codes, checklists and serials: staff alone; what the public may ask is answered to everybody."""

from tests.permissions.table import EVERYBODY, STAFF_ONLY, Answers, Row, Table

ONLY_POSTED: Answers = (302, 302, 403, 405)

TABLE: Table = {
    "codes:tool": Row(
        get=STAFF_ONLY,
        post=STAFF_ONLY,
        right="Authenticator",
        form=lambda world: {"designer": "Hermès", "text": "[F]"},
        may_change=(),
    ),
    "codes:reading": Row(
        get=ONLY_POSTED,
        post=STAFF_ONLY,
        right="Authenticator",
        form=lambda world: {"item": world.item.number, "text": "[F]"},
        may_change=(),
    ),
    # Asking is open to everybody, and is journalled.
    "match:ask": Row(
        get=EVERYBODY,
        post=EVERYBODY,
        form=lambda world: {"item": world.item.number, "typed": "K123456"},
        may_change=(0, 1, 2, 3),
    ),
    "match:of": Row(
        get=EVERYBODY,
        post=(422, 422, 422, 422),
        arguments=lambda world: [world.item.number],
        may_change=(),
    ),
}
