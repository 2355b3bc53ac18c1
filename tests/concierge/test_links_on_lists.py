"""A list leads to saving it and to Find It For Me, with its own address."""

import pytest
from django.test import Client

from concierge.searches.place import read_place
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kept", ["/shop/?colour=Gold&to=20000", "/designers/hermes/", "/new/"])
def test_a_list_can_be_saved_from_its_end(kept: str, client: Client) -> None:
    listed_item(price=12_500)
    page = client.get(kept).content.decode()
    at = kept.replace("/", "%2F").replace("?", "%3F").replace("=", "%3D").replace("&", "%26")
    assert f'href="/account/searches/save/?at={at}"' in page
    assert f'href="/find-it-for-me/?at={at}"' in page
    place = read_place(kept)
    assert place is not None
    assert place.address == kept
