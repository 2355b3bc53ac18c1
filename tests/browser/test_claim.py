"""A claim under the Promise on a phone: by a guest with and without a script, and from the account."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django import Settings

from authentication.models import Certificate
from logistics.models import Label
from orders.access import token_for
from orders.fulfilment.models import OutboundPhoto
from orders.order.models import Order
from orders.promise import appointments
from orders.promise.models import Claim, ClaimPhoto
from portero.core.mail.models import Mail
from tests.browser.conftest import no_violations
from tests.consignment.conftest import private
from tests.factories import claims
from tests.factories.people import a_client, signed_in
from tests.factories.submissions import a_picture

__all__ = ["private"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture in her telephone."""
    path = tmp_path / "IMG_2041.jpg"
    path.write_bytes(a_picture(41).read())
    return path


def on_disk(private: Path) -> None:
    """The pictures of both sets, which factories only name."""
    for kept in (OutboundPhoto, ClaimPhoto):
        for number, name in enumerate(kept.objects.values_list("file", flat=True)):
            if not (private / name).exists():
                (private / name).parent.mkdir(parents=True, exist_ok=True)
                (private / name).write_bytes(a_picture(number, "WEBP").read())


def looked_at(page: Page, *, script: bool = True) -> None:
    """Nothing to complain about at either width; back to the phone."""
    if script:
        no_violations(page)
        page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def opens(page: Page, photo: Path, kind: str, *, script: bool) -> Claim:
    """She forgets to say what she sees; her picture and her choice stay while she adds it."""
    page.get_by_role("link", name=re.compile("Open a claim")).click()
    expect(page.get_by_role("heading", name="Something is not right")).to_be_visible()
    page.get_by_label(kind).check()
    page.get_by_label("Choose or take them").set_input_files(photo)
    if script:
        expect(page.get_by_role("img", name="Picture 1")).to_be_visible()
    looked_at(page, script=script)
    page.get_by_role("button", name="Open the claim").last.click()
    expect(page.get_by_text("Tell us what you see, in a sentence or two.")).to_be_visible()
    expect(page.get_by_role("img", name="Picture 1")).to_be_visible()
    expect(page.get_by_label(kind)).to_be_checked()
    looked_at(page, script=script)
    page.get_by_label("What do you see?").fill("The stamp is shallower than on my other one.")
    page.get_by_label("Would you like to go through it").fill("Any weekday after four.")
    page.get_by_role("button", name="Open the claim").last.click()
    expect(page.get_by_role("heading", name="We read your claim")).to_be_visible()
    claim = Claim.objects.get()
    assert claim.photos.count() == 1
    looked_at(page, script=script)
    return claim


def labelled(claim: Claim) -> Claim:
    """Her label is bought, and is a PDF."""
    claim = claims.label_sent(claim)
    Label.objects.update(file_type="application/pdf")
    Label.objects.get().file.save("label.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    return claim


def seen(page: Page, headline: str, *, script: bool = True) -> None:
    """Her page, asked for again, says so."""
    page.reload()
    expect(page.get_by_role("heading", level=2, name=headline)).to_be_visible()
    looked_at(page, script=script)


@pytest.mark.parametrize("script", [True, False])
def test_a_guest_doubts_it_and_isnt_confident(
    live_server: Any, visit_quietly: Callable[..., Page], private: Path, photo: Path, *, script: bool
) -> None:
    order = claims.certified_order()
    page = visit_quietly("phone", java_script_enabled=script)
    page.goto(f"{live_server}/orders/{token_for(order)}/")
    claim = opens(page, photo, "I doubt that it is authentic", script=script)
    disputed(page, str(live_server), claim)
    claim = labelled(claim)
    seen(page, "Your label is ready", script=script)
    address = page.get_by_role("link", name="Print the label").get_attribute("href")
    label = page.request.get(f"{live_server}{address}")
    assert (label.headers["content-type"], label.body()[:5]) == ("application/pdf", b"%PDF-")
    claim = claims.received(claims.in_transit(claim))
    on_disk(private)
    seen(page, "Your piece is with us", script=script)
    expect(page.get_by_text("the one that it left with")).to_be_visible()
    claim = claims.decided_authentic(claims.reviewed_as("authentic", claims.under_review(claim)))
    seen(page, "It is authentic", script=script)
    expect(page.get_by_text(claims.REASONS).first).to_be_visible()
    page.get_by_role("button", name="I am not confident").click()
    expect(page.get_by_role("heading", name="Somebody outside our house decides")).to_be_visible()
    assert Claim.objects.get().state == "third_party"
    looked_at(page, script=script)


def test_from_the_certificate_the_way_comes_by_mail(
    live_server: Any, visit_quietly: Callable[..., Page], settings: Settings
) -> None:
    settings.PUBLIC_URL = str(live_server)
    order = claims.certified_order()
    page = visit_quietly("phone")
    page.goto(f"{live_server}/certificates/{Certificate.objects.get().number}/")
    page.get_by_role("link", name="Open a claim").click()
    looked_at(page)
    page.get_by_label("E-mail").fill(order.contact.email)
    page.get_by_role("button", name="Mail me the way").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    looked_at(page)
    link = re.search(r"http\S+/promise/\S+", Mail.objects.get(kind="claim_link").text)
    assert link
    page.goto(link[0])
    expect(page.get_by_role("button", name="Open the claim").last).to_be_visible()


def disputed(page: Page, shop: str, claim: Claim) -> None:
    """Everybody sees that it is doubted, and nobody who doubts it."""
    assert claim.certificate is not None
    here = page.url
    page.goto(f"{shop}/certificates/{claim.certificate.number}/")
    expect(page.get_by_text("doubts what this page says")).to_be_visible()
    expect(page.get_by_text(claim.number)).to_have_count(0)
    page.goto(here)


def test_in_her_account_she_takes_the_allowance(
    live_server: Any, visit_quietly: Callable[..., Page], private: Path, photo: Path
) -> None:
    clara = a_client()
    order = claims.delivered_order(user=clara)
    page = visit_quietly("phone", color_scheme="dark")
    name = live_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": signed_in(clara).cookies[name].value, "url": str(live_server)}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server}/account/orders/{order.number}/")
    claim = opens(page, photo, "Its condition differs from the report", script=True)
    assert claim.opened_by == clara
    meet(claim)
    seen(page, "We read your claim")
    expect(page.get_by_text("By telephone.")).to_be_visible()
    claim = claims.under_review(claims.received(labelled(claim)))
    on_disk(private)
    claims.decided_condition(claims.reviewed_as("authentic", claim))
    seen(page, "The condition was misdescribed, and we are sorry")
    page.get_by_role("button", name=re.compile("Keep it, with")).click()
    expect(
        page.get_by_role("heading", name="It goes back to you, and you have the allowance")
    ).to_be_visible()
    looked_at(page)
    back_with_her(page, order)


def meet(claim: Claim) -> None:
    """Staff offer a time."""
    soon = timezone.now() + timedelta(days=2)
    appointments.answer(claim, at=soon, note="By telephone.", actor=claims.care())


def back_with_her(page: Page, order: Order) -> None:
    """The parcel and the money arrive: it is over."""
    claim = claims.sent_back(order.promise_claims.get())
    seen(page, "It is on its way back to you")
    claims.pay_out(claim)
    claims.closed(claims.fresh(claim))
    seen(page, "This claim is closed")
    expect(page.get_by_text("With you", exact=True)).to_be_visible()
