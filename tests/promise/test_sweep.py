"""The clocks: reminders, escalations and ends, once, whenever and however often the sweep runs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from orders.locks import lock_order
from orders.promise import alarms, answering, clock, deciding
from orders.promise.models import Claim, ClaimReminder, ClaimState
from orders.promise.sweeping import TRY_AGAIN_AFTER, sweep
from portero.core.figures import FIGURES
from portero.core.models import Mail
from tests.factories import claims as make
from tests.factories.people import staff
from tests.plans import plan_by

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people() -> list[User]:
    """Whoever is called: one holds both roles."""
    both = staff("Customer care", email="both@portero.example")
    boss = staff("Administrator", email="boss@portero.example")
    both.groups.add(boss.groups.get())
    staff("Authenticator", email="bench@portero.example")
    return [both, boss]


def rung(claim: Claim) -> list[tuple[str, str]]:
    return list(claim.reminders.values_list("state", "what"))


def mailed(kind: str) -> list[str]:
    return list(Mail.objects.filter(kind=kind).order_by("to").values_list("to", flat=True))


@pytest.mark.parametrize("state", sorted(clock.STEPS))
def test_every_step_has_a_deadline_from_its_figure(state: str) -> None:
    step = clock.STEPS[ClaimState(state)]
    if state == "decided_not_authentic":
        assert step.figure in FIGURES
        return
    claim = make.MAKE[state]()
    length = timedelta(**{step.unit: int(FIGURES[step.figure].default)})
    assert claim.due_at is not None
    assert timedelta() <= claim.due_at + MINUTE - timezone.now() - length + MINUTE <= 3 * MINUTE
    assert claim.ring_at is not None
    assert claim.ring_at <= claim.due_at


def test_staff_are_called_once_when_they_are_late(people: list[User]) -> None:
    claim = make.opened()
    assert claim.due_at is not None
    assert sweep(now=claim.due_at - MINUTE) == 0
    assert rung(claim) == []
    for _ in range(3):
        sweep(now=claim.due_at)
    sweep(now=claim.due_at + timedelta(days=9))
    assert rung(claim) == [("opened", "escalation")]
    assert mailed("claim_due") == ["boss@portero.example", "both@portero.example"]
    assert claim.order.events.filter(kind="claim_overdue", public=False).count() == 1
    assert Claim.objects.get().ring_at is None


def test_she_is_reminded_once_and_then_the_claim_lapses() -> None:
    claim = make.label_sent()
    assert claim.due_at is not None
    remind = claim.due_at - timedelta(days=4)
    assert claim.ring_at == remind
    for now in (remind - MINUTE, remind, remind, claim.due_at - MINUTE):
        sweep(now=now)
    assert mailed("claim_reminder") == ["clara@example.com"]
    assert make.fresh(claim).state == "label_sent"
    for _ in range(2):
        sweep(now=claim.due_at)
    claim = make.fresh(claim)
    assert (claim.state, claim.ended_at) == ("lapsed", claim.reminders.latest("pk").due_at)
    assert rung(claim) == [("label_sent", "reminder"), ("label_sent", "escalation")]
    assert mailed("claim_lapsed") == ["clara@example.com"]


def test_what_we_decided_for_her_does_not_lapse_staff_call_her(people: list[User]) -> None:
    claim = make.opened(kind="condition")
    claim = deciding.condition(claim, actor=make.care(), reasons="Worn.", allowance=make.ALLOWANCE)
    claim = make.label_sent(answering.choose(claim, "refund"))
    sweep(now=timezone.now() + timedelta(days=60))
    assert make.fresh(claim).state == "label_sent"
    assert len(mailed("claim_due")) == 2 + 1  # customer care decided it
    assert "her piece isn’t on its way" in Mail.objects.filter(kind="claim_due")[0].text


def test_a_sweep_that_was_away_for_weeks_tells_only_the_news() -> None:
    claim = make.label_sent()
    sweep(now=timezone.now() + timedelta(days=60))
    assert mailed("claim_reminder") == []
    assert mailed("claim_lapsed") == ["clara@example.com"]
    assert rung(claim) == [("label_sent", "reminder"), ("label_sent", "escalation")]


def test_who_says_nothing_to_authentic_gets_her_piece_back() -> None:
    claim = make.decided_authentic()
    assert claim.due_at is not None
    sweep(now=claim.due_at)
    claim = make.fresh(claim)
    assert (claim.state, claim.answered_at is not None) == ("going_back", True)


def test_who_does_not_choose_is_called_and_nothing_is_chosen_for_her(people: list[User]) -> None:
    claim = make.decided_condition()
    assert claim.due_at is not None
    sweep(now=claim.due_at)
    claim = make.fresh(claim)
    assert (claim.state, claim.choice, claim.refund) == ("decided_condition", "", None)
    assert len(mailed("claim_due")) == 2 + 1  # customer care decided it


def test_a_step_that_is_done_rings_no_more() -> None:
    claim = make.opened()
    due = claim.due_at
    assert due is not None
    make.label_sent(claim)
    sweep(now=due + MINUTE)
    assert not ClaimReminder.objects.exists()


def test_the_second_turn_of_a_step_rings_anew(people: list[User]) -> None:
    claim = make.sent_back()
    first = claim.due_at
    assert first is not None
    sweep(now=first)
    assert rung(claim) == [("going_back", "escalation")]


def test_one_that_fails_stops_nobody_and_waits_ten_minutes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, people: list[User]
) -> None:
    first, second = (
        make.opened(make.delivered_order(tag="PT-1")),
        make.opened(make.delivered_order(tag="PT-2")),
    )
    act = alarms._act

    def fails_for_the_first(claim: Claim, *args: object) -> None:
        if claim.pk == first.pk:
            raise RuntimeError("out of paper")
        act(claim, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(alarms, "_act", fails_for_the_first)
    now = timezone.now() + timedelta(days=3)
    assert sweep(now=now) == 1
    assert list(ClaimReminder.objects.values_list("claim", flat=True)) == [second.pk]
    assert make.fresh(first).ring_at == now + TRY_AGAIN_AFTER
    assert "out of paper" in caplog.text
    monkeypatch.undo()
    assert sweep(now=now + TRY_AGAIN_AFTER) == 1
    assert ClaimReminder.objects.count() == 2


def test_what_rings_and_what_waits_are_found_by_an_index() -> None:
    rings = "select id from promise_claim where ring_at <= now() order by ring_at, id"
    assert "Index Cond" in plan_by("claim_to_ring", rings)
    waits = "select id from promise_claim where ended_at is null order by due_at"
    assert "Sort" not in plan_by("claim_queue", waits)


def test_a_round_in_which_nothing_is_due_asks_seven_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make.label_sent()
    with django_assert_num_queries(7):
        assert sweep() == 0


def in_thread(start: Barrier, act: Callable[[], int]) -> int:
    try:
        start.wait(timeout=60)
        return act()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_ring_each_claim_once() -> None:
    staff("Customer care", email="care@portero.example")
    for number in range(3):
        make.opened(make.delivered_order(tag=f"PT-{number}"))
    late = timezone.now() + timedelta(days=3)
    start = Barrier(4)
    with ThreadPoolExecutor(4) as threads:
        handled = list(threads.map(in_thread, [start] * 4, [lambda: sweep(now=late)] * 4))
    assert sum(handled) == 3
    assert (ClaimReminder.objects.count(), Mail.objects.filter(kind="claim_due").count()) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_leaves_a_claim_alone_while_somebody_is_at_it() -> None:
    claim = make.opened()
    late = timezone.now() + timedelta(days=3)
    with transaction.atomic():
        lock_order(claim.order_id)
        with ThreadPoolExecutor(1) as threads:
            found = threads.submit(in_thread, Barrier(1), lambda: sweep(now=late))
            assert found.result(timeout=60) == 0
    assert not ClaimReminder.objects.exists()
    assert sweep(now=late) == 1
