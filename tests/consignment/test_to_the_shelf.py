"""A piece from the signature to the shelf and to its sale: states, owner, custody, and what its consignor reads."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from authentication.certificates import standing
from authentication.models import Certificate
from catalog import custody
from catalog.models import Item, Photo, PriceChange
from consignment.curation import preparing, pricing
from consignment.curation.preparing import Verdict
from consignment.logistics import inbound
from consignment.models import Consignment
from consignment.pieces.states import ConsignmentRefused
from portero.core.models import Mail
from tests.factories import consignment as make
from tests.factories.condition import graded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S = Consignment.State


def test_begun_twice_it_is_one_way_that_waits_for_her_address() -> None:
    consignment = make.agreed()
    journey = inbound.begin(consignment)
    assert inbound.begin(consignment) == journey
    assert (journey.reference, journey.try_at) == (consignment.agreement.number, None)
    assert make.mails_to() == []


def test_with_its_label_it_is_awaited_until_its_day() -> None:
    consignment = make.with_label(make.agreed())
    assert consignment.state == S.AWAITED
    assert consignment.due_at - timezone.now() > timedelta(days=20, hours=23)
    assert make.mails_to() == ["consigned_label"]


def test_the_mail_with_the_receipt_leads_to_her_piece() -> None:
    make.received()
    letter = Mail.objects.get(kind="consigned_received")
    links = re.findall(r"https?://[^/]+/sell/(\w+)/", letter.text)
    assert links == ["open", "receipt"]


def test_received_it_has_a_record_an_owner_and_a_place() -> None:
    consignment = make.received()
    item = consignment.item
    assert (consignment.state, item.state, item.source) == (S.RECEIVED, "draft", "consignment")
    owner: Any = custody.owner_of(item)
    where: Any = custody.custody_of(item)
    assert (owner.kind, owner.reference) == ("consignor", str(consignment.consignor_id))
    assert (where.holder, where.person) == ("staff", make.manager())
    receipt = consignment.receipts.get()
    assert receipt.lines[2] == {"name": "Dust bag", "present": False}
    assert receipt.photos.count() == 1
    paper = storages["private"].open(receipt.document).read()
    assert (paper[:5], b"/DCTDecode" in paper) == (b"%PDF-", True), "with the photographs"
    assert make.mails_to()[-1] == "consigned_received"
    assert [row.name for row in item.inclusions.filter(present=True)] == ["Kelly 28", "Box"]


def test_it_is_received_once() -> None:
    consignment = make.received()
    with pytest.raises(ConsignmentRefused):
        make.received(consignment)
    assert consignment.receipts.count() == 1


def test_without_clearance_it_is_not_described() -> None:
    consignment = make.received()
    with pytest.raises(ConsignmentRefused, match="cleared"):
        preparing.judge(consignment.pk, make.VERDICT, actor=make.manager())
    assert make.fresh(consignment).item.description == ""


def test_why_we_offer_it_is_said_with_a_reason() -> None:
    consignment = make.cleared()
    with pytest.raises(ConsignmentRefused, match="say which, and why"):
        preparing.judge(consignment.pk, Verdict("value", " ", "A Kelly 28."), actor=make.manager())
    assert make.fresh(consignment).item.bucket == ""
    preparing.judge(consignment.pk, Verdict("value", "Half of retail.", "A Kelly 28."), actor=make.manager())
    event = consignment.events.get(kind="described")
    assert (event.data, event.public) == ({"bucket": "value"}, False)


def test_a_report_that_changed_is_graded_again_before_it_is_prepared() -> None:
    consignment = make.cleared()
    item = consignment.item
    make.reported(item)
    preparing.judge(consignment.pk, make.VERDICT, actor=make.manager())
    item.defects.create(position=1, kind="Rubbing", place="front left corner", severity="marked")
    with pytest.raises(ConsignmentRefused, match="changed after the grade was confirmed"):
        preparing.prepared(consignment.pk, actor=make.manager())
    graded(item)
    preparing.prepared(consignment.pk, actor=make.manager())
    assert make.fresh(consignment).item.grade == "good"


def test_what_is_missing_is_named() -> None:
    consignment = make.cleared()
    with pytest.raises(ConsignmentRefused) as refused:
        preparing.prepared(consignment.pk, actor=make.manager())
    assert refused.value.reasons == (
        "Its grade isn't confirmed yet.",
        "Why we offer it (value or rarity) isn't recorded.",
        "It has no description.",
        "It has no condition report.",
        "Photographs are missing: front, back, base, inside, stamp, close view.",
    )


def test_another_price_than_the_agreed_one_is_not_approved() -> None:
    consignment = make.prepared()
    with pytest.raises(ConsignmentRefused, match=r"The covenant allows \$8,000"):
        pricing.approve(consignment.pk, Decimal("8500.00"), actor=make.manager())
    assert make.fresh(consignment).approved_price is None


def test_published_it_is_on_the_shelf_at_the_start_price() -> None:
    consignment = make.listed()
    item = consignment.item
    assert (consignment.state, item.state, item.price) == (S.LISTED, "listed", make.START)
    assert consignment.term_ends_at - consignment.first_listed_at == timedelta(days=180)
    assert consignment.step_at - consignment.first_listed_at == timedelta(days=30)
    assert item.price_changes.get().kind == PriceChange.Kind.LISTED
    assert make.mails_to()[-1] == "consigned_listed"


def test_it_is_listed_with_a_certificate_and_again_with_what_changed() -> None:
    listed = make.listed()
    first = Certificate.objects.get(item=listed.item)
    assert Item.objects.get(pk=listed.item.pk).certificate == first.number
    pricing.take_back(listed.pk, actor=make.manager(), reason="Another picture.")
    make.photographed(listed.item)
    pricing.approve(listed.pk, pricing.price_in_force(listed), actor=make.manager())
    pricing.publish(listed.pk, actor=make.manager())
    assert list(first.versions.values_list("version", "why")) == [(1, ""), (2, "Listed again.")]


def test_what_can_t_be_certified_is_not_listed() -> None:
    approved = make.approved()
    Photo.objects.filter(item=approved.item).update(file="items/gone.webp")
    with pytest.raises(ConsignmentRefused, match="file of a photograph is missing"):
        pricing.publish(approved.pk, actor=make.manager())
    assert (make.fresh(approved).state, Item.objects.get(pk=approved.item.pk).state) == (S.APPROVED, "draft")
    assert not Certificate.objects.exists()


def test_taken_back_for_work_it_returns_at_the_price_it_had() -> None:
    consignment = make.listed()
    pricing.take_back(consignment.pk, actor=make.manager(), reason="Better photographs.")
    assert make.fresh(consignment).item.state == "draft"
    again = make.listed(make.approved(make.fresh(consignment)))
    assert (again.item.price, again.item.price_changes.count()) == (make.START, 1)
    assert again.first_listed_at == consignment.first_listed_at


def test_it_is_taken_back_before_its_certificate_is_revoked() -> None:
    consignment = make.listed()
    certificate = Certificate.objects.get(item=consignment.item)
    with pytest.raises(standing.StandingRefused, match="taken off the shelf from its consignment"):
        standing.revoke(certificate, "A mistake.", actor=None)
    assert not certificate.events.exists()
    pricing.take_back(consignment.pk, actor=None, reason="Its certificate is wrong.")
    standing.revoke(certificate, "A mistake.", actor=None)
    assert certificate.events.get().kind == "revoked"
    with pytest.raises(ConsignmentRefused, match="another one needs another case"):
        pricing.publish(pricing.approve(consignment.pk, consignment.item.price, actor=None).pk, actor=None)
