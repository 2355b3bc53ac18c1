"""Which pieces may go where: the rules as data, the decision, releases, and the gates that nothing gets around."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Item
from orders.fulfilment import packing
from orders.fulfilment.models import ShipmentState
from orders.fulfilment.states import ShipmentRefused
from orders.models import Claim
from orders.order.models import Order
from orders.placement import RouteClosed
from orders.routes import gate, releasing
from orders.routes.models import Release, RouteRule
from orders.routes.sentences import sentence_about
from orders.tax.border.models import CountryRule
from orders.tax.destination import Destination
from tests.factories.catalog import a_category, a_material, abroad_item, listed_item
from tests.factories.orders import a_bag, confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
BEVERLY_HILLS: dict[str, Any] = {"line4": "Beverly Hills", "state": "CA", "postcode": "90210"}
TOKYO: dict[str, Any] = {"country": "JP", "state": "Tokyo", "line4": "Minato", "postcode": "106-0032"}
CA, NY, JP = Destination(state="CA"), Destination(state="NY"), Destination(country="JP")


def python(**facts: Any) -> Item:
    return listed_item(
        **{"material": a_material("Python", is_exotic=True, species="Malayopython reticulatus")} | facts
    )


def crocodile(**facts: Any) -> Item:
    skin = a_material("Porosus crocodile", is_exotic=True, species="Crocodylus porosus", cites_appendix="II")
    return listed_item(**{"material": skin} | facts)


def verdict(item: Item, to: Destination, on: date = TODAY) -> str:
    return gate.verdicts([item], to, on)[0].kind


def released(item: Item, country: str = "JP", **facts: Any) -> Release:
    until = timezone.localdate() + timedelta(days=90)
    told: dict[str, Any] = {"permit_number": "26US0001", "valid_until": until} | facts
    actor = staff("Consignment manager", email=f"{Release.objects.count()}@portero.example")
    return releasing.release(item, country=country, reason="Permit came.", actor=actor, **told)


@pytest.mark.parametrize(
    ("facts", "to", "expected"),
    [
        ({"material": "Togo"}, CA, "allowed"),
        ({"material": "Togo"}, JP, "allowed"),
        ({"material": "Python"}, NY, "allowed"),
        ({"material": "Python"}, CA, "blocked"),
        ({"material": "Python"}, Destination(state="Calif.", zip="90210"), "blocked"),
        ({"material": "Python"}, JP, "permit"),
        ({"material": "Python", "ships_from": "JP"}, NY, "permit"),
        ({"material": "Python", "ships_from": "JP"}, CA, "blocked"),
        ({"also_made_of": ["Python"]}, CA, "blocked"),
        ({"title": "Dionysus with python trim"}, CA, "blocked"),
        ({"description": "The handles are python."}, CA, "blocked"),
        ({"title": "Flap in python-embossed calfskin"}, CA, "allowed"),
        ({"title": "Flap with a python print"}, JP, "allowed"),
        ({"material": "Niloticus crocodile"}, CA, "allowed"),
        ({"material": "Niloticus crocodile"}, JP, "permit"),
        ({"material": "Crocodile-embossed"}, JP, "allowed"),
        ({"material": "Lizard"}, CA, "blocked"),
        ({"material": "Lézard"}, CA, "blocked"),
        ({"title": "Borsa in pitone"}, CA, "blocked"),
        ({"title": "Bag in faux python"}, CA, "allowed"),
        ({"material": "Caiman crocodile"}, CA, "blocked"),
        ({"material": "Snakeskin"}, CA, "permit"),
        ({"material": "Ivory"}, NY, "blocked"),
        ({"material": "Togo", "title": "Birkin 30 in Ivory Togo"}, JP, "allowed"),
        ({"material": "Tiger's eye"}, NY, "allowed"),
        ({"material": "Mink", "category": "Furs"}, CA, "allowed"),
        ({"title": "Alligator strap", "category": "Watches"}, JP, "permit"),
        ({"title": "Lizard brooch", "category": "Jewelry"}, CA, "allowed"),
    ],
)
def test_what_the_rules_say(facts: dict[str, Any], to: Destination, expected: str) -> None:
    if facts.get("category") == "Furs":
        facts = facts | {"category": a_category("Furs", tax_category="fur")}
    assert verdict(listed_item(**facts), to) == expected


def test_any_exotic_skin_crosses_no_border_whatever_it_is_called() -> None:
    karung = listed_item(material=a_material("Whitespot", is_exotic=True))
    assert (verdict(karung, JP), verdict(karung, NY)) == ("permit", "allowed")
    listed = listed_item(material=a_material("Peccary", cites_appendix="II"))
    assert verdict(listed, JP) == "permit"


def test_rules_are_dated_half_open() -> None:
    RouteRule.objects.filter(name="Lizard and caiman to California").update(until=date(2026, 12, 1))
    lizard = listed_item(material="Lizard")
    told = [
        verdict(lizard, CA, on)
        for on in (date(2021, 12, 31), date(2022, 1, 1), date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert told == ["allowed", "blocked", "blocked", "allowed"]


def test_a_release_opens_its_route_alone_until_its_permit_ends() -> None:
    skin = crocodile()
    released(skin)
    assert verdict(skin, JP, timezone.localdate()) == "allowed"
    ended = timezone.localdate() + timedelta(days=91)
    assert verdict(skin, JP, ended) == "permit"
    assert verdict(skin, Destination(country="FR"), timezone.localdate()) == "permit"
    assert verdict(crocodile(title="Another"), JP, timezone.localdate()) == "permit"


def test_a_release_taken_back_closes_the_route_and_says_who_and_why() -> None:
    skin = crocodile()
    given = released(skin)
    boss = staff("Administrator")
    assert releasing.revoke(given, reason="The permit was withdrawn.", actor=boss)
    assert not releasing.revoke(given, reason="Again.", actor=boss)
    given.refresh_from_db()
    assert (given.revoked_by, given.revoke_reason) == (boss, "The permit was withdrawn.")
    assert verdict(skin, JP, timezone.localdate()) == "permit"


def test_nothing_releases_what_is_forbidden() -> None:
    skin = python()
    released(skin, "US", region="CA")
    assert verdict(skin, CA, timezone.localdate()) == "blocked"


@pytest.mark.parametrize(
    "wrong", [{"permit_number": ""}, {"valid_until": None}, {"reason": ""}, {"revoke_reason": "No date."}]
)
def test_the_database_refuses_a_release_without_its_papers(wrong: dict[str, Any]) -> None:
    item, actor = crocodile(), staff("Administrator")
    facts: dict[str, Any] = {"permit_number": "1", "valid_until": TODAY, "reason": "Why", "origin": "US"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(item=item, country="JP", given_by=actor, **facts | wrong)
    assert not Release.objects.exists()


@pytest.mark.parametrize("wrong", [{"words": ""}, {"region": "CA", "country": ""}, {"verdict": "perhaps"}])
def test_the_database_refuses_a_rule_that_makes_no_sense(wrong: dict[str, str]) -> None:
    rule = RouteRule.objects.get(name="Ivory")
    rule.pk, rule.name = None, "Another"
    for name, value in wrong.items():
        setattr(rule, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()
    assert not RouteRule.objects.filter(name="Another").exists()


def test_a_closed_route_is_never_ordered() -> None:
    bag = a_bag(listed_item(), python())
    with pytest.raises(RouteClosed) as closed:
        pending_order(bag=bag, **BEVERLY_HILLS)
    assert [v.what for v in closed.value.quote.routes] == ["python"]
    assert (Order.objects.count(), Claim.objects.count()) == (0, 0)
    assert bag.lines.count() == 2


def test_a_released_piece_is_ordered_across_its_border() -> None:
    skin = crocodile()
    with pytest.raises(RouteClosed):
        pending_order(bag=a_bag(skin), **TOKYO)
    released(skin)
    assert pending_order(bag=a_bag(skin), **TOKYO).lines.get().upc == skin.number


def test_a_country_without_duty_figures_takes_no_order() -> None:
    CountryRule.objects.filter(country="JP").delete()
    with pytest.raises(RouteClosed) as closed:
        pending_order(listed_item(), **TOKYO)
    assert "can’t work out duties" in closed.value.quote.routes[0].reason
    assert not Order.objects.exists()


def test_a_parcel_whose_permit_has_ended_stays() -> None:
    skin = crocodile()
    given = released(skin)
    order = confirmed_order(skin, **TOKYO)
    shipment = pack(order.shipments.get(), staff("Fulfilment"), "TAG-1")
    Release.objects.filter(pk=given.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ShipmentRefused, match="may not leave"):
        packing.mark_shipped(shipment, staff("Fulfilment", email="f2@portero.example"), "JD014600719922")
    shipment.refresh_from_db()
    assert shipment.state == ShipmentState.PACKED


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        (
            {"material": "Python"},
            "Python. Leaves the United States only with a permit. Not delivered to California.",
        ),
        (
            {"material": "Python", "ships_from": "JP"},
            "Python. Leaves Japan only with a permit. Not delivered to California.",
        ),
        ({"also_made_of": ["Ivory"]}, "Ivory. Can’t be ordered."),
    ],
)
def test_the_item_page_says_it_before_anybody_asks(client: Client, facts: dict[str, Any], said: str) -> None:
    item = listed_item(**facts)
    assert sentence_about(item) == said
    page = client.get(item.get_absolute_url()).content.decode()
    assert ("Restricted" in page) == bool(said)


def test_a_piece_that_lies_abroad_is_in_the_bag_with_its_reason(client: Client) -> None:
    skin = abroad_item("JP", material="Python")
    client.post(reverse("orders:bag-add", args=[skin.number]))
    page = client.get(reverse("orders:bag")).content.decode()
    assert "crosses a border only with a permit" in page
    assert "Continue to checkout" not in page
