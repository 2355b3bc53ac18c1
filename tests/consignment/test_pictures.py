"""Her pictures: encoded anew, private, each once however often it is sent, and noticed where it came before."""

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.http import Http404
from PIL import Image

from catalog.photography.refusals import BadPicture
from consignment.models import SubmissionPhoto
from consignment.submissions import pictures, shots
from consignment.submissions.likeness import alike, likeness_of
from consignment.submissions.states import SubmissionRefused
from tests.factories.submissions import a_draft, a_picture, a_submission, with_pictures
from tests.photography.pictures import heic, with_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def files(private: Path) -> list[str]:
    return sorted(path.name for path in private.rglob("*.webp"))


def test_it_is_kept_without_its_place_and_with_two_previews(private: Path) -> None:
    draft = a_draft()
    taken = pictures.add(draft.pk, uuid.uuid4(), "front", io.BytesIO(with_place()), "IMG_1.HEIC")
    kept = Image.open(storages["private"].open(taken.photo.file))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (300, 400), {})
    assert len(files(private)) == 3
    assert b"Clara" not in b"".join(path.read_bytes() for path in private.rglob("*.webp"))
    small = Image.open(io.BytesIO(pictures.picture(taken.photo, "small").content))
    assert small.size == (300, 400)


def test_a_telephone_s_heic_is_taken() -> None:
    taken = pictures.add(a_draft().pk, uuid.uuid4(), "front", io.BytesIO(heic()), "IMG_2.heic")
    assert (taken.photo.width, taken.photo.height) == (640, 480)


def test_sent_twice_under_its_key_it_is_one_picture(private: Path) -> None:
    draft, key = a_draft(), uuid.uuid4()
    first = pictures.add(draft.pk, key, "front", a_picture())
    again = pictures.add(draft.pk, key, "front", a_picture())
    assert first.photo == again.photo
    assert SubmissionPhoto.objects.count() == 1
    assert len(files(private)) == 3


def test_the_same_bytes_are_told_by_the_name_they_have(private: Path) -> None:
    draft = a_draft()
    pictures.add(draft.pk, uuid.uuid4(), "front", a_picture())
    again = pictures.add(draft.pk, uuid.uuid4(), "back", a_picture())
    assert again.said == "We have this picture already, as “Front”."
    assert (again.photo.shot, len(files(private))) == ("front", 3)


def test_the_same_picture_in_another_file_is_kept_and_said() -> None:
    draft = a_draft()
    pictures.add(draft.pk, uuid.uuid4(), "front", a_picture(size=(960, 1200)))
    again = pictures.add(draft.pk, uuid.uuid4(), "back", a_picture(quality=60))
    assert again.said == "This looks like the picture you sent as “Front”. Is it the one you meant?"
    assert again.photo.shot == "back"


def test_a_new_picture_of_a_shot_takes_the_place_of_the_old_one(
    private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    draft = a_draft()
    old = pictures.add(draft.pk, uuid.uuid4(), "front", a_picture(1)).photo
    with django_capture_on_commit_callbacks(execute=True):
        new = pictures.add(draft.pk, uuid.uuid4(), "front", a_picture(2)).photo
    assert list(draft.photos.all()) == [new]
    assert len(files(private)) == 3
    with pytest.raises(Http404):
        pictures.picture(old, "full")


def test_what_is_no_picture_is_refused_and_leaves_nothing(private: Path) -> None:
    draft = a_draft()
    with pytest.raises(BadPicture, match="PDF"):
        pictures.add(draft.pk, uuid.uuid4(), "front", io.BytesIO(b"%PDF-1.7 hello"))
    assert not draft.photos.exists()
    assert files(private) == []


def test_once_sent_it_takes_no_picture_and_loses_none(private: Path) -> None:
    sent = a_submission()
    with pytest.raises(SubmissionRefused):
        pictures.add(sent.pk, uuid.uuid4(), "front", a_picture())
    assert not sent.photos.exists()
    assert files(private) == []


def test_it_takes_no_more_than_two_dozen(monkeypatch: pytest.MonkeyPatch, private: Path) -> None:
    monkeypatch.setattr(shots, "MOST", 2)
    draft = with_pictures(a_draft(), "front", "back")
    with pytest.raises(SubmissionRefused, match="2 pictures"):
        pictures.add(draft.pk, uuid.uuid4(), "more", a_picture(9))
    assert (draft.photos.count(), len(files(private))) == (2, 6)


def test_taken_back_it_is_gone_with_its_files(private: Path, django_capture_on_commit_callbacks: Any) -> None:
    draft = with_pictures(a_draft(), "front", "more")
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove(draft.pk, draft.photos.get(shot="more").pk)
        pictures.remove(draft.pk, 999_999)
    assert [photo.shot for photo in draft.photos.all()] == ["front"]
    assert len(files(private)) == 3


def test_likeness_outlives_size_and_quality_and_tells_others_apart() -> None:
    one, smaller, other = (
        likeness_of(Image.open(file))
        for file in (a_picture(1, size=(960, 1200)), a_picture(1, quality=50), a_picture(2))
    )
    assert alike(one, smaller)
    assert not alike(one, other)
    plain = likeness_of(Image.new("RGB", (400, 500), "white"))
    assert not alike(plain, plain)
