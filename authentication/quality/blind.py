"""A second person grades a piece without the first report and grade; what she says changes nothing but a figure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from authentication.cases.refusals import CaseRefused, refusals_told
from authentication.models import BlindGrade, ReportReader
from catalog.models import ConditionReport, Grade, GradeDecision, Item, ListingState

GRADE = "catalog.add_gradedecision"
IN_HOUSE = (ListingState.DRAFT, ListingState.LISTED)


def waiting() -> QuerySet[BlindGrade]:
    """What waits for somebody's blind grade, as long as the piece is in the house."""
    return BlindGrade.objects.filter(given_at=None, decision__item__state__in=IN_HOUSE)


def waiting_for(person: Any) -> QuerySet[BlindGrade]:
    """The pieces that she may grade blind: she neither graded them before nor wrote or read their report."""
    graded = GradeDecision.objects.filter(decided_by=person).values("item")
    wrote = ConditionReport.objects.filter(recorded_by=person).values("item")
    read = ReportReader.objects.filter(person=person).values("item")
    known = Q(decision__item__in=graded) | Q(decision__item__in=wrote) | Q(decision__item__in=read)
    # What isn't listed yet first: nobody can have read its grade in the shop.
    return waiting().exclude(known).order_by("decision__item__state", "asked_at", "pk")


def sealed_for(item: Item, person: Any) -> BlindGrade | None:
    """The blind grade for whose sake she doesn't read the report of this piece yet."""
    return waiting_for(person).filter(decision__item=item).first()


def sealed_keys(person: Any) -> frozenset[int]:
    """The pieces whose grade she isn't to read, because she may be the one who gives it blind; by primary key."""
    if not person.has_perm(GRADE):
        return frozenset()
    return frozenset(waiting_for(person).values_list("decision__item", flat=True))


def page_about(item: Item) -> str:
    """The page on which she chooses: to grade it blind, or to read its report."""
    return reverse("condition:page", args=[item.number])


def unseal(item: Item, person: Any) -> None:
    """She reads the report, and leaves the blind grade to somebody else."""
    ReportReader.objects.get_or_create(item=item, person=person)


def seen_in_the_shop(item: Item, person: Any) -> None:
    """She opened a public page that tells the grade, signed in: she has read it, and isn't asked any more."""
    if getattr(person, "is_staff", False) and item.pk in sealed_keys(person):
        unseal(item, person)


@transaction.atomic
def give(
    pk: int, grade: str, zones: Mapping[str, str], *, by: Any, note: str = "", now: datetime | None = None
) -> BlindGrade:
    """Her grade (a word of Grade, or empty: below Good) and sub-grades, for good.

    Raises CaseRefused for a piece that isn't for her, or that has its second grade already.
    """
    asked = BlindGrade.objects.select_for_update(of=("self",)).get(pk=pk)
    if asked.given_at is not None:
        raise CaseRefused("It has its second grade already.")
    if not waiting_for(by).filter(pk=pk).exists():
        raise CaseRefused("You know this piece: somebody else grades it blind.")
    if grade not in ("", *Grade.values):
        raise CaseRefused("Choose a grade.")
    asked.grader, asked.grade, asked.zones, asked.note = by, grade, dict(zones), note.strip()
    asked.given_at = now or timezone.now()
    with refusals_told():
        asked.save(update_fields=["grader", "grade", "zones", "note", "given_at"])
    return asked
