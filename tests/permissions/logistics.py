"""Where the carrier gateway reports."""

from tests.permissions.table import ONLY_POST, Row, Table

TABLE: Table = {
    # Whoever it is: what isn't signed is refused.
    "logistics:webhook": Row(get=ONLY_POST, post=(400, 400, 400, 400), may_change=()),
}
