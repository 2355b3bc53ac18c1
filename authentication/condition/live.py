"""What the page shows beside the fields and renews while she types: the proposed grade and the drawing."""

import json
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from authentication.condition.sheet import Sheet
from catalog.condition import rules
from catalog.drawings import Drawing, drawing_of
from catalog.models import Grade


def facts(sheet: Sheet) -> dict[str, Any]:
    """Proposed grade with its reasons, the sub-grades that each zone's defects propose, and the drawing."""
    return {
        "proposed": named(sheet.proposal.grade),
        "why": sheet.proposal.why,
        "by_zone": [(zone.label, named(grade)) for zone, _, grade in sheet.by_zone()],
        "unfinished": sum(not form.is_valid() for form in sheet.defects),
        "drawing": _drawn(sheet),
    }


def named(grade: str) -> str:
    """A grade as people read it."""
    return str(Grade(grade).label) if grade else rules.BELOW.capitalize()


def _drawn(sheet: Sheet) -> SafeString:
    """The drawing of the shop's page from the measurements as typed; nothing where none fits."""
    rows = [
        f"[0, {json.dumps(row['key'])}, {json.dumps(row['label'])}, {json.dumps(row['unit'])}, "
        f"{row['value']:.2f}, {row['tolerance']:.2f}]"
        for row in sheet.measured()
    ]
    item: Any = sheet.item
    item.measured = f"[{', '.join(rows)}]"  # as catalog.queries.piece reads it
    drawing: Drawing = drawing_of(item)
    if not drawing.template:
        return SafeString()
    template = get_template(drawing.template, using="components")
    facts = {"sizes": drawing.sizes, "description": drawing.description}
    return mark_safe(template.render(facts))  # noqa: S308  (components escape by themselves)
