"""The bag that a guest's cookie names, as placement finds it: open, and nobody's account's."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.test import RequestFactory

from accounts.models import User
from orders.basket.models import Basket
from orders.order.models import Order
from orders.placement import EmptyBag
from orders.queries import bag_of_guest
from tests.factories.catalog import listed_item
from tests.factories.orders import a_bag, pending_order
from tests.factories.people import a_client

pytestmark = pytest.mark.django_db


def asked(cookie: str, user: object = None) -> Basket | None:
    request = RequestFactory().get("/")
    request.COOKIES["oscar_open_basket"] = cookie
    request.user = user or AnonymousUser()  # type: ignore[assignment]  # a stand-in for the middleware
    return bag_of_guest(request)


def test_the_bag_of_the_cookie_is_found() -> None:
    bag = Basket.objects.create()
    assert asked(Signer().sign(bag.pk)) == bag


def place(bag: Basket, user: User | None = None) -> Order:
    return pending_order(bag=Basket(pk=bag.pk), user=user)


@pytest.mark.parametrize("status", [Basket.SUBMITTED, Basket.MERGED])
def test_one_that_is_not_open_and_became_no_order_is_empty(status: str) -> None:
    bag = a_bag(listed_item())
    Basket.objects.filter(pk=bag.pk).update(status=status)
    with pytest.raises(EmptyBag):
        place(bag)


def test_one_that_was_ordered_gives_its_order_again() -> None:
    bag = a_bag(listed_item())
    assert place(bag) == place(bag)


def test_one_that_is_gone_is_empty() -> None:
    with pytest.raises(EmptyBag):
        place(Basket(pk=4_000_000))


def test_an_accounts_bag_is_ordered_by_nobody_else() -> None:
    bag, owner = a_bag(listed_item()), a_client()
    Basket.objects.filter(pk=bag.pk).update(owner=owner)
    for other in (None, a_client(email="other@example.com")):
        with pytest.raises(EmptyBag):
            place(bag, user=other)
    assert place(bag, user=owner).user == owner


def test_who_is_signed_in_has_no_guests_bag() -> None:
    assert asked(Signer().sign(Basket.objects.create().pk), a_client()) is None


@pytest.mark.parametrize("cookie", ["", "17", "17:forged"])
def test_a_cookie_that_is_not_ours_names_no_bag(cookie: str) -> None:
    assert asked(cookie) is None
