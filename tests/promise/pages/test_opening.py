"""She opens a claim from her order: by the link or in her account, with pictures that no error loses."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Item
from orders.promise.models import Claim, ClaimPhoto
from orders.promise.views import opening as views
from orders.promise.windows import claimable
from portero.core.mail.models import Mail
from portero.core.models import FigureValue
from tests.consignment.conftest import private
from tests.factories import claims
from tests.factories.orders import confirmed_order
from tests.factories.people import a_client, signed_in
from tests.promise.pages.steps import SEEN, a_file, files_in, form_of, page_of, told, words_in

__all__ = ["private"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def test_a_guest_opens_it_behind_her_link_with_a_picture(client: Client, private: Path) -> None:
    order = claims.delivered_order()
    answer = client.post(form_of(order), told(photos=a_file(), appointment="Any weekday after four."))
    claim = Claim.objects.get()
    assert answer["Location"] == page_of(claim)
    assert (claim.kind, claim.words, claim.state, claim.opened_by) == ("authenticity", SEEN, "opened", None)
    assert claim.appointment_wanted == "Any weekday after four."
    assert [Path(photo.file).name for photo in claim.photos.all()] == files_in(private)
    mail = Mail.objects.get(kind="claim_opened")
    assert page_of(claim) in mail.text


def test_in_her_account_it_is_known_who_opened_it() -> None:
    clara = a_client()
    order = claims.delivered_order(user=clara)
    hers = signed_in(clara)
    assert form_of(order) in hers.get(f"/account/orders/{order.number}/").content.decode()
    hers.post(form_of(order), told(photos=a_file()))
    assert Claim.objects.get().opened_by == clara


def test_an_error_keeps_the_picture_and_all_that_was_typed(client: Client, private: Path) -> None:
    order = claims.delivered_order()
    answer = client.post(form_of(order), told(words="", appointment="On Mondays.", photos=a_file()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tell us what you see, in a sentence or two." in page
    assert "On Mondays." in page
    (word,) = words_in(page)
    assert client.get(form_of(order, f"picture/{word}/"))["Content-Type"] == "image/webp"
    assert not Claim.objects.exists()
    client.post(form_of(order), told(kept=word))
    assert [Path(photo.file).name for photo in ClaimPhoto.objects.all()] == files_in(private)


def test_pictures_come_and_go_before_it_is_sent(client: Client) -> None:
    order = claims.delivered_order()
    first = client.post(form_of(order), told(words="", photos=a_file(1), stay="1"))
    (word,) = words_in(first.content.decode())
    second = client.post(form_of(order), told(kept=word, photos=a_file(2), stay="1")).content.decode()
    assert len(words_in(second)) == 2
    left = client.post(form_of(order), told(kept=words_in(second), **{"take-away": word})).content.decode()
    assert words_in(left) == words_in(second)[1:]
    assert first.status_code == 200
    assert not Claim.objects.exists()


def test_what_is_no_picture_is_refused_and_the_rest_stays(client: Client, private: Path) -> None:
    order = claims.delivered_order()
    script = SimpleUploadedFile("IMG_9.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = client.post(form_of(order), told(photos=[a_file(), script]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "IMG_9.jpg: " in page
    assert len(words_in(page)) == len(files_in(private)) == 1
    assert not Claim.objects.exists()


def test_a_claim_about_its_condition_needs_a_picture(client: Client) -> None:
    order = claims.delivered_order()
    page = client.post(form_of(order), told(kind="condition")).content.decode()
    assert "Please add a photograph of what differs." in page
    assert not Claim.objects.exists()
    client.post(form_of(order), told(kind="condition", photos=a_file()))
    assert Claim.objects.get().kind == "condition"


def test_more_than_eight_pictures_are_not_taken(client: Client, private: Path) -> None:
    order = claims.delivered_order()
    answer = client.post(form_of(order), told(photos=[a_file(n) for n in range(9)]))
    assert "8 pictures are as many as we take." in answer.content.decode()
    assert len(files_in(private)) == 8
    assert not Claim.objects.exists()


def test_a_picture_of_another_order_is_neither_shown_nor_taken(client: Client) -> None:
    order, other = claims.delivered_order(), claims.delivered_order(tag="PT-9")
    (word,) = words_in(client.post(form_of(other), told(photos=a_file(), stay="1")).content.decode())
    assert client.get(form_of(order, f"picture/{word}/")).status_code == 404
    client.post(form_of(order), told(kept=word))
    assert not ClaimPhoto.objects.exists()


def test_after_its_days_only_authenticity_can_be_claimed(client: Client) -> None:
    order = claims.delivered_order(days_ago=31)
    page = client.get(form_of(order)).content.decode()
    assert "I doubt that it is authentic" in page
    assert "Its condition differs" not in page
    assert "Its condition could be claimed until " in page
    client.post(form_of(order), told(kind="condition", photos=a_file()))
    assert not Claim.objects.exists()


def test_until_when_its_condition_can_be_claimed_stands_beside_it(client: Client) -> None:
    page = client.get(form_of(claims.delivered_order())).content.decode()
    assert "Its condition differs from the report (until " in page
    assert "could be claimed" not in page


def test_it_says_that_the_days_for_a_return_run_on(client: Client) -> None:
    FigureValue.objects.create(name="return_days", value=21, reason="A busy winter.")
    page = client.get(form_of(claims.delivered_order())).content.decode()
    assert "within 21 days from the day we ship. These days run on while a claim is open" in page
    assert "These days run on while a claim is open" in client.get("/promise/").content.decode()


def test_before_it_has_left_the_page_says_why_not(client: Client, private: Path) -> None:
    order = confirmed_order()
    answer = client.get(form_of(order))
    assert "It hasn’t left us yet." in answer.content.decode()
    assert "<textarea" not in answer.content.decode()
    assert client.post(form_of(order), told(photos=a_file())).status_code == 422
    assert not Claim.objects.exists()
    assert files_in(private) == []


def test_twice_is_once_and_the_form_leads_to_the_open_claim(client: Client) -> None:
    order = claims.delivered_order()
    for _ in range(2):
        answer = client.post(form_of(order), told(photos=a_file()))
        assert answer["Location"] == page_of(Claim.objects.get())
    assert client.get(form_of(order))["Location"] == page_of(Claim.objects.get())


def test_a_second_click_that_comes_at_the_same_time_finds_the_claim(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = claims.delivered_order()
    seen = claimable(order)
    claim = claims.opened(order)
    looked = iter([None, claim])  # nothing was open when this request began
    monkeypatch.setattr(views, "claimable", lambda of: seen)
    monkeypatch.setattr(views, "_open_claim", lambda *of: next(looked))
    assert client.post(form_of(order), told(photos=a_file()))["Location"] == page_of(claim)
    assert Claim.objects.count() == 1


def test_strangers_get_a_404(client: Client) -> None:
    order, other = claims.delivered_order(), claims.delivered_order(tag="PT-9")
    forged = form_of(order).replace("~", "~x")
    foreign = form_of(order).replace(Item.objects.earliest("pk").number, Item.objects.latest("pk").number)
    for address in (forged, foreign, form_of(other).rsplit("/", 2)[0] + "/P-000000-0/"):
        assert client.get(address).status_code == 404
        assert client.post(address, told(photos=a_file())).status_code == 404
    assert not Claim.objects.exists()
