"""Where an address leads is found once, and again when a word of the vocabulary changed."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import Category, Designer, Style
from tests.factories.catalog import a_category, listed_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/designers/hermes/", "/styles/hermes-birkin-30/", "/shop/handbags/", "/designers/hermes/handbags/"],
)
def test_a_filtered_list_is_found_without_a_query_of_its_own(
    settings: Settings, client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.FIGURES_FRESH_SECONDS = 60
    listed_item()
    client.get(path)
    with django_assert_num_queries(1):  # the look at the shelf
        assert client.get(f"{path}?never=1").status_code == 200


def test_a_new_name_is_on_the_next_answer(client: Client) -> None:
    listed_item()
    assert b"<h1>Herm\xc3\xa8s handbags</h1>" in client.get("/designers/hermes/handbags/").content
    Designer.objects.update(name="Maison")
    Category.objects.update(name="Bags")
    Style.objects.update(name="B30")
    for path, heading in (
        ("/designers/hermes/", b"<h1>Maison</h1>"),
        ("/designers/hermes/handbags/", b"<h1>Maison bags</h1>"),
        ("/shop/handbags/", b"<h1>Bags</h1>"),
        ("/styles/hermes-birkin-30/", b"<h1>Maison B30</h1>"),
    ):
        assert heading in client.get(path).content, path


def test_what_is_gone_is_not_found(client: Client) -> None:
    empty = a_category("Umbrellas")
    assert client.get("/shop/umbrellas/").status_code == 200
    empty.delete()
    assert client.get("/shop/umbrellas/").status_code == 404
    assert client.get("/designers/nobody/").status_code == 404
    assert client.get("/designers/nobody/handbags/").status_code == 404
