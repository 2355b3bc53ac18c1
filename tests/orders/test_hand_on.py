"""The certificate on the page of an order: seen by the buyer, handed on by her once the piece is there."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from authentication.certificates import transfers
from authentication.models import Certificate, Holder
from catalog import listing
from catalog.models import Item
from orders.access import token_for
from orders.mail_facts import pieces_of
from orders.models import Claim
from tests.factories.catalog import listed_item
from tests.factories.certified import certified
from tests.factories.orders import confirmed_order
from tests.orders.test_consign_again import arrived

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(tmp_path: Path, settings: Settings) -> Any:
    settings.MEDIA_ROOT = tmp_path
    item = certified().certificate.item
    listing.publish(item)
    return arrived(confirmed_order(Item.objects.get(pk=item.pk)))


def asked(order: Any, number: str) -> Any:
    return Client().post(reverse("orders:hand-on", args=[token_for(order), number]))


def test_her_order_shows_the_certificate(order: Any) -> None:
    page = Client().get(reverse("orders:order", args=[token_for(order)])).content.decode()
    number = Certificate.objects.get().number
    assert reverse("certificates:show", args=[number]) in page
    assert reverse("orders:hand-on", args=[token_for(order), Item.objects.get().number]) in page


def test_the_mail_leads_to_it() -> None:
    plain = confirmed_order(listed_item())
    assert [piece.certificate for piece in pieces_of(plain.shipments.all())] == [""]


def test_the_mail_of_a_certified_piece_leads_to_its_certificate(order: Any) -> None:
    (piece,) = pieces_of(order.shipments.all())
    assert piece.certificate.endswith(f"/certificates/{Certificate.objects.get().number}/")


def test_she_gets_a_code_that_hands_it_on(order: Any) -> None:
    certificate = Certificate.objects.select_related("item__designer").get()
    code = asked(order, certificate.item.number).context["made"][0]
    transfers.enter(certificate, code, "dora@example.com")
    assert list(Holder.objects.values_list("email", "order")) == [
        (order.contact.email, order.number),
        ("dora@example.com", ""),
    ]
    answer = asked(order, certificate.item.number)
    assert answer.status_code == 302
    assert certificate.holders.count() == 2


def test_another_order_s_piece_is_a_404(order: Any) -> None:
    other = confirmed_order(listed_item())
    assert asked(other, Certificate.objects.get().item.number).status_code == 404
    assert not Holder.objects.exists()


def test_who_gave_it_back_gets_no_code(order: Any) -> None:
    Claim.objects.filter(order=order).update(released_at=order.date_placed)
    assert asked(order, Certificate.objects.get().item.number).status_code == 404
