"""Landing pages: addresses that can't collide, and words that follow from what is in the shop."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from catalog.models import Item, LandingText, Style
from tests.factories.catalog import a_category, a_designer, listed_item, sold_item

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2025, 11, 17, 12, tzinfo=timezone.get_default_timezone())


def a_chanel(style: str, price: int, category: object = "Handbags", **facts: object) -> Item:
    given = {"designer": "Chanel", "style": style, "title": style, "price": price, "listed_at": NOVEMBER}
    return listed_item(**given | {"category": category} | facts)


def a_shop() -> None:
    flaps = a_category("Shoulder bags", parent=a_category("Handbags"))
    a_chanel("Classic Flap", 6_200, flaps)
    a_chanel("Classic Flap", 5_000, flaps)
    a_chanel("Boy", 3_900)
    a_chanel("J12", 4_100, "Watches")
    sold_item(designer="Chanel", style="Boy", title="Boy", price=90_000, listed_at=NOVEMBER)
    listed_item()


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_house_says_what_it_has_today(client: Client) -> None:
    a_shop()
    page = page_of(client, "/designers/chanel/")
    assert "<title>Pre-owned Chanel | Portero</title>" in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/designers/chanel/">' in page
    assert "<p>4 pieces, $3,900 to $6,200, each one the only one. The newest came on 17 Nov 2025. " in page
    assert "1\u00a0sold, kept as a price reference.</p>" in page
    assert "<p>Mostly handbags and watches. The styles seen most: Classic Flap, Boy and J12.</p>" in page
    assert (
        '<meta name="description" content="Pre-owned Chanel: 4 pieces, $3,900 to $6,200, examined by hand, '
        'described fault by fault. Classic Flap, Boy and J12.">' in page
    )
    assert '<a href="/designers/chanel/handbags/">Handbags <span>3' in page
    assert '<a href="/styles/chanel-classic-flap/">Classic Flap <span>2' in page


def test_a_house_and_a_kind(client: Client) -> None:
    a_shop()
    page = page_of(client, "/designers/chanel/handbags/")
    assert "<h1>Chanel handbags</h1>" in page
    assert "<title>Pre-owned Chanel handbags | Portero</title>" in page
    assert "3 pieces, $3,900 to $6,200" in page
    assert '<a href="/designers/chanel/shoulder-bags/">Shoulder bags <span>2' in page
    assert (
        '<li><a href="/designers/">Designers</a></li><li><a href="/designers/chanel/">Chanel</a></li>' in page
    )
    assert "J12" not in page


def test_a_style(client: Client) -> None:
    a_shop()
    page = page_of(client, "/styles/chanel-classic-flap/")
    assert "<h1>Chanel Classic Flap</h1>" in page
    assert "<p>2 pieces, $5,000 to $6,200, each one the only one. The newest came on 17 Nov 2025.</p>" in page


def test_a_style_is_found_under_its_house_too(client: Client) -> None:
    a_shop()
    answer = client.get("/designers/chanel/classic-flap/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/styles/chanel-classic-flap/")
    assert client.get("/designers/hermes/classic-flap/").status_code == 404


def test_a_style_called_like_a_kind_keeps_its_own_page(client: Client) -> None:
    a_shop()
    Style.objects.create(designer=a_designer("Chanel"), name="Watches", slug="chanel-watches")
    assert "<h1>Chanel watches</h1>" in page_of(client, "/designers/chanel/watches/")
    assert "<h1>Chanel Watches</h1>" in page_of(client, "/styles/chanel-watches/")


def test_a_kind_names_its_houses(client: Client) -> None:
    a_shop()
    page = page_of(client, "/shop/handbags/")
    assert "<title>Pre-owned handbags | Portero</title>" in page
    assert "The houses seen most: Chanel and Hermès." in page
    assert '<a href="/designers/hermes/handbags/">Hermès <span>1' in page


def test_what_staff_wrote_comes_first(client: Client) -> None:
    a_shop()
    chanel = a_designer("Chanel")
    LandingText.objects.create(
        designer=chanel, title="Chanel at Portero", intro="Founded in 1910 <b>in Paris</b>."
    )
    page = page_of(client, "/designers/chanel/")
    assert "<title>Chanel at Portero</title>" in page
    assert f"<p>{escape('Founded in 1910 <b>in Paris</b>.')}</p><p>4 pieces" in page
    assert "1910" not in page_of(client, "/designers/chanel/handbags/")


@pytest.mark.parametrize("query", ["?grade=excellent", "?sort=price", "?from=100", "?page=2&per=24&never=1"])
def test_a_filtered_list_is_not_indexed_and_says_no_words_of_the_whole(client: Client, query: str) -> None:
    a_shop()
    page = page_of(client, f"/designers/chanel/{query}")
    assert '<meta name="robots" content="noindex, follow">' in page
    assert "Pre-owned Chanel" not in page


def test_an_empty_page_is_not_indexed_and_says_so(client: Client) -> None:
    a_designer("Alaïa")
    page = page_of(client, "/designers/alaia/")
    assert '<meta name="robots" content="noindex, follow">' in page
    assert "No Alaïa is listed today." in page


def test_a_page_with_sold_pieces_alone_is_kept_as_a_reference(client: Client) -> None:
    sold_item(designer="Chanel", style="Boy")
    page = page_of(client, "/styles/chanel-boy/")
    assert "noindex" not in page
    assert "No Chanel Boy is listed today. 1\u00a0sold, kept as a price reference." in page
