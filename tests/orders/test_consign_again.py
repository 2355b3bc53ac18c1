"""A delivered piece is consigned again from its order: her own, once, with its number and our record."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from consignment.models import Submission
from consignment.submissions import sending
from consignment.submissions.sending import NotReady
from orders.access import link_to, token_for
from orders.fulfilment.models import ShipmentState
from tests.consignment.conftest import private
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.submissions import with_pictures

__all__ = ["private"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def delivered(**facts: Any) -> Any:
    order = confirmed_order(listed_item(title="Kelly 28", style="Kelly 28"), **facts)
    return arrived(order)


def arrived(order: Any) -> Any:
    """Its one parcel is with the buyer."""
    told = {"shipped_at": timezone.now(), "tracking_number": "9405511899223197428490"}
    order.shipments.update(state=ShipmentState.DELIVERED, **told)
    return order


def item_of(order: Any) -> Any:
    return order.shipments.get().lines.get().item


def ask(order: Any, number: str = "") -> Any:
    return Client().post(reverse("orders:again", args=[token_for(order), number or item_of(order).number]))


def test_her_order_offers_it_once_it_is_delivered() -> None:
    order = confirmed_order(listed_item())
    offer = reverse("orders:again", args=[token_for(order), item_of(order).number])
    page = reverse("orders:order", args=[token_for(order)])
    assert offer not in Client().get(page).content.decode()
    arrived(order)
    assert offer in Client().get(page).content.decode()


def test_of_two_pieces_each_is_named_before_its_buttons() -> None:
    order = arrived(confirmed_order(listed_item(title="Kelly 28"), listed_item(title="Constance 18")))
    page = html.fromstring(Client().get(reverse("orders:order", args=[token_for(order)])).content)
    rows = page.xpath("//section/div[.//form]")
    assert [row.findtext("p") for row in rows] == ["Hermès Kelly 28", "Hermès Constance 18"]
    assert [len(row.findall("div/form")) for row in rows] == [1, 1]


def test_the_sell_form_knows_the_piece_and_who_she_is() -> None:
    order = delivered()
    answer = ask(order)
    draft = Submission.objects.get()
    assert (draft.item, draft.kind, draft.designer, draft.style) == (
        item_of(order),
        "handbag",
        "Hermès",
        "Kelly 28",
    )
    assert draft.email == order.contact.email
    page = Client().get(answer["Location"]).content.decode()
    assert item_of(order).number in page
    assert "our own photographs of it stay" in page


def test_asked_twice_it_is_one_draft() -> None:
    order = delivered()
    assert ask(order)["Location"] == ask(order)["Location"]
    assert Submission.objects.count() == 1


def test_one_picture_of_how_it_looks_now_is_enough() -> None:
    order = delivered()
    ask(order)
    draft = Submission.objects.get()
    Submission.objects.filter(pk=draft.pk).update(condition="Carried twice.")
    with pytest.raises(NotReady):
        sending.send(draft.pk, user=AnonymousUser())
    with_pictures(draft, "wear")
    assert sending.send(draft.pk, user=AnonymousUser()).state == "unconfirmed"


def test_a_piece_that_is_not_there_yet_or_not_hers_is_a_404() -> None:
    early, other = confirmed_order(listed_item()), delivered()
    assert ask(early).status_code == 404
    assert ask(delivered(), item_of(other).number).status_code == 404
    assert not Submission.objects.exists()


def test_what_somebody_else_began_is_not_handed_to_her() -> None:
    order = delivered()
    ask(order)
    Submission.objects.update(email="eve@example.com")
    assert ask(order)["Location"] == link_to(order)
    assert Submission.objects.count() == 1
