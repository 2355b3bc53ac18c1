"""What may go wrong between a buyer and a provider; each cell tells its stories and says how they ended."""

from collections.abc import Callable, Iterator
from functools import partial

from orders import verification
from orders.payments.models import WebhookMessage
from orders.states import OrderState
from tests.factories.people import staff
from tests.payments.matrix import rules
from tests.payments.matrix.story import Stage, a_day_passes

Ends = Iterator[tuple[str, str]]
Cell = Callable[[Stage], Ends]


def decline(stage: Stage) -> Ends:
    """Her bank says no: she is told, nothing moves, and another card may pay."""
    for then in ("", "then another card"):
        with stage.story() as story:
            story.begins()
            story.agrees(stage.column.pay_with_a_bad_card)
            story.comes_back()
            assert story.order.status == OrderState.PENDING_PAYMENT
            assert stage.column.books(story.order.number).held == 0
            assert story.payment().problem
            story.sees("pay")
            if then:
                story.buys(again=True)
            yield then, story.ends()


def abandoned(stage: Stage) -> Ends:
    """Her bank asks who she is, and she walks away; or comes back to our page without having answered."""
    for comes_back in (False, True):
        with stage.story() as story:
            story.begins()
            story.agrees(stage.column.leave_at_her_bank)
            if comes_back:
                story.comes_back()
            story.time_runs_out()
            yield "", story.ends()


def held_for_review(stage: Stage) -> Ends:
    """The provider wants a person to look: staff approve, staff decline, or nobody looks in time."""
    decisions = {"approved": verification.approve, "declined": verification.decline, "nobody looks": None}
    for name, decide in decisions.items():
        with stage.story() as story:
            stage.column.hold_for_review()
            story.buys()
            story.webhooks()
            assert story.order.status == OrderState.UNDER_VERIFICATION
            assert stage.column.books(story.order.number).captured == 0
            story.sees("order")
            if decide:
                story.staff(partial(decide, actor=staff(), reason="Looked."))
            if decide is verification.approve:
                stage.column.end_review()
            if decide is None:
                stage.column.lapse()
            yield name, story.ends()


def duplicate_webhook(stage: Stage) -> Ends:
    """Every event comes twice, before and after she is back."""
    with stage.story() as story:
        story.begins()
        story.pays()
        story.webhooks(order=lambda events: [event for event in events for _ in range(2)])
        story.comes_back()
        story.webhooks(order=lambda events: events * 2)
        _stored_once(stage)
        yield "", story.ends()


def out_of_order_webhook(stage: Stage) -> Ends:
    """The last event comes first; alone, or when she is back already."""
    for comes_back in (False, True):
        with stage.story() as story:
            story.begins()
            story.pays()
            if comes_back:
                story.comes_back()
            for _ in range(2):
                story.webhooks(order=lambda events: events[::-1])
            yield "", story.ends()


def webhook_before_return(stage: Stage) -> Ends:
    """The provider is quicker than her browser."""
    with stage.story() as story:
        story.begins()
        story.pays()
        story.webhooks()
        story.sees("order")
        story.comes_back()
        yield "", story.ends()


def return_without_webhook(stage: Stage) -> Ends:
    """She is back and the provider is mute."""
    with stage.story() as story:
        story.buys()
        story.sees("order")
        assert not WebhookMessage.objects.exists()
        yield "", story.ends()


def wrong_amount(stage: Stage) -> Ends:
    """The provider asks for another sum: it is never taken, staff are told, and it is let go."""
    with stage.story() as story:
        story.begins()
        if stage.column.amount_changes_later:
            stage.seam.die_after_call = stage.seam.calls + 1
            story.pays()
            stage.column.change_amount(story.payment())
            a_day_passes(story.order, hold=False)
        else:
            stage.column.change_amount(story.payment())
            story.pays()
        story.comes_back()
        story.webhooks()
        assert stage.column.books(story.order.number).captured == 0
        payment = story.order.payments.get()
        assert (payment.needs_review, story.order.status) == (True, OrderState.PENDING_PAYMENT)
        story.sees("order")
        yield "staff are told", story.ends(reviewed=True)


def wrong_signature(stage: Stage) -> Ends:
    """Anybody can post to the webhook's address: refused, not stored, nothing moves."""
    with stage.story() as story:
        story.begins()
        story.pays()
        before = rules.snapshot(stage.column)
        for event in stage.column.events():
            assert stage.column.deliver(event, forged=True) == 400
        assert rules.snapshot(stage.column) == before
        story.comes_back()
        yield "refused", story.ends()


def replayed_event(stage: Stage) -> Ends:
    """The first events come again when all is over, long since paid or long since given up."""
    for pays in (True, False):
        with stage.story() as story:
            story.begins()
            story.agrees(stage.column.pay if pays else stage.column.pay_with_a_bad_card)
            old = stage.column.events()
            story.webhooks(old)
            story.comes_back()
            if not pays:
                story.time_runs_out()
            ended = story.ends()
            stored = WebhookMessage.objects.count()
            story.webhooks(old)
            assert WebhookMessage.objects.count() == stored
            assert story.ends() == ended
            yield "paid" if pays else "given up", ended


def late_approval(stage: Stage) -> Ends:
    """She agrees when the hold is over; the piece is free, or somebody else has it by then."""
    for rival in (False, True):
        with stage.story() as story:
            story.begins()
            story.time_runs_out()
            if rival:
                story.somebody_else_orders_it()
            story.pays()
            story.comes_back()
            story.webhooks()
            if rival:
                story.rounds()
                assert stage.column.books(story.order.number).kept == 0
            yield "piece gone" if rival else "", story.ends()


def _stored_once(stage: Stage) -> None:
    ids = WebhookMessage.objects.values_list("event_id", flat=True)
    assert len(set(ids)) == len(ids) == len(stage.column.events())
