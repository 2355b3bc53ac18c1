"""Condition reports: for authenticators and consignment managers; the grade is confirmed by them too."""

from typing import Any

from catalog.models import GradeRule
from tests.factories.catalog import draft_item
from tests.factories.condition import graded
from tests.permissions.table import STAFF_ONLY, Row, Table, World


def rows() -> dict[str, Any]:
    """A rule and a decision, as staff look at them."""
    return {"catalog_graderule": GradeRule.objects.first(), "catalog_gradedecision": graded(draft_item())}


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
