"""A failed mail is sent once more: by who may, on the record, and never twice where it has arrived."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from orders.contacts import CorrectionRefused, correct_email
from orders.order.models import Order
from portero.core.audit import AuditEntry
from portero.core.mail import again, attempts, outbox
from portero.core.mail.models import Mail
from tests.factories.orders import confirmed_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
State = Mail.State
RIGHT = "clara@right.example.com"


@pytest.fixture
def care() -> User:
    return staff("Customer care")


@pytest.fixture
def order() -> Order:
    return confirmed_order()


def failed(order: Order, kind: str = "payment_confirmed", **facts: object) -> Mail:
    """The confirmation, as a server refused it for good days ago."""
    long_ago = timezone.now() - timedelta(days=5)
    found = Mail.objects.get(kind=kind, about=f"order:{order.number}")
    told = {"state": State.FAILED, "created_at": long_ago, "due_at": long_ago, "error": "550", "attempts": 1}
    Mail.objects.filter(pk=found.pk).update(**told | facts)
    found.refresh_from_db()
    return found


def test_it_leaves_again_under_the_same_message_id(
    order: Order, care: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail = failed(order)
    with django_capture_on_commit_callbacks(execute=True):
        again.send_again(mail.pk, actor=care)
        assert django_mail.outbox == []
    (sent,) = django_mail.outbox
    assert (sent.to, sent.extra_headers["Message-ID"]) == ([mail.to], f"<mail-{mail.pk}@127.0.0.1>")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == (State.SENT, 2, "")
    entry = AuditEntry.objects.get(action="core.mail_sent_again")
    assert (entry.actor, entry.target_key) == (care, str(mail.pk))


def test_its_four_days_begin_anew(order: Order, care: User) -> None:
    mail = failed(order)
    again.send_again(mail.pk, actor=care)
    claim = attempts.claim_one(mail.pk)
    assert claim is not None
    attempts.put_off(claim, TimeoutError("nobody answers"))
    mail.refresh_from_db()
    assert mail.state == State.QUEUED


def test_a_worker_who_had_it_before_it_failed_does_not_send_it_too(order: Order, care: User) -> None:
    """Whoever lost its lease long ago finds that the attempt is somebody else's."""
    mail = Mail.objects.get(kind="payment_confirmed", about=f"order:{order.number}")
    old = attempts.claim_one(mail.pk)
    assert old is not None
    Mail.objects.filter(pk=mail.pk).update(state=State.FAILED)
    again.send_again(mail.pk, actor=care)
    new = attempts.claim_one(mail.pk)
    assert new is not None
    assert (attempts.renew(old), attempts.renew(new)) == (False, True)


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_what_has_not_failed_is_left_alone(order: Order, care: User, state: str) -> None:
    mail = failed(order, state=state)
    with pytest.raises(again.AgainRefused, match="only a failed mail"):
        again.send_again(mail.pk, actor=care)
    assert not AuditEntry.objects.filter(action__startswith="core.mail_sent").exists()
    mail.refresh_from_db()
    assert mail.state == state


def test_what_was_sent_is_not_sent_twice(order: Order, care: User) -> None:
    mail = failed(order)
    again.send_again(mail.pk, actor=care)
    assert outbox.send(mail.pk)
    with pytest.raises(again.AgainRefused, match="It is sent"):
        again.send_again(mail.pk, actor=care)
    assert len(django_mail.outbox) == 1


def test_a_personal_link_is_asked_for_anew(care: User) -> None:
    mail = Mail.objects.create(kind="password_reset", about="user:1", to="a@example.com", state=State.FAILED)
    with pytest.raises(again.AgainRefused, match="personal"):
        again.send_again(mail.pk, actor=care)


def test_to_the_corrected_address_it_goes_once(order: Order, care: User) -> None:
    mail = failed(order)
    with pytest.raises(again.AgainRefused, match="no other address"):
        again.send_to_corrected(mail.pk, actor=care)
    correct_email(order.pk, RIGHT, actor=care, reason="She called and named the sum.")
    other = again.send_to_corrected(mail.pk, actor=care)
    assert (other.to, other.kind, other.about) == (RIGHT, mail.kind, mail.about)
    assert (other.facts, other.enclosed) == (mail.facts, {"invoice": [order.pk]})
    with pytest.raises(again.AgainRefused, match="before"):
        again.send_to_corrected(mail.pk, actor=care)
    assert outbox.send(other.pk)
    assert [sent.to for sent in django_mail.outbox] == [[RIGHT]]


def test_what_went_on_to_another_address_leaves_the_queue(order: Order, care: User) -> None:
    mail = failed(order, due_at=timezone.now())
    assert list(attempts.failed_lately()) == [mail]
    correct_email(order.pk, RIGHT, actor=care, reason="She called.")
    again.send_to_corrected(mail.pk, actor=care)
    assert list(attempts.failed_lately()) == []


def test_a_mail_to_staff_does_not_follow_the_buyer(order: Order, care: User) -> None:
    correct_email(order.pk, RIGHT, actor=care, reason="She called.")
    to_staff = Mail(kind="ship_by_missed", about=f"shipment:{order.number}-1", to="head@portero.example")
    assert again.corrected(to_staff) == ""
    to_her = Mail(kind="shipment_sent", about=f"shipment:{order.number}-1", to="Clara@example.com")
    assert again.corrected(to_her) == RIGHT
    assert again.corrected(Mail(kind="sell_link", about="portal:1:2", to="clara@example.com")) == ""


@pytest.mark.parametrize(
    ("email", "reason", "why"),
    [
        ("not an address", "R", "no e-mail"),
        ("CLARA@example.com", "R", "it has"),
        (RIGHT, " ", "How do we know"),
    ],
)
def test_an_address_is_corrected_with_a_reason_only(
    order: Order, care: User, email: str, reason: str, why: str
) -> None:
    with pytest.raises(CorrectionRefused, match=why):
        correct_email(order.pk, email, actor=care, reason=reason)
    order.contact.refresh_from_db()
    assert order.contact.email == "clara@example.com"
    assert not order.events.filter(kind="email_corrected").exists()


def test_the_buttons_are_there_for_what_failed_and_for_who_may(order: Order, care: User) -> None:
    mail = failed(order)
    page = reverse("admin:core_mail_change", args=[mail.pk])
    button, other = (f"/{mail.pk}/{verb}" for verb in ("send_again", "send_to_corrected"))
    told = at_work(care).get(page).content.decode()
    assert (button in told, other in told) == (True, False)
    assert button not in at_work(staff("Fulfilment", email="bo@portero.example")).get(page).content.decode()
    correct_email(order.pk, RIGHT, actor=care, reason="She called.")
    assert other in at_work(care).get(page).content.decode()


def test_one_click_sends_it(order: Order, care: User) -> None:
    mail = failed(order)
    address = reverse("admin:core_mail_send_again", args=[mail.pk])
    at_work(care).post(address, {"_form_submitted": "1"})
    mail.refresh_from_db()
    assert mail.state in {State.QUEUED, State.SENT}
    assert mail.again_at is not None
