"""Offers: what fits together, what replaces what, and how they end."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consignment.models import CommissionTier, Offer, Submission
from consignment.offers import making
from consignment.offers.tiers import payout_at, rate_for
from consignment.submissions import answering
from portero.core.models import Mail
from tests.factories.submissions import a_submission, an_agreement, an_offer

pytestmark = pytest.mark.django_db
D = Decimal


def kinds() -> list[str]:
    return list(Mail.objects.filter(kind__startswith="sell_").order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("price", "rate"),
    [
        *(("999.99", "0.35"), ("1000", "0.30"), ("2499.99", "0.30"), ("2500", "0.25"), ("9999.99", "0.25")),
        *(("10000", "0.20"), ("24999.99", "0.20"), ("25000", "0.15"), ("400000", "0.15")),
    ],
)
def test_the_tier_that_a_price_reaches_counts(price: str, rate: str) -> None:
    assert rate_for(D(price)) == D(rate)


def test_without_a_tier_nothing_is_offered() -> None:
    CommissionTier.objects.filter(price_from__lt=1000).delete()
    with pytest.raises(CommissionTier.DoesNotExist):
        rate_for(D("999"))


@pytest.mark.parametrize(
    ("price", "rate", "payout"),
    [("9500", "0.25", "7125.00"), ("999.99", "0.35", "649.99"), ("0.01", "0.5", "0.00")],
)
def test_the_payout_is_the_price_less_our_rounded_share(price: str, rate: str, payout: str) -> None:
    assert payout_at(D(price), D(rate)) == D(payout)


def test_an_offer_is_made_mailed_and_stops_our_clock() -> None:
    offer = an_offer()
    assert (offer.commission_rate, offer.expected_payout) == (D("0.2500"), D("7125.00"))
    assert [(step.day, step.price) for step in offer.steps.all()] == [(60, D("8800.00")), (120, D("8000.00"))]
    submission = Submission.objects.get()
    assert (submission.state, submission.quote_by) == ("offered", None)
    letter = Mail.objects.get(kind="sell_offered")
    assert letter.to == "clara@example.com"
    assert "$7,125.00 at the start price" in letter.text
    assert "From day 60: $8,800" in letter.text


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"range_low": D(9600)}, "lower price"),
        ({"start_price": D(9600)}, "inside the range"),
        ({"floor_price": D(9501)}, "floor"),
        ({"steps": ((60, D(9500)),)}, "lower than the one before"),
        ({"steps": ((60, D(7999)),)}, "below the floor"),
        ({"steps": ((60, D(9000)), (60, D(8500)))}, "one after the other"),
        ({"steps": ((180, D(9000)),)}, "180 days"),
    ],
)
def test_what_does_not_fit_together_is_said_and_nothing_is_offered(facts: dict[str, Any], why: str) -> None:
    with pytest.raises(making.OfferRefused, match=why):
        an_offer(**facts)
    assert not Offer.objects.exists()
    assert not Mail.objects.filter(kind="sell_offered").exists()


def test_a_better_offer_replaces_the_open_one() -> None:
    first = an_offer()
    second = an_offer(first.submission, start_price=D(9000), steps=())
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "open")
    assert first.submission.events.filter(kind="offer_replaced").count() == 1


def test_the_database_keeps_one_open_offer_and_prices_in_order() -> None:
    offer = an_offer()
    for wrong in ({"state": "open"}, {"state": "lapsed", "floor_price": D(9501)}):
        copy = Offer.objects.get(pk=offer.pk)
        copy.pk = None
        for name, value in wrong.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_refusing_withdraws_the_submission_once() -> None:
    offer = an_offer()
    making.refuse(offer.pk)
    making.refuse(offer.pk)
    assert Submission.objects.get().state == "withdrawn"
    assert offer.submission.events.filter(kind="withdrawn").count() == 1
    letter = Mail.objects.filter(to="clara@example.com").latest("pk")
    assert letter.kind == "sell_withdrawn"
    assert "and our offer has ended. You owe us nothing." in letter.text
    assert "and our offer has ended. You owe us nothing." in letter.html


def test_withdrawn_before_an_offer_she_reads_that_it_is_done() -> None:
    submission = a_submission()
    for _ in range(2):
        answering.withdraw(submission.pk)
    letter = Mail.objects.get(kind="sell_withdrawn")
    assert "we do nothing more with your Hermès Kelly 28. You owe us nothing." in letter.text
    assert "our offer" not in letter.html


def test_a_signed_offer_cannot_be_refused() -> None:
    agreement = an_agreement()
    with pytest.raises(making.OfferRefused, match="accepted"):
        making.refuse(agreement.offer_id)
    assert Submission.objects.get().state == "accepted"


def test_an_offer_is_reminded_of_once_and_lapses_once() -> None:
    offer = an_offer()
    assert making.remind_due(now=offer.lapses_at - timedelta(days=4)) == 0
    assert [making.remind_due(now=offer.lapses_at - timedelta(days=2)) for _ in range(2)] == [1, 0]
    assert making.lapse_due(now=offer.lapses_at - timedelta(seconds=1)) == 0
    assert [making.lapse_due(now=offer.lapses_at) for _ in range(2)] == [1, 0]
    assert Submission.objects.get().state == "lapsed"
    assert kinds()[-3:] == ["sell_offered", "sell_offer_reminder", "sell_offer_lapsed"]


def test_a_declined_submission_has_no_open_offer() -> None:
    offer = an_offer()
    answering.decline(offer.submission_id, actor=offer.made_by, why="The stamp is not Hermès’s.")
    offer.refresh_from_db()
    assert (offer.state, Submission.objects.get().state) == ("replaced", "declined")
    assert "The stamp is not Hermès’s." in Mail.objects.get(kind="sell_declined").text
    assert making.lapse_due(now=timezone.now() + timedelta(days=99)) == 0


def test_asking_for_pictures_stops_the_clock_and_says_which() -> None:
    submission = a_submission()
    helen = an_offer(a_submission(email="other@example.com")).made_by
    answering.ask_for_pictures(submission.pk, actor=helen, what="The stamp inside, please.")
    submission.refresh_from_db()
    assert (submission.state, submission.quote_by) == ("asked", None)
    assert "The stamp inside, please." in Mail.objects.get(kind="sell_asked").text
