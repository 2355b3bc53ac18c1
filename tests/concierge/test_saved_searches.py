"""Saved searches: what may be saved, double opt-in, what is news, once, never a sold piece, and the way out."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog.listing import mark_sold, withdraw
from catalog.models import Item
from concierge import links
from concierge.models import SavedSearch, SearchMatch
from concierge.searches import saving
from concierge.searches.place import read_place
from concierge.searches.telling import tell, tell_all
from concierge.searches.wording import name_of
from portero.core.mail.models import Mail
from tests.factories.catalog import a_designer, draft_item, held_item, listed_item
from tests.factories.concierge import a_search
from tests.factories.people import a_client, signed_in

pytestmark = pytest.mark.django_db
SAVE = "/account/searches/save/"
NOW = timezone.now


def page(name: str, saved: SavedSearch) -> str:
    return reverse(f"concierge:{name}", args=[links.token_for(links.SEARCH, saved.pk)])


def listed_now(**facts: Any) -> Item:
    return listed_item(**{"listed_at": NOW()} | facts)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/shop/?to=5000&colour=Black&page=3&sort=price", "/shop/?colour=Black&to=5000"),
        ("/shop/?colour=Black&to=5000&per=48", "/shop/?colour=Black&to=5000"),
        ("/search/?q=gold++togo", "/search/?q=gold+togo"),
        ("/designers/hermes/", "/designers/hermes/"),
        ("/new/?utm_source=x", "/new/"),
    ],
)
def test_an_address_is_kept_in_one_spelling(address: str, kept: str) -> None:
    a_designer()
    place = read_place(address)
    assert place is not None
    assert place.address == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "/search/",
        "/search/?sort=price",
        "/bag/",
        "/designers/nobody/",
        "https://elsewhere.example/shop/",
        "//shop/",
    ],
)
def test_what_is_no_list_of_ours_is_not_saved(address: str, client: Client) -> None:
    assert read_place(address) is None
    assert client.post(SAVE, {"at": address, "email": "clara@example.com"}).status_code == 302
    assert (SavedSearch.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_name_says_words_filters_and_prices() -> None:
    listed_item()
    place = read_place("/search/?q=birkin&designer=hermes&grade=very_good&never=1&to=5000")
    assert place is not None
    assert name_of(place) == "“birkin”, Hermès, Very Good, never carried, up to $5,000"


def test_a_client_saves_at_once_and_twice_is_once() -> None:
    browser = signed_in(a_client())
    for _ in range(2):
        assert browser.post(SAVE, {"at": "/shop/?to=5000"}).status_code == 302
    (saved,) = SavedSearch.objects.all()
    assert saved.is_active
    assert (saved.address, saved.email) == ("/shop/?to=5000", "clara@example.com")
    assert Mail.objects.count() == 0
    assert "/shop/?to=5000" in browser.get("/account/searches/").content.decode()


def test_a_guest_is_asked_first_and_a_look_at_the_link_confirms_nothing(client: Client) -> None:
    assert client.post(SAVE, {"at": "/shop/", "email": " Clara@Example.com"}).status_code == 200
    (saved,) = SavedSearch.objects.all()
    (asked,) = Mail.objects.all()
    assert (asked.kind, asked.to, saved.confirmed_at) == ("search_confirm", "clara@example.com", None)
    assert page("search", saved) in asked.text
    assert "Yes, write to me" in client.get(page("search", saved)).content.decode()
    listed_now()
    assert tell_all() == 0
    saved.refresh_from_db()
    assert saved.confirmed_at is None
    client.post(page("search", saved), {"do": "confirm"})
    saved.refresh_from_db()
    assert saved.is_active


def test_asking_again_soon_writes_no_second_mail(client: Client) -> None:
    with patch("django.utils.timezone.now", return_value=NOW().replace(minute=3)):
        for _ in range(3):
            client.post(SAVE, {"at": "/shop/", "email": "clara@example.com"})
    assert (SavedSearch.objects.count(), Mail.objects.count()) == (1, 1)


def test_typing_her_e_mail_changes_nothing_of_a_confirmed_search(client: Client) -> None:
    saved = a_search("/shop/", paused_at=NOW())
    client.post(SAVE, {"at": "/shop/", "email": "clara@example.com"})
    saved.refresh_from_db()
    assert saved.paused_at is not None
    assert Mail.objects.count() == 0


def test_a_robot_gets_the_usual_answer_and_nothing_is_kept(client: Client) -> None:
    answer = client.post(SAVE, {"at": "/shop/", "email": "clara@example.com", "website": "http://x"})
    assert "Look into your mail" in answer.content.decode()
    assert (SavedSearch.objects.count(), Mail.objects.count()) == (0, 0)


def test_one_e_mail_is_not_asked_without_end(client: Client) -> None:
    for price in range(1000, 1010):
        client.post(SAVE, {"at": f"/shop/?to={price}", "email": "clara@example.com"})
    assert SavedSearch.objects.count() == 6
    assert Mail.objects.count() == 6


def test_a_person_has_fifty_at_most() -> None:
    user = a_client()
    for price in range(1000, 1050):
        a_search(f"/shop/?to={price}", user=user)
    answer = signed_in(user).post(SAVE, {"at": "/shop/"})
    assert "You have 50 saved searches" in answer.content.decode()
    assert SavedSearch.objects.count() == 50


def test_unconfirmed_searches_are_forgotten_after_seven_days() -> None:
    old = a_search("/shop/", confirmed_at=None, asked_at=NOW() - timedelta(days=7, minutes=1))
    young = a_search("/new/", confirmed_at=None, asked_at=NOW() - timedelta(days=6, hours=23))
    kept = a_search("/shop/?to=5", asked_at=NOW() - timedelta(days=70))
    assert saving.forget_unconfirmed() == 1
    assert set(SavedSearch.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
    assert not SavedSearch.objects.filter(pk=old.pk).exists()


def test_a_new_piece_is_told_at_once_with_a_way_out() -> None:
    item = listed_now(price=4_200, title="Garden Party 36")
    saved = a_search("/shop/?to=5000")
    assert tell_all() == 1
    (told,) = Mail.objects.all()
    assert (told.kind, told.to) == ("search_news", "clara@example.com")
    assert told.subject == "New: Hermès Garden Party 36"
    assert "Excellent. $4,200" in told.text
    assert item.get_absolute_url() in told.text
    assert page("search-stop", saved) in told.text
    assert told.unsubscribe.endswith(page("search-stop", saved))


def test_the_mail_program_is_offered_the_way_out(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    listed_now()
    saved = a_search("/shop/")
    with django_capture_on_commit_callbacks(execute=True):
        tell_all()
    (sent,) = django_mail.outbox
    assert sent.extra_headers["List-Unsubscribe"].endswith(f"{page('search-stop', saved)}>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_click_stops_it_without_a_token_and_a_look_does_not() -> None:
    saved = a_search("/shop/")
    browser = Client(enforce_csrf_checks=True)
    assert "Stop these mails?" in browser.get(page("search-stop", saved)).content.decode()
    assert SavedSearch.objects.filter(paused_at=None).exists()
    for _ in range(2):
        answer = browser.post(page("search-stop", saved), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert not SavedSearch.objects.filter(paused_at=None).exists()
    listed_now()
    assert tell_all() == 0


def test_a_deleted_search_is_stopped_too() -> None:
    saved = a_search("/shop/")
    address = page("search-stop", saved)
    saved.delete()
    assert "This search is deleted" in Client().post(address).content.decode()


HOUSE: dict[str, Any] = {"designer": "Chanel", "price": 4_000}


def a_search_of_the_house() -> None:
    a_designer("Chanel")
    a_search("/designers/chanel/?to=5000")


def nothing_is_told() -> bool:
    return (tell_all(), Mail.objects.count(), SearchMatch.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "changed",
    [{"listed_at": NOW() - timedelta(hours=3)}, {"price": 5_001}, {"designer": "Hermès"}],
    ids=["listed before she saved it", "too dear", "another house"],
)
def test_what_does_not_fit_is_no_news(changed: dict[str, Any]) -> None:
    a_search_of_the_house()
    listed_now(**HOUSE | changed)
    assert nothing_is_told()


def test_what_can_not_be_bought_is_no_news() -> None:
    a_search_of_the_house()
    draft_item(**HOUSE)
    mark_sold(listed_now(**HOUSE))
    withdraw(listed_now(**HOUSE), reason="The owner asked.")
    assert nothing_is_told()
    listed_now(**HOUSE)
    assert tell_all() == 1


def test_words_find_like_the_search_page_does() -> None:
    a_search("/search/?q=togo")
    found = listed_now(title="Birkin 30 in Gold Togo")
    listed_now(title="Kelly 28 in Epsom", material="Epsom", style="Kelly 28")
    assert tell_all() == 1
    assert list(SearchMatch.objects.values_list("item", flat=True)) == [found.pk]


def test_words_that_mean_filters_are_read_as_the_search_page_reads_them() -> None:
    a_search("/search/?q=hermes+under+5000")
    found = listed_now(price=4_200)
    listed_now(price=6_000)
    listed_now(price=4_200, designer="Chanel")
    assert tell_all() == 1
    assert list(SearchMatch.objects.values_list("item", flat=True)) == [found.pk]


def test_a_piece_is_told_once_and_the_next_mail_waits_a_day() -> None:
    saved = a_search("/shop/")
    first = listed_now()
    assert tell_all() == 1
    assert tell_all() == 0
    second, third = listed_now(), held_item(listed_at=NOW())
    assert tell_all(NOW() + timedelta(hours=23)) == 0
    assert tell_all(NOW() + timedelta(hours=24, minutes=1)) == 1
    assert tell_all(NOW() + timedelta(hours=49)) == 0
    told = list(saved.matches.order_by("pk").values_list("item", flat=True))
    assert told[0] == first.pk
    assert set(told[1:]) == {second.pk, third.pk}
    latest = Mail.objects.order_by("pk").last()
    assert latest is not None
    assert latest.subject == "2 new pieces: All pieces"
    assert "On hold until" in latest.text


def test_a_piece_listed_behind_a_look_is_not_missed() -> None:
    """Its transaction began before the last look and committed after it."""
    saved = a_search("/shop/")
    saved.looked_at = NOW()
    saved.save(update_fields=["looked_at"])
    listed_item(listed_at=NOW() - timedelta(minutes=5))
    assert tell_all(NOW()) == 1


def test_what_came_while_it_was_paused_is_no_news() -> None:
    saved = a_search("/shop/", paused_at=NOW() - timedelta(minutes=30))
    listed_now()
    assert tell_all() == 0
    saving.resume(saved)
    assert tell_all() == 0
    assert Mail.objects.count() == 0


def test_a_long_list_is_cut_and_counted() -> None:
    a_search("/shop/")
    for n in range(13):
        listed_now(title=f"Birkin number {n}")
    tell_all()
    (told,) = Mail.objects.all()
    assert told.text.count("/items/") == 12
    assert "And 1 more" in told.text
    assert SearchMatch.objects.count() == 13


def test_nobody_writes_to_a_closed_account() -> None:
    user = a_client(is_active=False)
    a_search("/shop/", user=user)
    listed_now()
    assert tell_all() == 0
    assert Mail.objects.count() == 0


def test_a_search_whose_designer_is_gone_finds_nothing() -> None:
    house = a_designer("Goyard")
    saved = a_search("/designers/goyard/")
    house.delete()
    listed_now()
    assert tell(saved.pk, NOW()) is False
    assert Mail.objects.count() == 0


def test_she_renames_pauses_resumes_and_deletes_her_own() -> None:
    user = a_client()
    saved = a_search("/shop/", user=user)
    browser, address = signed_in(user), reverse("concierge:search-change", args=[saved.pk])
    browser.post(address, {"do": "rename", "name": "For the wedding"})
    browser.post(address, {"do": "pause"})
    saved.refresh_from_db()
    assert (saved.name, saved.is_active) == ("For the wedding", False)
    browser.post(address, {"do": "resume"})
    browser.post(address, {"do": "rename", "name": "www.evil.example/win"})
    saved.refresh_from_db()
    assert (saved.name, saved.is_active) == ("For the wedding", True)
    assert browser.post(address, {"do": "something"}).status_code == 404
    browser.post(address, {"do": "delete"})
    assert not SavedSearch.objects.exists()


def test_another_client_can_do_nothing_with_it() -> None:
    saved = a_search("/shop/", user=a_client())
    stranger = signed_in(a_client("dora@example.com"))
    for verb in ("pause", "delete", "rename"):
        answer = stranger.post(reverse("concierge:search-change", args=[saved.pk]), {"do": verb, "name": "X"})
        assert answer.status_code == 404
    before = saved.name
    saved.refresh_from_db()
    assert (saved.name, saved.is_active) == (before, True)
    assert "You have no saved searches" in stranger.get("/account/searches/").content.decode()


def test_a_token_of_one_kind_opens_nothing_else(client: Client) -> None:
    saved = a_search("/shop/")
    other = links.token_for(links.FIND, saved.pk)
    for name in ("search", "search-stop"):
        assert client.post(reverse(f"concierge:{name}", args=[other])).status_code == 404
        assert client.post(reverse(f"concierge:{name}", args=[f"{saved.pk}~no"])).status_code == 404
    saved.refresh_from_db()
    assert saved.is_active
