"""A later owner's doubt arrives at the desk with the certificate's number, and she has the answer by mail."""

from datetime import timedelta

import pytest
from django.test import Client, TestCase
from django.utils import timezone

from authentication.models import Certificate, CertificateEvent, Holder
from orders.promise import holders
from orders.promise.models import Claim, HolderDoubt
from orders.promise.states import ClaimRefused
from portero.core.mail.composing import compose
from portero.core.models import Mail
from tests.factories import claims as make
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db
WORDS = "The stamp is shallow, and the zip is stiff."
ANSWER = "Send it to us: we look at it, at no cost to you."


@pytest.fixture
def dora() -> Holder:
    """Who has the piece by a transfer."""
    make.certified_order()
    return Holder.objects.create(certificate=Certificate.objects.get(), email="dora@example.com")


def mailed(kind: str) -> str:
    mail = Mail.objects.get(kind=kind)
    compose(mail)
    return mail.text


def her_page(client: Client, holder: Holder) -> str:
    """She asks on the certificate's page, and follows the link in her mail."""
    asking = f"/promise/certificates/{holder.certificate.number}/"
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(asking, {"email": holder.email, "website": ""})
    words = mailed("claim_holder").split()
    return "/" + next(word for word in words if "/promise/holders/" in word).split("/", 3)[3]


def test_from_the_certificate_to_the_desk_and_back(client: Client, dora: Holder) -> None:
    page = her_page(client, dora)
    assert "We have it" in client.post(page, {"words": WORDS}, follow=True).content.decode()
    doubt = HolderDoubt.objects.get()
    assert (doubt.holder, doubt.words) == (dora, WORDS)
    care = at_work(make.care())
    queue = care.get("/staff/claims/holders/").content.decode()
    assert (dora.certificate.number in queue, WORDS in queue) == (True, True)
    assert "Doubts of later owners" in care.get("/staff/").content.decode()
    care.post(f"/staff/claims/holders/{doubt.pk}/", {"text": ANSWER})
    doubt.refresh_from_db()
    assert (doubt.answer, doubt.answered_by) == (ANSWER, make.care())
    assert ANSWER in mailed("claim_holder_answer")
    assert Mail.objects.get(kind="claim_holder_answer").to == dora.email
    assert ANSWER in client.get(page).content.decode()
    assert dora.certificate.number not in care.get("/staff/claims/holders/").content.decode()


def test_it_opens_no_claim_disputes_nothing_and_tells_the_buyer_nothing(dora: Holder) -> None:
    before = Mail.objects.count()
    holders.ask(dora, WORDS)
    assert (Claim.objects.count(), CertificateEvent.objects.filter(kind="disputed").count()) == (0, 0)
    assert Mail.objects.count() == before


def test_it_has_the_clock_of_a_new_claim(dora: Holder) -> None:
    now = timezone.now()
    doubt = holders.ask(dora, WORDS, now=now)
    assert doubt.due_at - now == make.opened(make.delivered_order(tag="PT-9"), now=now).due_at - now  # type: ignore[operator]
    assert doubt.due_at > now + timedelta(hours=1)


def test_one_at_a_time_and_answered_once(dora: Holder) -> None:
    doubt = holders.ask(dora, WORDS)
    with pytest.raises(ClaimRefused, match="answer them first"):
        holders.ask(dora, "And the lining.")
    holders.answer(doubt, actor=make.care(), text=ANSWER)
    with pytest.raises(ClaimRefused, match="answered already"):
        holders.answer(doubt, actor=make.care(), text="Something else.")
    assert Mail.objects.filter(kind="claim_holder_answer").count() == 1
    assert holders.ask(dora, "And the lining.").answered_at is None


def test_whoever_has_handed_it_on_tells_nothing(client: Client, dora: Holder) -> None:
    page = her_page(client, dora)
    Holder.objects.filter(pk=dora.pk).update(until=timezone.now())
    assert client.post(page, {"words": WORDS}).status_code == 404
    with pytest.raises(ClaimRefused, match="handed on"):
        holders.ask(dora, WORDS)
    assert not HolderDoubt.objects.exists()


def test_a_link_that_we_did_not_sign_is_a_404(client: Client) -> None:
    assert client.get("/promise/holders/1~nobody/").status_code == 404


def test_without_words_nothing_is_sent_and_the_form_says_so(client: Client, dora: Holder) -> None:
    answer = client.post(her_page(client, dora), {"words": " "})
    assert answer.status_code == 422
    assert "Tell us what you see, in a sentence or two." in answer.content.decode()
    assert not HolderDoubt.objects.exists()
