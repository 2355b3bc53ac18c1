"""What the audits walk beside the shelf is there: a page for every situation, a desk for every piece of work."""

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from audits import behind, certified, claimed, desks, ordered, returned
from audits.pages import Page
from audits.shop import Shop
from audits.situations import made
from catalog import listing
from catalog.models import Item
from tests.consignment.conftest import private
from tests.factories import certified as make
from tests.factories.authentication import a_case
from tests.factories.catalog import draft_item
from tests.factories.people import at_work, staff

__all__ = ["private"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def supply(settings: Settings, tmp_path: Path) -> Iterator[Item]:
    """Pieces as `audits.pieces` has them, no two at the same price."""
    settings.MEDIA_ROOT = tmp_path
    return (_listed(Decimal(900 + 10 * n)) for n in count())


def _listed(price: Decimal) -> Item:
    item = make.certifiable_item(price=price)
    make.certified(item)
    item.refresh_from_db()
    listing.publish(item)
    return Item.objects.get(pk=item.pk)


def test_they_are_walked_by_their_buyer_and_by_staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order's page is looked at by its link alone; a desk with the cookie of somebody who may."""
    told = {"buyer": {"order delivered": "/orders/R-1~x/"}, "staff": {"staff case": "/staff/x/change/"}}
    monkeypatch.setattr(behind, "VAR", tmp_path)
    monkeypatch.setattr(
        Shop,
        "run",
        lambda _shop, _module, to: Path(to).write_text(json.dumps(told | {"cookie": ["id", "7"]})),
    )
    *shown, order, desk = behind.pages(Shop("https://127.0.0.1", {}))
    assert order == Page("order delivered", "/orders/R-1~x/", timed=True, public=False)
    assert desk == Page("staff case", "/staff/x/change/", public=False, cookies=(("id", "7"),), foreign=True)
    assert all(page.public for page in shown)


@pytest.mark.parametrize("room", [ordered, certified])
def test_every_situation_has_its_page(room: object, supply: Iterator[Item], client: Client) -> None:
    paths = made(room.SITUATIONS, supply)  # type: ignore[attr-defined]
    paths.pop("order unpaid pay", None)  # asks the payment provider
    assert {name: client.get(path).status_code for name, path in paths.items()} == dict.fromkeys(paths, 200)


def test_every_return_and_claim_has_its_page_and_lies_on_its_desk(
    supply: Iterator[Item], client: Client
) -> None:
    at_work(staff("Administrator", email="vera@portero.example"))
    paths = made({"order": ordered.SITUATIONS["order confirmed"]}, supply)
    for room in (returned, claimed):
        paths |= made(room.SITUATIONS, supply)
    assert {name: client.get(path).status_code for name, path in paths.items()} == dict.fromkeys(paths, 200)
    a_case(draft_item())
    found = desks.paths()
    browser = at_work(desks.administrator())
    assert {name: browser.get(path).status_code for name, path in found.items()} == dict.fromkeys(found, 200)
