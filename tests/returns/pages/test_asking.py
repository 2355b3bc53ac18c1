"""Her request: what she may send back, what she gets back before she asks, and what leads to the Promise instead."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orders.access import token_for
from orders.order.models import Order
from orders.returns import asking
from orders.returns.models import Return
from portero.core.models import Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import a_client, signed_in
from tests.factories.returns import shipped_order
from tests.readdressing.steps import page_of as order_page
from tests.returns.pages.steps import asked, page_of, text_of

pytestmark = pytest.mark.django_db


def line_of(order: Order, n: int = 0) -> int:
    return int(order.lines.order_by("pk")[n].pk)


def chosen(order: Order, *reasons: str, **more: Any) -> dict[str, Any]:
    """What her browser posts: the first pieces with these reasons."""
    told = {f"piece-{line_of(order, n)}": "on" for n in range(len(reasons))}
    return told | {f"reason-{line_of(order, n)}": why for n, why in enumerate(reasons)} | more


def total_of(order: Order) -> Decimal:
    """What goes back of all of it."""
    return asking.preview(order, list(order.lines.all())).total


def test_the_order_says_until_when_and_the_page_what_goes_back(client: Client) -> None:
    order = shipped_order()
    page = text_of(client.get(order_page(order)))
    assert page_of(order) in page
    assert "You can ask until" in page
    page = text_of(client.get(page_of(order)))
    assert "Price</dt><dd>$12,500.00" in page
    assert "Return and restocking fee</dt><dd>−$15.00" in page
    # New York taxes the fee that is kept.
    assert "Sales tax on it, less the fee’s part</dt><dd>$1,108.04" in page
    assert f"In all</dt><dd>${total_of(order):,.2f}" in page
    assert "To your Visa ending 4242" in page


def test_she_asks_and_lands_on_its_page(client: Client) -> None:
    order = shipped_order()
    told = chosen(order, "changed_mind", note="It is too small for me.", shown=total_of(order), send="1")
    answer = client.post(page_of(order), told)
    ret = Return.objects.get()
    assert answer["Location"] == page_of(order, "show", ret.number)
    assert (ret.note, ret.asked_by, ret.shown.total) == ("It is too small for me.", None, total_of(order))
    assert Mail.objects.filter(kind="return_requested").count() == 1


def test_a_second_click_leads_to_the_same_return(client: Client) -> None:
    order = shipped_order()
    told = chosen(order, "changed_mind", shown=total_of(order), send="1")
    first, second = client.post(page_of(order), told), client.post(page_of(order), told)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Return.objects.count() == 1
    assert Mail.objects.filter(kind="return_requested").count() == 1


def test_from_the_account_it_is_known_who_asked() -> None:
    clara = a_client()
    order = shipped_order(user=clara)
    signed_in(clara).post(page_of(order), chosen(order, "other", shown=total_of(order), send="1"))
    assert Return.objects.get().asked_by == clara


def test_the_sum_is_shown_before_anything_is_asked(client: Client) -> None:
    order = shipped_order(listed_item(), listed_item())
    told = chosen(order, "changed_mind", note="Only the one.")
    page = text_of(client.post(page_of(order), told | {"show": "1"}))
    assert "$12,500.00" in page
    assert "Only the one." in page
    assert 'name="shown"' in page
    page = text_of(client.post(page_of(order), told | {"send": "1", "shown": "1.00"}))
    assert "This is what you get back for what you chose." in page
    assert not Return.objects.exists()
    assert not Mail.objects.filter(kind="return_requested").exists()


def test_a_script_asks_for_the_sums_alone(client: Client) -> None:
    order = shipped_order(listed_item(), listed_item())
    answer = client.post(page_of(order), chosen(order, "changed_mind"), headers={"HX-Request": "true"})
    page = text_of(answer)
    assert "<html" not in page
    assert "Ask for this return" in page
    both = text_of(
        client.post(page_of(order), chosen(order, "other", "other"), headers={"HX-Request": "true"})
    )
    assert "$25,000.00" in both
    assert both.count("−$15.00") == 1
    nothing = text_of(client.post(page_of(order), {}, headers={"HX-Request": "true"}))
    assert "Show what I get back" in nothing
    assert not Return.objects.exists()


def test_a_missing_reason_stands_beside_its_piece_and_nothing_is_lost(client: Client) -> None:
    order = shipped_order()
    told = chosen(order, "", note="Please hurry.", shown=total_of(order), send="1")
    page = text_of(client.post(page_of(order), told))
    assert "Why does it come back?" in page
    assert "Please hurry." in page
    assert "autofocus" in page
    assert not Return.objects.exists()
    page = text_of(client.post(page_of(order), {"send": "1", "note": "Please hurry."}))
    assert "Which piece comes back?" in page
    assert not Return.objects.exists()


@pytest.mark.parametrize("reason", ["not_as_described", "damaged", "doubt"])
def test_what_the_promise_is_for_leads_there(client: Client, reason: str) -> None:
    order = shipped_order()
    told = chosen(order, reason, shown=total_of(order), send="1")
    page = text_of(client.post(page_of(order), told))
    assert "this is for the Portero Promise" in page
    assert reverse("promise:open", args=[token_for(order), order.lines.get().product.item.number]) in page
    assert ("Return it all the same" in page) is (reason != "doubt")
    assert not Return.objects.exists()


def test_she_may_still_return_what_is_not_as_described_but_not_what_she_doubts(client: Client) -> None:
    order = shipped_order()
    told = {"shown": total_of(order), "send": "1", "anyway": "on"}
    client.post(page_of(order), chosen(order, "doubt", **told))
    assert not Return.objects.exists()
    client.post(page_of(order), chosen(order, "not_as_described", **told))
    assert Return.objects.get().pieces.get().reason == "not_as_described"


def test_what_can_not_come_back_says_why(client: Client) -> None:
    order = shipped_order(days_ago=11)
    page = text_of(client.get(order_page(order)))
    assert "The 10 days from its shipping ended on" in page
    assert page_of(order) not in page
    assert client.get(page_of(order)).status_code == 302
    client.post(page_of(order), chosen(order, "other", shown=total_of(order), send="1"))
    assert not Return.objects.exists()


def test_before_it_has_left_nothing_is_offered(client: Client) -> None:
    order = confirmed_order()
    page = text_of(client.get(order_page(order)))
    assert "ask for a return on this page from the day a piece ships" in page
    assert page_of(order) not in page
    assert client.get(page_of(order)).status_code == 302


def test_of_two_parcels_each_has_its_own_return(client: Client) -> None:
    order = shipped_order(listed_item(), abroad_item())
    ret = asked(order, "other")
    page = text_of(client.get(order_page(order)))
    assert page.count(f"See return {ret.number}") == 1
    assert page.count("You can ask until") == 1
    page = text_of(client.get(page_of(order)))
    assert "You have asked to return it already." in page


def test_a_link_that_we_did_not_sign_asks_for_nothing(client: Client) -> None:
    order = shipped_order()
    told = chosen(order, "other", shown=total_of(order), send="1")
    forged = f"/orders/{order.number}~forged/returns/new/"
    assert client.get(forged).status_code == 404
    assert client.post(forged, told).status_code == 404
    assert not Return.objects.exists()


def test_another_order_s_piece_is_not_hers(client: Client) -> None:
    order, other = shipped_order(), confirmed_order(listed_item())
    line = line_of(other)
    told = {f"piece-{line}": "on", f"reason-{line}": "other", "shown": "1", "send": "1"}
    client.post(page_of(order), told)
    assert not Return.objects.exists()


def test_the_page_and_the_sums_cost_the_same_however_many_pieces(
    client: Client, django_assert_num_queries: Any
) -> None:
    two, three = (
        shipped_order(listed_item(), listed_item()),
        shipped_order(*(listed_item() for _ in range(3))),
    )
    script = {"HX-Request": "true"}
    client.get(page_of(two))
    client.post(page_of(two), chosen(two, "other"), headers=script)  # reads the tax tables once
    for order, reasons in ((two, ["other"]), (three, ["other"] * 3)):
        told = chosen(order, *reasons)
        with django_assert_num_queries(13):
            client.get(page_of(order))
        with django_assert_num_queries(16):
            client.post(page_of(order), told, headers=script)
