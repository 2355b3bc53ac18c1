"""The rules of the Promise: the same for everybody, with the figures in force."""

import pytest
from django.test import Client

from orders.promise import clock
from orders.promise.history import within
from orders.promise.models import ClaimState
from portero.core.models import FigureValue
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


def test_it_names_the_time_of_every_step(client: Client) -> None:
    page = client.get("/promise/").content.decode()
    for state in clock.STEPS:
        if state not in {ClaimState.IN_TRANSIT, ClaimState.LOST}:
            assert within(state) in page, state
    assert "within 30 days of delivery" in page


def test_a_figure_that_staff_change_is_on_the_page(client: Client) -> None:
    FigureValue.objects.create(name="promise_condition_days", value=45, reason="A quiet winter.")
    assert "within 45 days of delivery" in client.get("/promise/").content.decode()


def test_it_is_the_same_for_everybody(client: Client) -> None:
    answer = client.get("/promise/")
    assert answer.cookies == {}
    assert "csrfmiddlewaretoken" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/about/authenticity/"])
def test_it_is_linked_where_somebody_looks_for_it(client: Client, address: str) -> None:
    assert 'href="/promise/"' in client.get(address).content.decode()


def test_the_page_of_a_piece_leads_to_it(client: Client) -> None:
    piece = client.get(listed_item().get_absolute_url()).content.decode()
    assert 'href="/promise/">The Portero Promise</a> says how.' in piece
