"""Buying for resale: a certificate is checked by somebody else, holds where and while it says, and frees an order."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from orders import placement
from orders.access import token_for
from orders.bill import of_order
from orders.checkout.draft import CheckoutDraft
from orders.models import Claim
from orders.order.models import Order
from orders.quote import Wishes, destination_of, quote_for
from orders.tax.exemptions import certificates
from orders.tax.exemptions.papers import BadPaper, made_safe
from orders.tax.models import ResaleCertificate, TaxAnswer
from portero.core.mail.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.certificates import a_certificate, a_paper, an_approved_certificate
from tests.factories.orders import BillingAddress, a_bag, an_address
from tests.factories.people import a_client, staff

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def dealer() -> User:
    return a_client("dealer@example.com")


def _picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def _order(user: User | None, certificate: ResaleCertificate | None, **address: Any) -> Order:
    bag = a_bag(listed_item(price=Decimal("1890.00")), owner=user)
    to = an_address(**address)
    wishes = Wishes(to=destination_of(to), resale=certificate.pk if certificate else None)
    hers = certificate is None or (user is not None and certificate.user_id == user.pk)
    items = [line.product.item for line in bag.all_lines()]
    shown = quote_for(items, wishes if hers else Wishes(to=destination_of(to))).total
    return placement.place(
        bag,
        email="dealer@example.com",
        phone="+12125550118",
        shipping_address=to,
        billing_address=an_address(BillingAddress, **address),
        wishes=wishes,
        user=user,
        shown_total=shown,
    )


def test_an_order_for_resale_is_not_taxed_and_says_why(dealer: User) -> None:
    order = _order(dealer, an_approved_certificate(dealer))
    assert order.total_incl_tax == order.total_excl_tax
    rows = list(order.tax_components.values_list("base", "amount", "rule"))
    assert len(rows) >= 3
    assert set(rows) == {(Decimal("0.00"), Decimal("0.00"), "exempt buyer, certificate NY-118")}
    answer = TaxAnswer.objects.get(order=order)
    assert answer.certificate is not None
    assert answer.certificate.number == "NY-118"
    assert (of_order(order)[-1].label, of_order(order)[-1].amount) == ("Sales tax", Decimal("0.00"))


def test_the_same_order_without_the_certificate_is_taxed_and_has_no_remark(dealer: User) -> None:
    order = _order(dealer, None)
    assert order.total_incl_tax - order.total_excl_tax > Decimal("167.00")
    assert not TaxAnswer.objects.exists()


@pytest.mark.parametrize("who", ["a stranger", "a guest"])
def test_somebody_elses_certificate_frees_nobody(dealer: User, who: str) -> None:
    certificate = an_approved_certificate(dealer)
    order = _order(a_client("other@example.com") if who == "a stranger" else None, certificate)
    assert order.total_incl_tax > order.total_excl_tax
    assert not TaxAnswer.objects.filter(certificate__isnull=False).exists()


def test_a_certificate_frees_in_its_states_only(dealer: User) -> None:
    elsewhere = {"line4": "Greenwich", "state": "CT", "postcode": "06830"}
    order = _order(dealer, an_approved_certificate(dealer), **elsewhere)
    assert order.total_incl_tax > order.total_excl_tax


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_certificate_holds_through_its_last_day(dealer: User, days: int, *, holds: bool) -> None:
    certificate = an_approved_certificate(dealer)
    ResaleCertificate.objects.filter(pk=certificate.pk).update(expires_on=TODAY() + timedelta(days=days))
    assert certificates.holding(dealer, "NY", TODAY()).exists() is holds
    assert (certificates.named(certificate.pk, "NY", TODAY()) is not None) is holds


@pytest.mark.parametrize("state", ["submitted", "declined", "withdrawn"])
def test_only_an_approved_certificate_frees(dealer: User, state: str) -> None:
    certificate = an_approved_certificate(dealer)
    ResaleCertificate.objects.filter(pk=certificate.pk).update(state=state)
    assert not certificates.holding(dealer, "NY", TODAY()).exists()
    assert certificates.named(certificate.pk, "NY", TODAY()) is None


def test_a_withdrawn_certificate_changes_no_order_that_used_it(dealer: User) -> None:
    certificate = an_approved_certificate(dealer)
    order = _order(dealer, certificate)
    certificates.withdraw(certificate)
    order.refresh_from_db()
    assert order.total_incl_tax == order.total_excl_tax
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        TaxAnswer.objects.update(certificate=None)


def test_an_order_taken_back_keeps_the_choice(dealer: User) -> None:
    certificate = an_approved_certificate(dealer)
    assert CheckoutDraft.from_order(_order(dealer, certificate)).resale == certificate.pk


def test_staff_decide_once_with_a_reason_and_the_client_is_told(dealer: User) -> None:
    certificate, decider = a_certificate(dealer), staff("Accounting")
    with pytest.raises(certificates.CertificateRefused, match="Why"):
        certificates.decide(certificate, approved=False, actor=decider, reason="  ")
    certificates.decide(certificate, approved=False, actor=decider, reason="The name differs.")
    with pytest.raises(certificates.CertificateRefused, match="declined already"):
        certificates.decide(certificate, approved=True, actor=decider, reason="Changed my mind.")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.decided_by) == ("declined", decider)
    told = Mail.objects.get(kind="certificate_decided")
    assert told.to == "dealer@example.com"
    assert "The name differs." in told.text


def test_nobody_decides_on_her_own_not_even_by_sql() -> None:
    accountant = staff("Accounting")
    certificate = a_certificate(accountant)
    with pytest.raises(certificates.CertificateRefused, match="of their own"):
        certificates.decide(certificate, approved=True, actor=accountant, reason="Fine.")
    sql = "update tax_resalecertificate set state='approved', reason='x', decided_at=now(), decided_by_id=user_id"
    refused = pytest.raises(IntegrityError, match="not_decided_by_its_owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_expired_certificate_can_only_be_declined(dealer: User) -> None:
    certificate = a_certificate(dealer)
    ResaleCertificate.objects.update(expires_on=TODAY() - timedelta(days=1))
    with pytest.raises(certificates.CertificateRefused, match="expired"):
        certificates.decide(certificate, approved=True, actor=staff("Accounting"), reason="Fine.")


def test_the_same_number_is_kept_once_while_it_lives(dealer: User) -> None:
    first = a_certificate(dealer)
    with pytest.raises(certificates.CertificateRefused, match="already"):
        a_certificate(dealer)
    certificates.withdraw(first)
    assert a_certificate(dealer).pk != first.pk


def test_an_ending_certificate_is_written_about_once(dealer: User) -> None:
    certificate = an_approved_certificate(dealer, expires_on=TODAY() + timedelta(days=31))
    assert certificates.remind() == 0
    assert certificates.remind(today=TODAY() + timedelta(days=1)) == 1
    assert certificates.remind(today=TODAY() + timedelta(days=2)) == 0
    certificate.refresh_from_db()
    assert certificate.reminded_at is not None


HOSTILE = {
    "an empty file": b"",
    "a web page": b"<html><script>alert(1)</script></html>",
    "a drawing with scripts": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "half a PDF": b"%PDF-1.4\n1 0 obj",
    "a PDF with a script": b"%PDF-1.4 /OpenAction << /JavaScript (x) >> %%EOF",
    "a PDF with an attachment": b"%PDF-1.4 /EmbeddedFile %%EOF",
    "half a picture": _picture()[:200],
    "a GIF": _picture("GIF"),
    "too much": b"%PDF-1.4" + b"x" * 10_000_001,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(what: str) -> None:
    with pytest.raises(BadPaper) as refused:
        made_safe(a_paper(HOSTILE[what]))
    assert str(refused.value).endswith(".")


def test_a_picture_is_drawn_anew_without_what_else_was_in_it() -> None:
    file, kind = made_safe(a_paper(_picture() + b"<?php echo 1 ?>", "me.php"))
    kept = file.read()
    assert kind == "image/jpeg"
    assert b"php" not in kept
    assert str(file.name).endswith(".jpg")
    assert "me" not in str(file.name)


def test_she_uploads_it_and_uses_it_at_the_review(client: Client, dealer: User) -> None:
    client.force_login(dealer)
    told = {
        "business": "Madison Resale LLC",
        "number": "NY-118",
        "states": ["NY", "CA"],
        "expires_on": date(TODAY().year + 1, 6, 30).isoformat(),
        "file": a_paper(),
    }
    assert client.post("/account/resale/", told).status_code == 302
    page = client.get("/account/resale/").content.decode()
    assert "Waits for us to check it" in page
    certificate = ResaleCertificate.objects.get()
    assert certificate.states == ["CA", "NY"]
    certificates.decide(certificate, approved=True, actor=staff("Accounting"), reason="Fine.")
    client.post(f"/account/resale/{certificate.pk}/withdraw/")
    certificate.refresh_from_db()
    assert certificate.state == "withdrawn"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("expires_on", "2020-01-01", "has expired"),
        ("expires_on", "2199-01-01", "Is the year right"),
        ("states", ["TX"], "Select a valid choice"),
        ("number", "", "copy the number"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(
    client: Client, dealer: User, field: str, value: Any, said: str
) -> None:
    client.force_login(dealer)
    told: dict[str, Any] = {
        "business": "Madison Resale LLC",
        "number": "NY-118",
        "states": ["NY"],
        "expires_on": (TODAY() + timedelta(days=9)).isoformat(),
        "file": a_paper(),
    }
    answer = client.post("/account/resale/", told | {field: value})
    page = answer.content.decode()
    assert said in page
    assert 'value="Madison Resale LLC"' in page
    assert not ResaleCertificate.objects.exists()


def test_another_clients_certificate_is_not_found(client: Client, dealer: User) -> None:
    certificate = a_certificate(dealer)
    client.force_login(a_client("other@example.com"))
    assert client.post(f"/account/resale/{certificate.pk}/withdraw/").status_code == 404
    certificate.refresh_from_db()
    assert certificate.state == "submitted"
    assert "NY-118" not in client.get("/account/resale/").content.decode()


def test_another_browser_that_takes_her_order_back_is_shown_the_tax_it_pays(
    client: Client, dealer: User
) -> None:
    order = _order(dealer, an_approved_certificate(dealer))
    client.post(reverse("orders:change", args=[token_for(order)]), {"to": "checkout"})
    assert Claim.objects.filter(released_at__isnull=True).count() == 0
    review = client.get(reverse("orders:checkout-review"))
    assert review.context["quote"].tax_total > Decimal("167.00")
    client.post(reverse("orders:checkout-place"), {"shown_total": review.context["shown_total"]})
    again = Order.objects.exclude(pk=order.pk).get()
    assert str(again.total_incl_tax) == review.context["shown_total"]
