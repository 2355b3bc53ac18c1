"""From the page of a piece into an exchange: who sees the way, where it leads, and what it costs everybody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Item
from orders.access import token_for
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from tests.factories import exchanges as make
from tests.factories import returns
from tests.factories.catalog import held_item, listed_item, sold_item
from tests.factories.people import a_client, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Exchange a piece of mine for this"


def panel(browser: Client, item: Item) -> str:
    return browser.get(reverse("orders:buy-form", args=[item.number])).content.decode()


def way(item: Item) -> str:
    return reverse("returns:exchange-for", args=[item.number])


def form_of(order: Order, item: Item) -> str:
    line = order.lines.order_by("pk")[0].pk
    return f"{reverse('returns:exchange', args=[token_for(order)])}?wanted={item.number}&line={line}"


def test_from_the_page_of_a_piece_to_the_form_with_both_pieces_chosen() -> None:
    clara, item = a_client(), make.of_price("2500.00")
    order, browser = make.hers("2000.00", user=clara), signed_in(clara)
    assert f'href="{way(item)}"' in panel(browser, item)
    answer = browser.get(way(item), follow=True)
    assert answer.redirect_chain == [(form_of(order, item), 302)]
    assert f'value="{item.number}"' in answer.content.decode()
    assert f'name="line" value="{order.lines.get().pk}"' in answer.content.decode()


def test_of_several_pieces_she_chooses_which() -> None:
    clara, item = a_client(), make.of_price("2500.00")
    first = make.hers("2000.00", user=clara)
    second = returns.shipped_order(listed_item(), listed_item(), user=clara)
    browser = signed_in(clara)
    page = browser.get(way(item))
    pieces = [*second.lines.order_by("pk"), first.lines.get()]
    assert [card["item"].product_id for card in page.context["cards"]] == [line.product_id for line in pieces]
    last = page.context["cards"][1]["address"]
    chosen = browser.get(last).context["form"]["line"].value()
    assert chosen == str(pieces[1].pk)


def test_only_a_piece_that_can_be_hers_is_offered() -> None:
    clara = a_client()
    make.hers(user=clara)
    browser = signed_in(clara)
    for item in (held_item(), sold_item()):
        assert WORDS not in panel(browser, item)
    assert browser.get(way(sold_item())).status_code == 404


def test_only_to_whom_a_piece_can_come_back() -> None:
    clara, item = a_client(), make.of_price("2500.00")
    order, browser = make.hers(user=clara), signed_in(clara)
    assert WORDS in panel(browser, item)
    assert WORDS not in panel(signed_in(a_client("dora@example.com")), item)
    returns.requested(order)
    assert WORDS not in panel(browser, item)
    assert "Nothing of yours can be exchanged now." in browser.get(way(item)).content.decode()
    old = make.hers(user=clara)
    Shipment.objects.filter(order=old).update(shipped_at=timezone.now() - timedelta(days=11))
    assert WORDS not in panel(browser, item)


def test_nobody_else_pays_for_it(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    item = make.of_price("2500.00")
    panel(client, item)
    with django_assert_num_queries(3):  # the piece, and who holds or has bought it
        assert WORDS not in panel(client, item)
    assert client.get(way(item)).status_code == 302
