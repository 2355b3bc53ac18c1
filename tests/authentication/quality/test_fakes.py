"""Known fakes: like any other piece in the queue, never in the shop, and a miss is told."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from authentication.cases.refusals import CaseRefused
from authentication.models import Case, Miss, TrainingFake
from authentication.quality import fakes, figures
from catalog import listing
from catalog.models import Clearance, Item, Ownership
from portero.core.mail.composing import compose
from portero.core.models import Mail
from tests.factories import authentication as make
from tests.factories.catalog import draft_item, listed_item
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


def head() -> Any:
    from accounts.models import User

    return User.objects.filter(email="head@portero.example").first() or staff(
        "Administrator", email="head@portero.example"
    )


def a_fake(**facts: Any) -> TrainingFake:
    return fakes.mark(draft_item(**facts), "The stamp is too deep.", actor=head())


def test_it_looks_like_any_other_and_isnt_for_who_knows_it() -> None:
    case = fakes.put_into_queue(a_fake(), actor=head())
    assert (case.kind, case.state, case.opened_by) == (Case.Kind.SEEDED, "open", None)
    assert [bar.person for bar in case.bars.all()] == [head()]


def test_who_calls_it_authentic_missed_it_and_the_head_is_told_once() -> None:
    case = fakes.put_into_queue(a_fake(), actor=head())
    make.reviewed(case, "authentic", make.a_reviewer("anna"))
    make.reviewed(case, "counterfeit", make.a_reviewer("bea"))
    assert (fakes.notice_misses(), fakes.notice_misses()) == (1, 0)
    assert Miss.objects.get().review.reviewer == make.a_reviewer("anna")
    mail = Mail.objects.get(kind="fake_missed")
    assert mail.to == "head@portero.example"
    compose(mail)
    for part in (mail.text, mail.html):
        assert "anna@portero.example" in part
        assert "/staff/authentication/quality/" in part
    found = {one.name: (one.seen, one.missed) for one in figures.known_fakes()}
    assert found == {"anna@portero.example": (1, 1), "bea@portero.example": (1, 0)}


def test_it_is_never_listed_whatever_it_passed() -> None:
    fake = a_fake()
    item = make.passed_case(fake.item, "by_hand").item
    with pytest.raises(listing.ListingRefused):
        listing.publish(item)
    sold = "update catalog_item set state = 'sold', sold_at = now(), listed_at = now() where id = %s"
    with (
        pytest.raises(IntegrityError, match="known fake"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sold, [item.pk])
    assert Item.objects.get(pk=item.pk).state == "draft"


@pytest.mark.parametrize("why", ["listed", "hers", "twice", "no word"])
def test_what_is_no_training_fake(why: str) -> None:
    item = listed_item() if why == "listed" else draft_item()
    if why == "hers":
        Ownership.objects.create(item=item, kind="consignor", reference="1", why="A-1")
    if why == "twice":
        fakes.mark(item, "The zip.", actor=head())
    before = TrainingFake.objects.count()
    with pytest.raises(CaseRefused):
        fakes.mark(item, "" if why == "no word" else "The stamp.", actor=head())
    assert TrainingFake.objects.count() == before


def test_it_stays_known() -> None:
    fake = a_fake()
    for change in (lambda rows: rows.update(why="Real."), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change(TrainingFake.objects.filter(pk=fake.pk))
    assert not Clearance.objects.filter(item=fake.item).exists()
