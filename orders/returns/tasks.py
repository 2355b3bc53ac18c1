"""Background work of returns; beat runs the sweep, it is safe to run twice."""

from celery import shared_task

from orders.returns import back_labels, labelling, sweeping, transit
from orders.returns.exchanging import sweeping as exchanges


@shared_task
def buy_label(return_pk: int) -> None:
    """Buy the prepaid label of one return; does nothing if it has one."""
    labelling.buy(return_pk)


@shared_task
def sweep_returns() -> None:
    """Every minute: carriers' news before anything lapses, labels to buy or to void, what is late, exchanges."""
    transit.sweep()
    back_labels.sweep()
    labelling.sweep()
    sweeping.sweep()
    exchanges.sweep()
