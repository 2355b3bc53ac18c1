"""The evidence: one file with everything a bank should know of a sale, and nothing that is nobody's business."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from catalog.models import ConditionReport, Defect, Inclusion, Photo
from orders import lifecycle, mails
from orders.access import token_for
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.payments import disputes
from orders.payments.disputes.evidence import facts as evidence_facts
from orders.payments.disputes.evidence import pdf
from orders.payments.models import Dispute, Payment
from orders.payments.states import append
from portero.core.models import AuditEntry
from tests.factories.catalog import listed_item
from tests.factories.ledger import tell_dispute
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]
NOTE = "Rang rosa@portero.example about it #1 * _x_ $5 \\ <b>"


@pytest.fixture
def dispute(settings: Settings, tmp_path: Any, accountant: User) -> Dispute:
    """A Birkin with one defect was sold, sent and delivered; now her bank wants the money back."""
    settings.MEDIA_ROOT = tmp_path
    order = confirmed_order(_described_item())
    shipment = order.shipments.get()
    pack(shipment, accountant, "TAG-00417")
    mark_shipped(shipment, accountant, "9400111899223100001111", "USPS")
    mark_delivered(shipment, accountant)
    lifecycle.append(order, "note", actor=accountant, reason=NOTE, public=False)
    mails.payment_confirmed(order)
    tell_dispute(order.payments.get())
    return disputes.follow("stripe", "dp_1")


def _described_item() -> Any:
    item = listed_item(description="A Birkin 30 in Gold Togo.")
    ConditionReport.objects.create(item=item, summary="Carried with care.")
    Inclusion.objects.create(item=item, name="Dust bag")
    picture = io.BytesIO()
    Image.new("RGB", (80, 100), "tan").save(picture, "JPEG")
    name = default_storage.save("items/front.jpg", ContentFile(picture.getvalue()))
    photo = Photo.objects.create(item=item, position=1, alt="Front", file=name, width=80, height=100)
    Defect.objects.create(
        item=item,
        position=1,
        kind="Rubbing",
        place="front left corner",
        severity="light",
        photo=photo,
        x=20,
        y=80,
    )
    return item


def download(dispute: Dispute, user: User) -> zipfile.ZipFile:
    response: Any = at_work(user).get(reverse("admin:payments_dispute_evidence", args=[dispute.pk]))
    assert response.streaming
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_bundle_holds_the_pdf_photos_mails_facts_and_their_sums(
    dispute: Dispute, accountant: User
) -> None:
    bundle = download(dispute, accountant)
    number = dispute.payment.order.lines.get().product.item.number if dispute.payment else ""
    lines = [line.split("  ") for line in bundle.read("MANIFEST.sha256").decode().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert set(sums) == {
        "README.txt",
        "evidence.pdf",
        "facts.json",
        f"photos/{number}-1.jpg",
        "mails/01-order_received.txt",
        "mails/02-payment_confirmed.txt",
        "mails/03-shipment_sent.txt",
        "mails/04-shipment_delivered.txt",
    }
    assert set(bundle.namelist()) == {*sums, "MANIFEST.sha256"}
    assert {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in sums} == sums
    assert bundle.read("evidence.pdf").startswith(b"%PDF-")


def test_the_facts_tell_the_sale(dispute: Dispute, accountant: User) -> None:
    facts = json.loads(download(dispute, accountant).read("facts.json"))
    piece, parcel = facts["pieces"][0], facts["deliveries"][0]
    assert piece["defects"] == [{"pin": 1, "what": "Rubbing, front left corner, light"}]
    assert piece["photos"][0]["pins"] == [{"pin": 1, "x": 20.0, "y": 80.0}]
    assert (parcel["tracking_number"], parcel["security_tag"]) == ("9400111899223100001111", "TAG-00417")
    assert facts["payments"][0]["checks"] == {"Card": "visa", "Ending": "4242"}
    assert facts["dispute"]["amount"] == str(dispute.amount)
    assert {"Order placed, held for you", "Note"} <= {event["what"] for event in facts["timeline"]}
    assert "Rosa Miller, Portero" in {event["who"] for event in facts["timeline"]}
    assert facts["terms"][0]["title"] == "Delivery and returns"


def test_declined_tries_and_the_dispute_itself_are_not_told(dispute: Dispute, accountant: User) -> None:
    assert dispute.payment
    order = dispute.payment.order
    lifecycle.append(order, "payment_declined", reason="Insufficient funds.", public=False)
    refused = Payment.objects.create(order=order, attempt=9, provider="stripe", amount=1, state="failed")
    append(refused, "declined", problem="Insufficient funds.")
    facts = download(dispute, accountant).read("facts.json").decode()
    assert "Insufficient funds" not in facts
    assert "Dispute " not in "".join(event["what"] for event in json.loads(facts)["timeline"])
    assert len(json.loads(facts)["payments"]) == 1


def test_no_link_and_no_address_of_staff_leaves_the_house(dispute: Dispute, accountant: User) -> None:
    bundle = download(dispute, accountant)
    text = "".join(
        bundle.read(name).decode() for name in bundle.namelist() if not name.endswith(("pdf", "jpg"))
    )
    assert dispute.payment
    assert token_for(dispute.payment.order).split("~")[1] not in text
    assert accountant.email not in text
    assert "Rang [Portero staff] about it" in text
    assert "/orders/[her link]" in text


def test_the_trail_keeps_who_downloaded_it(dispute: Dispute, accountant: User) -> None:
    bundle = download(dispute, accountant)
    entry = AuditEntry.objects.get(action="payments.evidence_downloaded")
    assert entry.actor == accountant
    assert entry.data == {"manifest_sha256": hashlib.sha256(bundle.read("MANIFEST.sha256")).hexdigest()}


def test_customer_care_sees_the_dispute_and_gets_no_evidence(dispute: Dispute) -> None:
    care: Client = at_work(staff("Customer care", email="cara@portero.example"))
    assert care.get(reverse("admin:payments_dispute_change", args=[dispute.pk])).status_code == 200
    assert care.get(reverse("admin:payments_dispute_evidence", args=[dispute.pk])).status_code == 403
    assert not AuditEntry.objects.filter(action="payments.evidence_downloaded").exists()


def test_a_photograph_that_is_gone_does_not_stop_the_evidence(dispute: Dispute, accountant: User) -> None:
    photo = Photo.objects.get()
    default_storage.delete(str(photo.file.name))
    bundle = download(dispute, accountant)
    told = json.loads(bundle.read("facts.json"))["pieces"][0]["photos"][0]
    assert (told["missing"], told["says"]) == (True, "Front")
    assert not [name for name in bundle.namelist() if name.startswith("photos/")]


def test_without_its_payment_there_is_no_evidence(dispute: Dispute, accountant: User) -> None:
    Dispute.objects.filter(pk=dispute.pk).update(payment=None)
    answer = at_work(accountant).get(reverse("admin:payments_dispute_evidence", args=[dispute.pk]))
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="payments.evidence_downloaded").exists()


def test_an_order_without_parcels_sent_or_report_is_printed_too() -> None:
    order = confirmed_order(listed_item(description=""), at=timezone.now() - timedelta(hours=1))
    tell_dispute(order.payments.get())
    facts = evidence_facts.of(disputes.follow("stripe", "dp_1"))
    assert pdf.render(facts).startswith(b"%PDF-")


def test_staff_see_the_dispute_on_the_order(dispute: Dispute, accountant: User) -> None:
    assert dispute.payment
    page = at_work(accountant).get(reverse("admin:order_order_change", args=[dispute.payment.order_id]))
    assert "Dispute: To answer" in page.content.decode()
