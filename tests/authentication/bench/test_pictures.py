"""Photographs that show a finding: encoded anew, kept privately, seen by their reviewer alone."""

import io
from pathlib import PurePath
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from authentication.bench import evidence, pictures
from authentication.models import Evidence, Review
from tests.authentication.bench.conftest import NOTHING, SCRIPT
from tests.factories import authentication as make
from tests.factories.people import at_work
from tests.photography.pictures import HOSTILE, encoded, with_place

pytestmark = pytest.mark.django_db
FEW = ["an SVG", "an archive", "a JPEG and a page at once", "a bomb", "half a JPEG", "nothing"]


def send(client: Client, review: Review, data: bytes, name: str = "seen.jpg", code: str = "leather") -> Any:
    where = f"/staff/authentication/cases/{review.case.number}/checks/{code}/photographs/"
    return client.post(where, {"file": SimpleUploadedFile(name, data)}, headers=SCRIPT)


def test_a_photograph_is_encoded_anew_without_its_place(desk: Client, review: Review) -> None:
    answer = send(desk, review, with_place())
    assert answer.status_code == 201
    kept = Evidence.objects.get()
    with storages["private"].open(kept.file) as file:
        image = Image.open(io.BytesIO(file.read()))
    assert (image.format, dict(image.getexif())) == ("WEBP", {})
    assert PurePath(kept.file).parent == PurePath(f"reviews/{review.pk}")
    shown = answer.json()["picture"]
    small = desk.get(shown["small"])
    assert (small.status_code, "no-store" in small["Cache-Control"]) == (200, True)
    assert Image.open(io.BytesIO(small.content)).width == 300


def test_the_same_photograph_twice_is_one(desk: Client, review: Review) -> None:
    first, second = (send(desk, review, encoded()) for _ in range(2))
    assert first.json()["picture"]["pk"] == second.json()["picture"]["pk"]
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("case", FEW)
def test_a_hostile_file_is_refused_in_words(desk: Client, review: Review, case: str) -> None:
    name, data, _ = HOSTILE[case]
    answer = send(desk, review, data, name)
    assert answer.status_code == 422
    assert len(answer.json()["refused"]) == 1
    assert not Evidence.objects.exists()


def test_beyond_the_limit_none_is_taken(
    desk: Client, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST", 1)
    send(desk, review, encoded())
    answer = send(desk, review, encoded(colour=(1, 2, 3)))
    assert (answer.status_code, Evidence.objects.count()) == (409, 1)
    monkeypatch.setattr(pictures, "PER_REVIEW", 2)
    assert send(desk, review, encoded()).status_code == 429


def test_it_is_taken_away_with_its_files(
    desk: Client, review: Review, django_capture_on_commit_callbacks: Any
) -> None:
    shown = send(desk, review, encoded()).json()["picture"]
    name = Evidence.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(shown["remove"], headers=SCRIPT).status_code == 200
    assert not Evidence.objects.exists()
    assert not storages["private"].exists(name)
    assert not storages["private"].exists(name.replace(".webp", "-small.webp"))
    assert desk.post(shown["remove"], headers=SCRIPT).status_code == 200


def test_nobody_else_sees_it_before_the_decision(desk: Client, review: Review) -> None:
    shown = send(desk, review, encoded()).json()["picture"]
    bea = make.a_reviewer("bea")
    make.begun_review(review.case, bea)
    stranger = at_work(bea)
    assert stranger.get(shown["full"]).status_code == 404
    stranger.post(shown["remove"], headers=SCRIPT)  # nothing of hers is there to take away
    assert stranger.get(f"/staff/authentication/photographs/{shown['pk']}/full.webp").status_code == 404
    assert Evidence.objects.count() == 1


def test_without_a_script_photographs_come_with_the_form(desk: Client, review: Review) -> None:
    where = f"/staff/authentication/cases/{review.case.number}/checks/leather/"
    files = [SimpleUploadedFile("a.jpg", encoded()), SimpleUploadedFile("b.jpg", b"nothing of the kind")]
    answer = desk.post(where, {"seen": NOTHING, "result": "right", "file": files})
    assert answer.status_code == 422
    assert "b.jpg: It can&#x27;t be read as a picture." in answer.content.decode()
    assert (Evidence.objects.count(), review.findings.get().result) == (1, "right")
