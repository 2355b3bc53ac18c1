"""Saved searches: what may be saved, double opt-in, one's own alone, and what robots and strangers get."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Item
from concierge import links
from concierge.models import SavedSearch
from concierge.searches import saving
from concierge.searches.place import read_place
from concierge.searches.telling import tell_all
from concierge.searches.wording import name_of
from portero.core.mail.models import Mail
from tests.factories.catalog import a_designer, listed_item
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
