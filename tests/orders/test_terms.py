"""The terms she ordered under stay readable, whatever staff change afterwards."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from orders import terms
from orders.models import Contact, TermsVersion
from orders.payments import disputes
from orders.payments.disputes.evidence import facts as evidence_facts
from portero.core.figures import FigureValue
from tests.factories.ledger import tell_dispute
from tests.factories.orders import confirmed_order, pending_order
from tests.payments.conftest import ledger

__all__ = ["ledger"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_kept", set())


@transaction.atomic
def a_piece_is_lost() -> None:
    terms.freeze()
    raise RuntimeError("lost")


def words(pages: list[terms.Page]) -> str:
    return " ".join(part["text"] for page in pages for part in page["parts"])


@pytest.mark.usefixtures("ledger")
def test_the_evidence_prints_the_terms_of_the_order_not_todays(
    django_capture_on_commit_callbacks: Any,
) -> None:
    order = confirmed_order()
    with django_capture_on_commit_callbacks(execute=True):
        FigureValue.objects.create(name="return_days", value=14, reason="Longer")
    tell_dispute(order.payments.get())
    facts = evidence_facts.of(disputes.follow("stripe", "dp_1"))
    assert "Ask within 10 days" in words(facts["terms"])
    assert "Ask within 14 days" in words(terms.in_force())
    later = pending_order()
    assert "Ask within 14 days" in words(terms.of(later))
    assert (TermsVersion.objects.count(), later.contact.terms == order.contact.terms) == (2, False)


def test_a_version_is_kept_once() -> None:
    first, second = pending_order(), pending_order()
    assert first.contact.terms == second.contact.terms == TermsVersion.objects.get().sha256
    assert [page["title"] for page in terms.of(first)] == [
        "Delivery and returns",
        "Examination and what we answer for",
    ]


def test_what_a_placement_that_failed_had_kept_is_kept_again(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), suppress(RuntimeError):
        a_piece_is_lost()
    assert not TermsVersion.objects.exists()
    order = pending_order()
    assert TermsVersion.objects.get().sha256 == order.contact.terms


def test_once_it_is_committed_placing_asks_no_more(
    django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        terms.freeze()
    with django_assert_num_queries(0):
        version = terms.freeze()
    assert version == TermsVersion.objects.get().sha256


def test_an_older_order_has_the_terms_of_today() -> None:
    order = pending_order()
    Contact.objects.filter(order=order).update(terms="")
    order.contact.refresh_from_db()
    assert terms.of(order) == terms.in_force()


def test_a_version_cannot_be_changed() -> None:
    pending_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsVersion.objects.update(pages=[])
    assert TermsVersion.objects.get().pages
