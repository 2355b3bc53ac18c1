"""The address step as she meets it: asked once, answered by one click, kept if she insists, nothing lost."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orders.checkout.draft import CheckoutDraft
from orders.models import Contact
from orders.order.models import Order
from orders.tax.models import TaxComponent
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.people import at_work, staff
from tests.orders.test_checkout_pages import ELSEWHERE, PARK_AVENUE, place, put

pytestmark = pytest.mark.django_db
FLORAL_PARK = {"shipping-line4": "Floral Park", "shipping-postcode": "11001"}


@pytest.fixture
def shopper(client: Client) -> Client:
    """Somebody with a piece in her bag."""
    put(client, listed_item(price=1_000))
    return client


def send(client: Client, **told: Any) -> Any:
    return client.post(reverse("orders:checkout-address"), PARK_AVENUE | told)


def draft_of(client: Client) -> CheckoutDraft:
    return CheckoutDraft(**client.session["checkout"])


def buttons(page: Any, kind: str = "shipping") -> list[tuple[str, str]]:
    form = getattr(page.context["step"], kind)
    return [button for asked in form.questions.values() for button in asked["buttons"]]


def test_a_question_keeps_everything_typed_and_stores_nothing_yet(shopper: Client) -> None:
    page = send(shopper, **{"shipping-line4": "New Yrok"})
    html = page.content.decode()
    assert "Did you mean New York?" in html
    assert 'value="New Yrok"' in html
    assert 'value="740 Park Avenue"' in html
    assert 'aria-describedby="id_shipping-line4_asked"' in html
    assert "One question about the address." in html
    assert "checkout" not in shopper.session


def test_one_click_takes_the_suggestion_and_goes_on(shopper: Client) -> None:
    wrong = {"shipping-line4": "Newyork", "shipping-state": "CA"}
    ((label, value),) = buttons(send(shopper, **wrong))
    assert label == "Use New York, NY"
    answer = send(shopper, **wrong, use=value)
    assert answer["Location"] == reverse("orders:checkout-delivery")
    assert draft_of(shopper).shipping["state"] == "NY"
    assert draft_of(shopper).kept == []


def test_she_may_keep_what_she_typed_and_staff_see_it(shopper: Client) -> None:
    wrong = {"shipping-line4": "New Yrok"}
    key = send(shopper, **wrong).context["step"].shipping.questions["line4"]["key"]
    assert send(shopper, **wrong, keep=key)["Location"] == reverse("orders:checkout-delivery")
    shopper.post(reverse("orders:checkout-delivery"), {"speed": "standard"})
    place(shopper, shopper.get(reverse("orders:checkout-review")))
    order = Order.objects.get()
    assert order.contact.address_kept == ["Did you mean New York?"]
    assert order.shipping_address.line4 == "New Yrok"
    assert {row.matched for row in TaxComponent.objects.filter(order=order)} == {"zip"}


def test_keeping_one_word_asks_again_about_another(shopper: Client) -> None:
    page = send(shopper, **{"shipping-line4": "New Yokr", "kept": ["line4:New Yrok 10021"]})
    assert "Did you mean New York?" in page.content.decode()


def test_going_on_passes_all_questions_by_and_an_answer_only_its_own(shopper: Client) -> None:
    two = {"shipping-line4": "New Yrok", "shipping-line1": "Park Avenue"}
    city, street = "line4:New Yrok 10021", "line1:Park Avenue"
    answered = send(shopper, **two, seen=[city, street], use="shipping?line4=New+York")
    assert list(answered.context["step"].shipping.asked) == ["line1"]
    kept = send(shopper, **two, seen=[city, street], keep=street)
    assert list(kept.context["step"].shipping.asked) == ["line4"]
    assert f'name="kept" value="{street}"' in kept.content.decode()
    assert "checkout" not in shopper.session
    assert send(shopper, **two, seen=[city, street]).status_code == 302


def test_what_was_kept_stays_kept_beside_an_error(shopper: Client) -> None:
    page = send(shopper, **{"shipping-first_name": "", "kept": ["line4:New Yrok 10021"]})
    assert 'name="kept" value="line4:New Yrok 10021"' in page.content.decode()


def test_the_billing_address_is_asked_about_too(shopper: Client) -> None:
    page = send(shopper, **ELSEWHERE | {"billing-line4": "Miami Baech"})
    assert buttons(page, "billing") == [("Use Miami Beach", "billing?line4=Miami+Beach")]
    assert buttons(page) == []


def test_a_zip_without_its_zero_is_an_error_that_one_click_mends(shopper: Client) -> None:
    hoboken = {"shipping-line4": "Hoboken", "shipping-state": "NJ", "shipping-postcode": "7030"}
    page = send(shopper, **hoboken)
    assert "A ZIP code has five digits. Is it 07030?" in page.content.decode()
    assert page.context["step"].shipping.questions["postcode"]["key"] == ""
    ((_, value),) = buttons(page)
    assert send(shopper, **hoboken, use=value).status_code == 302


def test_a_zip_offers_the_city_and_state_that_are_missing(shopper: Client) -> None:
    empty = {"shipping-line4": "", "shipping-state": ""}
    page = send(shopper, **empty)
    assert buttons(page) == [
        ("Use New York", "shipping?line4=New+York"),
        ("Use New York", "shipping?state=NY"),
    ]
    assert "Please choose the state" in page.content.decode()
    assert "Please choose the state" not in send(shopper, **empty, use=buttons(page)[1][1]).content.decode()


def test_another_country_of_the_bill_forgets_no_question_that_was_passed(shopper: Client) -> None:
    page = send(shopper, redraw="1", kept=["line1:Park Avenue"], seen=["line4:New Yrok 10021"])
    assert page.context["step"].kept_keys == ["line1:Park Avenue", "line4:New Yrok 10021"]


def test_city_state_and_zip_are_stored_as_they_are_written(shopper: Client) -> None:
    send(shopper, **{"shipping-line4": "New York, NY", "shipping-postcode": "10021 1234"})
    assert (draft_of(shopper).shipping["line4"], draft_of(shopper).shipping["postcode"]) == (
        "New York",
        "10021-1234",
    )


def test_a_state_in_full_is_understood(shopper: Client) -> None:
    send(shopper, **{"shipping-state": "New York"})
    assert draft_of(shopper).shipping["state"] == "NY"


def test_the_county_is_asked_once_and_stored_with_the_order(shopper: Client) -> None:
    page = send(shopper, **FLORAL_PARK)
    assert "Which county is it?" in page.content.decode()
    assert "Please choose one" not in page.content.decode()
    silent = send(shopper, **FLORAL_PARK, **{"county-asked": "11001"})
    assert "Please choose one, or say that you are not sure." in silent.content.decode()
    send(shopper, **FLORAL_PARK, **{"shipping-county": "Queens County"})
    assert 'value="Queens County" checked' in shopper.get(reverse("orders:checkout-address")).content.decode()
    shopper.post(reverse("orders:checkout-delivery"), {"speed": "standard"})
    place(shopper, shopper.get(reverse("orders:checkout-review")))
    order = Order.objects.get()
    assert order.contact.county == "Queens County"
    rows = TaxComponent.objects.filter(order=order, line__isnull=False)
    assert {(row.jurisdiction, row.ambiguous) for row in rows} >= {("New York City", False)}
    assert sum(row.amount for row in rows) == Decimal("88.75")


def test_not_being_sure_is_an_answer(shopper: Client) -> None:
    send(shopper, **FLORAL_PARK, **{"shipping-county": "unsure"})
    shopper.post(reverse("orders:checkout-delivery"), {"speed": "standard"})
    place(shopper, shopper.get(reverse("orders:checkout-review")))
    assert Contact.objects.get().county == ""
    rows = TaxComponent.objects.all()
    assert {row.ambiguous for row in rows} == {True}
    assert "Nassau County" in {row.jurisdiction for row in rows}


def test_her_county_stays_beside_an_error(shopper: Client) -> None:
    wrong = {"shipping-first_name": "", "shipping-county": "Queens County"}
    assert 'value="Queens County" checked' in send(shopper, **FLORAL_PARK, **wrong).content.decode()


@pytest.mark.parametrize(
    "post",
    [
        {"shipping-line4": "APO", "shipping-state": "AE", "shipping-postcode": "09012", "shipping-line1": "PSC 3"},
        {"shipping-line4": "San Juan", "shipping-state": "PR", "shipping-postcode": "00907"},
    ],
)  # fmt: skip
def test_posts_and_territories_are_served_by_usps_without_tax(shopper: Client, post: dict[str, str]) -> None:
    assert send(shopper, **post).status_code == 302
    quote = shopper.get(reverse("orders:checkout-delivery")).context["quote"]
    assert [s.option.carrier for s in quote.shipments] == ["USPS"]
    assert (quote.tax_total, quote.problems) == (Decimal("0.00"), [])


def test_dhl_needs_a_door(client: Client) -> None:
    put(client, abroad_item())
    page = send(client, **{"shipping-line1": "PO Box 12"}).content.decode()
    assert "DHL delivers to doors, not to PO boxes. Which street address may it go to?" in page
    assert "checkout" not in client.session


def test_usps_takes_a_po_box(shopper: Client) -> None:
    assert send(shopper, **{"shipping-line1": "PO Box 12"}).status_code == 302


def test_a_province_is_chosen_and_its_name_understood(shopper: Client) -> None:
    toronto = {
        "shipping-country": "CA",
        "shipping-line4": "Toronto",
        "shipping-state": "Ontario",
        "shipping-postcode": "m5v2t6",
    }
    assert send(shopper, **toronto).status_code == 302
    assert (draft_of(shopper).shipping["state"], draft_of(shopper).shipping["postcode"]) == ("ON", "M5V 2T6")


def test_a_state_kept_against_its_zip_is_verified_before_the_charge(shopper: Client) -> None:
    oregon = {"shipping-state": "OR", "keep": "postcode:10021 OR"}
    assert send(shopper, **oregon).status_code == 302
    shopper.post(reverse("orders:checkout-delivery"), {"speed": "standard"})
    place(shopper, shopper.get(reverse("orders:checkout-review")))
    contact = Contact.objects.get()
    assert contact.verification == ["The postal code is one of another state"]
    assert len(contact.address_kept) == 1


def test_staff_see_what_was_told_kept_and_doubted(shopper: Client) -> None:
    told = FLORAL_PARK | {"shipping-county": "unsure", "shipping-line1": "Main Street"}
    send(shopper, **told, keep="line1:Main Street")
    shopper.post(reverse("orders:checkout-delivery"), {"speed": "standard"})
    place(shopper, shopper.get(reverse("orders:checkout-review")))
    desk = at_work(staff("Customer care"))
    page = desk.get(reverse("admin:order_order_change", args=[Order.objects.get().pk])).content.decode()
    assert "found by county; <b>ambiguous</b>" in page
    assert "We don’t see a house number. Is it missing?" in page
