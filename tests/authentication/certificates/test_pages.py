"""The public pages of a certificate: what they show, what they never show, what they cost."""

import io
import json
import zipfile

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from authentication.certificates import standing
from authentication.models import CertificateVersion, Holder
from catalog import listing
from catalog.log import roots
from portero.core.sealing import holds
from tests.factories.catalog import listed_item
from tests.factories.certified import a_photo, certifiable_item, certified, examined_again
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
QUERIES = 11


@pytest.fixture
def version() -> CertificateVersion:
    return certified()


def address(version: CertificateVersion, rest: str = "") -> str:
    return f"/certificates/{version.certificate.number}/{rest}"


def test_it_shows_what_was_certified(version: CertificateVersion, client: Client) -> None:
    page = client.get(address(version)).content.decode()
    said = json.loads(version.payload)
    for shown in (
        "Birkin 30 in Gold Togo",
        "Rubbing, front left corner",
        "two experts",
        said["condition_report"]["sha256"],
        said["photos"][1]["sha256"],
        version.signature,
        version.kid,
        version.digest,
    ):
        assert shown in page


def test_a_code_is_asked_for_where_it_can_be_entered(version: CertificateVersion, client: Client) -> None:
    """What is with us has no owner, and what is disputed or revoked doesn't change hands."""
    item, asked = version.certificate.item, []
    for step in (listing.publish, listing.mark_sold, lambda piece: standing.dispute(piece, "PC-1")):
        step(item)
        asked.append("Enter the code" in client.get(address(version)).content.decode())
    assert asked == [False, True, False]


def test_nobody_is_named(version: CertificateVersion, client: Client) -> None:
    Holder.objects.create(certificate=version.certificate, email="clara@example.com", order="R-1")
    page = client.get(address(version)).content.decode()
    for review in version.certificate.case.reviews.all():
        assert review.reviewer is not None
        assert review.reviewer.email not in page
    assert "clara@example.com" not in page
    assert "R-1" not in page


def test_its_queries_don_t_grow(
    version: CertificateVersion, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address(version))
    item = version.certificate.item
    for n in range(2, 5):
        a_photo(item, n)
        certified(item)
        standing.dispute(item, f"PC-{n}")
        standing.settle_dispute(item, f"PC-{n}")
    roots.publish()
    with django_assert_max_num_queries(QUERIES):
        page = client.get(address(version)).content.decode()
    assert page.count("JSON<") == 4


def test_the_state_is_always_the_present_one(version: CertificateVersion, client: Client) -> None:
    item, words = version.certificate.item, []
    for step in (listing.publish, listing.mark_sold, lambda piece: standing.dispute(piece, "PC-1")):
        step(item)
        answer = client.get(address(version))
        words.append(answer.context["page"].standing.label)
    assert words == ["Valid", "Valid, and sold", "Disputed"]
    assert "PC-1" not in answer.content.decode()
    assert "no-cache" in answer["Cache-Control"]


def test_a_revoked_one_says_why_and_stays(version: CertificateVersion, client: Client) -> None:
    standing.revoke(version.certificate, "It was issued for another piece.", actor=staff("Administrator"))
    answer = client.get(address(version))
    assert answer.status_code == 200
    assert "It was issued for another piece." in answer.content.decode()


def test_the_older_one_names_the_newer(version: CertificateVersion, client: Client) -> None:
    item = version.certificate.item
    examined_again(item, "authentic", kind="intake")
    newer = certified(item).certificate
    assert f"certificate {newer.number}" in client.get(address(version)).content.decode()


def test_the_page_of_the_piece_names_it_without_a_query(client: Client) -> None:
    item = certifiable_item()
    version = certified(item)
    listing.publish(item)
    assert address(version) in client.get(item.get_absolute_url()).content.decode()
    assert "/certificates/K-" not in client.get(listed_item().get_absolute_url()).content.decode()


def test_the_signed_text_is_downloaded_as_it_was_signed(version: CertificateVersion, client: Client) -> None:
    answer = client.get(address(version, "certificate.json"))
    document = json.loads(answer.content)
    assert document["certificate"] == json.loads(version.payload)
    assert holds(version.payload.encode(), document["kid"], document["signature"], at=version.issued_at)


def test_earlier_versions_stay(version: CertificateVersion, client: Client) -> None:
    a_photo(version.certificate.item, 5)
    certified(version.certificate.item)
    first = json.loads(client.get(address(version, "1.json")).content)
    assert first["signature"] == version.signature
    assert json.loads(client.get(address(version, "certificate.json")).content)["certificate"]["version"] == 2
    assert client.get(address(version, "3.json")).status_code == 404


def test_the_bundle_holds_everything_and_is_the_same_each_time(
    version: CertificateVersion, client: Client
) -> None:
    got = [b"".join(client.get(address(version, "bundle.zip")).streaming_content) for _ in range(2)]  # type: ignore[attr-defined]
    assert got[0] == got[1]
    number = version.certificate.number
    names = {name.removeprefix(f"{number}/") for name in zipfile.ZipFile(io.BytesIO(got[0])).namelist()}
    photos = {f"photos/{photo['file']}" for photo in json.loads(version.payload)["photos"]}
    texts = {"README.txt", "certificate.json", "condition-report.json", "keys.json", "verify_certificate.py"}
    assert names == photos | texts


def test_the_card_is_a_pdf_of_two_pages(version: CertificateVersion, client: Client) -> None:
    answer = client.get(address(version, "card.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content == client.get(address(version, "card.pdf")).content


def test_a_number_is_looked_up_as_it_is_typed(version: CertificateVersion, client: Client) -> None:
    number = version.certificate.number
    for typed in (number, number.lower(), number.removeprefix("K-")):
        assert client.get("/certificates/", {"number": typed}).headers["Location"] == address(version)
    answer = client.get("/certificates/", {"number": "K-000000000"})
    assert "never issued" in answer.content.decode()
    assert client.get(f"/c/{number}/").headers["Location"] == address(version)
    assert client.get("/certificates/K-123/").status_code == 404
