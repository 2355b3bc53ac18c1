"""The concierge in a browser: no violation on its pages, the line without JavaScript, what the browser remembers."""

from collections.abc import Callable
from time import time
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Item
from concierge import links
from concierge.models import PlaceInLine
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.catalog import held_item, listed_item, sold_item
from tests.factories.concierge import a_request, a_search, in_line, proposed
from tests.factories.people import staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = 86_400


@transaction.atomic
def a_held_piece() -> Item:
    return held_item()


def pages() -> list[str]:
    """Every page of the concierge that opens by its address or link."""
    item, held = listed_item(), a_held_piece()
    found = a_request()
    proposed(found, item)
    opened: dict[tuple[str, str], list[Any]] = {
        ("concierge:search", links.SEARCH): [a_search("/shop/"), a_search("/new/", confirmed_at=None)],
        ("concierge:search-stop", links.SEARCH): [a_search("/shop/?to=5")],
        ("concierge:find-request", links.FIND): [found],
        ("concierge:place", links.PLACE): [in_line(held)],
    }
    by_link = [
        reverse(view, args=[links.token_for(kind, row.pk)])
        for (view, kind), rows in opened.items()
        for row in rows
    ]
    named = [
        "/find-it-for-me/?at=/shop/?to=5000",
        "/account/searches/save/?at=/shop/?to=5000",
        f"/line/{held.number}/",
    ]
    return [*named, *by_link, held.get_absolute_url()]


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_no_page_has_a_violation(
    width: str, scheme: str, live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    paths = pages()
    page = visit(width, color_scheme=scheme)
    for path in paths:
        page.goto(f"{live_server}{path}")
        page.wait_for_load_state("networkidle")
        no_violations(page)


def test_she_joins_the_line_without_javascript(live_server: LiveServer, visit: Callable[..., Page]) -> None:
    held = a_held_piece()
    page = visit("phone", java_script_enabled=False)
    page.goto(f"{live_server}{held.get_absolute_url()}")
    page.get_by_role("link", name="Tell me when it is free").click()
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("button", name="Tell me when it is free").click()
    expect(page.get_by_text("You are first in line.")).to_be_visible()
    assert PlaceInLine.objects.get().email == "ada@example.com"


def test_she_joins_it_on_the_page_of_the_piece(live_server: LiveServer, visit: Callable[..., Page]) -> None:
    held = a_held_piece()
    page = visit("desk")
    page.goto(f"{live_server}{held.get_absolute_url()}")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("button", name="Tell me when it is free").click()
    expect(page.get_by_text("You are first in line.")).to_be_visible()
    assert page.url.endswith(held.get_absolute_url())


def test_the_browser_remembers_what_she_saw_until_she_says_forget(
    live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    first, second = listed_item(title="Birkin 25"), sold_item(title="Kelly 28")
    page = visit("desk")
    for item in (first, second):
        page.goto(f"{live_server}{item.get_absolute_url()}")
    strip = page.get_by_role("region", name="Recently viewed")
    expect(strip.get_by_role("article")).to_have_count(1)
    page.goto(f"{live_server}/")
    expect(strip.get_by_role("article")).to_have_count(2)
    expect(strip.get_by_text("Sold", exact=True)).to_be_visible()
    no_violations(page)
    strip.get_by_role("button", name="Forget them").click()
    expect(strip).to_be_hidden()
    page.reload()
    expect(strip).to_be_hidden()


def test_what_is_new_since_her_last_visit_is_counted_and_marked(
    live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    listed_item()
    page = visit("desk")
    page.goto(f"{live_server}/new/")
    expect(page.get_by_text("since your last visit")).to_have_count(0)
    page.evaluate(
        "then => localStorage.setItem('portero.visit', JSON.stringify({ here: then }))", int(time()) - 3 * DAY
    )
    page.reload()
    expect(page.get_by_text("1 piece arrived since your last visit")).to_be_visible()
    expect(page.get_by_text("New since your last visit", exact=True)).to_have_count(1)
    no_violations(page)


def test_the_staff_s_queue_and_a_request(live_server: LiveServer, visit: Callable[..., Page]) -> None:
    found = a_request(note="Sellier, please.")
    page = visit("desk")
    enter(page, staff("Concierge", email="iris@portero.example"), str(live_server))
    page.goto(f"{live_server}/staff/finds/")
    no_violations(page)
    page.get_by_role("link", name="Answer").click()
    expect(page.get_by_text("Sellier, please.")).to_be_visible()
    no_violations(page)
    page.get_by_label("What you saw, or why").fill("Nothing in New York today.")
    page.get_by_role("button", name="Keep what you saw").click()
    expect(page.get_by_text(f"{found.number}: kept.")).to_be_visible()
