"""Private pictures: stored under names that nobody guesses, with previews; what came without gets them when asked."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404
from PIL import Image

from catalog.photography import private
from catalog.photography.results import Encoded
from tests.photography.pictures import encoded

PICTURE = encoded("WEBP", (1200, 1500))


def width_of(name: str, size: str) -> int:
    return Image.open(io.BytesIO(private.answer(name, size).content)).width


def test_it_is_kept_with_its_previews_and_goes_with_them() -> None:
    name = private.keep("here", Encoded(PICTURE, 1200, 1500))
    assert [width_of(name, size) for size in ("small", "medium", "full")] == [320, 960, 1200]
    private.discard(name)
    private.discard(name)
    for size in ("small", "full"):
        with pytest.raises(Http404):
            private.answer(name, size)


def test_what_came_without_previews_gets_one_when_it_is_asked_for() -> None:
    storage = storages["private"]
    name = storage.save("there/photo.webp", ContentFile(PICTURE))
    small = name.replace(".webp", "-small.webp")
    assert not storage.exists(small)
    assert width_of(name, "small") == 320
    assert storage.exists(small)


def test_no_other_size_is_made() -> None:
    name = private.keep("here", Encoded(PICTURE, 1200, 1500))
    for size in ("huge", "../../etc/passwd", ""):
        with pytest.raises(Http404):
            private.answer(name, size)


def test_nothing_is_left_of_what_could_not_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(image: Image.Image, size: str) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr(private, "_small", broken)
    with pytest.raises(OSError, match="no room"):
        private.keep("nowhere", Encoded(PICTURE, 1200, 1500))
    assert storages["private"].listdir("nowhere")[1] == []
