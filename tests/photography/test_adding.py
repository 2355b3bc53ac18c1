"""A photograph joins a piece, or leaves nothing behind."""

import io
from pathlib import Path

import pytest

from catalog.models import Item, Photo
from catalog.photography import adding
from catalog.photography.adding import add, alt_for
from tests.factories.catalog import listed_item
from tests.photography.pictures import encoded
from tests.photography.stored import files

pytestmark = pytest.mark.django_db


def test_it_hangs_last_under_a_name_nobody_can_guess(media: Path) -> None:
    item = listed_item(title="Birkin 30 in Gold Togo")
    first, second = (add(item.pk, io.BytesIO(encoded()), "Clara's kitchen.jpg", actor=None) for _ in range(2))
    assert [(photo.position, photo.alt) for photo in (first, second)] == [
        (0, "Hermès Birkin 30 in Gold Togo, view 1"),
        (1, "Hermès Birkin 30 in Gold Togo, view 2"),
    ]
    names = {str(photo.file.name) for photo in (first, second)}
    assert [len(name) for name in names] == [len("items/.webp") + 24] * 2
    assert files(media) == sorted(names)


@pytest.mark.parametrize(
    ("view", "alt"), [("front", "front"), ("three-quarter", "three-quarter view"), ("?", "view 3")]
)
def test_its_description_follows_from_the_view(view: str, alt: str) -> None:
    item = listed_item(title="Birkin 30 in Gold Togo")
    assert alt_for(item, view, 2) == f"Hermès Birkin 30 in Gold Togo, {alt}"


def test_a_piece_that_is_not_there_leaves_no_file(media: Path) -> None:
    with pytest.raises(Item.DoesNotExist):
        add(0, io.BytesIO(encoded()), "a.jpg", actor=None)
    assert files(media) == []


def test_a_transaction_that_fails_leaves_no_file(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = listed_item()

    def broken(item: Item) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(adding, "show_on_card", broken)
    with pytest.raises(RuntimeError, match="went away"):
        add(item.pk, io.BytesIO(encoded()), "a.jpg", actor=None)
    assert (files(media), Photo.objects.count()) == ([], 0)
