"""Condition reports and grades: for authenticators and consignment managers; the figures of quality for the head."""

from typing import Any

from authentication.models import BlindGrade
from authentication.quality import fakes
from catalog.models import GradeRule
from tests.factories.catalog import draft_item
from tests.factories.condition import graded, grader
from tests.permissions.table import STAFF_ONLY, Answers, Row, Table, World

ONLY_POSTED: Answers = (302, 302, 403, 405)


def rows() -> dict[str, Any]:
    """A rule and a decision, as staff look at them."""
    return {
        "catalog_graderule": GradeRule.objects.first(),
        "catalog_gradedecision": graded(draft_item()),
        # Of another piece: whoever may still grade it blind doesn't read its decision.
        "blind_grade": BlindGrade.objects.create(decision=graded(draft_item())),
        "training_fake": fakes.mark(draft_item(), "The stamp.", actor=grader()),
    }


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
    "quality:page": Row(
        get=STAFF_ONLY, post=(302, 302, 403, 422), right="Administrator", wrong="Authenticator", may_change=()
    ),
    "quality:fake": Row(
        get=ONLY_POSTED,
        post=(302, 302, 403, 302),
        right="Administrator",
        wrong="Authenticator",
        arguments=lambda world: [world.rows["training_fake"].pk],
    ),
    "quality:waiting": Row(get=STAFF_ONLY, right="Authenticator"),
    "quality:grade": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 422),
        right="Authenticator",
        arguments=lambda world: [world.rows["blind_grade"].pk],
        may_change=(),
    ),
}
