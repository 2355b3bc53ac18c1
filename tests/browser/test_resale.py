"""Buying for resale in a browser: sent, checked by accounting, used at the review, at both widths."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from orders.tax.models import ResaleCertificate
from tests.browser.conftest import no_violations
from tests.drills.running_shop import running_shop
from tests.factories.people import a_client, at_work, signed_in, staff
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def _enter(page: Page, url: str, user: User) -> None:
    name = settings.SESSION_COOKIE_NAME
    client = at_work(user) if user.is_staff else signed_in(user)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def _send(page: Page, url: str, paper: Path) -> None:
    page.goto(url + reverse("orders:certificates"))
    page.get_by_role("button", name="Send it for checking").click()
    expect(page.locator("main")).to_contain_text("Which business is named on the certificate?")
    no_violations(page)
    page.get_by_label("Business name").fill("Madison Resale LLC")
    page.get_by_label("Certificate or permit number").fill("NY-118")
    page.get_by_label("New York").check()
    page.get_by_label("Valid until").fill((timezone.localdate() + timedelta(days=90)).isoformat())
    page.get_by_label("The certificate", exact=True).set_input_files(str(paper))
    page.get_by_role("button", name="Send it for checking").click()
    expect(page.locator("main")).to_contain_text("Waits for us to check it")
    no_violations(page)


def test_a_certificate_is_sent_and_checked(
    stripe_double: StripeDouble, visit: Callable[..., Page], tmp_path: Path
) -> None:
    dealer, accountant = a_client("dealer@example.com"), staff("Accounting")
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(PDF)
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit("phone")
        _enter(page, web.url, dealer)
        _send(page, web.url, paper)
        desk = visit("desk")
        _enter(desk, web.url, accountant)
        desk.goto(web.url + reverse("fulfilment:certificates"))
        desk.get_by_role("link", name="Check it").click()
        desk.get_by_label("Reason").fill("Checked with the state.")
        desk.get_by_role("button", name="Approve").click()
        expect(desk.locator("body")).to_contain_text("No certificate waits")
        page.reload()
        expect(page.locator("main")).to_contain_text("Approved")
    assert ResaleCertificate.objects.get().decided_by == accountant
