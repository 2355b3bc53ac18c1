"""What a saved search tells: at once, then not for a day, each piece once, never a sold one; and the way out."""

from datetime import timedelta
from typing import Any

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
from concierge.searches.telling import tell, tell_all
from portero.core.mail.models import Mail
from tests.factories.catalog import a_designer, draft_item, held_item, listed_item
from tests.factories.concierge import a_search
from tests.factories.people import a_client

pytestmark = pytest.mark.django_db
SAVE = "/account/searches/save/"
NOW = timezone.now


def page(name: str, saved: SavedSearch) -> str:
    return reverse(f"concierge:{name}", args=[links.token_for(links.SEARCH, saved.pk)])


def listed_now(**facts: Any) -> Item:
    return listed_item(**{"listed_at": NOW()} | facts)


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
