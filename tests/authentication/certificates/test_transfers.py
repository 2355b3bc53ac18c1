"""A certificate changes hands by a code: once, for a while, by whoever has the piece."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from authentication.certificates import standing, transfers
from authentication.certificates.mails import HOLDER
from authentication.certificates.transfers import TransferRefused
from authentication.models import Certificate, Holder, TransferCode
from catalog import listing
from portero.core.links import token_for
from portero.core.mail.models import Mail
from tests.factories.certified import certified
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
CLARA, DORA, EMMA = "clara@example.com", "dora@example.com", "emma@example.com"


@pytest.fixture
def certificate() -> Certificate:
    """Of a piece that Clara bought by order R-1."""
    certificate = certified().certificate
    listing.publish(certificate.item)
    listing.mark_sold(certificate.item)
    return Certificate.objects.select_related("item__designer").get(pk=certificate.pk)


def claras_code(certificate: Certificate, order: str = "R-1") -> str:
    certificate.item.refresh_from_db()
    assert certificate.item.sold_at is not None
    return transfers.code_for_buyer(certificate, CLARA, order, bought_at=certificate.item.sold_at)[0]


def holders(certificate: Certificate) -> list[tuple[str, bool]]:
    return [(one.email, one.until is None) for one in certificate.holders.all()]


def test_the_buyer_hands_it_on(certificate: Certificate) -> None:
    code = claras_code(certificate)
    assert len(code.replace("-", "")) == 12
    transfers.enter(certificate, code.lower().replace("-", " "), DORA)
    assert holders(certificate) == [(CLARA, False), (DORA, True)]
    assert len(transfers.transfers_of(certificate)) == 1


def test_both_get_a_mail_and_neither_learns_of_the_other(certificate: Certificate) -> None:
    holder = transfers.enter(certificate, claras_code(certificate), DORA)
    to_clara, to_dora = Mail.objects.get(to=CLARA), Mail.objects.get(to=DORA)
    assert (to_clara.kind, to_dora.kind) == ("certificate_given", "certificate_received")
    assert token_for(HOLDER, holder.pk) in to_dora.text
    assert DORA not in to_clara.text + to_clara.html
    assert CLARA not in to_dora.text + to_dora.html


def test_a_code_is_good_once(certificate: Certificate) -> None:
    code = claras_code(certificate)
    transfers.enter(certificate, code, DORA)
    with pytest.raises(TransferRefused, match="isn't good"):
        transfers.enter(certificate, code, EMMA)
    assert holders(certificate)[-1] == (DORA, True)


def test_a_newer_code_ends_the_one_before(certificate: Certificate) -> None:
    first, second = claras_code(certificate), claras_code(certificate)
    with pytest.raises(TransferRefused):
        transfers.enter(certificate, first, DORA)
    transfers.enter(certificate, second, DORA)


def test_a_code_runs_out(certificate: Certificate) -> None:
    code = claras_code(certificate)
    TransferCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(TransferRefused, match="isn't good"):
        transfers.enter(certificate, code, DORA)
    assert holders(certificate) == [(CLARA, True)]


def test_a_code_is_good_for_its_own_certificate_alone(certificate: Certificate) -> None:
    code, other = claras_code(certificate), certified().certificate
    listing.publish(other.item)
    listing.mark_sold(other.item)
    with pytest.raises(TransferRefused, match="isn't good"):
        transfers.enter(other, code, DORA)


def test_the_code_is_kept_nowhere(certificate: Certificate) -> None:
    code = claras_code(certificate)
    row = TransferCode.objects.get()
    assert code.replace("-", "") not in str(vars(row))
    assert row.hashed == transfers.hashed(code)


def test_who_handed_it_on_gets_no_other_code_and_its_holder_does(certificate: Certificate) -> None:
    holder = transfers.enter(certificate, claras_code(certificate), DORA)
    with pytest.raises(TransferRefused, match="handed this certificate on"):
        claras_code(certificate)
    code, _ = transfers.code_for_holder(holder.pk)
    transfers.enter(certificate, code, EMMA)
    assert holders(certificate)[-1] == (EMMA, True)
    with pytest.raises(TransferRefused, match="handed this certificate on"):
        transfers.code_for_holder(holder.pk)


def test_the_next_buyer_begins_anew(certificate: Certificate) -> None:
    transfers.enter(certificate, claras_code(certificate), DORA)
    listing.back_to_draft(certificate.item, reason="Returned.")
    listing.publish(certificate.item)
    listing.mark_sold(certificate.item)
    claras_code(certificate, "R-2")
    assert holders(certificate) == [(CLARA, False), (DORA, False), (CLARA, True)]


def test_what_is_with_us_disputed_or_revoked_stays(certificate: Certificate) -> None:
    standing.dispute(certificate.item, "PC-1")
    with pytest.raises(TransferRefused, match="disputed"):
        claras_code(certificate)
    standing.settle_dispute(certificate.item, "PC-1")
    code = claras_code(certificate)
    standing.revoke(certificate, "A mistake.", actor=staff("Administrator"))
    with pytest.raises(TransferRefused, match="revoked"):
        transfers.enter(certificate, code, DORA)
    with_us = certified().certificate
    with pytest.raises(TransferRefused, match="with us"):
        transfers.enter(with_us, code, DORA)
    assert not Holder.objects.filter(email=DORA).exists()


def test_the_page_registers_her(certificate: Certificate, client: Client) -> None:
    code = claras_code(certificate)
    address = f"/certificates/{certificate.number}/transfer/"
    answer = client.post(address, {"code": code, "email": DORA})
    assert "registered to you" in answer.content.decode()
    assert holders(certificate)[-1] == (DORA, True)
    page = client.get(f"/certificates/{certificate.number}/").content.decode()
    assert "Handed on once since we sold it, last on" in page
    assert DORA not in page


def test_guessing_gets_nowhere(certificate: Certificate, client: Client) -> None:
    code = claras_code(certificate)
    address = f"/certificates/{certificate.number}/transfer/"
    for n in range(10):
        client.post(address, {"code": f"0000-0000-00{n:02d}", "email": DORA})
    answer = client.post(address, {"code": code, "email": DORA})
    assert "too often" in answer.content.decode()
    assert holders(certificate) == [(CLARA, True)]


def test_her_link_makes_a_code_and_another_link_nothing(certificate: Certificate, client: Client) -> None:
    holder = transfers.enter(certificate, claras_code(certificate), DORA)
    address = f"/certificates/held/{token_for(HOLDER, holder.pk)}/"
    made = client.post(address).context["made"][0]
    assert made not in client.get(address).content.decode()
    transfers.enter(certificate, made, EMMA)
    assert "handed" in client.get(address).content.decode()
    assert client.get(f"/certificates/held/{token_for('order', holder.pk)}/").status_code == 404
