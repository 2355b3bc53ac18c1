"""Her page to ask for an exchange, and what the pages of return and desk say of it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Hold, Item
from orders import cancellation, staff_facts
from orders.access import token_for
from orders.books.ledger import splits_of
from orders.order.models import Order
from orders.payments.disputes.evidence import happenings
from orders.payments.models import Refund
from orders.returns.exchanging import ending
from orders.returns.exchanging import sweeping as exchanges
from orders.returns.models import Return
from portero.core.templatetags import shop
from portero.core.words import moment
from tests.factories import exchanges as make
from tests.factories import returns
from tests.factories.catalog import held_item, sold_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def address(order: Order) -> str:
    return reverse("returns:exchange", args=[token_for(order)])


def told(order: Order, item: Item, **more: Any) -> dict[str, Any]:
    return {"line": order.lines.get().pk, "wanted": item.number, "reason": "changed_mind"} | more


def test_she_sees_every_sum_before_she_asks(client: Client) -> None:
    order, item = make.hers("2000.00"), make.of_price("2500.00")
    page = client.post(address(order), told(order, item, show="1"))
    words = page.content.decode()
    assert page.context["offer"].to_pay == Decimal("587.93")
    assert "$2,765.43" in words
    assert "$2,177.50" in words
    assert "$587.93" in words
    assert not Return.objects.exists()
    assert not Hold.objects.filter(released_at__isnull=True).exists()


def test_she_asks_for_what_she_saw(client: Client) -> None:
    order, item = make.hers("2000.00"), make.of_price("1500.00")
    answer = client.post(address(order), told(order, item, send="1", back="2177.50", cost="1676.68"))
    ret = Return.objects.get()
    assert answer.headers["Location"] == reverse("returns:show", args=[token_for(order), ret.number])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "In exchange for it" in page
    assert f"<h1>Exchange {shop.whole(ret.number)}</h1>" in page
    assert "Withdraw the exchange" in page
    assert f"Return {shop.whole(ret.number)}" not in page
    mine = ret.pieces.get().item
    for piece in (mine, item):
        assert f"{piece.designer.name} {piece.title}." in page
    assert f"{ret.number}: {mine.number}" not in page
    assert "$500.82 less than yours" in page
    assert "What your piece gives" in page


def test_other_sums_than_she_saw_are_shown_first(client: Client) -> None:
    order, item = make.hers("2000.00"), make.of_price("1500.00")
    page = client.post(address(order), told(order, item, send="1", back="2177.50", cost="1676.67"))
    assert "The sums have changed" in page.content.decode()
    assert not Return.objects.exists()


@pytest.mark.parametrize(
    "typed", ["{0.number}", "https://portero.example/item/{0.number}/birkin/", " {0.number} "]
)
def test_the_piece_is_found_by_its_number_or_its_page(client: Client, typed: str) -> None:
    order, item = make.hers(), make.of_price("2500.00")
    page = client.post(address(order), told(order, item, wanted=typed.format(item)))
    assert page.context["offer"].item == item


def test_what_lies_in_her_bag_needs_no_typing(client: Client) -> None:
    order, item = make.hers(), make.of_price("2500.00")
    client.post(reverse("orders:bag-add", args=[item.number]))
    page = client.get(address(order)).content.decode()
    assert f"?wanted={item.number}" in page
    chosen = client.get(f"{address(order)}?wanted={item.number}").content.decode()
    assert f'value="{item.number}"' in chosen


def test_what_she_cannot_have_is_said(client: Client) -> None:
    order = make.hers()
    mine = Item.objects.get(product__in=order.lines.values("product"))
    for item, words in [
        (held_item(), "on hold just now"),
        (sold_item(), "isn’t for sale"),
        (mine, "the piece you would send back"),
    ]:
        page = client.post(address(order), told(order, item, show="1"))
        assert words in page.content.decode()
        assert "offer" not in page.context
    page = client.post(address(order), told(order, mine, wanted="the red one"))
    assert "We have no piece of this number" in page.content.decode()
    assert not Return.objects.exists()


def test_nothing_to_exchange_leads_back_to_the_order(client: Client) -> None:
    order = returns.shipped_order(days_ago=30)
    answer = client.get(address(order))
    assert answer.headers["Location"] == reverse("orders:order", args=[token_for(order)])


def test_the_page_of_the_return_leads_to_the_payment(client: Client) -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("2500.00")))
    new = make.new_order(ret)
    page = client.get(reverse("returns:show", args=[token_for(ret.order), ret.number])).content.decode()
    assert "Your piece is accepted" in page
    assert "$587.93 is left to pay by" in page
    assert reverse("orders:pay", args=[token_for(new)]) in page


@pytest.mark.usefixtures("stripe_double")
def test_the_payment_page_asks_for_the_difference_alone(client: Client) -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("2500.00")))
    new = make.new_order(ret)
    page = client.get(reverse("orders:pay", args=[token_for(new)])).content.decode()
    assert "Pay $587.93" in page
    assert f"Credit from return {ret.number}" in page
    assert "Back to bag" not in page


@pytest.mark.usefixtures("stripe_double")
def test_she_may_have_her_money_instead(client: Client) -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("2500.00")))
    new = make.new_order(ret)
    client.get(reverse("orders:pay", args=[token_for(new)]))
    client.post(reverse("orders:change", args=[token_for(new)]))
    new.refresh_from_db()
    assert new.status == "cancelled"
    assert ret.refund is not None
    ret.refund.refresh_from_db()
    assert (ret.refund.state, ret.refund.next_try_at is not None) == ("ready", True)
    assert not Hold.objects.filter(released_at__isnull=True).exists()


def test_an_exchange_undone_is_told_as_undone(client: Client) -> None:
    ret = make.bought()
    card = token_for(ret.order)
    pages = [reverse("returns:show", args=[card, ret.number]), reverse("orders:order", args=[card])]
    assert all("Exchanged" in client.get(page).content.decode() for page in pages)
    cancellation.cancel_paid(make.new_order(ret), reason="You cancelled it.", actor=None)
    for page in pages:
        words = client.get(page).content.decode()
        assert "The exchange came to nothing, and your money goes back to where it came from" in words
        assert "Exchanged" not in words


def test_staff_read_until_when_it_is_held_and_what_the_credit_is() -> None:
    ret = make.bought()
    event = ret.order.events.get(kind="exchange_wanted")
    (told,) = [one for one in staff_facts.story_of(ret.order) if one.event == event]
    assert told.facts["until"] == moment(datetime.fromisoformat(event.data["until"]))
    (split,) = splits_of(ret.order)
    assert split.credited == make.new_order(ret).number


def test_the_desk_sees_what_she_wants_for_it() -> None:
    ret = make.wanted(make.hers("2000.00"), make.of_price("2500.00"))
    page = at_work(returns.carer()).get(reverse("return-desk:one", args=[ret.number])).content.decode()
    assert "In exchange for it" in page
    assert "$587.93 more than yours" in page


def test_an_exchange_that_is_over_says_why(client: Client) -> None:
    ret = make.wanted()
    exchange = make.exchange_of(ret)
    exchange.ret = ret
    ending.over(exchange, ending.HOLD_OVER, at=timezone.now() + timedelta(days=1))
    page = client.get(reverse("returns:show", args=[token_for(ret.order), ret.number])).content.decode()
    assert "could not keep the other piece" in page


def test_accounting_can_look_at_both_ends_of_a_credit() -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("2500.00")))
    credit = make.new_order(ret).payments.get()
    rosa = at_work(staff("Accounting", email="accounts@portero.example"))
    payment = rosa.get(reverse("admin:payments_payment_change", args=[credit.pk]))
    refund = rosa.get(reverse("admin:payments_refund_change", args=[credit.source_id]))
    assert (payment.status_code, refund.status_code) == (200, 200)
    assert "Set aside of a return" in payment.content.decode()
    assert "Call off" not in refund.content.decode()
    queue = rosa.get(reverse("admin:payments_refund_changelist"), {"work": "waiting"}).content.decode()
    assert ret.order.number not in queue


def test_a_bank_reads_the_credit_among_the_payments() -> None:
    new = make.new_order(make.bought())
    told = happenings.payments(new)
    assert [one["captured"] for one in told] == [Decimal("2177.50"), Decimal("587.93")]


def test_of_a_cheaper_piece_only_the_rest_is_told_as_refunded(client: Client) -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("1500.00")))
    address = reverse("returns:show", args=[token_for(ret.order), ret.number])
    goes_back = "The $500.82 beyond its cost goes back to where it came from."
    assert goes_back in client.get(address).content.decode()
    returns.arrives(Refund.objects.get(payment__order=ret.order, state="ready"))
    page = client.get(address).content.decode()
    assert goes_back not in page
    assert "$500.82. Banks take" in page
    assert "$2,177.50. Banks take" not in page


def test_it_is_an_exchange_on_her_order_and_to_its_end(client: Client) -> None:
    ret = make.wanted()
    page_of_order = reverse("orders:order", args=[token_for(ret.order)])
    words = client.get(page_of_order).content.decode()
    assert ">Exchange</h3>" in words
    assert f"See exchange {ret.number}" in words
    page = reverse("returns:show", args=[token_for(ret.order), ret.number])
    answer = client.post(reverse("returns:withdraw", args=[token_for(ret.order), ret.number]), follow=True)
    assert answer.redirect_chain == [(page, 302)]
    words = answer.content.decode()
    assert "The exchange is withdrawn." in words
    assert f"<h1>Exchange {shop.whole(ret.number)}</h1>" in words
    assert "You have withdrawn it." in words


def test_one_that_goes_on_without_the_other_piece_is_a_return(client: Client) -> None:
    ret = returns.in_transit(returns.approved(make.wanted()))
    Hold.objects.filter(released_at__isnull=True).update(released_at=timezone.now())
    assert exchanges.sweep() == 1
    words = client.get(reverse("returns:show", args=[token_for(ret.order), ret.number])).content.decode()
    assert f"<h1>Return {shop.whole(ret.number)}</h1>" in words
    assert ending.HOLD_OVER in words


def test_its_steps_don_t_call_it_a_return(client: Client) -> None:
    ret = returns.received(returns.in_transit(returns.approved(make.wanted())))
    page = client.get(reverse("returns:show", args=[token_for(ret.order), ret.number]))
    steps = [step.what for step in page.context["told"].steps]
    assert "Your parcel has arrived with us" in steps
    assert [step for step in steps if "our return" in step] == []
