"""Certificates follow the record of their pieces, and only those that need to are signed anew."""

import pytest

from authentication.certificates import standing, sweeping
from authentication.models import CertificateVersion
from catalog import listing
from catalog.models import Change
from tests.factories.catalog import listed_item
from tests.factories.certified import a_photo, certifiable_item, certified
from tests.factories.condition import graded

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> CertificateVersion:
    """Of a piece that is on the shelf."""
    version = certified(certifiable_item())
    listing.publish(version.certificate.item)
    return version


def versions() -> list[int]:
    return list(CertificateVersion.objects.values_list("version", flat=True))


def test_what_changed_in_the_shop_window_is_signed_anew(version: CertificateVersion) -> None:
    assert sweeping.follow_changes() == 0
    a_photo(version.certificate.item, 2, "back")
    assert (sweeping.follow_changes(), sweeping.follow_changes()) == (1, 0)
    assert versions() == [1, 2]


def test_what_the_short_round_missed_is_found_at_night(version: CertificateVersion) -> None:
    graded(version.certificate.item, "good")
    Change.objects.all().delete()
    assert sweeping.follow_changes() == 0
    assert sweeping.follow_all() == 1
    assert versions() == [1, 2]


def test_what_was_listed_by_hand_gets_its_first_one() -> None:
    by_hand, imported = certifiable_item(), listed_item()
    listing.publish(by_hand)
    assert (sweeping.follow_changes(), sweeping.follow_changes()) == (1, 0)
    by_hand.refresh_from_db()
    imported.refresh_from_db()
    assert (by_hand.certificate != "", imported.certificate) == (True, "")


def test_what_was_revoked_is_not_begun_again(version: CertificateVersion) -> None:
    standing.revoke(version.certificate, "A mistake.", actor=None)
    assert sweeping.follow_all() == 0
    assert versions() == [1]


def test_what_can_t_be_signed_waits_and_holds_up_no_other(version: CertificateVersion) -> None:
    other = certified(certifiable_item()).certificate.item
    for item in (version.certificate.item, other):
        a_photo(item, 2)
    standing.dispute(version.certificate.item, "PC-1")
    assert sweeping.follow_all() == 1
    assert CertificateVersion.objects.filter(certificate__item=other).count() == 2
