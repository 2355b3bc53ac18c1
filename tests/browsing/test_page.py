"""A list in its frame: whole and escaped, whatever somebody typed and whatever a house is called."""

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries, Settings

from catalog import shelf
from catalog.models import Designer
from catalog.pages.frame import frame
from tests.browsing.reading import list_at
from tests.factories.catalog import a_designer, listed_item

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('x')</script>\"&"
# Ours, by where they come from; whatever else is there was smuggled in.
SCRIPTS = {"static", "application/ld+json"}


def scripts(answer: bytes) -> set[str]:
    page = html.document_fromstring(answer.decode())
    return {
        "static" if script.get("src", "").startswith("/static/") else str(script.get("type"))
        for script in page.iter("script")
    }


@pytest.mark.parametrize(
    "path",
    [
        "/shop/?q={}&from={}&to={}&designer={}&sort={}",
        "/search/?q={}",
        "/search/?q={}&grade={}",
        "/shop/?never={}&per=48&page={}",
    ],
)
def test_no_part_of_an_address_is_markup(client: Client, path: str) -> None:
    listed_item()
    answer = client.get(path.replace("{}", "%3Cscript%3Ealert('x')%3C/script%3E%22%26"))
    assert answer.status_code == 200
    assert scripts(answer.content) == SCRIPTS


def test_no_name_of_a_house_is_markup(client: Client) -> None:
    house = a_designer("Maison")
    listed_item(designer=house, title=HOSTILE)
    Designer.objects.filter(pk=house.pk).update(name=HOSTILE)
    for path in ("/shop/", "/designers/maison/", "/shop/?designer=maison", "/search/?q=alert"):
        found = client.get(path).content
        assert scripts(found) == SCRIPTS, path
    assert list_at(client, "/shop/").titles == [" ".join(HOSTILE.split())]


def test_a_page_is_one_document_in_the_frame(client: Client) -> None:
    listed_item()
    page = html.document_fromstring(client.get("/shop/").content.decode())
    assert page.findtext(".//title") == "All pieces | Portero"
    assert [len(page.xpath(f"//{tag}")) for tag in ("head", "header", "main", "h1", "footer")] == [1] * 5
    assert "\0" not in client.get("/search/?q=%00birkin%00").content.decode()


def test_the_frame_is_made_once_while_the_shelf_stands(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGES_KEPT_SECONDS = 10
    listed_item()
    with shelf.settled():
        first = frame()
        assert frame() is first
    listed_item(title="Kelly 28")
    with shelf.settled():
        second = frame()
    assert second is not first
    assert b"Handbags <span>2" in b"".join(part for part in second.parts if isinstance(part, bytes))
