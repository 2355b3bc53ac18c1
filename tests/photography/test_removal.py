"""A removed photograph takes its renditions with it: after the transaction, after a minute, and never another's."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from catalog.models import DiscardedPhoto, Photo
from catalog.photography import removal
from catalog.photography.arranging import show_on_card
from catalog.photography.rendering import render
from tests.photography.stored import files, photo

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=2)


def test_all_its_files_go_a_minute_later(media: Path) -> None:
    row = photo()
    kept = photo(row.item, position=1)
    render(row.pk)
    row.delete()
    show_on_card(row.item)
    assert (removal.sweep(), len(files(media))) == (0, 11)  # a page that names them may still be in a cache
    assert (removal.sweep(timezone.now() + LATER), files(media)) == (1, [kept.file.name])
    assert (removal.sweep(timezone.now() + LATER), DiscardedPhoto.objects.count()) == (0, 0)


def test_a_removal_that_is_undone_leaves_everything(media: Path) -> None:
    row = photo()
    with transaction.atomic():
        row.delete()
        transaction.set_rollback(True)
    assert (removal.sweep(timezone.now() + LATER), len(files(media)), Photo.objects.count()) == (0, 1, 1)


def test_a_file_that_another_piece_shows_stays(media: Path) -> None:
    row, other = photo(), photo()
    Photo.objects.filter(pk=other.pk).update(file=row.file.name)
    row.delete()
    show_on_card(row.item)
    assert removal.sweep(timezone.now() + LATER) == 0
    assert row.file.name in files(media)


def test_a_storage_that_fails_is_asked_again(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = photo()
    row.delete()
    show_on_card(row.item)

    def broken(name: str) -> None:
        raise OSError("no answer")

    monkeypatch.setattr(default_storage, "delete", broken)
    with pytest.raises(OSError, match="no answer"):
        removal.sweep(timezone.now() + LATER)
    monkeypatch.undo()
    assert (removal.sweep(timezone.now() + LATER), files(media)) == (1, [])
