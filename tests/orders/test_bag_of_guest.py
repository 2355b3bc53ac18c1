"""The bag that a guest's cookie names, as placement asks for it: open, and nobody's account's."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.test import RequestFactory

from orders.basket.models import Basket
from orders.queries import open_bag_of_guest
from tests.factories.people import a_client

pytestmark = pytest.mark.django_db


def asked(cookie: str, user: object = None) -> Basket | None:
    request = RequestFactory().get("/")
    request.COOKIES["oscar_open_basket"] = cookie
    request.user = user or AnonymousUser()  # type: ignore[assignment]  # a stand-in for the middleware
    return open_bag_of_guest(request)


def test_an_open_bag_is_found() -> None:
    bag = Basket.objects.create()
    assert asked(Signer().sign(bag.pk)) == bag


@pytest.mark.parametrize("status", [Basket.FROZEN, Basket.SUBMITTED, Basket.MERGED])
def test_one_that_is_not_open_is_not(status: str) -> None:
    assert asked(Signer().sign(Basket.objects.create(status=status).pk)) is None


def test_an_accounts_bag_is_no_guests() -> None:
    assert asked(Signer().sign(Basket.objects.create(owner=a_client()).pk)) is None


def test_who_is_signed_in_has_no_guests_bag() -> None:
    assert asked(Signer().sign(Basket.objects.create().pk), a_client()) is None


@pytest.mark.parametrize("cookie", ["", "17", "17:forged"])
def test_a_cookie_that_is_not_ours_names_no_bag(cookie: str) -> None:
    assert asked(cookie) is None
