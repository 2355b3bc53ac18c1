"""The shop as an app: installable, and readable without a network, with nothing to buy."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from catalog.models import Item, Photo
from tests.browser.conftest import no_violations
from tests.drills.running_shop import Web, running_shop
from tests.factories.catalog import draft_item, listed_item
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.polling import eventually

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELL = "(all) => all.forEach((path) => navigator.serviceWorker.controller.postMessage({ seen: { path } }))"
CACHES = "caches.keys().then((names) => names.sort())"
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
SEEN = "caches.open('portero-seen-1').then((c) => c.keys()).then((k) => k.map((r) => new URL(r.url).pathname).sort())"


def pictured(web: Web, title: str) -> Item:
    """A listed piece with one photograph that the shop serves."""
    name = f"items/{title.replace(' ', '-').lower()}.webp"
    path = Path(web.environment["PORTERO_VAR"]) / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (80, 100), (90, 60, 40)).save(path)
    with transaction.atomic():
        item = listed_item(title=title, lead_photo=name, lead_alt=title)
        Photo.objects.bulk_create([Photo(item=item, position=1, file=name, alt=title, width=80, height=100)])
    return item


def look_at(page: Page, piece: Item, address: str) -> None:
    """Open a piece and wait until the worker has kept it with its picture."""
    page.goto(address + piece.get_absolute_url())
    eventually(lambda: f"/media/{piece.lead_photo}" in page.evaluate(SEEN), "the piece was kept")


def quiet_visit(visit: Callable[..., Page], web: Web) -> Page:
    """A page whose failed requests are the point of the test, not an error of the shop."""
    page = visit("phone")
    page.goto(web.url + "/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def cut_off(page: Page, web: Web) -> None:
    """No network and no shop; what the browser itself may keep for ten seconds is not what is looked at here."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.context.set_offline(True)
    web.kill()


def test_pieces_seen_are_there_without_a_network(stripe_double: StripeDouble, chromium: Any) -> None:
    with running_shop(stripe_double, workers=1, threads=8) as web:
        pieces = [pictured(web, "Birkin 30"), pictured(web, "Kelly 28"), pictured(web, "Constance 18")]
        Item.objects.filter(pk=pieces[2].pk).update(state="sold", sold_at=timezone.now())
        page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.goto(web.url + "/")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        for piece in pieces:
            look_at(page, piece, web.url)
        page.goto(web.url + "/bag/")
        cut_off(page, web)

        page.goto(web.url + "/designers/")
        offline_page_shows_them(page)
        page.goto(web.url + pieces[0].get_absolute_url())
        copy_offers_nothing(page)
        kept = [piece.get_absolute_url() for piece in pieces]
        kept += [f"/media/{piece.lead_photo}" for piece in pieces]
        assert page.evaluate(SEEN) == sorted(["/offline/seen.json", *kept])

        page.goto(web.url + "/new/")
        page.get_by_role("button", name="Forget these pieces").click()
        expect(page.get_by_role("heading", name="Seen last on this device")).to_be_hidden()
        assert page.evaluate("caches.has('portero-seen-1')") is False
        page.context.close()


def offline_page_shows_them(page: Page) -> None:
    """The last seen first, the sold one as sold, each with its picture and its time."""
    expect(page.get_by_role("heading", name="There is no connection")).to_be_visible()
    expect(page.locator("[data-seen] .card")).to_have_count(3)
    sold, listed = page.locator("[data-seen] .card").nth(0), page.locator("[data-seen] .card").nth(1)
    expect(sold).to_contain_text("Sold for $12,500")
    expect(listed).to_contain_text("Hermès Kelly 28")
    expect(listed).to_contain_text(", offline.")
    page.wait_for_function("() => [...document.images].every((image) => image.naturalWidth === 80)")
    no_violations(page)


def copy_offers_nothing(page: Page) -> None:
    """A kept page says from when it is, and nothing on it buys."""
    expect(page.get_by_role("status")).to_contain_text("offline. It may have been sold since.")
    expect(page.get_by_role("heading", name="Birkin 30")).to_be_visible()
    assert page.get_by_role("link", name="Add to bag").count() == 0
    assert page.locator("main form:visible").count() == 0


def test_the_kill_switch_takes_worker_and_copies_away(
    stripe_double: StripeDouble, visit: Callable[..., Page]
) -> None:
    with running_shop(stripe_double, workers=1, threads=8) as web:
        page = quiet_visit(visit, web)
        page.evaluate("caches.open('portero-shell-of-an-older-release')")
        assert page.evaluate(CACHES) != []
        web.kill()
        web.environment["SERVICE_WORKER"] = "0"
        web.start()
        page.goto(web.url + "/designers/")
        # A browser asks by itself with every page, at most once a day for a page that stays open.
        page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one?.update())")
        eventually(lambda: page.evaluate(WORKERS) == 0, "the worker has gone")
        assert page.evaluate(CACHES) == []


def test_a_new_release_clears_the_shell_of_the_old_one_and_keeps_what_was_seen(
    stripe_double: StripeDouble, visit: Callable[..., Page]
) -> None:
    with running_shop(stripe_double, workers=1, threads=8) as web:
        page = visit("phone")
        page.goto(web.url + "/robots.txt")  # no page of ours: nothing is installed yet
        page.evaluate(
            "Promise.all(['portero-shell-old', 'portero-seen-1', 'of-another'].map((n) => caches.open(n)))"
        )
        page.goto(web.url + "/")
        said = httpx.get(web.url + "/service-worker.js").text.splitlines()[0]
        version = json.loads(said.removeprefix("const SETTINGS = ").rstrip(";"))["version"]
        wanted = ["of-another", "portero-seen-1", f"portero-shell-{version}"]
        eventually(lambda: page.evaluate(CACHES) == wanted, "the old shell is gone, all else is there")


def test_chromium_would_install_it(stripe_double: StripeDouble, visit: Callable[..., Page]) -> None:
    with running_shop(stripe_double, workers=1, threads=8) as web:
        page = quiet_visit(visit, web)
        client = page.context.new_cdp_session(page)
        client.send("Page.enable")
        errors = client.send("Page.getInstallabilityErrors")["installabilityErrors"]
        # Playwright's contexts are private windows, where Chromium offers no installation: all else must hold.
        assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
        assert client.send("Page.getAppManifest")["errors"] == []


def test_the_twelve_seen_last_are_kept_and_one_that_left_the_shop_is_not(
    stripe_double: StripeDouble, visit: Callable[..., Page]
) -> None:
    with running_shop(stripe_double, workers=1, threads=8) as web:
        page = quiet_visit(visit, web)
        with transaction.atomic():
            paths = [listed_item(title=f"Piece {n}").get_absolute_url() for n in range(14)]
            gone = draft_item(title="Hidden").get_absolute_url()
        page.evaluate(TELL, [*paths, "/bag/", gone])
        expected = sorted(["/offline/seen.json", *paths[2:]])
        eventually(lambda: page.evaluate(SEEN) == expected, "the twelve last are kept, and nothing else")
