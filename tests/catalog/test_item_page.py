"""The page of a piece in each of its states, and what it may never show."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from catalog.listing import withdraw
from catalog.models import ConditionReport, Defect, Inclusion, Item, Measurement, Photo, ZoneGrade
from catalog.pricing import set_price
from tests.factories.catalog import a_category, abroad_item, draft_item, held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db


def page_of(client: Client, item: Item) -> str:
    answer = client.get(item.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_listed_piece(client: Client) -> None:
    item = listed_item(price=18_900, retail_estimate=Decimal(13300), retail_basis="maker's list")
    page = page_of(client, item)
    assert "$18,900" in page
    assert "Estimated retail $13,300" in page
    assert f'hx-get="/bag/buy/{item.number}/"' in page
    assert f'href="/bag/add/{item.number}/">Add to bag' in page
    assert "Not sold from the shelf" in page


def test_a_held_piece_says_until_when(client: Client) -> None:
    page = page_of(client, held_item())
    assert "It is on hold for someone else until" in page
    assert "data-handbar" not in page


def test_a_sold_piece_stays_with_its_price_and_offers_no_button(client: Client) -> None:
    sold = sold_item(price=16_200, sold_at=datetime(2025, 10, 12, 16, tzinfo=UTC))
    listed_item(title="Like it")
    page = page_of(client, sold)
    assert "Sold on 12 Oct 2025 for $16,200" in page
    assert "Add to bag" not in page
    assert page.index('id="similar"') < page.index('id="condition"')
    assert "SoldOut" in page


def test_a_draft_does_not_exist(client: Client) -> None:
    assert client.get(draft_item().get_absolute_url()).status_code == 404


def test_a_withdrawn_piece_is_gone_and_helps_on(client: Client) -> None:
    item = listed_item()
    listed_item(title="Like it")
    withdraw(item, reason="The owner asked.")
    answer = client.get(item.get_absolute_url())
    assert answer.status_code == 410
    assert "Like it" in answer.content.decode()
    assert "The owner asked." not in answer.content.decode()


def test_another_spelling_leads_to_the_right_address(client: Client) -> None:
    item = listed_item()
    for path in (
        f"/items/{item.number}/wrong/",
        f"/items/{item.number}/",
        f"/items/{item.number.lower()}/x/",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, item.get_absolute_url())


@pytest.mark.parametrize("number", ["P-999999-9", "nonsense", "P-1-1", "%00"])
def test_an_unknown_number_is_not_found(client: Client, number: str) -> None:
    answer = client.get(f"/items/{number}/x/")
    assert answer.status_code == 404
    assert "No piece has this number" in answer.content.decode()


def test_a_draft_answers_like_a_number_nobody_has(client: Client) -> None:
    draft = draft_item()
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "No piece has this number" in page
    assert draft.title not in page


def test_a_sold_piece_ships_from_nowhere(client: Client) -> None:
    assert "<dt>Ships from</dt>" not in page_of(client, sold_item())
    assert "<dt>Ships from</dt>" in page_of(client, listed_item())


def test_a_sold_piece_promises_no_delivery(client: Client) -> None:
    page = page_of(client, sold_item())
    assert "hours of payment" not in page
    assert "Delivery and returns</h2>" not in page


def test_a_held_piece_says_no_moment_by_which_it_leaves(client: Client) -> None:
    assert "Paid now" not in page_of(client, held_item())


def test_a_piece_from_abroad_says_who_settles_the_duties(client: Client) -> None:
    assert "calculated and paid at checkout" in page_of(client, abroad_item(country="JP"))
    assert "calculated and paid at checkout" not in page_of(client, listed_item())


def test_defects_are_pinned_on_the_photograph(client: Client) -> None:
    item = listed_item()
    photo = Photo.objects.create(
        item=item, position=1, view="front", file="items/a.webp", alt="Front view", width=800, height=1000
    )
    Defect.objects.create(
        item=item, position=1, kind="Rubbing", place="front left corner", size_mm=4, severity="light",
        photo=photo, x=Decimal("27.0"), y=Decimal("87.5"), note="Colour intact.",
    )  # fmt: skip
    answer = client.get(item.get_absolute_url())
    page = answer.content.decode()
    place = 'data-x="027.0" data-y="087.5"'
    assert [page.count(f'id="{name}-1" {place}') for name in ("pin", "pin-note", "close")] == [1, 1, 1]
    assert 'href="#defect-1" aria-label="Defect 1: Rubbing, front left corner"' in page
    assert "4 mm, light. Colour intact." in page
    assert "nonce" not in page + answer.headers["Content-Security-Policy"]


def test_each_zone_has_its_grade_and_what_it_has_not_is_left_out(client: Client) -> None:
    item = listed_item()
    ZoneGrade.objects.create(item=item, zone="corners", grade="very_good", note="Front left")
    ZoneGrade.objects.create(item=item, zone="handles", position=1)
    page = page_of(client, item)
    assert '<dt>Corners and edges</dt><dd>Very Good<span class="soft">. Front left</span></dd>' in page
    assert "Handles and strap" not in page
    assert "Zone by zone" not in page_of(client, listed_item())


def test_what_is_missing_is_said(client: Client) -> None:
    item = listed_item()
    Inclusion.objects.create(item=item, name="Dust bag")
    Inclusion.objects.create(item=item, name="Receipt", present=False)
    page = page_of(client, item)
    assert "<li><span>Dust bag</span></li>" in page
    assert "<li data-absent><span>No receipt</span></li>" in page


def test_measurements_in_both_systems_and_drawn(client: Client) -> None:
    item = listed_item(category=a_category("Handbags", measured_as="bag"))
    for key, value in (("width", 30), ("height", Decimal("22.5"))):
        Measurement.objects.create(
            item=item, key=key, label=key.title(), value=value, unit="cm", tolerance=Decimal("0.3")
        )
    page = page_of(client, item)
    assert "Measurements of the bag" in page
    assert "Width: 30 cm, to within 0.3 cm; Height: 22.5 cm, to within 0.3 cm." in page
    assert "11.8 in" in page
    assert "30 cm, to within 0.3 cm" in page


def test_the_price_history_is_shown(client: Client) -> None:
    item = listed_item(price=19_800)
    set_price(item, Decimal(18900), kind="step")
    page = page_of(client, item)
    assert page.index("$19,800</td>") < page.index("Agreed price step")
    assert '<s class="soft"><span class="unseen">was </span>$19,800</s>' in page


def test_an_imported_record_is_never_shown_as_a_certificate(client: Client) -> None:
    item = listed_item()
    assert item.clearance is not None
    page = page_of(client, item)
    assert item.clearance.reference not in page
    without_footer = page.split("<footer")[0]  # there she may look up a certificate, of whatever piece
    assert "ertificate" not in without_footer
    assert "Imported record" not in page


def test_structured_data_is_sound_and_cannot_break_out(client: Client) -> None:
    item = listed_item(description="Soft </script><script>alert(1)</script> & light")
    ConditionReport.objects.create(item=item)
    page = page_of(client, item)
    assert "<script>alert" not in page
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    product, trail = (json.loads(block) for block in blocks)
    assert product["offers"]["price"] == "12500.00"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert product["description"] == "Soft </script><script>alert(1)</script> & light"
    assert trail["itemListElement"][0]["name"] == "Home"


def test_similar_pieces_are_nearest_first(client: Client) -> None:
    item = listed_item()
    listed_item(title="Same kind", designer="Chanel", style="Flap")
    listed_item(title="Same house", style="Kelly 28")
    listed_item(title="Same style")
    sold_item(title="Sold twin")
    similar = page_of(client, item).partition('id="similar"')[2]
    assert re.findall(r'class="unseen">, ([^<]+)</span>', similar) == [
        "Same style",
        "Same house",
        "Same kind",
    ]


def test_the_sentence_on_returns_holds_wherever_she_lives(client: Client) -> None:
    page = page_of(client, listed_item())
    assert page.count("from outside the United States, less return shipping, duties and import tax") == 2
