"""A submission arrives once, from a mailbox that is confirmed, and is acknowledged."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from consignment.models import Consignor
from consignment.submissions import links, pictures, sending, states
from portero.core.mail.models import Mail
from tests.factories.people import a_client
from tests.factories.submissions import a_consignor, a_draft, a_picture, a_submission, with_pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def mails() -> list[tuple[str, str]]:
    return list(Mail.objects.order_by("pk").values_list("kind", "to"))


def test_a_stranger_s_address_gets_one_short_mail_without_a_word_of_the_sender() -> None:
    draft = with_pictures(a_draft(name="Buy Cheap", condition="Look at my shop", designer="Spam House"))
    for _ in range(2):
        assert sending.send(draft.pk, user=AnonymousUser()).state == "unconfirmed"
    assert mails() == [("sell_confirm", "clara@example.com")]
    mail = Mail.objects.get()
    assert not any(word in mail.text + mail.subject for word in ("Cheap", "shop.", "Spam", "Look at"))
    assert links.confirm_link(draft) in mail.text
    assert not Consignor.objects.exists()


def test_the_button_behind_the_link_makes_it_arrive_once() -> None:
    draft = with_pictures(a_draft())
    sending.send(draft.pk, user=AnonymousUser())
    for _ in range(2):
        sent = sending.confirm(draft.pk, user=AnonymousUser())
    assert sent.state == "sent"
    assert sent.consignor == Consignor.objects.get(email="clara@example.com", user=None)
    assert mails() == [("sell_confirm", "clara@example.com"), ("sell_received", "clara@example.com")]
    assert sent.number in Mail.objects.get(kind="sell_received").text
    assert list(sent.events.values_list("kind", flat=True)) == ["unconfirmed", "sent"]


def test_a_consignor_who_is_signed_in_needs_no_second_mail() -> None:
    clara = a_client("clara@example.com")
    a_consignor(user=clara)
    assert sending.send(with_pictures(a_draft()).pk, user=clara).state == "sent"
    assert mails() == [("sell_received", "clara@example.com")]


def test_an_account_alone_proves_no_mailbox() -> None:
    """Anybody may open an account with any address: the first piece is confirmed by mail all the same."""
    clara = a_client("clara@example.com")
    draft = sending.send(with_pictures(a_draft()).pk, user=clara)
    assert draft.state == "unconfirmed"
    assert sending.confirm(draft.pk, user=clara).consignor == Consignor.objects.get(user=clara)


def test_somebody_else_s_account_is_joined_to_nothing() -> None:
    draft = sending.send(with_pictures(a_draft()).pk, user=AnonymousUser())
    sending.confirm(draft.pk, user=a_client("dora@example.com"))
    assert Consignor.objects.get().user is None


@pytest.mark.parametrize(
    ("facts", "step"),
    [({"designer": ""}, "questions"), ({"condition": ""}, "questions"), ({"email": ""}, "reach")],
)
def test_what_is_missing_is_named_by_its_step(facts: dict[str, Any], step: str) -> None:
    draft = with_pictures(a_draft(**facts))
    with pytest.raises(sending.NotReady) as missing:
        sending.send(draft.pk, user=AnonymousUser())
    assert missing.value.step == step
    assert mails() == []


def test_two_pictures_are_too_few() -> None:
    draft = with_pictures(a_draft(), "front", "back")
    with pytest.raises(sending.NotReady) as missing:
        sending.send(draft.pk, user=AnonymousUser())
    assert missing.value.step == "pictures"


def test_a_corrected_address_makes_the_first_link_worthless() -> None:
    draft = with_pictures(a_draft(email="clra@example.com"))
    draft = sending.send(draft.pk, user=AnonymousUser())
    before = links.confirm_link(draft).split("/")[-2]
    draft = sending.write_again(draft.pk, "clara@example.com")
    after = links.confirm_link(draft).split("/")[-2]
    assert links.submission_to_confirm(after) == draft
    with pytest.raises(Http404):
        links.submission_to_confirm(before)
    assert [to for _, to in mails()] == ["clra@example.com", "clara@example.com"]


def test_the_pictures_we_asked_for_make_it_our_turn_again() -> None:
    sent = with_pictures(a_draft())
    sending.confirm(sending.send(sent.pk, user=AnonymousUser()).pk, user=AnonymousUser())
    states.move(sent.pk, "asked", said="The stamp, please.")
    with pytest.raises(sending.NotReady):
        sending.answer_asked(sent.pk)
    pictures.add(sent.pk, uuid.uuid4(), "more", a_picture(77))
    assert sending.answer_asked(sent.pk).state == "sent"
    assert sending.answer_asked(sent.pk).state == "sent"
    assert sent.events.filter(kind="sent").count() == 2


def test_staff_learn_that_a_picture_came_before_and_she_does_not() -> None:
    first, second = a_draft(), a_draft(email="dora@example.com")
    for draft, quality in ((first, 95), (second, 60)):
        pictures.add(draft.pk, uuid.uuid4(), "front", a_picture(5, quality=quality))
        sending.confirm(
            sending.send(with_pictures(draft, "back", "stamp").pk, user=AnonymousUser()).pk,
            user=AnonymousUser(),
        )
    assert not first.events.filter(kind="same_picture").exists()
    noticed = second.events.get(kind="same_picture")
    assert (noticed.said, noticed.public) == (f"A picture is also in {first.number}.", False)


def test_a_submission_of_the_factory_is_with_us() -> None:
    assert a_submission().quote_by is not None
