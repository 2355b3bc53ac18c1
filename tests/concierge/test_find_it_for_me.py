"""Find It For Me: the form filled in from a search, the acknowledgement, the work with its log, and the end."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.listing import mark_sold
from catalog.models import Item
from concierge import links
from concierge.finding import lifecycle
from concierge.models import FindEvent, FindRequest, Proposal
from portero.core.mail.models import Mail
from tests.factories.catalog import draft_item, listed_item
from tests.factories.concierge import a_request, proposed
from tests.factories.people import a_client, at_work, signed_in, staff

pytestmark = pytest.mark.django_db
FORM = "/find-it-for-me/"


def told(**changes: Any) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(),
        "designer": "Hermès",
        "style": "Kelly 28",
        "grade": "very_good",
        "budget": "$22,000",
        "name": "Clara",
        "email": "clara@example.com",
        "note": "Sellier, please. See https://example.com",
    } | changes


def page(found: FindRequest, name: str = "find-request", *more: Any) -> str:
    return reverse(f"concierge:{name}", args=[links.token_for(links.FIND, found.pk), *more])


def test_the_form_is_filled_in_from_the_search(client: Client) -> None:
    listed_item()
    at = "/search/?q=kelly&designer=hermes&hardware=palladium&grade=pristine&grade=very_good&to=20000"
    form = client.get(FORM, {"at": at}).context["form"]
    filled = {name: form[name].value() for name in ("designer", "style", "hardware", "grade", "budget")}
    assert filled == {
        "designer": "Hermès",
        "style": "kelly",
        "hardware": "Palladium",
        "grade": "very_good",
        "budget": "$20,000",
    }


def test_a_guest_s_request_is_acknowledged_without_her_free_words(client: Client) -> None:
    answer = client.post(FORM, told())
    assert "Your search has begun" in answer.content.decode()
    found = FindRequest.objects.get()
    assert (found.budget, found.state, found.user) == (Decimal(22_000), "open", None)
    assert found.look_by == found.events.get().at + timedelta(hours=24)
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, mail.subject) == (
        "find_opened",
        "clara@example.com",
        "We are looking for Hermès Kelly 28",
    )
    assert page(found) in mail.text
    assert "https://example.com" not in mail.text + mail.html
    assert page(found) not in answer.content.decode()


def test_a_client_is_led_to_her_request_and_finds_it_in_her_account() -> None:
    browser = signed_in(a_client())
    form = told()
    del form["email"]
    answer = browser.post(FORM, form)
    found = FindRequest.objects.get()
    assert answer.headers["Location"] == f"{page(found)}?new"
    assert found.email == "clara@example.com"
    assert page(found) in browser.get("/account/find-it-for-me/").content.decode()
    assert (
        page(found)
        not in signed_in(a_client("dora@example.com")).get("/account/find-it-for-me/").content.decode()
    )


def test_the_same_form_twice_is_one_request_and_its_key_opens_nothing_for_others(client: Client) -> None:
    form = told()
    for _ in range(2):
        client.post(FORM, form)
    assert (FindRequest.objects.count(), Mail.objects.count()) == (1, 1)
    answer = signed_in(a_client("dora@example.com")).post(FORM, form)
    assert answer.status_code == 200
    assert page(FindRequest.objects.get()) not in answer.content.decode()


def test_the_first_wrong_field_of_the_page_is_where_she_goes_on(client: Client) -> None:
    text = client.post(FORM, told(designer="", name="", email="")).content.decode()
    assert re.findall(r'<input[^>]* name="(\w+)"[^>]*autofocus', text) == ["designer"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"designer": ""}, "Which house made it?"),
        ({"designer": "www.evil.example/win"}, "Please write it in words"),
        ({"style": "<b>Kelly</b>"}, "Please write it in words"),
        ({"budget": "$22,00"}, "A sum is a number of dollars"),
        ({"budget": "7"}, "Please look at the sum again."),
        ({"needed_by": "2020-01-01"}, "This day has passed."),
        ({"name": "http://x.example"}, "A name has letters only"),
        ({"email": "clara"}, "Is something missing?"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    wrong: dict[str, str], said: str, client: Client
) -> None:
    page_again = client.post(FORM, told(**wrong)).content.decode()
    assert said in page_again
    assert "autofocus" in page_again
    assert (FindRequest.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_robot_is_thanked_and_forgotten(client: Client) -> None:
    assert "Your search has begun" in client.post(FORM, told(website="x")).content.decode()
    assert (FindRequest.objects.count(), Mail.objects.count()) == (0, 0)


def test_one_e_mail_opens_a_few_an_hour(client: Client) -> None:
    for _ in range(8):
        client.post(FORM, told())
    assert FindRequest.objects.count() == 6


def test_a_proposal_is_told_once_and_shown_with_what_became_of_the_piece(client: Client) -> None:
    found, item = a_request(), listed_item(title="Kelly 28 in Gold Togo", price=18_000)
    proposal = proposed(found, item)
    with pytest.raises(lifecycle.FindRefused, match="was proposed before"):
        lifecycle.propose(found.pk, item, actor=proposal.by, why="Again.")
    mails = list(Mail.objects.filter(kind="find_proposed"))
    assert [mail.subject for mail in mails] == ["Found for you: Hermès Kelly 28 in Gold Togo"]
    assert item.get_absolute_url() in mails[0].text
    assert "nothing is put aside" in mails[0].text
    assert "It is for sale to everybody" in client.get(page(found)).content.decode()
    mark_sold(item)
    shown = client.get(page(found)).content.decode()
    assert "Sold on" in shown
    assert "Not for me" not in shown


def _sold() -> Item:
    item = listed_item()
    mark_sold(item)
    return item


@pytest.mark.parametrize("make", [draft_item, _sold])
def test_only_a_listed_piece_is_proposed(make: Any) -> None:
    found = a_request()
    with pytest.raises(lifecycle.FindRefused, match="isn't listed"):
        proposed(found, make())
    found.refresh_from_db()
    assert (found.state, Proposal.objects.count()) == ("open", 0)
    assert not Mail.objects.filter(kind="find_proposed").exists()


def test_who_declines_is_looked_for_again(client: Client) -> None:
    found = a_request()
    proposal = proposed(found, listed_item())
    for _ in range(2):
        assert client.post(page(found, "find-decline", proposal.pk)).status_code == 302
    found.refresh_from_db()
    assert found.state == "open"
    assert list(found.events.values_list("kind", flat=True)) == ["opened", "proposed", "declined"]


def test_a_proposal_of_another_request_is_not_hers_to_decline(client: Client) -> None:
    mine = a_request()
    proposal = proposed(a_request(email="dora@example.com"), listed_item())
    assert client.post(page(mine, "find-decline", proposal.pk)).status_code == 404
    proposal.refresh_from_db()
    assert proposal.declined_at is None


def test_the_client_closes_it_and_nothing_happens_after(client: Client) -> None:
    found, item = a_request(), listed_item()
    for _ in range(2):
        assert client.post(page(found, "find-close")).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.look_by) == ("closed", None)
    assert found.events.filter(kind="closed").count() == 1
    assert not Mail.objects.filter(kind="find_closed").exists()
    with pytest.raises(lifecycle.FindRefused, match="closed"):
        proposed(found, item)
    assert "You closed the search" in client.get(page(found)).content.decode()


def test_a_stranger_s_token_opens_nothing(client: Client) -> None:
    found = a_request()
    wrong = links.token_for(links.SEARCH, found.pk)
    for name in ("find-request", "find-close"):
        address = reverse(f"concierge:{name}", args=[wrong])
        assert client.post(address).status_code in (404, 405)
        assert client.get(address).status_code in (404, 405)
    found.refresh_from_db()
    assert found.state == "open"


def test_staff_work_from_the_queue_and_the_log_says_who_when_why() -> None:
    iris = staff("Concierge", email="iris@portero.example")
    desk, found, item = at_work(iris), a_request(), listed_item()
    late = a_request(email="dora@example.com", style="Birkin 30")
    FindRequest.objects.filter(pk=late.pk).update(look_by=timezone.now() - timedelta(hours=1))
    queue = desk.get("/staff/finds/").content.decode()
    assert queue.index(late.number) < queue.index(found.number)
    assert 'data-tone="late"' in queue
    address = f"/staff/finds/{found.number}/"
    assert desk.post(address, {"do": "look", "said": "Asked Lyon.", "public": ""}).status_code == 302
    assert desk.post(address, {"do": "propose", "said": "Sellier.", "number": "P-1"}).status_code == 422
    assert desk.post(address, {"do": "propose", "said": "Sellier.", "number": item.number}).status_code == 302
    assert desk.post(address, {"do": "close", "said": "She bought it."}).status_code == 302
    log = [(e.kind, e.actor, e.said, e.public) for e in found.events.order_by("pk")]
    assert log == [
        ("opened", None, "", True),
        ("looked", iris, "Asked Lyon.", False),
        ("proposed", iris, "Sellier.", True),
        ("closed", iris, "She bought it.", True),
    ]
    assert Mail.objects.get(kind="find_closed").text.count("She bought it.") == 1
    shown = Client().get(page(found)).content.decode()
    assert "Asked Lyon." not in shown
    assert "She bought it." in shown


def test_the_log_can_not_be_rewritten() -> None:
    event = a_request().events.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FindEvent.objects.filter(pk=event.pk).update(said="Something else.")
    event.refresh_from_db()
    assert event.said == ""
