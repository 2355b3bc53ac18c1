"""The price covenant: steps once and on their day, consents signed, the floor kept; the database refuses the rest."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from authentication.models import TierRule
from catalog import holds, listing, pricing
from catalog.models import Hold, PriceChange
from consignment.bench.queues import QUEUES, counts
from consignment.covenant import consents, steps
from consignment.covenant.consents import ConsentRefused
from consignment.covenant.history import history
from consignment.curation.pricing import approve
from consignment.models import AppliedStep, Consignment, PriceConsent
from consignment.pieces.states import ConsignmentRefused
from tests.factories import consignment as make
from tests.factories.catalog import listed_item
from tests.plans import plan_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S, D = Consignment.State, Decimal
LOWER = D("7000.00")


@pytest.fixture
def listed() -> Any:
    return make.listed()


def on_day(listed: Any, day: int) -> datetime:
    moment: datetime = listed.first_listed_at + timedelta(days=day, minutes=1)
    return moment


def ask(listed: Any, price: Decimal = LOWER) -> PriceConsent:
    return consents.ask(listed.pk, price, why="Three sold for less.", actor=make.manager())


def price_of(listed: Any) -> Decimal:
    price: Decimal = make.fresh(listed).item.price
    return price


def test_a_price_that_more_people_have_to_judge_first_is_not_asked_for() -> None:
    TierRule.objects.all().delete()
    listed = make.listed()
    TierRule.objects.create(tier="A", value_from=D(9_000))
    with pytest.raises(ConsentRefused, match="two people have to judge it"):
        ask(listed, D("9100.00"))
    assert not PriceConsent.objects.exists()
    assert ask(listed, D("8900.00")).pk


def test_a_step_is_applied_on_its_day_and_once(listed: Any) -> None:
    assert steps.sweep(now=on_day(listed, 29)) == 0
    assert [steps.sweep(now=on_day(listed, 30)) for _ in range(2)] == [1, 0]
    assert (price_of(listed), AppliedStep.objects.count()) == (D("7200.00"), 1)
    assert make.mails_to()[-1] == "consigned_step"


def test_steps_that_were_missed_are_passed_over_for_the_last(listed: Any) -> None:
    assert steps.sweep(now=on_day(listed, 90)) == 1
    assert [applied.change_id is None for applied in AppliedStep.objects.order_by("step__day")] == [
        True,
        False,
    ]
    assert (price_of(listed), make.fresh(listed).step_at) == (D("6400.00"), None)


def test_a_step_waits_for_a_buyer_who_is_paying(listed: Any) -> None:
    now = on_day(listed, 30)
    holds.place(
        [listed.item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15), now=now
    )
    assert steps.sweep(now=now) == 0
    assert (price_of(listed), make.fresh(listed).step_at) == (make.START, now + timedelta(minutes=15))
    holds.release("basket:1", reason="left", item_pks=[listed.item.pk], now=now)
    assert steps.sweep(now=now + timedelta(minutes=15)) == 1


def test_a_lower_price_she_agreed_to_passes_a_higher_step_over(listed: Any) -> None:
    consents.answer(ask(listed), True, "Mara Lindqvist", "203.0.113.7")
    assert steps.sweep(now=on_day(listed, 30)) == 0
    assert (price_of(listed), AppliedStep.objects.get().change) == (LOWER, None)


def test_her_yes_changes_the_price_with_her_name(listed: Any) -> None:
    consent = consents.answer(ask(listed), True, "Mara Lindqvist", "203.0.113.7")
    assert consents.answer(consent, True, "Mara Lindqvist", "203.0.113.7").pk == consent.pk
    change = PriceChange.objects.filter(item=listed.item).latest("pk")
    assert (change.kind, change.amount, consent.change) == ("consent", LOWER, change)
    assert (consent.signed_name, str(consent.ip)) == ("Mara Lindqvist", "203.0.113.7")
    assert [row.what for row in history(listed)] == ["With your consent", "Listed"]


def test_her_no_changes_nothing(listed: Any) -> None:
    consents.answer(ask(listed), False, "Mara Lindqvist", "203.0.113.7")
    assert (price_of(listed), PriceChange.objects.filter(item=listed.item).count()) == (make.START, 1)


def test_no_answer_in_time_changes_nothing(listed: Any) -> None:
    consent = ask(listed)
    assert consents.lapse_due(now=consent.lapses_at) == 1
    with pytest.raises(ConsentRefused, match="over"):
        consents.answer(consent, True, "Mara Lindqvist", "203.0.113.7")
    assert price_of(listed) == make.START


@pytest.mark.parametrize(
    ("price", "why"),
    [("5999.99", "Sells faster."), ("7000.00", "  "), ("8000.00", "The same.")],
    ids=["below the floor", "no reason", "its price"],
)
def test_what_is_not_asked(listed: Any, price: str, why: str) -> None:
    with pytest.raises(ConsentRefused):
        consents.ask(listed.pk, D(price), why=why, actor=make.manager())
    assert not PriceConsent.objects.exists()


def test_one_question_at_a_time(listed: Any) -> None:
    consent = ask(listed)
    with pytest.raises(ConsentRefused, match="already"):
        ask(listed, D("6500.00"))
    consents.take_back(consent, actor=make.manager())
    assert ask(listed, D("6500.00")).answer == ""


def test_a_yes_while_a_buyer_pays_waits_for_her(listed: Any) -> None:
    consent = ask(listed)
    holds.place([listed.item], holder="b", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    consents.answer(consent, True, "Mara Lindqvist", "203.0.113.7")
    assert price_of(listed) == make.START
    holds.release("b", reason="left", item_pks=[listed.item.pk])
    assert [consents.apply_due() for _ in range(2)] == [1, 0]
    assert price_of(listed) == LOWER


def test_another_start_price_needs_her_consent_and_is_then_in_force() -> None:
    ready = make.prepared()
    consents.answer(ask(ready, D("8500.00")), True, "Mara Lindqvist", "203.0.113.7")
    up = make.listed(make.approved(ready))
    used = PriceChange.objects.get(priceconsent__consignment=ready)
    assert (up.item.price, used.amount) == (D("8500.00"), D("8500.00"))


@pytest.mark.parametrize("kind", list(PriceChange.Kind))
@pytest.mark.parametrize("amount", ["7200.00", "5000.00", "9000.00"])
def test_any_other_price_is_refused_to_staff_in_words(listed: Any, kind: str, amount: str) -> None:
    with pytest.raises(pricing.PriceRefused, match="It is consigned"):
        pricing.set_price(listed.item, D(amount), kind=kind, actor=make.manager())
    assert (price_of(listed), PriceChange.objects.filter(item=listed.item).count()) == (make.START, 1)


def test_a_piece_that_nobody_consigned_keeps_its_freedom() -> None:
    item = listed_item()
    pricing.set_price(item, D("9000.00"), kind="imported")
    assert item.price == D("9000.00")


def test_staff_cannot_move_a_consigned_piece_past_its_consignment(listed: Any) -> None:
    with pytest.raises(listing.ListingRefused, match="from its consignment"):
        listing.withdraw(listed.item, reason="No reason.")
    assert make.fresh(listed).item.state == "listed"


def test_an_approved_piece_is_not_listed_past_its_consignment() -> None:
    ready = make.approved()
    item = ready.item
    with pytest.raises(pricing.PriceRefused):
        pricing.set_price(item, D("7000.00"), kind="listed")
    pricing.set_price(item, make.START, kind="listed")
    with pytest.raises(listing.ListingRefused, match="from its consignment"):
        listing.publish(item)
    assert make.fresh(ready).item.state == "draft"


CHANGE = "insert into catalog_pricechange (item_id, kind, amount, currency, at, note) values ({item}, "
RAW = [
    "update catalog_item set price = 7200 where id = {item}",
    "update catalog_item set price = null, state = 'draft' where id = {item}",
    "update catalog_item set price = 5000 where id = {item}",
    "update catalog_item set state = 'withdrawn' where id = {item}",
    CHANGE + "'step', 7200, 'USD', now(), '')",
    CHANGE + "'step', 5000, 'USD', now() + interval '400 days', '')",
    CHANGE + "'step', 7100, 'USD', now() + interval '400 days', '')",
    CHANGE + "'consent', 7000, 'USD', now(), '')",
    CHANGE + "'listed', 8000, 'USD', now(), '')",
    CHANGE + "'imported', 8000, 'USD', now(), '')",
    "insert into consignment_pricestep (offer_id, day, price) values ({offer}, 1, 6000)",
    "update consignment_pricestep set price = 6000",
    "update consignment_offer set floor_price = 1 where id = {offer}",
    "update consignment_priceconsent set price = 6000",
    "update consignment_priceconsent set answer = 'yes'",
    "delete from consignment_priceconsent",
    "update consignment_agreement set signed_name = 'Another'",
    "update consignment_consignment set state = 'approved', approved_price = null",
    "update consignment_consignment set item_id = null",
]


@pytest.mark.parametrize("statement", RAW)
def test_sql_is_refused_too(listed: Any, statement: str) -> None:
    ask(listed)
    told = statement.format(item=listed.item.pk, offer=listed.agreement.offer_id)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(told)
    assert (price_of(listed), make.fresh(listed).agreement.offer.floor_price) == (make.START, make.FLOOR)


def test_an_answered_consent_stays(listed: Any) -> None:
    consents.answer(ask(listed), False, "Mara Lindqvist", "203.0.113.7")
    with (
        pytest.raises(DatabaseError, match="answered once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "update consignment_priceconsent set answer = 'yes', signed_name = 'M', ip = '203.0.113.7'"
        )
    assert PriceConsent.objects.get().answer == "no"


def test_a_consent_is_used_once(listed: Any) -> None:
    consents.answer(ask(listed), True, "Mara Lindqvist", "203.0.113.7")
    steps.sweep(now=on_day(listed, 60))
    assert price_of(listed) == D("6400.00")
    with pytest.raises(pricing.PriceRefused):
        pricing.set_price(listed.item, LOWER, kind="consent", at=timezone.now())
    assert price_of(listed) == D("6400.00")


def test_a_step_after_her_signature_stands_instead(listed: Any) -> None:
    now = on_day(listed, 60)
    consent = consents.ask(listed.pk, LOWER, why="The market.", actor=make.manager(), now=now)
    holds.place([listed.item], holder="b", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    consents.answer(consent, True, "Mara Lindqvist", "203.0.113.7", now=now)
    holds.release("b", reason="left", item_pks=[listed.item.pk])
    later = now + timedelta(minutes=1)
    assert (steps.sweep(now=later), consents.apply_due(now=later)) == (1, 0)
    assert price_of(listed) == D("6400.00")


def test_the_sweep_reads_an_index_of_what_is_due() -> None:
    due = Consignment.objects.filter(step_at__lte=timezone.now()).order_by("step_at")
    plan = plan_by("consignment_to_step", *due.query.sql_with_params())
    assert "Index Cond" in plan
    assert "Sort" not in plan


def test_an_agreed_price_that_more_people_have_to_judge_waits_in_sight_of_staff() -> None:
    TierRule.objects.all().delete()
    listed = make.listed()
    consent = ask(listed, D("9100.00"))
    TierRule.objects.create(tier="A", value_from=D(9_000))  # after she was asked
    consents.answer(consent, True, "Ada Lind", "127.0.0.1")
    assert (price_of(listed), consents.apply_due()) == (D("8000.00"), 0)
    assert consents.waits_because(make.fresh(listed)) == (
        "Its owner agreed to $9,100, which isn't its price yet. "
        "At that price two people have to judge it first: open a case by hand at that value."
    )
    waiting = next(queue for queue in QUEUES if queue.slug == "agreed-prices")
    assert [one.pk for one in waiting.waiting(timezone.now())] == [listed.pk]
    assert counts()["consigned:agreed-prices"] == (1, 0)
    TierRule.objects.all().delete()
    assert (consents.apply_due(), price_of(listed)) == (1, D("9100.00"))
    assert (consents.waits_because(make.fresh(listed)), waiting.waiting(timezone.now()).exists()) == (
        "",
        False,
    )


def test_a_price_that_more_people_have_to_judge_is_not_approved() -> None:
    TierRule.objects.all().delete()
    prepared = make.prepared()
    TierRule.objects.create(tier="A", value_from=D(1_000))
    with pytest.raises(ConsignmentRefused, match="two people have to judge it first"):
        approve(prepared.pk, D("8000.00"), actor=make.manager())
    assert make.fresh(prepared).state == S.PREPARED
