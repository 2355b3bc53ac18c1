"""The signature: once, under the terms in force, and what was signed can be proven."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consignment.agreements import signing
from consignment.logistics.links import send_link
from consignment.models import Agreement, Consignment, Submission, Terms
from consignment.offers.making import OfferRefused
from portero.core.models import Mail
from portero.core.pdf import render
from tests.factories.submissions import an_agreement, an_offer

pytestmark = pytest.mark.django_db


def test_a_signature_makes_agreement_and_consignment() -> None:
    agreement = an_agreement()
    consignment = Consignment.objects.get()
    assert (consignment.agreement, consignment.state) == (agreement, "agreed")
    assert consignment.consignor.email == "clara@example.com"
    assert (agreement.signed_name, agreement.ip) == ("Clara Whitfield", "203.0.113.7")
    assert agreement.facts["prices"] == {
        "start": "$9,500.00",
        "floor": "$8,000.00",
        "steps": [{"day": 60, "price": "$8,800.00"}, {"day": 120, "price": "$8,000.00"}],
    }
    assert agreement.facts["payout_at_floor"] == "$6,000.00"
    assert Submission.objects.get().state == "accepted"


def test_one_mail_after_the_signature_asks_for_the_address() -> None:
    agreement = an_agreement()
    letter = Mail.objects.filter(to="clara@example.com").latest("pk")
    assert letter.kind == "sell_signed"
    assert agreement.number in letter.subject
    journey = Consignment.objects.get().journeys.get()
    paths = [re.sub(r"^https?://[^/]+", "", address) for address in re.findall(r"https?://\S+", letter.text)]
    assert paths[0] == re.sub(r"^https?://[^/]+", "", send_link(journey))
    assert paths[1].startswith("/sell/open/")
    assert "From day 60: $8,800.00" in letter.text


def test_the_document_is_the_one_that_was_signed() -> None:
    agreement = an_agreement()
    paper = signing.document_of(agreement)
    assert paper.startswith(b"%PDF")
    assert hashlib.sha256(paper).hexdigest() == agreement.digest


def test_a_changed_document_is_not_handed_out() -> None:
    agreement = an_agreement()
    with storages["private"].open(agreement.document, "ab") as file:
        file.write(b" ")
    with pytest.raises(ValueError, match="not the one"):
        signing.document_of(agreement)


def test_signed_twice_it_is_one_agreement() -> None:
    offer = an_offer()
    assert an_agreement(offer) == an_agreement(offer)
    assert (Agreement.objects.count(), Consignment.objects.count()) == (1, 1)


def test_the_loser_of_a_race_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = an_offer()
    made = render

    def while_another_signs(*args: Any, **kwargs: Any) -> bytes:
        monkeypatch.setattr(signing, "render", made)
        an_agreement(offer)
        return made(*args, **kwargs)

    monkeypatch.setattr(signing, "render", while_another_signs)
    agreement = an_agreement(offer)
    assert Agreement.objects.get() == agreement
    _, files = storages["private"].listdir("agreements")
    mine = [name for name in files if f"agreements/{name}" == agreement.document]
    assert len(mine) == 1


def test_an_offer_that_is_over_is_not_signed() -> None:
    offer = an_offer()
    with pytest.raises(OfferRefused, match="over"):
        signing.sign(offer, signing.terms_in_force(), name="Clara Whitfield", ip="::1", now=offer.lapses_at)
    assert not Agreement.objects.exists()


def test_terms_that_have_changed_are_read_once_more() -> None:
    offer, before = an_offer(), signing.terms_in_force()
    Terms.objects.create(version="2026-12", text="New.", since=timezone.now() - timedelta(seconds=1))
    with pytest.raises(OfferRefused, match="once more"):
        signing.sign(offer, before, name="Clara Whitfield", ip="::1")


@pytest.mark.parametrize("name", ["", "<b>Clara</b> Whitfield", "http://x.example a"])
def test_what_is_no_name_is_no_signature(name: str) -> None:
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        signing.sign(an_offer(), signing.terms_in_force(), name=name, ip="::1")
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "update consignment_agreement set signed_name = 'Somebody Else'",
        "delete from consignment_agreement",
        "update consignment_terms set text = 'We own it now.'",
        "update consignment_pricestep set price = 1",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(sql: str) -> None:
    an_agreement()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
