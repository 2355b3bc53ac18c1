"""Pieces for the orders that are looked at: seconds of the demo's, so that the shelf stays as full as it was."""

from collections.abc import Iterator
from typing import Any

from authentication.certificates import issuing
from catalog import listing, numbers, stock
from catalog.models import Defect, Inclusion, Item, Measurement, Photo
from tests.factories.authentication import passed_case
from tests.factories.condition import graded

# What the piece that is copied has for itself; all other columns are facts that two pieces may share.
OWN = {"id", "number", "product", "grade", "state", "clearance", "certificate", "listed_at", "sold_at"}
SHOWN: tuple[Any, ...] = (Photo, Inclusion, Measurement)


def pieces() -> Iterator[Item]:
    """Listed pieces with photographs, a graded condition and a certificate, a new one each time."""
    models = Item.objects.filter(source="demo", state="listed", ships_from="US", ships_on=None)
    for model in [*models.order_by("source_reference")] * 3:
        yield _listed(_second(model))


def _second(model: Item) -> Item:
    columns = {field.name for field in Item._meta.concrete_fields} - OWN
    facts: dict[str, Any] = {name: getattr(model, name) for name in columns}
    facts |= {"source": "audits", "source_reference": "", "source_digest": ""}
    item = Item(number=numbers.new_numbers()[0], **facts)
    stock.make_products([item])
    item.save()
    for kind in SHOWN:
        for row in kind.objects.filter(item=model):
            row.pk, row.item = None, item
            kind.objects.bulk_create([row])
    photos = {photo.position: photo for photo in item.photos.all()}
    for defect in Defect.objects.filter(item=model).select_related("photo"):
        at = photos.get(defect.photo.position) if defect.photo else None
        defect.pk, defect.item, defect.photo = None, item, at
        defect.save()
    return item


def _listed(item: Item) -> Item:
    passed_case(item)
    graded(item)
    issuing.issue(Item.objects.get(pk=item.pk), actor=None)
    listing.publish(Item.objects.get(pk=item.pk))
    return Item.objects.get(pk=item.pk)
