"""How a certificate stands: sold and returned follow from the piece, doubts and ends are said by somebody."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from authentication.certificates import standing
from authentication.certificates.standing import Standing, StandingRefused, standing_of
from authentication.models import Certificate, CertificateEvent, CertificateVersion
from catalog import holds, listing
from catalog.models import Hold, Item, ItemLogEntry
from portero.core.models import AuditEntry
from tests.factories.catalog import listed_item
from tests.factories.certified import certified, examined_again
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate() -> Certificate:
    return certified().certificate


def now(certificate: Certificate) -> Standing:
    return standing_of(Certificate.objects.select_related("item").get(pk=certificate.pk))


def test_it_follows_the_piece(certificate: Certificate) -> None:
    item = certificate.item
    seen = [now(certificate)]
    for move in (listing.publish, listing.mark_sold):
        move(item)
        seen.append(now(certificate))
    listing.back_to_draft(item, reason="Returned.")
    seen.append(now(certificate))
    listing.publish(item)
    seen.append(now(certificate))
    assert seen == ["valid", "valid", "sold", "returned", "valid"]


def test_a_doubt_shows_until_that_very_doubt_is_settled(certificate: Certificate) -> None:
    item = certificate.item
    standing.dispute(item, "PC-1")
    standing.dispute(item, "PC-2")
    standing.settle_dispute(item, "PC-1")
    assert now(certificate) == Standing.DISPUTED
    standing.settle_dispute(item, "PC-2")
    assert now(certificate) == Standing.VALID


def test_saying_it_twice_says_it_once(certificate: Certificate) -> None:
    for _ in range(2):
        standing.dispute(certificate.item, "PC-1")
    assert standing.settle_dispute(certificate.item, "PC-9") == []
    assert CertificateEvent.objects.count() == 1
    assert standing.dispute(listed_item(), "PC-1") == []


def test_the_log_and_the_trail_know_it_and_the_log_not_the_claim(certificate: Certificate) -> None:
    actor = staff("Authenticator")
    standing.dispute(certificate.item, "PC-1", actor=actor)
    entry = ItemLogEntry.objects.get(kind="certificate_disputed")
    assert json.loads(entry.body) == {"actor": actor.pk, "certificate": certificate.number}
    assert AuditEntry.objects.get(action="authentication.certificate_disputed").actor == actor


def test_a_revocation_is_for_ever_and_has_a_reason(certificate: Certificate) -> None:
    with pytest.raises(StandingRefused, match="Say why"):
        standing.revoke(certificate, "  ", actor=None)
    standing.revoke(certificate, "It was issued for another piece.", actor=staff("Administrator"))
    with pytest.raises(StandingRefused, match="before"):
        standing.revoke(certificate, "Again.", actor=None)
    assert standing.dispute(certificate.item, "PC-1") == []
    assert now(certificate) == Standing.REVOKED
    assert Item.objects.get().certificate == ""


def test_revoked_it_is_off_the_shelf_until_another_case_passed(certificate: Certificate) -> None:
    listing.publish(certificate.item)
    standing.revoke(certificate, "It was issued for another piece.", actor=None)
    item = Item.objects.get()
    assert item.state == "withdrawn"
    listing.back_to_draft(item, reason="To be looked at again.")
    with pytest.raises(listing.ListingRefused, match="another case has to pass first"):
        listing.publish(item)
    with pytest.raises(IntegrityError, match="another case"), transaction.atomic():
        Item.objects.update(state="listed")
    assert Item.objects.get().state == "draft"
    examined_again(item, "authentic", kind="by_hand")
    listing.publish(Item.objects.get())
    assert Item.objects.get().state == "listed"


def test_what_a_client_is_paying_for_keeps_its_certificate(certificate: Certificate) -> None:
    listing.publish(certificate.item)
    lasts = timedelta(minutes=15)
    holds.place(
        [certificate.item], holder="basket:7", kind=Hold.Kind.CHECKOUT, lasts=lasts, now=timezone.now()
    )
    with pytest.raises(StandingRefused, match="A client is paying for it"):
        standing.revoke(certificate, "A mistake.", actor=None)
    assert (now(certificate), Item.objects.get().state) == (Standing.VALID, "listed")


def test_sql_revokes_nothing_that_is_for_sale(certificate: Certificate) -> None:
    listing.publish(certificate.item)
    with (
        pytest.raises(IntegrityError, match="leaves the shelf first"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(EVENT, ["revoked", "", "A mistake."])
    assert not CertificateEvent.objects.exists()


@pytest.mark.parametrize(
    ("verdict", "reason"), [("counterfeit", "is not authentic"), ("cannot_verify", "could not confirm")]
)
def test_a_later_case_revokes_it_at_once(certificate: Certificate, verdict: str, reason: str) -> None:
    case = examined_again(certificate.item, verdict)
    event = CertificateEvent.objects.get()
    assert (event.kind, event.reference) == ("revoked", case.number)
    assert reason in event.reason
    assert now(certificate) == Standing.REVOKED


def test_a_blind_second_look_that_doubts_it_disputes_it(certificate: Certificate) -> None:
    case = examined_again(certificate.item, "counterfeit", kind="regrade")
    assert standing.open_disputes(certificate) == [case.number]


def test_a_later_case_that_passes_changes_nothing(certificate: Certificate) -> None:
    examined_again(certificate.item, "authentic")
    assert now(certificate) == Standing.VALID
    assert not CertificateEvent.objects.exists()


EVENT = """
    insert into authentication_certificateevent (certificate_id, kind, at, reference, reason)
    select id, %s, now(), %s, %s from authentication_certificate
"""


def test_sql_says_nothing_out_of_turn(certificate: Certificate) -> None:
    def refused(kind: str, reference: str, reason: str, match: str) -> None:
        with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(EVENT, [kind, reference, reason])

    refused("cleared", "PC-1", "", "settled once")
    refused("disputed", "", "", "certificate_event_says_why")
    refused("revoked", "", "", "certificate_event_says_why")
    standing.dispute(certificate.item, "PC-1")
    refused("disputed", "PC-1", "", "opened once")
    standing.revoke(certificate, "A mistake.", actor=None)
    refused("cleared", "PC-1", "", "nothing follows")
    assert CertificateEvent.objects.count() == 2


@pytest.mark.parametrize("change", ["delete from", "update"])
def test_sql_takes_nothing_back(certificate: Certificate, change: str) -> None:
    standing.dispute(certificate.item, "PC-1")
    words = {"delete from": "delete from {}", "update": "update {} set at = now()"}[change]
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(words.format("authentication_certificateevent"))
    assert CertificateVersion.objects.count() == 1
