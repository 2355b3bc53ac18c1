"""What is known of each piece's changes: pages that show it stand exactly as long as it does."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction

from catalog import holds
from catalog.models import (
    ConditionReport,
    Defect,
    Designer,
    Hold,
    Inclusion,
    Item,
    Measurement,
    Photo,
    PriceChange,
    ZoneGrade,
)
from catalog.shelf import Shelf, current, history, unchanged_since
from tests.factories.catalog import draft_item, listed_item

pytestmark = pytest.mark.django_db(transaction=True)


def a_photo(item: Item) -> Photo:
    return Photo.objects.create(
        item=item, position=9, view="front", file="items/z.webp", alt="Front", width=8, height=10
    )


DETAILS: dict[str, Callable[[Item], object]] = {
    "a photograph": a_photo,
    "a defect": lambda item: Defect.objects.create(
        item=item, position=1, kind="Rubbing", place="corner", severity="light"
    ),
    "a zone": lambda item: ZoneGrade.objects.create(item=item, zone="corners", grade="good"),
    "the report": lambda item: ConditionReport.objects.create(item=item, summary="Looked at again."),
    "what is included": lambda item: Inclusion.objects.create(item=item, name="Dust bag"),
    "a measurement": lambda item: Measurement.objects.create(
        item=item, key="width", label="Width", value=30, unit="cm"
    ),
    "a price of the past": lambda item: PriceChange.objects.create(
        item=item, kind="imported", amount=Decimal(900)
    ),
}


def on_hold(item: Item) -> None:
    with transaction.atomic():
        holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=holds.checkout_time())


def edited(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(description="Looked at again.")


def withdrawn(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(state="withdrawn")


def moments() -> tuple[Shelf, int, int, str | None]:
    shelf = current()
    return shelf, shelf.version, shelf.moment, shelf.snapshot


@pytest.mark.parametrize("what", DETAILS)
def test_a_detail_changes_its_piece_and_no_list(what: str) -> None:
    item, other = listed_item(), listed_item()
    shelf, version, moment, snapshot = moments()
    DETAILS[what](item)
    assert current().version == version
    assert shelf.unchanged([other.pk], moment)
    assert not shelf.unchanged([other.pk, item.pk], moment)
    assert snapshot is not None
    assert unchanged_since(snapshot, [other.pk])
    assert not unchanged_since(snapshot, [other.pk, item.pk])
    assert shelf.unchanged([item.pk], shelf.moment)


@pytest.mark.parametrize("act", ["edit", "move", "remove"])
def test_a_detail_that_is_edited_moved_or_removed(act: str) -> None:
    item, other = listed_item(), listed_item()
    photo = a_photo(item)
    shelf, _, moment, _ = moments()
    if act == "edit":
        Photo.objects.filter(pk=photo.pk).update(alt="The front")
    elif act == "move":
        Photo.objects.filter(pk=photo.pk).update(item=other)
    else:
        Photo.objects.filter(pk=photo.pk).delete()
    current()
    assert not shelf.unchanged([item.pk], moment)
    assert shelf.unchanged([other.pk], moment) == (act != "move")


def test_the_making_of_renditions_changes_nothing_until_they_are_shown() -> None:
    item = listed_item()
    photo = a_photo(item)
    shelf, _, moment, _ = moments()
    Photo.objects.filter(pk=photo.pk).update(made=3, tries=1)
    assert current().moment == moment
    Photo.objects.filter(pk=photo.pk).update(widest=8)
    current()
    assert not shelf.unchanged([item.pk], moment)


def test_a_hold_an_edit_and_a_withdrawal_change_their_piece_alone() -> None:
    item, other = listed_item(), listed_item()
    for act in (on_hold, edited, withdrawn):
        shelf, _, moment, snapshot = moments()
        act(item)
        current()
        assert not shelf.unchanged([item.pk], moment)
        assert shelf.unchanged([other.pk], moment)
        assert snapshot is not None
        assert [unchanged_since(snapshot, [one.pk]) for one in (item, other)] == [False, True]


def test_a_draft_is_nobodys_business() -> None:
    item = draft_item()
    _, _, moment, _ = moments()
    a_photo(item)
    assert current().moment == moment


def test_a_word_of_the_vocabulary_changes_every_page() -> None:
    item = listed_item()
    shelf, _, moment, snapshot = moments()
    Designer.objects.update(name="Hermes of Paris")
    current()
    assert not shelf.unchanged([item.pk], moment)
    assert snapshot is not None
    assert not unchanged_since(snapshot, [item.pk])


def test_too_many_details_to_name_are_any_piece_but_nothing_is_read_again() -> None:
    item = listed_item()
    shelf, version, moment, _ = moments()
    with connection.cursor() as cursor:
        cursor.execute("insert into catalog_change (kind) values ('detail')")
    assert current().version == version
    assert not shelf.unchanged([item.pk], moment)


def test_who_knows_of_too_many_pieces_takes_all_for_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 2)
    known = history.History()
    known.note([1, 2], 5)
    assert known.unchanged([3], 4)
    known.note([4], 6)
    assert not known.unchanged([3], 4)
    assert known.unchanged([3], 6)
