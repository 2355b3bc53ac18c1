"""A demonstration has work on its bench."""

import pytest
from pytest_django import Settings

from accounts.demo import NotInProduction
from authentication.bench.queries import queue_of
from authentication.checklists.seeding import seed_checklists
from authentication.demo import open_demo_cases
from authentication.models import Case, OutsideExpert
from catalog.seeding.pieces import load_pieces
from catalog.seeding.vocabulary import load_vocabulary
from tests.factories import authentication as make

pytestmark = pytest.mark.django_db


def test_a_bag_a_watch_and_a_ring_wait_for_a_review() -> None:
    load_vocabulary()
    load_pieces()
    seed_checklists()
    assert (open_demo_cases(), open_demo_cases()) == (3, 0)
    assert OutsideExpert.objects.get().name == "Iris Fontaine"
    cases = Case.objects.order_by("pk")
    found = [(case.item.designer.name, case.tier, case.photos.count(), case.item.state) for case in cases]
    assert found == [("Hermès", "A", 4, "draft"), ("Rolex", "A", 4, "draft"), ("Cartier", "A", 4, "draft")]
    now = cases[0].opened_at
    assert [len(rows) for _, rows in queue_of(make.a_reviewer(), now).groups] == [3]


def test_never_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NotInProduction):
        open_demo_cases()
    assert not Case.objects.exists()
