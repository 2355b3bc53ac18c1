"""What she typed is kept with every change, half-typed entries too, until she saves the report."""

from typing import Any

from django.utils import timezone

from authentication.condition.typed import Typed
from authentication.models import ReportDraft
from catalog.models import Item


def keep(item: Item, person: Any, typed: Typed) -> ReportDraft:
    """Her draft says this now."""
    told = {"typed": typed, "kept_at": timezone.now()}
    return ReportDraft.objects.update_or_create(item=item, person=person, defaults=told)[0]


def draft_of(item: Item, person: Any) -> ReportDraft | None:
    """What she typed and hasn't saved, or None."""
    return ReportDraft.objects.filter(item=item, person=person).first()


def drop(item: Item, person: Any) -> None:
    """She saved the report, or threw away what she had typed."""
    ReportDraft.objects.filter(item=item, person=person).delete()


def others(item: Item, person: Any) -> list[ReportDraft]:
    """Who else is writing on this report."""
    return list(item.report_drafts.exclude(person=person).select_related("person"))
