"""Certificates on the staff site: read by those who work with them, issued anew and ended by those who may."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from authentication.certificates import standing
from authentication.models import CertificateEvent, CertificateVersion, Holder
from catalog.models import Item
from tests.factories.certified import a_photo, certified
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
LIST = "/staff/authentication/certificate/"


@pytest.fixture
def version() -> CertificateVersion:
    return certified()


@pytest.fixture
def desk() -> Client:
    return at_work(staff("Administrator", email="ada@portero.example"))


def press(browser: Client, verb: str, version: CertificateVersion, **form: str) -> int:
    address = reverse(f"admin:authentication_certificate_{verb}", args=[version.certificate_id])
    return browser.post(address, {"_form_submitted": "true", **form}).status_code


def test_the_list_costs_the_same_for_many(version: CertificateVersion, desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(LIST).status_code == 200
        return len(asked)

    queries()  # what is asked once per process
    one = queries()
    certified()
    certified()
    assert queries() == one


def test_her_page_names_state_versions_and_holder(version: CertificateVersion, desk: Client) -> None:
    Holder.objects.create(certificate=version.certificate, email="clara@example.com")
    page = desk.get(f"{LIST}{version.certificate_id}/change/").content.decode()
    for shown in ("Valid", "Version 1", "clara@example.com", version.certificate.number):
        assert shown in page


@pytest.mark.parametrize(("role", "sees"), [("Customer care", True), ("Authenticator", False)])
def test_who_holds_it_concerns_care_alone(version: CertificateVersion, role: str, sees: bool) -> None:
    Holder.objects.create(certificate=version.certificate, email="clara@example.com")
    browser = at_work(staff(role, email="other@portero.example"))
    page = browser.get(f"{LIST}{version.certificate_id}/change/").content.decode()
    assert version.certificate.number in page
    assert ("clara@example.com" in page) is sees


def test_revoked_with_a_reason(version: CertificateVersion, desk: Client) -> None:
    press(desk, "revoke", version, reason="")
    assert not CertificateEvent.objects.exists()
    press(desk, "revoke", version, reason="It was issued for another piece.")
    event = CertificateEvent.objects.get()
    assert (event.kind, event.reason) == ("revoked", "It was issued for another piece.")
    assert event.actor is not None
    assert Item.objects.get().certificate == ""


def test_issued_anew_when_something_changed(version: CertificateVersion, desk: Client) -> None:
    press(desk, "issue_again", version)
    assert CertificateVersion.objects.count() == 1
    a_photo(version.certificate.item, 2)
    press(desk, "issue_again", version)
    newest = CertificateVersion.objects.latest("version")
    assert (newest.version, newest.why) == (2, "Issued again by hand.")
    assert newest.issued_by is not None


def test_nothing_is_issued_for_a_disputed_piece(version: CertificateVersion, desk: Client) -> None:
    standing.dispute(version.certificate.item, "PC-1")
    a_photo(version.certificate.item, 2)
    press(desk, "issue_again", version)
    assert CertificateVersion.objects.get() == version
    page = desk.get(f"{LIST}{version.certificate_id}/change/").content.decode()
    assert "Its authenticity is disputed." in page


@pytest.mark.parametrize("role", ["Authenticator", "Customer care", "Consignment manager"])
def test_only_the_administrator_ends_one(version: CertificateVersion, role: str) -> None:
    browser = at_work(staff(role, email="other@portero.example"))
    assert browser.get(f"{LIST}{version.certificate_id}/change/").status_code == 200
    assert press(browser, "revoke", version, reason="Because.") == 403
    assert not CertificateEvent.objects.exists()


def test_nobody_edits_or_deletes_one(version: CertificateVersion, desk: Client) -> None:
    for page in ("change", "delete"):
        assert (
            desk.post(f"{LIST}{version.certificate_id}/{page}/", {"number": "K-123456789"}).status_code == 403
        )
    assert desk.get(f"{LIST}add/").status_code == 403
