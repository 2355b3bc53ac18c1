"""Reading codes, checklists and serials: staff alone; what the public may ask is answered to everybody."""

from typing import Any

from authentication.models import SerialAlarm
from tests.factories.catalog import a_category
from tests.factories.checklists import a_draft
from tests.factories.serials import a_serial
from tests.permissions.table import EVERYBODY, STAFF_ONLY, Answers, Row, Table, World

ONLY_POSTED: Answers = (302, 302, 403, 405)
ASKED_AGAIN: Answers = (302, 302, 403, 422)


def rows() -> dict[str, Any]:
    """Two pieces with one number, and the alarm that it raised."""
    a_serial("R998877")
    a_serial("R998877")
    draft = a_draft("stamp", category=a_category("Hats"))
    return {"authentication_serialalarm": SerialAlarm.objects.get(), "checklist_draft": draft}


def _draft(world: World) -> list[Any]:
    return [world.rows["checklist_draft"].pk]


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
    "numbers:alarms": Row(get=STAFF_ONLY, right="Consignment manager", wrong="Customer care"),
    "numbers:alarm": Row(
        get=STAFF_ONLY,
        post=ASKED_AGAIN,
        right="Consignment manager",
        wrong="Customer care",
        arguments=lambda world: [world.rows["authentication_serialalarm"].pk],
        form=lambda world: {"state": "harmless", "reason": ""},
        may_change=(),
    ),
    "numbers:lists": Row(
        get=STAFF_ONLY, post=ASKED_AGAIN, right="Administrator", wrong="Authenticator", may_change=()
    ),
    "numbers:piece": Row(
        get=STAFF_ONLY,
        post=ASKED_AGAIN,
        right="Authenticator",
        arguments=lambda world: [world.item.number],
        form=lambda world: {"do": "record"},
        may_change=(),
    ),
    "checklists:list": Row(get=STAFF_ONLY, right="Authenticator"),
    "checklists:one": Row(get=STAFF_ONLY, right="Authenticator", arguments=_draft),
    # Authenticators read the lists, administrators change them.
    "checklists:draft": Row(
        get=ONLY_POSTED,
        post=(302, 302, 403, 302),
        right="Administrator",
        wrong="Authenticator",
        form=lambda world: {"category": "", "designer": ""},
    ),
    "checklists:change": Row(
        get=ONLY_POSTED,
        post=(302, 302, 403, 302),
        right="Administrator",
        wrong="Authenticator",
        arguments=_draft,
        form=lambda world: {"do": "publish", "why": ""},
        may_change=(),
    ),
    "checklists:new-check": Row(
        get=STAFF_ONLY,
        post=ASKED_AGAIN,
        right="Administrator",
        wrong="Authenticator",
        arguments=_draft,
        may_change=(),
    ),
    "checklists:check": Row(
        get=STAFF_ONLY,
        post=ASKED_AGAIN,
        right="Administrator",
        wrong="Authenticator",
        arguments=lambda world: [*_draft(world), "stamp"],
        form=lambda world: {"title": ""},
        may_change=(),
    ),
}
