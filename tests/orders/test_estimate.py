"""The estimate on the item page: by ZIP or country, without an account, remembered only when it is used."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Item
from orders.estimate.estimate import estimate
from orders.estimate.where import COOKIE, Where, problem_of
from orders.models import Claim
from orders.order.models import Order
from orders.views import estimate as estimate_view
from tests.factories.catalog import a_material, abroad_item, listed_item, sold_item

pytestmark = pytest.mark.django_db
D = Decimal


def ask(client: Client, item: Item, country: str = "US", code: str = "10021") -> str:
    url = reverse("orders:estimate", args=[item.number])
    answer = client.get(url, {"country": country, "code": code})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_zip_gives_every_line_and_the_sum(client: Client) -> None:
    page = ask(client, listed_item())
    assert "New York City, 4.5%" in page
    assert "Estimate to 10021</dt><dd>$13,652.93" in page
    assert "Standard" in page
    assert "Expedited" in page
    assert "arrives" in page


def test_a_country_gives_its_duties(client: Client) -> None:
    page = ask(client, listed_item(), "FR", "75001")
    assert "Duties and import tax, estimate" in page
    assert "VAT, 20%" in page
    assert "Estimate to France, 75001" in page


def test_a_canadian_code_names_the_province(client: Client) -> None:
    assert "HST, 13%" in ask(client, listed_item(), "CA", "M5V 2T6")


def test_a_piece_from_abroad_pays_duty_into_the_united_states(client: Client) -> None:
    assert "Duty, made in France, 10%" in ask(client, abroad_item("JP"))


def test_a_closed_route_gives_its_reason_and_no_sum(client: Client) -> None:
    skin = listed_item(material=a_material("Python", is_exotic=True))
    page = ask(client, skin, code="90210")
    assert "It can’t go there.</b> California law forbids" in page
    assert "Estimate to" not in page
    page = ask(client, skin, "FR", "75001")
    assert "It can’t go there yet." in page
    assert "about a permit" in page


def test_a_zip_in_two_counties_says_between_what_and_what(client: Client) -> None:
    told = estimate(listed_item(price=1_000), Where("US", "92880"))
    assert (told.least, told.most, told.quote.tax_total) == (D("77.50"), D("87.50"), D("87.50"))
    assert told.total_most - told.total_least == D("10.00")
    assert "between $77.50 and $87.50" in ask(client, listed_item(price=1_000), code="92880")


def test_a_zip_with_one_tax_has_one_sum() -> None:
    told = estimate(listed_item(price=1_000), Where("US", "06830"))
    assert (told.ambiguous, told.total_least) == (False, told.quote.total)


@pytest.mark.parametrize(
    ("where", "word"),
    [
        (Where("US", ""), "five digits"),
        (Where("US", "1002"), "five digits"),
        (Where("US", "00000"), "ZIP code"),
        (Where("DE", "abc"), "postal codes"),
        (Where("DE", ""), ""),
        (Where("CA", ""), "province"),
        (Where("CA", "M5V 2T6"), ""),
        (Where("US", "10021"), ""),
    ],
)
def test_a_code_is_checked_with_a_sentence_that_helps(where: Where, word: str) -> None:
    problem = problem_of(where)
    assert word in problem
    assert bool(problem) == bool(word)


def test_it_is_remembered_only_when_it_is_used(client: Client) -> None:
    item = listed_item()
    client.get(item.get_absolute_url())
    client.get(reverse("orders:estimate", args=[item.number]))
    assert COOKIE not in client.cookies
    ask(client, item)
    assert client.cookies[COOKIE].value == "US.10021"
    again = client.get(reverse("orders:estimate", args=[item.number]), headers={"HX-Request": "true"})
    assert "Estimate to 10021" in " ".join(again.content.decode().split())


def test_the_page_of_a_piece_stays_the_same_for_everybody(client: Client) -> None:
    item = listed_item()
    before = client.get(item.get_absolute_url())
    ask(client, item, "FR", "75001")
    after = client.get(item.get_absolute_url())
    assert (after["Cache-Control"], after.get("Vary", "")) == (
        before["Cache-Control"],
        before.get("Vary", ""),
    )
    assert b"75001" not in after.content


def test_it_prefills_the_address_step_and_the_bag(client: Client) -> None:
    item = listed_item()
    ask(client, item)
    client.post(reverse("orders:bag-add", args=[item.number]))
    assert "$13,652.93" in client.get(reverse("orders:bag")).content.decode()
    page = client.get(reverse("orders:checkout-address")).content.decode()
    assert 'value="10021"' in page
    assert 'value="New York"' in page


def test_a_cookie_that_is_not_ours_is_nothing(client: Client) -> None:
    client.cookies[COOKIE] = "US.<script>"
    page = client.get(reverse("orders:estimate", args=[listed_item().number]), headers={"HX-Request": "true"})
    assert b"script" not in page.content


def test_it_reserves_and_orders_nothing(client: Client) -> None:
    ask(client, listed_item())
    assert (Order.objects.count(), Claim.objects.count()) == (0, 0)


def test_too_many_questions_are_put_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate_view, "LIMIT", 1)
    item = listed_item()
    ask(client, item)
    answer = client.get(reverse("orders:estimate", args=[item.number]), {"country": "US", "code": "10021"})
    assert answer.status_code == 429
    assert "few minutes" in answer.content.decode()


def test_a_piece_that_is_not_for_sale_has_no_estimate(client: Client) -> None:
    for number in (sold_item().number, "P-999999-9"):
        assert client.get(reverse("orders:estimate", args=[number])).status_code == 404


def test_the_estimate_is_for_one_person(client: Client) -> None:
    answer = client.get(reverse("orders:estimate", args=[listed_item().number]))
    assert answer["Cache-Control"] == "private, no-store"


def test_an_outside_calculator_is_asked_for_one_place_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.estimate.estimate.calculator", lambda: SimpleNamespace(remote=True))
    assert not estimate(listed_item(price=1_000), Where("US", "92880")).ambiguous
