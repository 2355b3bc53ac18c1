"""Staff change a checklist by drafting its next version, and publishing it; cases that run keep theirs.

What is published never changes, which the database keeps (migration 0002).
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from authentication.checklists.choosing import closest
from authentication.checklists.versions import SHOWN
from authentication.models import Check, ChecklistTemplate
from catalog.models import Category, Designer
from portero.core import audit

COPIED = ("code", *SHOWN)


class ChecklistRefused(Exception):
    """It can't be done so; the message says why."""


def draft(category: Category | None, designer: Designer | None, *, actor: Any) -> ChecklistTemplate:
    """The next version of a list as a copy of the one in force, or of the closest there is; the draft if one stands."""
    versions = ChecklistTemplate.objects.filter(category=category, designer=designer)
    standing = versions.filter(published_at__isnull=True)
    if found := standing.first():
        return found
    try:
        return _begun(versions, category, designer, actor)
    except IntegrityError:  # a colleague was a moment earlier
        return standing.get()


@transaction.atomic
def _begun(
    versions: QuerySet[ChecklistTemplate], category: Category | None, designer: Designer | None, actor: Any
) -> ChecklistTemplate:
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    made = ChecklistTemplate.objects.create(
        category=category, designer=designer, version=latest + 1, drafted_by=actor
    )
    source = closest(category, designer.pk if designer else None)
    if source is not None:
        Check.objects.bulk_create(
            Check(template=made, position=position, **{name: getattr(check, name) for name in COPIED})
            for position, check in enumerate(source.checks.order_by("position"), 1)
        )
    audit.record("authentication.checklist_drafted", made, actor=actor, copied=source.pk if source else None)
    return made


@transaction.atomic
def publish(pk: int, *, actor: Any, why: str) -> ChecklistTemplate:
    """From now on it is the list of its kind. Raises ChecklistRefused without a check, or without a reason."""
    template = _drafted(pk)
    if not template.checks.exists():
        raise ChecklistRefused("A checklist has at least one check.")
    if not why.strip():
        raise ChecklistRefused("Say what changed, and why.")
    template.published_at, template.published_by = timezone.now(), actor
    template.why = why.strip()[:300]
    template.save(update_fields=["published_at", "published_by", "why"])
    audit.record("authentication.checklist_published", template, actor=actor, reason=template.why)
    return template


@transaction.atomic
def discard(pk: int, *, actor: Any) -> None:
    """Throw a draft away. Raises ChecklistRefused for a published one."""
    template = _drafted(pk)
    audit.record("authentication.checklist_discarded", template, actor=actor, was=str(template))
    template.delete()


@transaction.atomic
def move(pk: int, code: str, by: int) -> None:
    """One check up (-1) or down (1) by one place; at the end it stays. Raises ChecklistRefused, Check.DoesNotExist."""
    template = _drafted(pk)
    checks = list(template.checks.order_by("position"))
    at = next((place for place, check in enumerate(checks) if check.code == code), None)
    if at is None:
        raise Check.DoesNotExist
    to = at + by
    if 0 <= to < len(checks):
        checks[at], checks[to] = checks[to], checks[at]
        _number(checks)


@transaction.atomic
def save_check(pk: int, told: dict[str, Any], code: str = "") -> Check:
    """Write a check of a draft; without `code` it is a new one at the end. Raises ChecklistRefused."""
    template = _drafted(pk)
    check = template.checks.filter(code=code).first() if code else None
    others = template.checks.filter(code=told["code"])
    if (others.exclude(pk=check.pk) if check else others).exists():
        raise ChecklistRefused("Another check of this list has that name.")
    if check is None:
        last = template.checks.aggregate(last=Max("position"))["last"] or 0
        check = Check(template=template, position=last + 1)
    for name in COPIED:
        setattr(check, name, told[name])
    check.save()
    return check


@transaction.atomic
def remove_check(pk: int, code: str) -> None:
    """Take a check out of a draft. Raises ChecklistRefused, Check.DoesNotExist."""
    template = _drafted(pk)
    template.checks.get(code=code).delete()
    _number(list(template.checks.order_by("position")))


def _number(checks: list[Check]) -> None:
    """Positions from 1 in this order; the constraint looks at them when the transaction ends."""
    for position, check in enumerate(checks, 1):
        check.position = position
    Check.objects.bulk_update(checks, ["position"])


def _drafted(pk: int) -> ChecklistTemplate:
    """The draft, locked. Raises ChecklistRefused for a published one, and where it is gone."""
    template = ChecklistTemplate.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if template is None:
        raise ChecklistRefused("The draft was thrown away meanwhile.")
    if template.published_at is not None:
        raise ChecklistRefused("A published checklist doesn't change: draft its next version.")
    return template
