"""Money that no order wants: it came late, twice, or for a piece that somebody else has; all of it goes back."""

from collections.abc import Iterator
from functools import partial

from orders import cancellation, verification
from orders.models import Contact
from orders.order.models import Order
from orders.payments.gateway import gateway
from orders.payments.models import PaymentState
from orders.states import OrderState
from tests.factories.people import staff
from tests.payments.matrix.story import Stage, Story

Ends = Iterator[tuple[str, str]]
MOST_CALLS = 6  # of ours, from her consent until her bank has set the sum aside


def stray_money(stage: Stage) -> Ends:
    """It is taken when the order is over, or after staff declined it; or she pays in two windows."""
    yield from late_capture(stage)
    yield from declined_and_taken(stage)
    yield from two_windows(stage)


def late_capture(stage: Stage) -> Ends:
    """The shop believed the attempt closed, and the sum was taken all the same; the piece is free, or gone."""
    for rival in (False, True):
        with stage.story() as story:
            _set_aside(stage, story)
            story.staff(_closed_as_the_shop_believes)
            assert story.order.status == OrderState.CANCELLED
            if rival:
                story.somebody_else_orders_it()
            _taken_by_hand(story)
            story.webhooks()
            assert stage.column.books(story.order.number).captured == story.order.total_incl_tax * 100
            came_to = (PaymentState.STRAY, "cancelled") if rival else (PaymentState.CAPTURED, "confirmed")
            assert (story.payment().state, story.order.status) == came_to
            for page in ("order", "pay"):
                story.sees(page)
            yield "taken late, piece gone" if rival else "taken late", story.ends()


def declined_and_taken(stage: Stage) -> Ends:
    """Somebody presses Capture at the provider, and staff who don't know decline the order."""
    with stage.story() as story:
        Contact.objects.filter(order=story.order).update(verification=["Expedited delivery"])
        story.buys()
        story.webhooks()
        assert story.order.status == OrderState.UNDER_VERIFICATION
        _taken_by_hand(story)
        story.staff(partial(verification.decline, actor=staff(), reason="Looked."))
        story.sees("order")
        yield "taken, then declined", story.ends()


def two_windows(stage: Stage) -> Ends:
    """She pays in both of two windows; the shop looks in between, or when both are done."""
    for looks in (True, False):
        with stage.story() as story:
            windows = []
            for _ in range(2):
                story.begins()
                windows.append(story.window)
            for window in windows:
                story.window = window
                story.pays()
                if looks:
                    story.comes_back()
            yield "paid in two windows", story.ends()


def _set_aside(stage: Stage, story: Story) -> None:
    """She agrees, her bank sets the sum aside, and the shop dies before it knows."""
    story.begins()
    for n in range(1, MOST_CALLS):
        stage.seam.die_after_call = stage.seam.calls + n
        if n == 1:
            story.pays()
        if stage.column.books(story.order.number).held:
            break
        story.comes_back()
    assert stage.column.books(story.order.number).held
    stage.seam.forget()


def _closed_as_the_shop_believes(order: Order) -> None:
    order.payments.update(state=PaymentState.CANCELLED, lookup_at=None)
    cancellation.cancel_unpaid(order, reason=cancellation.TIME_RAN_OUT, keep_hold=False)


def _taken_by_hand(story: Story) -> None:
    """Capture is pressed at the provider's own site: nothing of it is written down here."""
    payment = story.payment()
    driver = gateway(payment.provider)
    truth = driver.lookup(payment)
    payment.reference = truth.reference
    payment.details = {**payment.details, **truth.details}
    driver.capture(payment, payment.amount, f"{payment.order.number}-by-hand")
