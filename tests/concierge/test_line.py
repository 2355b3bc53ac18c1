"""The line for a piece on hold: in order, a window apart, the truth when it is sold, nobody's place but one's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog import holds
from catalog.listing import back_to_draft, mark_sold, withdraw
from catalog.models import Hold, Item
from concierge import links
from concierge.models import PlaceInLine
from concierge.waiting import line
from concierge.waiting.telling import tell_lines
from orders.bag import Standing
from portero.core.mail.models import Mail
from tests.factories.catalog import held_item, listed_item
from tests.factories.concierge import in_line
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.people import a_client, signed_in

pytestmark = pytest.mark.django_db
HOLDER = "basket:of-somebody-else"
State = PlaceInLine.State


def freed(item: Item) -> Item:
    assert holds.release(HOLDER, reason="expired", item_pks=[item.pk]) == 1
    return item


def a_line(item: Item, *names: str) -> list[PlaceInLine]:
    """These clients joined one minute after the other."""
    began = timezone.now() - timedelta(minutes=len(names))
    return [
        in_line(item, f"{name}@example.com", joined_at=began + timedelta(minutes=n))
        for n, name in enumerate(names)
    ]


def told() -> list[tuple[str, str]]:
    return list(Mail.objects.order_by("pk").values_list("kind", "to"))


def states(item: Item) -> list[str]:
    return list(PlaceInLine.objects.filter(item=item).order_by("joined_at").values_list("state", flat=True))


def test_joining_is_acknowledged_once_with_the_place(client: Client) -> None:
    item = held_item()
    address = reverse("concierge:line", args=[item.number])
    for email in ("ada@example.com", "Bea@example.com", "bea@example.com "):
        answer = client.post(address, {"line_email": "", "email": email}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    assert "You are second in line" in answer.content.decode()
    assert told() == [("line_joined", "ada@example.com"), ("line_joined", "bea@example.com")]
    assert "<html" not in answer.content.decode()


def test_without_javascript_it_is_a_page_of_its_own(client: Client) -> None:
    item = held_item()
    page = client.get(reverse("concierge:line", args=[item.number])).content.decode()
    assert "<html" in page
    assert "Nobody waits for it yet" in page
    assert f'href="/line/{item.number}/"' in client.get(item.get_absolute_url()).content.decode()


def test_a_client_needs_no_e_mail_and_sees_her_place_again() -> None:
    item, user = held_item(), a_client()
    browser, address = signed_in(user), reverse("concierge:line", args=[item.number])
    assert "You are first in line" in browser.post(address).content.decode()
    assert "You are first in line" in browser.get(address).content.decode()
    assert "You are first" not in signed_in(a_client("dora@example.com")).get(address).content.decode()


def test_there_is_no_line_for_a_free_piece(client: Client) -> None:
    item = listed_item()
    answer = client.post(reverse("concierge:line", args=[item.number]), {"email": "ada@example.com"})
    assert "It is free now" in answer.content.decode()
    assert (PlaceInLine.objects.count(), Mail.objects.count()) == (0, 0)
    with pytest.raises(line.NotOnHold) as refused:
        line.join(item, "ada@example.com")
    assert refused.value.standing == Standing.FREE


def test_a_robot_joins_no_line(client: Client) -> None:
    item = held_item()
    form = {"email": "ada@example.com", "website": "http://x"}
    assert client.post(reverse("concierge:line", args=[item.number]), form).status_code == 200
    assert (PlaceInLine.objects.count(), Mail.objects.count()) == (0, 0)


def test_nobody_is_told_while_it_is_held() -> None:
    item = held_item(minutes=-1)  # run out, not released: its payment may be under way
    a_line(item, "ada")
    assert tell_lines() == 0
    assert told() == []


def test_the_first_is_told_and_the_second_a_window_later() -> None:
    item = held_item()
    a_line(item, "ada", "bea", "cleo")
    freed(item)
    now = timezone.now()
    assert tell_lines(now) == 1
    assert tell_lines(now) == 0
    assert tell_lines(now + timedelta(minutes=119)) == 0
    assert told() == [("line_free", "ada@example.com")]
    assert tell_lines(now + timedelta(minutes=120)) == 1
    assert told()[1:] == [("line_free", "bea@example.com")]
    assert states(item) == ["told", "told", "waiting"]


def test_the_mail_says_that_it_is_for_everybody_and_when_the_next_is_told() -> None:
    item = held_item()
    a_line(item, "ada", "bea")
    freed(item)
    tell_lines()
    text = Mail.objects.get().text
    assert "for sale to everybody again" in text
    assert "We write to the next in line at" in text
    assert item.get_absolute_url() in text


def test_who_passes_lets_the_next_be_told_at_once() -> None:
    item = held_item()
    ada, _ = a_line(item, "ada", "bea")
    freed(item)
    tell_lines()
    token = links.token_for(links.PLACE, ada.pk)
    assert Client().post(reverse("concierge:place", args=[token])).status_code == 302
    assert tell_lines() == 1
    assert states(item) == ["left", "told"]


def test_a_hold_after_the_mail_uses_the_window_up() -> None:
    item = held_item()
    a_line(item, "ada", "bea")
    freed(item)
    now = timezone.now()
    tell_lines(now - timedelta(minutes=1))
    holds.place([item], holder="basket:ada", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    assert tell_lines() == 0
    holds.release("basket:ada", reason="expired")
    assert tell_lines() == 1
    assert states(item) == ["told", "told"]


def test_when_it_is_sold_all_who_wait_hear_it_and_pieces_like_it() -> None:
    item = held_item()
    a_line(item, "ada", "bea")
    like_it = listed_item(title="Birkin 30 in Black Togo")
    holds.release(HOLDER, reason="sold")
    mark_sold(item)
    assert tell_lines() == 2
    assert tell_lines() == 0
    assert told() == [("line_over", "ada@example.com"), ("line_over", "bea@example.com")]
    text = Mail.objects.first().text  # type: ignore[union-attr]
    assert "has been sold" in text
    assert like_it.get_absolute_url() in text


def test_the_buyer_is_not_told_that_it_is_sold() -> None:
    item = listed_item()
    confirmed_order(item)  # for clara@example.com
    Mail.objects.all().delete()
    a_line(item, "clara", "bea")
    assert tell_lines() == 2
    assert told() == [("line_over", "bea@example.com")]
    assert states(item) == ["bought", "sold"]


def test_an_order_that_waits_for_its_payment_keeps_the_line_waiting() -> None:
    item = listed_item()
    order = pending_order(item)
    Hold.objects.filter(item=item).update(released_at=timezone.now())
    Mail.objects.all().delete()
    a_line(item, "ada")
    assert tell_lines() == 0
    assert (told(), order.status) == ([], "pending_payment")


def test_a_withdrawn_piece_ends_the_line_and_one_under_examination_does_not() -> None:
    gone, examined = held_item(), held_item()
    for item in (gone, examined):
        a_line(item, "ada")
        freed(item)
    withdraw(gone, reason="The owner asked.")
    back_to_draft(examined, reason="The strap is looked at again.")
    assert tell_lines() == 1
    assert (states(gone), states(examined)) == (["gone"], ["waiting"])
    assert "taken out of the shop" in Mail.objects.get().text


def test_who_joins_again_goes_to_the_end_and_is_told_again() -> None:
    item = held_item()
    ada, _ = a_line(item, "ada", "bea")
    line.leave(ada)
    again = line.join(item, "ada@example.com")
    assert line.place_in_words(again) == "second in line"
    freed(item)
    now = timezone.now()
    tell_lines(now)
    tell_lines(now + timedelta(hours=2))
    free = [to for kind, to in told() if kind == "line_free"]
    assert free == ["bea@example.com", "ada@example.com"]


def test_leaving_by_the_link_needs_the_right_link(client: Client) -> None:
    place = in_line(held_item())
    wrong = links.token_for(links.SEARCH, place.pk)
    assert client.post(reverse("concierge:place", args=[wrong])).status_code == 404
    place.refresh_from_db()
    assert place.state == State.WAITING
    right = reverse("concierge:place", args=[links.token_for(links.PLACE, place.pk)])
    assert "first in line" in client.get(right).content.decode()
    for _ in range(2):
        client.post(right)
    place.refresh_from_db()
    assert place.state == State.LEFT
    assert "no longer in line" in client.get(right).content.decode()


def test_one_e_mail_joins_a_few_lines_an_hour(client: Client) -> None:
    for _ in range(8):
        client.post(reverse("concierge:line", args=[held_item().number]), {"email": "ada@example.com"})
    assert PlaceInLine.objects.count() == 6


def test_a_sweep_with_nothing_to_tell_is_one_query_however_many_wait(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        a_line(held_item(), "ada", "bea")
    with django_assert_num_queries(1):
        assert tell_lines() == 0
