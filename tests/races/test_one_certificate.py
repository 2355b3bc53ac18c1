"""Sweeps, staff and owners at the same moment: one version, one holder, one end, and no version after a doubt."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from authentication.certificates import issuing, standing, transfers
from authentication.certificates.issuing import NotCertified
from authentication.certificates.standing import StandingRefused
from authentication.certificates.transfers import TransferRefused
from authentication.models import Certificate, CertificateEvent, CertificateVersion, Holder
from catalog import listing
from catalog.models import Item
from portero.core.models import SigningKey
from tests.factories.certified import a_photo, certifiable_item, certified
from tests.races.together import Rendezvous, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def refused(answers: list[Any], kind: type[Exception]) -> int:
    return sum(isinstance(answer, kind) for answer in answers)


def test_issued_by_four_at_once_it_is_one_version() -> None:
    item = certifiable_item()
    answers = together([lambda: issuing.issue(item, actor=None)] * 4)
    assert len({answer.pk for answer in answers}) == 1
    assert (Certificate.objects.count(), CertificateVersion.objects.count()) == (1, 1)
    assert SigningKey.objects.count() == 1


def test_what_changed_is_signed_once_by_two_sweeps() -> None:
    item = certifiable_item()
    certified(item)
    a_photo(item, 2)
    together([lambda: issuing.refresh(item)] * 3)
    assert list(CertificateVersion.objects.values_list("version", flat=True)) == [1, 2]


def test_canary_without_the_lock_only_the_database_keeps_versions_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = certifiable_item()
    certified(item)
    a_photo(item, 2)
    monkeypatch.setattr(issuing, "lock_item", lambda pk: Item.objects.get(pk=pk))
    monkeypatch.setattr(issuing, "_opened", Rendezvous(2).after(issuing._opened))
    answers = together([lambda: issuing.issue(item, actor=None)] * 2)
    assert refused(answers, IntegrityError) == 1, answers
    assert CertificateVersion.objects.count() == 2


def test_a_code_makes_one_holder_of_many_who_enter_it() -> None:
    certificate = certified().certificate
    listing.publish(certificate.item)
    listing.mark_sold(certificate.item)
    sold = Item.objects.get()
    assert sold.sold_at is not None
    code, _ = transfers.code_for_buyer(certificate, "clara@example.com", "R-1", bought_at=sold.sold_at)
    fresh = [Certificate.objects.select_related("item__designer").get(pk=certificate.pk) for _ in range(4)]
    owners = [partial(transfers.enter, one, code, f"next{n}@example.com") for n, one in enumerate(fresh)]
    answers = together(owners)
    assert refused(answers, TransferRefused) == 3, answers
    assert Holder.objects.filter(order="").count() == 1
    assert Holder.objects.filter(until=None).count() == 1


def test_revoked_by_two_it_ends_once() -> None:
    certificate = certified().certificate
    answers = together([lambda: standing.revoke(certificate, "A mistake.", actor=None)] * 3)
    assert refused(answers, StandingRefused) == 2, answers
    assert CertificateEvent.objects.count() == 1


def test_a_doubt_and_a_sweep_leave_no_version_after_the_doubt() -> None:
    item = certifiable_item()
    certified(item)
    a_photo(item, 2)
    together([lambda: standing.dispute(item, "PC-1"), lambda: issuing.refresh(item)])
    event, newest = CertificateEvent.objects.get(), CertificateVersion.objects.latest("version")
    assert newest.version == 1 or newest.issued_at < event.at
    a_photo(item, 3)
    with pytest.raises(NotCertified):
        issuing.issue(item, actor=None)
