"""A certificate in a browser: looked up, read in every state, handed on from the buyer's order to the next owner."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from authentication.certificates import standing
from authentication.models import Certificate, Holder
from catalog import listing
from catalog.models import Item
from orders.access import token_for
from portero.core.mail.models import Mail
from tests.browser.conftest import no_violations
from tests.factories.certified import certified
from tests.factories.orders import confirmed_order
from tests.orders.test_consign_again import arrived

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def certificate(tmp_path: Path, settings: Settings) -> Certificate:
    """Of a piece on the shelf."""
    settings.MEDIA_ROOT = tmp_path
    with transaction.atomic():
        found = certified().certificate
        listing.publish(found.item)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    live_server: Any, visit: Visit, certificate: Certificate, scheme: str
) -> None:
    page, address = visit("desk", color_scheme=scheme), f"{live_server}/certificates/{certificate.number}/"
    steps: list[tuple[str, Callable[[], object]]] = [
        ("Valid", lambda: None),
        ("Disputed", lambda: standing.dispute(certificate.item, "PC-1")),
        ("Revoked", lambda: standing.revoke(certificate, "It was issued for another piece.", actor=None)),
    ]
    for word, step in steps:
        step()
        page.goto(address)
        expect(page.locator(".standing-word")).to_have_text(word)
        no_violations(page)
    page.goto(f"{address}transfer/")
    page.get_by_role("button", name="Register it to me").click()
    expect(page.get_by_text("Which code did the last owner give you?")).to_be_visible()
    no_violations(page)


def test_typed_from_the_card_it_opens(live_server: Any, visit: Visit, certificate: Certificate) -> None:
    page = visit("phone")
    page.goto(f"{live_server}/certificates/")
    page.get_by_label("Certificate number").fill(certificate.number.lower())
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Birkin 30 in Gold Togo")


def test_it_is_handed_on(
    live_server: Any, visit: Visit, certificate: Certificate, settings: Settings
) -> None:
    settings.PUBLIC_URL = str(live_server)
    with transaction.atomic():
        order = arrived(confirmed_order(Item.objects.get(pk=certificate.item_id)))
    buyer = visit("phone")
    buyer.goto(str(live_server) + reverse("orders:order", args=[token_for(order)]))
    buyer.get_by_role("button", name="Hand the certificate on").click()
    code = buyer.locator(".transfer-code").inner_text()
    no_violations(buyer)
    next_one = visit("desk")
    next_one.goto(f"{live_server}/certificates/{certificate.number}/")
    next_one.get_by_role("link", name="Enter the code").click()
    next_one.get_by_label("Code").fill(code)
    next_one.get_by_label("Your e-mail").fill("dora@example.com")
    next_one.get_by_role("button", name="Register it to me").click()
    expect(next_one.get_by_role("heading", name="It is registered to you")).to_be_visible()
    no_violations(next_one)
    assert Holder.objects.get(until=None).email == "dora@example.com"
    next_one.goto(_link_in(Mail.objects.get(kind="certificate_received")))
    next_one.get_by_role("button", name="Make a code").click()
    expect(next_one.locator(".transfer-code")).not_to_have_text(code)
    no_violations(next_one)


def _link_in(mail: Mail) -> str:
    return next(line for line in mail.text.splitlines() if "/certificates/held/" in line)
