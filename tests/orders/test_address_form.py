"""What the address step accepts, and what it says when it doesn't."""

import pytest
from django.test import Client
from django.urls import reverse

from orders.addressing.step import AddressStep
from orders.checkout.postcodes import needs_postcode, postcode_problem, us_states
from tests.factories.catalog import listed_item
from tests.orders.test_checkout_pages import ELSEWHERE, JAPAN, PARK_AVENUE, put

pytestmark = pytest.mark.django_db


def step(**changes: str) -> AddressStep:
    told = AddressStep(PARK_AVENUE | changes, initial={})
    told.is_valid()
    return told


@pytest.mark.parametrize(
    ("country", "typed", "said"),
    [
        ("US", "10021", ""),
        ("US", "10021-1234", ""),
        ("US", "1002", "A ZIP code has five digits, and this one has four. Which is missing?"),
        ("US", "100211", "A ZIP code has five digits (or nine, like 10021-1234), and this one has six."),
        ("US", "abc", "A ZIP code has five digits, like 10021."),
        ("DE", "10115", ""),
        ("DE", "1011", "This is not how postal codes look there. One looks like 26133."),
        ("GB", "SW1A 1AA", ""),
        ("CA", "M5V 2T6", ""),
        ("CA", "M5V 2T", "This is not how postal codes look there. One looks like H3Z 2Y7."),
        ("HK", "", ""),
    ],
)
def test_a_postal_code_is_judged_by_its_country(country: str, typed: str, said: str) -> None:
    assert postcode_problem(country, typed) == said


def test_places_without_postal_codes_need_none() -> None:
    assert [needs_postcode(code) for code in ("US", "DE", "HK", "AE")] == [True, True, False, False]


def test_every_state_and_territory_can_be_chosen() -> None:
    assert ("NY", "New York") in us_states()
    assert ("PR", "Puerto Rico") in us_states()
    assert ("AE", "Armed Forces Europe (AE)") in us_states()


def test_a_right_address_is_told_in_the_drafts_words() -> None:
    told = step(**{"shipping-postcode": " 10021 "})
    assert told.is_valid()
    assert told.shipping.told() == {
        "first_name": "Clara",
        "last_name": "Whitfield",
        "line1": "740 Park Avenue",
        "line2": "Apt 11B",
        "line4": "New York",
        "state": "NY",
        "postcode": "10021",
        "country": "US",
    }


def test_the_state_is_chosen_at_home_and_written_abroad() -> None:
    assert step().shipping.fields["state"].widget.input_type == "select"
    assert step(**JAPAN).shipping.fields["state"].widget.input_type == "text"
    assert step(**JAPAN).is_valid()


def test_a_country_we_do_not_deliver_to_is_refused() -> None:
    assert "country" in step(**{"shipping-country": "XX"}).shipping.errors


@pytest.mark.parametrize(
    ("typed", "kept"), [("212 555 0118", "+12125550118"), ("+44 20 7946 0958", "+442079460958")]
)
def test_a_phone_number_is_kept_in_international_form(typed: str, kept: str) -> None:
    assert step(phone=typed).contact.cleaned_data["phone"] == kept


@pytest.mark.parametrize("typed", ["12", "abc", ""])
def test_a_wrong_phone_number_is_told(typed: str) -> None:
    assert "phone" in step(phone=typed).contact.errors


def test_the_billing_address_is_checked_only_when_it_is_another() -> None:
    assert step(**{"billing-postcode": "1"}).is_valid()
    wrong = step(**ELSEWHERE | {"billing-postcode": "1"})
    assert wrong.billing.errors["postcode"] == [
        "A ZIP code has five digits, and this one has one. Which is missing?"
    ]


def test_only_the_first_error_has_the_focus() -> None:
    page = step(**{"shipping-line1": "", "shipping-postcode": "1"})
    focused = [name for name, field in page.shipping.fields.items() if field.widget.attrs.get("autofocus")]
    assert focused == ["line1"]


def test_fields_tell_the_browser_what_they_are() -> None:
    fields = step(**ELSEWHERE).billing.fields
    assert fields["postcode"].widget.attrs["autocomplete"] == "billing postal-code"
    assert fields["state"].widget.attrs["autocomplete"] == "billing address-level1"


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    put(client, listed_item())
    wrong = PARK_AVENUE | {"shipping-postcode": "1002"}
    page = client.post(reverse("orders:checkout-address"), wrong).content.decode()
    assert 'aria-describedby="id_shipping-postcode_error"' in page
    assert 'id="id_shipping-postcode_error">A ZIP code has five digits' in page
    assert 'value="740 Park Avenue"' in page
    assert 'value="1002"' in page


def test_another_country_redraws_the_fields_and_checks_nothing(client: Client) -> None:
    put(client, listed_item())
    told = {"redraw": "1", "shipping-country": "JP", "shipping-line1": "1-2-3 Azabu", "same": "on"}
    page = client.post(reverse("orders:checkout-address"), told).content.decode()
    assert 'value="1-2-3 Azabu"' in page
    assert "Postal code" in page
    assert 'class="error"' not in page
    assert "checkout" not in client.session
