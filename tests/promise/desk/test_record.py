"""A claim as a record on the staff site: everything that happened, nothing that can be typed over."""

import pytest
from django.test import Client

from orders.promise import sweeping
from tests.factories import claims as make

pytestmark = pytest.mark.django_db


def test_the_record_tells_what_happened_and_leads_to_the_desk(care: Client) -> None:
    claim = make.decided_authentic()
    page = care.get(f"/staff/promise/claim/{claim.pk}/change/").content.decode()
    told = (make.DOUBT, make.REASONS, f"/staff/claims/{claim.number}/", "Compared with how it left")
    assert [words for words in told if words not in page] == []
    assert care.post(f"/staff/promise/claim/{claim.pk}/change/", {"words": "Never mind."}).status_code == 403


def test_what_rang_is_in_it(care: Client) -> None:
    claim = make.opened()
    assert claim.due_at is not None
    sweeping.sweep(now=claim.due_at)
    page = care.get(f"/staff/promise/claim/{claim.pk}/change/").content.decode()
    assert "Past its clock: customer care and the manager were called" in page
    assert claim.number in care.get("/staff/promise/claim/", {"q": claim.order.number}).content.decode()
