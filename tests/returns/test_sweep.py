"""What rings by itself: once, in order, whenever the sweep runs; and what carriers tell."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from logistics.models import Label
from orders.returns import arriving, asking, deadlines, inspecting, sweeping, transit
from orders.returns.models import Return, ReturnReminder, ReturnState
from orders.returns.states import ReturnRefused
from orders.returns.sweeping import sweep
from portero.core.models import Mail
from tests.factories import returns as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> None:
    make.carer()
    make.bench()
    make.manager()


def mailed(kind: str) -> list[str]:
    found = Mail.objects.filter(kind=kind).order_by("pk").values_list("to", flat=True)
    return [to.split("@")[0] for to in found]


def at(ret: Return, **after: float) -> datetime:
    assert ret.due_at is not None
    return ret.due_at + timedelta(**after)


def test_nothing_rings_before_its_time() -> None:
    ret = make.requested()
    assert sweep(at(ret, seconds=-1)) == 0
    assert mailed("return_late") == []


def test_an_overdue_decision_rings_care_once_and_a_day_later_the_manager_once() -> None:
    ret = make.requested()
    assert [sweep(at(ret)), sweep(at(ret)), sweep(at(ret, hours=23))] == [1, 0, 0]
    assert mailed("return_late") == ["helen"]
    assert [sweep(at(ret, hours=24)), sweep(at(ret, days=9))] == [1, 0]
    assert sorted(mailed("return_late")) == ["helen", "helen", "vera"]
    assert [r.to_manager for r in ReturnReminder.objects.all()] == [False, True]


def test_a_sweep_that_was_away_tells_once_and_the_manager_too() -> None:
    ret = make.requested()
    sweep(at(ret, days=3))
    assert sorted(mailed("return_late")) == ["helen", "vera"]
    assert ReturnReminder.objects.count() == 2


def test_deciding_in_time_silences_it() -> None:
    ret = make.requested()
    make.approved(ret)
    sweep(at(ret, hours=1))
    assert mailed("return_late") == []


def test_approved_without_a_label_is_our_turn() -> None:
    ret = make.approved(label=False)
    sweep(at(ret))
    assert make.fresh(ret).state == "approved"
    assert ReturnReminder.objects.get().kind == ReturnReminder.Kind.LABEL


def test_she_is_reminded_once_and_then_it_lapses() -> None:
    ret = make.approved()
    for days in (-2.0, -2.0, -1.0):
        sweep(at(ret, days=days))
    assert mailed("return_reminder") == ["clara"]
    assert make.fresh(ret).state == "approved"
    sweep(at(ret))
    sweep(at(ret, hours=1))
    ret = make.fresh(ret)
    assert (ret.state, ret.pieces.get().over_at is not None) == ("lapsed", True)
    assert mailed("return_lapsed") == ["clara"]


def test_it_does_not_lapse_while_the_carrier_has_it() -> None:
    ret = make.approved()
    Label.objects.update(status="in_transit", status_at=timezone.now())
    sweep(at(ret, hours=1))
    assert make.fresh(ret).state == "approved"
    transit.sweep()
    assert make.fresh(ret).state == "in_transit"


def test_news_that_comes_after_it_lapsed_opens_it_again() -> None:
    ret = make.lapsed()
    Label.objects.update(status="in_transit", status_at=timezone.now())
    assert [transit.sweep(now=timezone.now() + timedelta(days=7)), transit.sweep()] == [1, 0]
    ret = make.fresh(ret)
    assert (ret.state, ret.ended_at, ret.pieces.get().over_at) == ("in_transit", None, None)


@pytest.mark.parametrize("_case", ["withdrawn", "lapsed"])
def test_a_parcel_that_comes_after_all_is_received(_case: str) -> None:
    ret = make.lapsed() if _case == "lapsed" else asking.withdraw(make.approved())
    assert make.received(ret).state == "received"
    assert ret.pieces.get().over_at is None


def test_what_a_later_return_gave_back_is_not_opened_again_by_the_label_of_the_first() -> None:
    first = make.lapsed()
    second = make.refunded(
        make.accepted(
            make.inspected(make.received(make.in_transit(make.approved(make.requested(first.order)))))
        )
    )
    Label.objects.filter(reference=first.number).update(status="delivered", delivered_at=timezone.now())
    assert transit.sweep() == 0
    with pytest.raises(ReturnRefused, match=second.number):
        arriving.receive(first, actor=make.bench())
    assert (make.fresh(first).state, make.fresh(second).state) == ("lapsed", "refunded")
    assert first.pieces.get().over_at == make.fresh(first).ended_at


def test_the_first_scan_and_our_door_are_recorded_once() -> None:
    ret = make.approved()
    scanned = timezone.now() - timedelta(hours=5)
    Label.objects.update(status="delivered", status_at=scanned, delivered_at=scanned + timedelta(hours=4))
    assert [transit.sweep(), transit.sweep()] == [1, 0]
    ret = make.fresh(ret)
    assert (ret.in_transit_at, ret.at_our_door_at) == (scanned, scanned + timedelta(hours=4))
    assert ret.order.events.filter(kind="return_in_transit", public=True).count() == 1


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (ReturnState.IN_TRANSIT, "transit"),
        (ReturnState.LOST, "lost"),
        (ReturnState.RECEIVED, "inspect"),
        (ReturnState.GOING_BACK, "send_back"),
        ("sent back", "back"),
    ],
)
def test_every_state_that_waits_for_us_rings(state: str, kind: str) -> None:
    made = {
        "in_transit": make.in_transit,
        "lost": make.lost,
        "received": make.received,
        "going_back": make.refused,
        "sent back": make.sent_back,
    }
    ret = made[state]()
    sweep(at(make.fresh(ret)))
    assert ReturnReminder.objects.get().kind == kind


def test_a_refused_piece_does_not_wait_for_the_money_of_the_other() -> None:
    ret = make.inspected(order=make.shipped_order(make.a_piece("Kelly"), make.a_piece("Lindy")))
    first, second = ret.pieces.order_by("pk")
    inspecting.refuse(first, reason="Worn.", actor=make.bench())
    inspecting.accept(second, actor=make.bench())
    ret = make.fresh(ret)
    assert ret.state == "refunding"
    sweep(at(ret))
    assert ReturnReminder.objects.get().kind == "send_back"
    make.sent_back(ret)
    sweep(at(make.fresh(ret)))
    assert ReturnReminder.objects.order_by("pk").last().kind == "back"  # type: ignore[union-attr]


def test_while_all_is_refunded_nothing_of_the_return_rings() -> None:
    ret = make.accepted()
    assert (ret.state, ret.due_at, ret.alarm_at) == ("refunding", None, None)


def test_working_days_leave_weekends_and_holidays_out() -> None:
    wednesday = datetime.fromisoformat("2026-11-25T15:00:00-05:00")  # the day before Thanksgiving
    ret = make.received()
    ret.state = ReturnState.RECEIVED
    due, alarm = deadlines.of(ret, wednesday)
    assert due == alarm == datetime.fromisoformat("2026-11-30T15:00:00-05:00")


def test_one_query_finds_what_is_due_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make.requested()
    with django_assert_num_queries(1):
        assert sweep() == 0


def test_a_fault_of_one_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make.requested(), make.requested(make.shipped_order(make.a_piece("Kelly")))
    ring = sweeping._ring

    def fails_for_the_first(ret: Return, now: datetime) -> None:
        if ret.pk == first.pk:
            raise RuntimeError("broken")
        ring(ret, now)

    monkeypatch.setattr(sweeping, "_ring", fails_for_the_first)
    now = at(second)
    assert sweep(now) == 1
    assert make.fresh(first).alarm_at == now + sweeping.TRY_AGAIN_AFTER
    assert ReturnReminder.objects.get().ret == second
