"""A demonstration has certificates: every piece that is for sale was reviewed, graded and signed by the usual verbs."""

import pytest
from django.core.cache import cache
from pytest_django import Settings

from accounts.demo import NotInProduction, create_demo_people
from authentication.certificates.standing import Standing, standing_of
from authentication.certificates.transfers import transfers_of
from authentication.checklists.seeding import seed_checklists
from authentication.demo import certify_demo
from authentication.demo.certified import HANDED_ON, NUMBER, NUMBERED
from authentication.models import Case, Certificate, Finding, Review
from authentication.serials.asking import ask
from catalog.log.proofs import first_proof_of
from catalog.log.roots import publish
from catalog.log.verifying import verify
from catalog.models import Item
from catalog.seeding.pieces import load_pieces
from catalog.seeding.vocabulary import load_vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def pieces() -> None:
    cache.clear()  # who asked after numbers in other tests
    load_vocabulary()
    load_pieces(for_review=True)
    create_demo_people()
    seed_checklists()


def test_every_piece_of_the_shop_is_certified(pieces: None) -> None:
    waiting = Item.objects.filter(source="demo", state="draft")
    assert waiting.count() == 64
    assert (certify_demo(), certify_demo()) == (64, 0)
    assert not waiting.exists()
    listed = Item.objects.filter(source="demo", state="listed")
    assert (listed.count(), Item.objects.filter(source="demo", state="sold").count()) == (56, 98)
    assert not listed.exclude(clearance__kind="authentication").exists()
    certified = dict(Certificate.objects.values_list("item_id", "number"))
    assert [item.certificate for item in listed] == [certified[item.pk] for item in listed]
    handed_on = Certificate.objects.get(item__source_reference=HANDED_ON)
    assert (standing_of(handed_on), len(transfers_of(handed_on))) == (Standing.SOLD, 1)
    numbered = Item.objects.get(source_reference=NUMBERED)
    assert [ask(numbered.number, typed, "203.0.113.7") for typed in (NUMBER, "3 196 503")] == [
        "match",
        "no match",
    ]
    _reviewed_as_any_other()
    _provable()


def _reviewed_as_any_other() -> None:
    """By two people in tier A, who didn't grade it themselves; their looks lie before the listing."""
    for case in Case.objects.select_related("item").prefetch_related("reviews"):
        judges = [review.reviewer_id for review in case.reviews.all()]
        assert (len(judges), len(set(judges))) == ((2, 2) if case.tier == "A" else (1, 1))
        assert case.item.listed_at is not None
        assert case.decided_at is not None
        assert case.decided_at < case.item.listed_at
    assert not Review.objects.exclude(state="submitted").exists()
    skins = Finding.objects.filter(check_made__code="exotic").order_by("pk")
    crocodile, togo = (skins.filter(review__case__item__source_reference=ref) for ref in ("bag-03", "bag-01"))
    assert {one.result for one in crocodile} == {"right"}
    assert {(one.result, one.note) for one in togo} == {("absent", "Not an exotic skin.")}
    wide = Finding.objects.filter(check_made__code="outline", review__case__item__source_reference="bag-01")
    assert {(one.entered, one.unit) for one in wide} == {("30 cm", "cm")}


def _provable() -> None:
    """Each certificate has its proof in the root of the day, and the log holds."""
    root = publish()
    assert root is not None
    assert root.pieces == 154
    assert verify().found == []
    for certificate in Certificate.objects.select_related("item"):
        assert first_proof_of(certificate.item, certified_entry(certificate.item)) is not None


def certified_entry(item: Item) -> int:
    """The number of the entry that says so."""
    return int(item.log.get(kind="certified").number)


def test_never_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NotInProduction):
        certify_demo()
    assert not Case.objects.exists()
