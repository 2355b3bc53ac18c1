"""What each mail about a return says, written by the shop's own verbs: one per step, with the page and the sums."""

import pytest

from orders.access import link_to
from orders.returns import labelling, losing
from orders.returns.models import Return
from portero.core.models import Mail
from portero.core.words import moment
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.returns.pages.steps import SCRATCHED, judged, said

pytestmark = pytest.mark.django_db
BANKS = "Banks take 5 to 10 business days to show it."


def kinds() -> list[str]:
    """The mails about returns so far, in their order."""
    found = Mail.objects.filter(kind__startswith="return_").order_by("pk")
    return list(found.values_list("kind", flat=True))


def page_of(ret: Return) -> str:
    return link_to(ret.order, "returns:show", ret.number)


def test_from_the_request_to_the_refund_one_mail_each() -> None:
    ret = make.requested()
    text = said("return_requested")
    assert ret.due_at is not None
    assert f"We answer by {moment(ret.due_at)}." in text
    assert page_of(ret) in text
    assert "In all: $13,593.04" in text
    assert "You get this mail because you placed order" in text
    ret = make.approved(ret)
    text = said("return_approved")
    assert ret.send_by is not None
    assert f"Please hand the parcel to the carrier by {moment(ret.send_by)}" in text
    assert "Leave the security tag on." in text
    assert "within 2 working days" in text
    judged(make.received(make.in_transit(ret)))
    assert "$13,593.04 goes back to your Visa ending 4242. " + BANKS in said("return_accepted")
    make.refunded(make.fresh(ret))
    assert BANKS in said("return_refunded")
    assert kinds() == [
        "return_requested",
        "return_approved",
        "return_received",
        "return_accepted",
        "return_refunded",
    ]
    assert not Mail.objects.filter(kind="refund_done").exists()
    to = ret.order.contact.email
    assert set(Mail.objects.filter(kind__startswith="return_").values_list("to", flat=True)) == {to}


def test_the_label_is_linked_where_it_is_a_file() -> None:
    ret = make.approved(label=False)
    label = make.a_label_of(ret, file="labels/label.pdf", file_type="application/pdf")
    labelling.labelled(ret.pk, label)
    assert link_to(ret.order, "returns:label", ret.number) in said("return_approved")


def test_without_a_file_it_says_where_the_label_comes_from() -> None:
    make.approved()
    assert "The label itself comes in a mail from one of us." in said("return_approved")


def test_declined_leads_to_the_promise() -> None:
    ret = make.declined()
    text = said("return_declined")
    assert "It was made to your measure." in text
    assert "the Portero Promise is for that" in text
    assert link_to(ret.order) in text


def test_reminded_then_lapsed_with_the_day_until_which_she_may_ask_again() -> None:
    ret = make.lapsed()
    assert ret.send_by is not None
    assert f"Please hand it over by {moment(ret.send_by)}." in said("return_reminder")
    text = said("return_lapsed")
    assert "nothing was charged" in text
    assert "You can ask once more until" in text


def test_of_two_pieces_the_refused_one_is_told_with_its_reason_and_its_way_back() -> None:
    order = make.shipped_order(listed_item(), listed_item())
    ret = judged(make.received(make.in_transit(make.approved(make.requested(order)))), refused=[1])
    assert "$13,593.04 goes back" in said("return_accepted")
    text = said("return_refused")
    assert SCRATCHED in text
    assert "travels back to you" in text
    make.sent_back(ret)
    assert make.TRACKING in said("return_going_back")
    make.refunded(make.fresh(ret))
    assert "We have refunded $13,593.04" in said("return_refunded")


def test_lost_with_and_without_its_money() -> None:
    make.lost(refund=True)
    assert "The risk was ours: $13,593.04 goes back" in said("return_lost")
    Mail.objects.all().delete()
    ret = make.lost()
    assert not Mail.objects.filter(kind="return_lost").exists()
    losing.close(ret, actor=make.manager(), reason="It was never handed over.")
    text = said("return_lost")
    assert "It was never handed over." in text
    assert "goes back to" not in text
