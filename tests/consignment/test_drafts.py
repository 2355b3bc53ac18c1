"""A draft: opened once per key, kept while somebody touches it, then gone with its files."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from consignment.models import Submission
from consignment.submissions import drafts, links, pictures, sending, shots, states
from consignment.tasks import sweep_drafts
from portero.core.mail.models import Mail
from tests.factories.submissions import a_draft, a_picture, a_submission, with_pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def left_alone(submission: Submission, days: int = 31) -> None:
    then = timezone.now() - timedelta(days=days)
    Submission.objects.filter(pk=submission.pk).update(touched_at=then)


def test_opened_twice_under_its_key_it_is_one() -> None:
    key = uuid.uuid4()
    assert drafts.open_draft(key, kind="watch") == drafts.open_draft(key, kind="handbag")
    assert Submission.objects.get().kind == "watch"


def test_another_kind_keeps_the_pictures_it_knows() -> None:
    draft = with_pictures(a_draft(), "front", "base", "wear")
    drafts.answer(draft.pk, kind="watch")
    assert sorted(draft.photos.values_list("shot", flat=True)) == ["front", "more", "wear"]


@pytest.mark.parametrize("kind", shots.SHOTS)
def test_every_kind_has_a_list_of_its_own_codes(kind: str) -> None:
    codes = [shot.code for shot in shots.shots_of(kind)]
    assert len(set(codes)) == len(codes) >= 6
    assert {"front", "back", "wear", "included"} <= set(codes)
    assert shots.MORE not in codes


def test_left_alone_it_is_deleted_with_its_files(private: Path) -> None:
    old, fresh = with_pictures(a_draft()), with_pictures(a_draft())
    left_alone(old)
    left_alone(fresh, days=29)
    sweep_drafts()
    assert list(Submission.objects.all()) == [fresh]
    assert not list((private / pictures.folder_of(old.pk)).glob("*"))
    assert len(list((private / pictures.folder_of(fresh.pk)).glob("*"))) == 9


def test_never_confirmed_it_lapses_and_forgets_who_and_what(private: Path) -> None:
    draft = with_pictures(a_draft())
    sending.send(draft.pk, user=AnonymousUser())
    left_alone(draft)
    sweep_drafts()
    draft.refresh_from_db()
    assert (draft.state, draft.email, draft.name, draft.condition) == ("lapsed", "", "", "")
    assert not draft.photos.exists()
    assert not list(private.rglob("*.webp"))


def test_what_we_asked_in_vain_lapses_and_keeps_its_pictures() -> None:
    asked = with_pictures(a_draft())
    sent = sending.confirm(sending.send(asked.pk, user=AnonymousUser()).pk, user=AnonymousUser())
    states.move(sent.pk, "asked", said="The stamp, please.")
    left_alone(sent)
    sweep_drafts()
    sent.refresh_from_db()
    assert (sent.state, sent.photos.count(), sent.email) == ("lapsed", 3, "clara@example.com")
    sweep_drafts()
    assert Mail.objects.get(kind="sell_closed").to == "clara@example.com"


def test_what_is_with_us_is_never_swept() -> None:
    sent = a_submission()
    left_alone(sent, days=400)
    sweep_drafts()
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_its_link_opens_no_other_kind_of_thing() -> None:
    draft = a_draft()
    assert drafts.of_token(links.draft_token(draft)) == draft
    assert Mail.objects.count() == 0


def test_a_picture_counts_as_touching_it() -> None:
    draft = a_draft()
    left_alone(draft)
    pictures.add(draft.pk, uuid.uuid4(), "front", a_picture())
    sweep_drafts()
    assert Submission.objects.filter(pk=draft.pk).exists()
