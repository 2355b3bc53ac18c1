"""The portal: the mailed link opens it, and nobody reaches what is another consignor's."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing as signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consignment.models import Agreement, Consignor, Offer, Submission
from consignment.portal import links
from consignment.portal.entrance import GUESSES
from portero.core.models import Mail
from tests.factories.people import a_client, signed_in
from tests.factories.submissions import a_submission, an_agreement, an_offer

pytestmark = pytest.mark.django_db


def opened(submission: Submission) -> Client:
    """A browser in which she pressed the button behind her mailed link."""
    client = Client()
    answer = client.post(reverse("portal:open", args=[links.token_for(submission)]))
    assert answer["Location"] == reverse("portal:piece", args=[submission.number])
    return client


def text(client: Client, view: str, *args: object) -> str:
    answer = client.get(reverse(view, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_looking_at_the_link_opens_nothing() -> None:
    submission, client = a_submission(), Client()
    assert client.get(reverse("portal:open", args=[links.token_for(submission)])).status_code == 200
    assert client.get(reverse("portal:list")).status_code == 302


def test_her_piece_says_where_it_stands_and_what_comes_next() -> None:
    submission = a_submission()
    page = text(opened(submission), "portal:piece", submission.number)
    assert "With our specialists" in page
    assert "We answer by" in page
    assert "You sent it to us" in page


def test_no_page_is_kept_or_listed() -> None:
    submission = a_submission()
    answer = opened(submission).get(reverse("portal:piece", args=[submission.number]))
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")


def test_the_list_costs_the_same_however_many_pieces(django_assert_num_queries: Any) -> None:
    client = opened(an_agreement().offer.submission)
    text(client, "portal:list")  # what every page reads once
    for _ in range(2):
        with django_assert_num_queries(7):
            text(client, "portal:list")
        an_agreement(an_offer(a_submission()))


def test_she_reads_signs_and_has_the_paper() -> None:
    offer = an_offer()
    number = offer.submission.number
    client = opened(offer.submission)
    page = text(client, "portal:agreement", number)
    assert "$8,000" in page
    assert "State of New York" in page
    form = {"name": "Clara Whitfield", "read": "on", "terms": "2026-11"}
    assert client.post(reverse("portal:agreement", args=[number]), form).status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.ip == "127.0.0.1"
    paper = client.get(reverse("portal:document", args=[number]))
    assert paper.content.startswith(b"%PDF")
    assert agreement.number in paper["Content-Disposition"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Clara", "read": "on"}, "first and last name"),
        ({"name": "", "read": "on"}, "full name"),
        ({"name": "Clara Whitfield"}, "tick that you have read"),
        ({"name": "Clara Whitfield", "read": "on", "terms": "2020-01"}, "read the terms below once more"),
    ],
)
def test_a_signature_that_is_none_keeps_what_she_typed(form: dict[str, str], said: str) -> None:
    offer = an_offer()
    address = reverse("portal:agreement", args=[offer.submission.number])
    answer = opened(offer.submission).post(address, {"terms": "2026-11"} | form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert form["name"] in answer.content.decode()
    assert not Agreement.objects.exists()


def test_she_refuses_withdraws_and_writes() -> None:
    offer = an_offer()
    client = opened(offer.submission)
    number = offer.submission.number
    client.post(reverse("portal:message", args=[number]), {"said": "May it stay a month longer?"})
    assert "May it stay a month longer?" in text(client, "portal:piece", number)
    assert client.post(reverse("portal:message", args=[number]), {"said": "  "}).status_code == 422
    client.post(reverse("portal:refuse", args=[number]))
    assert Submission.objects.get().state == "withdrawn"
    other = a_submission()
    client.post(reverse("portal:withdraw", args=[other.number]))
    other.refresh_from_db()
    assert other.state == "withdrawn"


def test_what_she_withdrew_before_it_came_is_not_sent_back() -> None:
    submission = a_submission()
    client = opened(submission)
    client.post(reverse("portal:withdraw", args=[submission.number]))
    for page in (text(client, "portal:piece", submission.number), text(client, "portal:list")):
        assert "You may show us a piece again at any time." in page
        assert "We send it back" not in page


def test_what_ends_an_offer_says_what_it_means_before_its_button() -> None:
    submission = an_offer().submission
    page = text(opened(submission), "portal:piece", submission.number)
    for ask, means, button in (
        ("No, thank you", "The offer ends, and we close this piece.", "Yes, refuse the offer"),
        ("Withdraw the piece", "Nothing more happens with this piece: our offer ends.", "Yes, withdraw it"),
    ):
        asked = page.index(f'<summary class="go">{ask}</summary>')
        assert asked < page.index(means) < page.index(button)


def test_a_bookmark_of_yesterday_leads_to_the_link_whichever_number_it_is() -> None:
    for number in (a_submission().number, "S-0000000"):
        answer = Client().get(reverse("portal:piece", args=[number]))
        assert answer["Location"] == reverse("portal:link")
    stranger = opened(a_submission(email="eve@example.com"))
    for number in (Submission.objects.earliest("pk").number, "S-0000000"):
        assert stranger.get(reverse("portal:piece", args=[number])).status_code == 404


ADDRESSES = ("piece", "withdraw", "message", "agreement", "document", "refuse", "take-back", "renew")


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_consignors_piece_does_not_exist(name: str, method: str) -> None:
    hers = an_offer().submission
    stranger = a_submission(email="eve@example.com", name="Eve Moreau")
    for client in (opened(stranger), signed_in(a_client("eve@example.com")), Client()):
        form = {"said": "Hello", "name": "Eve Moreau", "read": "on", "terms": "2026-11"}
        answer = getattr(client, method)(reverse(f"portal:{name}", args=[hers.number]), form)
        assert answer.status_code in (404, 405) or answer.headers.get("Location") == reverse("portal:link")
    hers.refresh_from_db()
    assert (hers.state, Offer.objects.get().state) == ("offered", "open")
    assert not hers.events.filter(kind="message").exists()


def test_a_picture_opens_for_its_owner_alone() -> None:
    hers = a_submission()
    picture = hers.photos.create(
        key=hers.key, shot="front", file="x", width=1, height=1, digest="0" * 64, likeness="0" * 16
    )
    stranger = a_submission(email="eve@example.com")
    for number in (hers.number, stranger.number):
        assert (
            opened(stranger).get(reverse("portal:photo", args=[number, picture.pk, "small"])).status_code
            == 404
        )


def test_an_account_sees_her_pieces_only_after_the_mailbox_was_proven() -> None:
    submission = a_submission()
    client = signed_in(a_client("clara@example.com"))
    assert client.get(reverse("portal:list")).status_code == 302
    client.post(reverse("portal:open", args=[links.token_for(submission)]))
    assert Consignor.objects.get().user_id is not None
    assert client.get(reverse("portal:list")).status_code == 200


def test_a_link_is_not_linked_to_an_account_of_another_mail() -> None:
    submission = a_submission()
    signed_in(a_client("eve@example.com")).post(reverse("portal:open", args=[links.token_for(submission)]))
    assert Consignor.objects.get().user_id is None


def test_an_opened_portal_closes_by_itself_and_by_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    client = opened(a_submission())
    later = timezone.now() + timedelta(hours=12, minutes=1)
    with monkeypatch.context() as patch:
        patch.setattr("consignment.access.timezone.now", lambda: later)
        assert client.get(reverse("portal:list")).status_code == 302
    assert client.get(reverse("portal:list")).status_code == 200
    client.post(reverse("portal:leave"))
    assert client.get(reverse("portal:list")).status_code == 302


def test_an_old_link_mails_a_fresh_one_to_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = a_submission()
    token = links.token_for(submission)
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))
    client = Client()
    assert "has run out" in client.get(reverse("portal:open", args=[token])).content.decode()
    client.post(reverse("portal:open", args=[token]))
    assert Mail.objects.get(kind="sell_link").to == "clara@example.com"
    assert client.get(reverse("portal:list")).status_code == 302


def test_guessed_links_open_nothing_and_are_soon_not_looked_at() -> None:
    submission, client = a_submission(), Client()
    guesses = [f"{submission.pk}~{n:06d}~forged" for n in range(GUESSES)]
    other = signer.TimestampSigner(salt="portero.other", sep="~").sign(str(submission.pk))
    for token in [*guesses[1:], other]:
        assert client.post(reverse("portal:open", args=[token])).status_code == 404
    assert client.post(reverse("portal:open", args=[guesses[0]])).status_code == 429
    # From there not even a true link opens, until the hour is over.
    assert client.post(reverse("portal:open", args=[links.token_for(submission)])).status_code == 429
    assert client.get(reverse("portal:list")).status_code == 302


def test_the_answer_to_an_e_mail_is_the_same_for_everybody() -> None:
    a_submission()
    pages = []
    for email in ("clara@example.com", "nobody@example.com"):
        page = Client().post(reverse("portal:link"), {"email": email}).content.decode()
        pages.append(page.replace(email, ""))
    assert pages[0] == pages[1]
    assert list(Mail.objects.filter(kind="sell_link").values_list("to", flat=True)) == ["clara@example.com"]


def test_an_agreement_that_stands_leads_to_the_piece() -> None:
    agreement = an_agreement()
    submission = agreement.offer.submission
    answer = opened(submission).get(reverse("portal:agreement", args=[submission.number]))
    assert answer["Location"] == reverse("portal:piece", args=[submission.number])
