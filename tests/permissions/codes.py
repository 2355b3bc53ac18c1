"""Reading codes, checklists and serials: staff alone; what the public may ask is answered to everybody."""

from tests.permissions.table import STAFF_ONLY, Answers, Row, Table

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
}
