"""The page's forms together: what was typed, whether it is whole, and the report that it makes."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.text import slugify

from authentication.condition.forms import (
    NOT_THERE,
    DefectForm,
    FactsForm,
    GradeForm,
    InclusionForm,
    MeasureForm,
    OtherMeasureForm,
    ZoneForm,
)
from authentication.condition.typed import Typed, asked_of, measures_of, rows_of
from authentication.condition.writing import Told
from catalog.condition import grading, rules, zones
from catalog.condition.rules import Fault, Proposal
from catalog.gallery import NAMES
from catalog.models import Item, Photo


class Sheet:
    """A report as it is typed. Its forms are bound to `typed`; what is wrong stands beside each field."""

    def __init__(self, item: Item, typed: Typed) -> None:
        self.item, self.kind = item, grading.kind_of(item)
        self.photos: list[Photo] = list(item.photos.all())
        named = [(str(photo.pk), view_name(photo)) for photo in self.photos]
        self.facts, self.grade = FactsForm(typed), GradeForm(typed)
        self.zones = [(zone, ZoneForm(typed, prefix=f"zone-{zone.slug}")) for zone in zones.ZONES[self.kind]]
        told: dict[str, Any] = {"kind": self.kind, "photos": named}
        numbers = rows_of(typed)
        made = [DefectForm(typed, prefix=f"defect-{n}", **told) for n in numbers]
        self.defects = [form for form in made if not form.is_empty]
        self.next_number = max(numbers, default=-1) + 1
        self.blank = DefectForm(prefix="defect-__n__", **told)
        self.spare = DefectForm(prefix=f"defect-{self.next_number}", **told)
        self.included = [
            (name, InclusionForm(typed, prefix=f"included-{slug}")) for slug, name in asked_of(item)
        ]
        self.measures = [
            (measure, MeasureForm(typed, prefix=f"measure-{measure.key}")) for measure in measures_of(item)
        ]
        self.other = OtherMeasureForm(typed, prefix="measure-other")

    @cached_property
    def is_whole(self) -> bool:
        """Whether all of it can be put on the report."""
        return all([form.is_valid() for form in self._forms()])  # noqa: C419  (each says what is wrong with it)

    @cached_property
    def proposal(self) -> Proposal:
        """The grade that the defects propose, of those that are whole."""
        return rules.proposed(self.faults, self._rules)

    @cached_property
    def faults(self) -> list[Fault]:
        """What the rules read of the defects that are whole."""
        told = [form.cleaned_data for form in self.defects if form.is_valid()]
        return [Fault(zones.zone_of(self.kind, row["zone"]), row["severity"]) for row in told]

    def by_zone(self) -> list[tuple[zones.Zone, ZoneForm, str]]:
        """Each zone with its form and the sub-grade that its own defects propose."""
        return [(zone, form, rules.in_zone(zone.slug, self.faults, self._rules)) for zone, form in self.zones]

    def chosen(self) -> str:
        """The grade that she chose, or the proposed one; empty: below Good."""
        grade = self.grade.cleaned_data["grade"] or self.proposal.grade
        return "" if grade == NOT_THERE else str(grade)

    def told(self) -> Told:
        """The report that was typed; only of a whole sheet."""
        facts = self.facts.cleaned_data
        return Told(
            summary=facts["summary"].strip(),
            never_carried=facts["never_carried"],
            zones=list(self._zones()),
            defects=[_defect(row) for row in self._numbered()],
            inclusions=[{"name": name, "present": here} for name, here in self._included().items()],
            measurements=list({row["key"]: row for row in self._measured()}.values()),
        )

    def measured(self) -> list[dict[str, Any]]:
        """The measurements that are whole, as rows."""
        return list(self._measured())

    @cached_property
    def _rules(self) -> list[rules.Rule]:
        return grading.rules_for(self.kind)

    def _forms(self) -> Iterator[Any]:
        yield from (self.facts, self.grade, self.other, *self.defects)
        for group in (self.zones, self.included, self.measures):
            yield from (form for _, form in group)

    def _zones(self) -> Iterator[dict[str, str]]:
        for zone, form in self.zones:
            if grade := form.cleaned_data["grade"]:
                note = form.cleaned_data["note"].strip()
                yield {"zone": zone.slug, "grade": "" if grade == NOT_THERE else grade, "note": note}

    def _numbered(self) -> list[dict[str, Any]]:
        """The defects in the order of the numbers that she gave them; without one, at the end."""
        rows = [form.cleaned_data for form in self.defects]
        return sorted(rows, key=lambda row: row["number"] or len(rows) + 1000)

    def _included(self) -> dict[str, bool]:
        """Every name once: what has a tick first, then the two lists."""
        found: dict[str, bool] = {}
        for name, form in self.included:
            note = form.cleaned_data["note"].strip()
            found[f"{name}, {note}" if note else name] = form.cleaned_data["here"]
        for field, here in (("more", True), ("missing", False)):
            for line in self.facts.cleaned_data[field].splitlines():
                if line.strip():
                    found.setdefault(line.strip()[:120], here)
        return found

    def _measured(self) -> Iterator[dict[str, Any]]:
        for measure, form in self.measures:
            if form.is_valid() and (value := form.cleaned_data["value"]) is not None:
                within = form.cleaned_data["tolerance"]
                row = {"key": measure.key, "label": measure.label, "unit": measure.unit, "value": value}
                yield row | {"tolerance": Decimal(measure.tolerance or 0) if within is None else within}
        if self.other.is_valid() and (label := self.other.cleaned_data["label"].strip()):
            told = self.other.cleaned_data
            row = {"key": slugify(label)[:40] or "other", "label": label, "unit": told["unit"] or "cm"}
            yield row | {"value": told["value"], "tolerance": told["tolerance"] or Decimal(0)}


def view_name(photo: Photo) -> str:
    """What the page calls a photograph."""
    return f"{photo.position + 1}: {NAMES.get(photo.view, photo.view or 'View')}"


def _defect(row: dict[str, Any]) -> dict[str, Any]:
    names = ("kind", "place", "zone", "size_mm", "severity", "note", "x", "y")
    return {name: row[name] for name in names} | {"photo_id": int(row["photo"]) if row["photo"] else None}
