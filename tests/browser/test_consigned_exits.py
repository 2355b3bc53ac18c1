"""Every way a piece ends unsold, at the desk and on its owner's phone; she reads each mail and follows its link."""

import pytest
from playwright.sync_api import Page, expect

from consignment.logistics import inbound
from consignment.models import Consignment, Submission
from consignment.offers import making
from consignment.portal.links import token_for
from portero.core.mail.models import Mail
from tests.browser.conftest import no_violations
from tests.browser.test_consigning import Clara, Helen, clara, helen
from tests.consignment.conftest import private
from tests.factories import consignment as make
from tests.factories.submissions import a_submission, an_offer

__all__ = ["clara", "helen", "private"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]


def state_of(piece: Submission | Consignment) -> str:
    return str(type(piece).objects.values_list("state", flat=True).get(pk=piece.pk))


def a_consignment() -> Consignment:
    """Clara's Kelly 28, with its label."""
    hers = make.a_submission(consignor=make.a_consignor("clara@example.com", name="Clara Whitfield"))
    label: Consignment = make.with_label(make.agreed(submission=hers))
    return label


def opened(clara: Clara, submission: Submission) -> Page:
    """Her page of it, opened by a link; what she was mailed until now is read."""
    clara.seen = Mail.objects.filter(to="clara@example.com").count()
    clara.page.goto(f"{clara.shop}/sell/open/{token_for(submission)}/")
    clara.page.get_by_role("button", name="Open my pieces").click()
    return clara.page


def asked_and_done(page: Page, ask: str, button: str) -> None:
    """Two deliberate steps: what it means is read before the button is there."""
    expect(page.get_by_role("button", name=button)).to_be_hidden()
    page.locator("summary", has_text=ask).click()
    no_violations(page)
    page.get_by_role("button", name=button).click()


def told(clara: Clara, kind: str, said: str, stands: str) -> None:
    """The mail says so, and its link leads to a page that says the same; nothing else was mailed."""
    clara.follow(clara.mail(kind, said))
    expect(clara.page.locator("main")).to_contain_text(stands)
    clara.read_all()


def verb(helen: Helen, button: str, done: str, **typed: str) -> None:
    """One of the other things that can be done at the bench."""
    helen.page.locator("summary", has_text=button).click()
    helen.press(button, done, **typed)


def test_declined_with_the_reason(clara: Clara, helen: Helen) -> None:
    submission = a_submission()
    helen.page.goto(f"{helen.shop}/staff/submissions/{submission.number}/")
    helen.page.get_by_label("What the consignor reads").fill("The handle was replaced.")
    helen.page.get_by_role("button", name="Decline").click()
    expect(helen.page.locator("body")).to_contain_text(f"{submission.number}: declined.")
    told(clara, "sell_declined", "The handle was replaced.", "We can’t take it: The handle was replaced.")


def test_withdrawn_before_an_offer(clara: Clara) -> None:
    submission = a_submission()
    asked_and_done(opened(clara, submission), "Withdraw the piece", "Yes, withdraw it")
    expect(clara.page.locator("main")).to_contain_text(f"{submission.number} is withdrawn.")
    told(clara, "sell_withdrawn", "You owe us nothing.", "You may show us a piece again at any time.")


def test_an_offer_refused(clara: Clara) -> None:
    offer = an_offer()
    asked_and_done(opened(clara, offer.submission), "No, thank you", "Yes, refuse the offer")
    expect(clara.page.locator("main")).to_contain_text("Thank you for telling us.")
    assert state_of(offer.submission) == "withdrawn"
    told(clara, "sell_withdrawn", "our offer has ended", "You withdrew it")


def test_an_offer_opened_but_not_refused_stands(clara: Clara) -> None:
    offer = an_offer()
    page = opened(clara, offer.submission)
    page.locator("summary", has_text="No, thank you").click()
    page.reload()
    assert state_of(offer.submission) == "offered"
    expect(page.get_by_role("link", name="Read and sign the agreement")).to_be_visible()
    clara.read_all()


def test_an_offer_that_lapsed(clara: Clara) -> None:
    offer = an_offer()
    opened(clara, offer.submission)
    assert making.lapse_due(now=offer.lapses_at) == 1
    told(
        clara, "sell_offer_lapsed", "ended without an answer", "You may show us the piece again at any time."
    )


def test_never_received(clara: Clara, helen: Helen) -> None:
    consignment = a_consignment()
    opened(clara, consignment.agreement.offer.submission)
    helen.open()
    verb(helen, "It never arrived", "Closed.")
    told(clara, "consigned_not_received", "It is welcome.", "If it is still with you")
    assert inbound.remind_due() == 0


def test_withdrawn_from_us(clara: Clara) -> None:
    consignment = make.received(a_consignment())
    asked_and_done(
        opened(clara, consignment.agreement.offer.submission), "Withdraw the piece", "Yes, withdraw it"
    )
    expect(clara.page.locator("main")).to_contain_text("This page says how it comes back to you.")
    told(clara, "consigned_withdrawn", "It goes back to you at our cost", "We send it back to you.")


def test_rejected_and_returned(clara: Clara, helen: Helen) -> None:
    consignment = make.received(a_consignment())
    opened(clara, consignment.agreement.offer.submission)
    helen.open()
    verb(helen, "Reject it", "It is rejected; its owner reads why.", Reason="The handle was replaced.")
    told(clara, "consigned_rejected", "The handle was replaced.", "We send it back to you at our cost.")
    helen.press("Buy the label back", "The label back is being bought.")
    number = "9405511899223197428490"
    label = {"Carrier": "USPS", "Service": "Priority", "Tracking_number": number, "Cost": "24.10"}
    verb(helen, "Record a label bought elsewhere", "The label is recorded.", **label)
    helen.press("Handed to the carrier", "It is on its way back.")
    told(clara, "consigned_returning", number, "You sign for the parcel when it arrives.")
    verb(helen, "It is back with its owner", "Closed.")
    told(clara, "consigned_returned", "The carrier has delivered your Hermès Kelly 28", "It is back with you")
    assert state_of(consignment) == "returned"
