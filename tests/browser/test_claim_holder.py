"""A later owner tells us of her doubt, and customer care answers it: on a phone and at a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from authentication.certificates.mails import HOLDER
from authentication.models import Certificate, Holder
from orders.promise.models import HolderDoubt
from portero.core.links import token_for
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories import claims as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "The stamp is shallow, and the zip is stiff."
ANSWER = "Send it to us: we look at it, at no cost to you."


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_her_doubt_and_our_answer(live_server: Any, visit: Callable[..., Page], width: str) -> None:
    make.certified_order()
    dora = Holder.objects.create(certificate=Certificate.objects.get(), email="dora@example.com")
    hers = visit(width)
    hers.goto(f"{live_server}/promise/holders/{token_for(HOLDER, dora.pk)}/")
    no_violations(hers)
    hers.get_by_label("What do you see?").fill(WORDS)
    hers.get_by_role("button", name="Send it to us").click()
    expect(hers.get_by_text("to dora@example.com")).to_be_visible()
    no_violations(hers)
    ours = visit(width)
    enter(ours, make.care(), str(live_server))
    ours.goto(f"{live_server}/staff/claims/holders/")
    expect(ours.get_by_text(WORDS)).to_be_visible()
    no_violations(ours)
    ours.get_by_role("link", name="Answer").click()
    no_violations(ours)
    ours.get_by_label("Our answer").fill(ANSWER)
    ours.get_by_role("button", name="Mail her the answer").click()
    expect(ours.get_by_text("She has your answer by mail.")).to_be_visible()
    assert HolderDoubt.objects.get().answer == ANSWER
    hers.reload()
    expect(hers.get_by_text(ANSWER)).to_be_visible()
