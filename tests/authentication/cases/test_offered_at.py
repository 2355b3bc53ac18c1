"""How many people must have judged a piece follows from what it is offered at, whoever writes the rows."""

from decimal import Decimal
from typing import Any

import pytest
from django.forms import modelform_factory
from django.utils import timezone

from authentication.cases.standing import judged_by_too_few
from authentication.models import Case, TierRule
from catalog.item_form import ItemForm
from catalog.listing import ListingRefused, publish
from catalog.models import Clearance, Item
from catalog.pricing import PriceRefused, set_price
from tests.authentication.cases.refused import refused, sql
from tests.factories import authentication as make
from tests.factories import consignment as consigned
from tests.factories.catalog import a_designer, draft_item
from tests.factories.condition import graded
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def test_nobody_writes_a_lower_tier_into_a_case() -> None:
    item = draft_item(designer="Hermès")
    case = make.a_case(item, value=Decimal(900))
    assert case.tier == "A"
    facts = {name: getattr(case, name) for name in ("item", "tier_why", "template", "value", "due_at")}
    with refused("case_has_its_tier"):
        Case.objects.create(number="C-3", kind="by_hand", tier="C", **facts)


@pytest.mark.parametrize(("price", "listed"), [(4_900, True), (5_100, False)])
def test_one_review_is_not_enough_at_the_price_of_tier_a(price: int, listed: bool) -> None:
    item = in_tier_b()
    Item.objects.filter(pk=item.pk).update(price=price)
    item.refresh_from_db()
    if listed:
        publish(item)
        with pytest.raises(PriceRefused, match="two people review it"):
            set_price(item, Decimal(5_100), kind="correction")
        set_price(item, Decimal(4_950), kind="correction")
    else:
        with pytest.raises(ListingRefused, match="two people review it"):
            publish(item)
        make.passed_case(item, "by_hand", value=Decimal(price))
        publish(item)
    item.refresh_from_db()
    assert (item.state, item.price) == ("listed", Decimal(4_950 if listed else 5_100))


def test_a_dearer_house_on_the_shelf_asks_for_two_as_well() -> None:
    item = in_tier_b()
    publish(item)
    hermes = a_designer("Hermès")
    with refused("listing_needs_passed_case"):
        Item.objects.filter(pk=item.pk).update(designer=hermes)


def test_the_form_of_a_piece_says_so_in_words() -> None:
    item = in_tier_b()
    publish(item)
    form = modelform_factory(Item, form=ItemForm, fields=["designer"])(
        {"designer": a_designer("Hermès").pk}, instance=item
    )
    assert "two people review it" in str(form.non_field_errors())
    item.refresh_from_db()
    assert item.designer.name == "Coach"


def in_tier_b() -> Item:
    """Passed by one person, graded, at 4,900 USD."""
    item = draft_item(designer="Coach", price=4_900)
    assert make.passed_case(item).tier == "B"
    graded(item)
    return item


def test_a_rule_that_asks_for_more_names_what_stands_on_the_shelf() -> None:
    item = in_tier_b()
    publish(item)
    assert judged_by_too_few() == []
    ada = at_work(staff("Administrator"))
    page = ada.post("/staff/authentication/tierrule/add/", {"tier": "A", "designer": "coach"}, follow=True)
    assert TierRule.objects.filter(designer="coach").count() == 1
    assert judged_by_too_few() == [item.number]
    said = [str(message) for message in page.context["messages"]]
    assert [
        sentence.endswith(f"(take it off, and open a case by hand): {item.number}.") for sentence in said
    ] == [
        True,
        False,
    ]
    TierRule.objects.filter(designer="coach").update(value_from=5_000)
    assert judged_by_too_few() == []


@pytest.mark.parametrize("state", ["returned", "cancelled"])
def test_ending_its_consignment_by_sql_clears_no_piece(private: Any, state: str) -> None:
    consignment = consigned.received()
    item = consignment.item
    for statement in (
        (
            "update authentication_case set state = 'closed', decided_at = now(), due_at = null, ring_at = null"
            " where item_id = %s"
        ),
        "update catalog_ownership set until = clock_timestamp() where item_id = %s",
        f"update consignment_consignment set state = '{state}', due_at = null where item_id = %s",
    ):
        sql(statement, item.pk)
    record = Clearance.objects.create(kind="imported", reference="file:1")
    facts = {"grade": "good", "bucket": "value", "bucket_reason": "-", "price": 8_000, "clearance": record}
    Item.objects.filter(pk=item.pk).update(**facts)
    with refused("listing_needs_passed_case"):
        Item.objects.filter(pk=item.pk).update(state="listed", listed_at=timezone.now())
