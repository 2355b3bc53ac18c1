"""Checklists as staff would draft and publish them."""

from typing import Any

from django.utils import timezone

from authentication.models import Check, ChecklistTemplate


def a_draft(*codes: str, **facts: Any) -> ChecklistTemplate:
    """An unpublished list with a check for each code; `category` and `designer` as rows."""
    template = ChecklistTemplate.objects.create(**facts)
    Check.objects.bulk_create(
        Check(template=template, position=at, code=code, title=code.title(), how=f"Look at the {code}.")
        for at, code in enumerate(codes or ("stamp", "stitching"), 1)
    )
    return template


def a_checklist(*codes: str, **facts: Any) -> ChecklistTemplate:
    """A published one."""
    template = a_draft(*codes, **facts)
    template.published_at = timezone.now()
    template.save(update_fields=["published_at"])
    return template
