"""Public pages are the same for everybody: no session row, no cookie, nothing that varies by visitor."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/designers/",
    "/designers/hermes/",
    "/shop/",
    "/shop/handbags/",
    "/new/",
    "/search/?q=birkin",
    "/about/grades/",
    "/about/authenticity/",
    "/about/delivery-and-returns/",
    "/designers/hermes/handbags/",
    "/styles/hermes-birkin-30/",
    "/sitemap.xml",
    "/sitemaps/designers.xml",
    "/robots.txt",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_gets_no_cookie_and_no_session(client: Client, path: str) -> None:
    listed_item()
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=10"
    assert Session.objects.count() == 0


def test_the_item_page_too(client: Client) -> None:
    answer = client.get(listed_item().get_absolute_url())
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    assert Session.objects.count() == 0


@pytest.mark.parametrize("path", PATHS)
def test_nothing_inline_and_a_policy_that_is_the_same_for_every_answer(client: Client, path: str) -> None:
    listed_item()
    first, second = client.get(path), client.get(path)
    page = first.content.decode()
    assert "nonce" not in page
    assert first.headers["Content-Security-Policy"] == second.headers["Content-Security-Policy"]
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_an_unknown_page_helps_on(client: Client) -> None:
    answer = client.get("/about/nothing/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
