"""A picture that comes twice at the same moment, and a form that is sent twice at the same moment, are there once."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog.photography.intake import encode
from consignment.models import Submission, SubmissionEvent, SubmissionPhoto
from consignment.submissions import pictures, sending, states
from portero.core.mail.models import Mail
from tests.consignment.conftest import private
from tests.factories.submissions import a_draft, a_picture, with_pictures
from tests.races.together import Rendezvous, together, without_constraints

__all__ = ["private"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]
ONCE = ("submission_photo_once", "submission_photo_bytes_once")


def sent_twice(monkeypatch: pytest.MonkeyPatch, draft: Submission) -> list[Any]:
    """The same upload by two requests that have both opened the file before either is kept."""
    key, meet = uuid.uuid4(), Rendezvous(2)
    monkeypatch.setattr(pictures, "encode", meet.after(encode))
    return together([lambda: pictures.add(draft.pk, key, "more", a_picture(1))] * 2)


def test_an_upload_that_comes_twice_at_once_is_one_picture(
    monkeypatch: pytest.MonkeyPatch, private: Path
) -> None:
    one, other = sent_twice(monkeypatch, a_draft())
    assert one.photo.pk == other.photo.pk
    assert SubmissionPhoto.objects.count() == 1
    assert len(list(private.rglob("*.webp"))) == 3


def test_canary_without_look_and_constraints_it_is_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_known", lambda *asked: None)
    with without_constraints(consignment_submissionphoto=ONCE):
        sent_twice(monkeypatch, a_draft())
        assert SubmissionPhoto.objects.count() == 2


def test_a_form_sent_twice_at_once_is_sent_once() -> None:
    draft = with_pictures(a_draft())
    answers = together([lambda: sending.send(draft.pk, user=AnonymousUser())] * 2)
    assert [answer.state for answer in answers] == ["unconfirmed", "unconfirmed"]
    assert SubmissionEvent.objects.filter(submission=draft).count() == 1
    assert Mail.objects.filter(kind="sell_confirm").count() == 1


def test_canary_without_the_lock_it_is_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(pk: int) -> Submission:
        return Submission.objects.get(pk=pk)

    draft, meet = with_pictures(a_draft()), Rendezvous(2)
    monkeypatch.setattr(sending, "lock", unlocked)
    monkeypatch.setattr(states, "lock", meet.after(unlocked))
    together([lambda: sending.send(draft.pk, user=AnonymousUser())] * 2)
    assert SubmissionEvent.objects.filter(submission=draft).count() == 2
